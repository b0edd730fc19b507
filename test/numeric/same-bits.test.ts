import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { node22 } from '../support/other-node.ts';
import { strippedCopy } from '../support/stripped-copy.ts';

const SCRIPT = 'test/support/numeric-digest.ts';
const SOURCES = ['src/numeric', 'src/error.ts', 'src/money.ts', 'src/calendar.ts', SCRIPT];
const script = fileURLToPath(new URL('../support/numeric-digest.ts', import.meta.url));

interface Run {
  readonly node?: string;
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: string[];
}

function digest({
  node = process.execPath,
  file = script,
  env = {},
  flags = [],
}: Run = {}): string {
  const all = { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ...env };
  const run = spawnSync(node, [...flags, file], { encoding: 'utf8', env: all });
  expect(run.stderr).toBe('');
  return run.stdout;
}

const here = digest();

test('the digest covers some hundred thousand results and is the one every machine must print', () => {
  // Changes only with the numerics themselves; to regenerate, run test/support/numeric-digest.ts.
  expect(here).toBe('555723 caaa0fbfae304559b8928cbe65ecfbce2cb03b6b85cce80584556abbaf692477\n');
});

test('without FMA and AVX2 in the C library: the same bits', () => {
  expect(digest({ env: { GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2,-FMA' } })).toBe(here);
});

test.each(['--no-opt', '--no-enable-fma3', '--no-enable-avx'])('V8 %s: the same bits', (flag) => {
  expect(digest({ flags: [flag] })).toBe(here);
});

/** Node 22 and others on the path, one of each; older ones get the sources without types. */
function otherNodes(): { path: string; version: string }[] {
  const found = new Map<string, string>();
  const known = node22();
  if (known !== undefined) found.set(known.version, known.path);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!existsSync(path)) continue;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
    if (version !== process.version && !found.has(version)) found.set(version, path);
  }
  return [...found].map(([version, path]) => ({ version, path }));
}

describe('other versions of Node', () => {
  const others = otherNodes();
  const copy = others.length > 0 ? strippedCopy(SOURCES) : undefined;
  afterAll(() => copy?.remove());

  test.skipIf(others.length === 0)('are on the path', () => {
    expect(others.length).toBeGreaterThan(0);
  });

  test.each(others)('$version: the same bits', ({ path }) => {
    expect(digest({ node: path, file: copy?.path(SCRIPT) ?? script })).toBe(here);
  });
});
