// One run, one digest: whatever Node runs it, and whatever the C library makes of the processor.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { node22 } from '../support/other-node.ts';

const SCRIPT = fileURLToPath(new URL('../support/run-digest.ts', import.meta.url));
/** How glibc 2.33 and later name them; before, they were AVX2_Usable and FMA_Usable. */
const NO_FMA = 'glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable';

interface Printed {
  readonly version: string;
  /** Of the platform's own powers. */
  readonly pow: string;
  /** By scenario: digest of the run, of its whole answer, of its months; and what is unrounded. */
  readonly found: Readonly<Record<string, string>>;
}

function printed(node: string, env: Readonly<Record<string, string>> = {}): Printed {
  const all = { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ...env };
  const { stdout, stderr } = spawnSync(node, [SCRIPT], { encoding: 'utf8', env: all });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Printed;
}

const here = printed(process.execPath);

/** Whether this is a machine on which glibc has another path to switch off. */
function hasFma(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const cpu = '/proc/cpuinfo';
  if (header.glibcVersionRuntime === undefined || !existsSync(cpu)) return false;
  return / fma .* avx2 /.test(readFileSync(cpu, 'utf8'));
}

describe('the digest of a run', () => {
  it('is there for a solo practice and for a group, each with a promise', () => {
    expect(Object.keys(here.found)).toEqual(['join', 'three-sites', 'unrounded']);
    for (const scenario of ['join', 'three-sites']) {
      expect(here.found[scenario]).toMatch(/^[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{64}$/);
    }
  });

  it('is the same where the C library has no AVX2 and no FMA', () => {
    const without = printed(process.execPath, { GLIBC_TUNABLES: NO_FMA });
    expect(without.found).toEqual(here.found);
    // The switch does something: the platform's own powers have other last bits.
    if (hasFma()) expect(without.pow).not.toBe(here.pow);
  });

  const other = node22();
  it.skipIf(other === undefined)('is the same on Node 22', () => {
    const there = printed(other?.path ?? '');
    expect(there.version).toBe(other?.version);
    expect(there.found).toEqual(here.found);
    // And that is no matter of course.
    expect(there.pow).not.toBe(here.pow);
  });
});
