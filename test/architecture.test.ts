import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { circleIn, importsOf, scanImports } from './support/import-scan.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** From the lowest up: a layer imports from itself and from those before it (design.md §2). */
const LAYERS = ['src', 'projections', 'scenarios', 'app'];
const layerOf = (file: string): number => LAYERS.indexOf(file.split('/')[0] ?? '');

const files = LAYERS.flatMap((layer) => globSync(`${layer}/**/*.ts`, { cwd: ROOT })).map((file) =>
  file.replaceAll('\\', '/'),
);
const edges = scanImports(ROOT, files);

/** Runs in a browser worker: no Node, no opened files (settled.md §4.3). */
const isPure = (file: string): boolean =>
  !file.endsWith('.node.ts') &&
  (/^src\/(money|calendar|event|error|chart)\.ts$/.test(file) ||
    /^src\/(numeric|events|batch|agreement|audit)\//.test(file) ||
    /^(projections|scenarios)\//.test(file));

describe('the scan', () => {
  test('looks at every source file there is', () => {
    const onDisk = LAYERS.flatMap((layer) =>
      readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' }),
    ).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBe(onDisk.length);
    expect(files.length).toBeGreaterThan(200);
    // A scan that sees no edges would let everything pass.
    const withEdges = new Set(edges.map(({ from }) => from));
    expect(withEdges.size).toBeGreaterThan(files.length * 0.9);
  });

  test('sees every way in which a file speaks of another', () => {
    const text = [
      "import { a } from './a.ts';",
      'import {\n  type B,\n  c,\n} from "./b.ts";',
      "import type { D } from './d.ts';",
      "import './e.ts';",
      "export * from './f.ts';",
      "export { g } from './g.ts';",
      "export type { H } from './h.ts';",
      "const i = await import('./i.ts');",
      'new Worker(new URL(`./j.node.${extension}`, import.meta.url));',
      "const text = 'imported from elsewhere';",
    ].join('\n');
    expect(importsOf(text)).toEqual([
      { specifier: './a.ts', kind: 'value' },
      { specifier: './b.ts', kind: 'value' },
      { specifier: './d.ts', kind: 'type' },
      { specifier: './f.ts', kind: 'value' },
      { specifier: './g.ts', kind: 'value' },
      { specifier: './h.ts', kind: 'type' },
      { specifier: './e.ts', kind: 'value' },
      { specifier: './i.ts', kind: 'dynamic' },
      { specifier: './j.node.${extension}', kind: 'thread' },
    ]);
  });

  test('finds a circle', () => {
    const edge = (from: string, to: string) => ({ from, to, kind: 'value' }) as const;
    expect(circleIn([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual(['b', 'c', 'b']);
    expect(circleIn([edge('a', 'b'), edge('a', 'c'), edge('b', 'c')])).toEqual([]);
  });

  test('sees the threads that are started', () => {
    const threads = edges.filter(({ kind, to }) => kind === 'thread' && to.endsWith('.ts'));
    expect(threads.map(({ to }) => to)).toContain('scenarios/worker.node.ts');
  });
});

describe('the house', () => {
  test('no layer imports from a higher one, types and threads included', () => {
    const upwards = edges.filter(({ from, to }) => layerOf(to) > layerOf(from));
    expect(upwards).toEqual([]);
  });

  test('nothing that ships imports from tests, scripts or benchmarks', () => {
    const ours = edges.filter(({ to, kind }) => kind !== 'thread' && /^[^@.].*\.ts$/.test(to));
    expect(ours.filter(({ to }) => layerOf(to) < 0)).toEqual([]);
  });

  test('no file imports itself, over however many others', () => {
    expect(circleIn(edges)).toEqual([]);
  });

  test('the engine knows no Node, and nothing that knows it', () => {
    const impure = edges.filter(
      ({ from, to, kind }) =>
        isPure(from) && kind !== 'type' && (to.startsWith('node:') || to.endsWith('.node.ts')),
    );
    expect(impure).toEqual([]);
    expect(files.filter(isPure).length).toBeGreaterThan(100);
  });

  test('what speaks to servers is loaded only for a book on one', () => {
    const isServers = (file: string): boolean => file.startsWith('src/store/kurrentdb/');
    const into = edges.filter(({ from, to }) => isServers(to) && !isServers(from));
    const ways = new Set(into.map(({ from, kind }) => `${from} ${kind}`));
    expect(ways).toEqual(new Set(['src/store/open.ts dynamic']));
    const clients = edges.filter(({ to }) => /^@(?:eventstore|kurrent)\//.test(to));
    expect(new Set(clients.map(({ from, kind }) => `${from} ${kind}`))).toEqual(
      new Set([
        'src/store/kurrentdb/eventstore.ts dynamic',
        'src/store/kurrentdb/kurrent.ts dynamic',
      ]),
    );
  });

  test('the model is not loaded by who only reads a book', () => {
    const loaded = (from: string, seen = new Set<string>()): Set<string> => {
      if (!seen.has(from)) {
        seen.add(from);
        for (const edge of edges)
          if (edge.from === from && edge.kind === 'value') loaded(edge.to, seen);
      }
      return seen;
    };
    const verbs = files.filter((file) => file.startsWith('app/cli/verbs/'));
    const withModel = verbs.filter((verb) => loaded(verb).has('scenarios/model.ts'));
    expect(withModel).toContain('app/cli/verbs/sweep.ts');
    const isReader = /\/(?:audit|close|explain|export|import|report|suspense|verify)\b/;
    expect(withModel.filter((verb) => isReader.test(verb))).toEqual([]);
  });

  test('decimal.js is imported in one place', () => {
    const users = edges.filter(({ to }) => to === 'decimal.js').map(({ from }) => from);
    expect(users).toEqual(['src/money.ts']);
  });
});

/** Files that break one rule each, with the rule that must speak. */
const PLANTED: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['feeworth(layers)', 'src/a.ts', "import { b } from '../app/b.ts';\nexport const a = b;\n"],
  ['feeworth(layers)', 'projections/c.ts', "export * from '../test/d.ts';\n"],
  ['feeworth(pure-imports)', 'src/numeric/e.ts', "export { readFileSync } from 'node:fs';\n"],
  ['feeworth(pure-imports)', 'scenarios/f.ts', "export const f = import('node:os');\n"],
  ['feeworth(one-decimal)', 'app/g.ts', "export { Decimal } from 'decimal.js';\n"],
  ['feeworth(same-bits)', 'src/batch/h.ts', 'export const h = Math.pow(2, 0.5);\n'],
  ['feeworth(same-bits)', 'scenarios/exp.ts', 'export const e = Math.exp(1);\n'],
  ['feeworth(same-bits)', 'scenarios/log.ts', 'export const l = Math.log1p(1);\n'],
  ['feeworth(same-bits)', 'projections/sin.ts', 'export const s = [1].map(Math.sin);\n'],
  ['feeworth(same-bits)', 'src/numeric/of.ts', 'export const { pow } = Math;\n'],
  ['feeworth(same-bits)', 'src/numeric/power.ts', 'let p = 2;\np **= 0.5;\nexport { p };\n'],
  ['feeworth(same-bits)', 'src/events/i.ts', 'export const i = 2 ** 0.5;\n'],
  ['feeworth(same-bits)', 'projections/j.ts', 'export const j = new Date(0);\n'],
  ['feeworth(same-bits)', 'scenarios/k.ts', "export const k = 'a'.localeCompare('b');\n"],
  ['feeworth(same-bits)', 'src/agreement/l.ts', 'export const l = Intl.NumberFormat;\n'],
  ['feeworth(same-bits)', 'src/audit/m.ts', 'export const m = Date.now();\n'],
  ['typescript(no-explicit-any)', 'app/n.ts', 'export const n: any = 1;\n'],
  ['typescript(no-non-null-assertion)', 'app/o.ts', 'export const o = (x?: string) => x!;\n'],
  ['eslint(no-console)', 'app/p.ts', 'console.log(1);\n'],
  ['import(no-default-export)', 'app/q.ts', 'export default 1;\n'],
];

describe('the linter', () => {
  let folder = '';
  let said: { readonly code: string; readonly filename: string }[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'feeworth-lint-'));
    for (const part of ['.oxlintrc.json', 'lint', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
    for (const [, path, text] of PLANTED) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const manifest = createRequire(import.meta.url).resolve('oxlint/package.json');
    const args = [join(dirname(manifest), 'bin', 'oxlint'), '--format', 'json', ...LAYERS];
    const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    ({ diagnostics: said } = JSON.parse(run.stdout) as { diagnostics: typeof said });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(PLANTED)('%s speaks at %s', (rule, path) => {
    const codes = said.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code);
    expect(codes).toContain(rule);
  });
});
