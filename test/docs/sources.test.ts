import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EFFECTS, LINES, OPERATING, SERVICE_COSTS } from '../../scenarios/defaults-tables.ts';
import { codesIn, SOURCES } from '../../scripts/sources-list.ts';
import { STATE_RULES } from '../../src/agreement/state-rules-table.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const list = (...patterns: string[]): string[] =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();

const PAGE = read('docs/sources.md');
const ANCHORS = new Set(
  [...PAGE.matchAll(/^#+\s+(.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  ),
);
const STATED = [
  ...[...Object.values(OPERATING), ...Object.values(EFFECTS), ...LINES, ...SERVICE_COSTS].map(
    ({ source }) => source,
  ),
  ...STATE_RULES.map(({ sources }) => sources),
];

describe('the page of sources', () => {
  test('lists every code that a default or a state rule names, and no other', () => {
    const named = new Set(STATED.flatMap(codesIn));
    const listed = new Set(SOURCES.map(({ code }) => code));
    expect([...named].filter((code) => !listed.has(code))).toEqual([]);
    // S10 anchors the mix of lines, S95 the pace of changes: the page itself names them.
    const own = new Set([...named, ...codesIn(PAGE.slice(0, PAGE.indexOf('\n## Sources')))]);
    expect([...listed].filter((code) => !own.has(code))).toEqual([]);
  });

  test('is where the source of every default and state rule points', () => {
    for (const source of STATED) {
      const [, anchor = ''] = /^docs\/sources\.md#([a-z-]+)/.exec(source) ?? [];
      expect(ANCHORS, source).toContain(anchor);
    }
  });

  test('has a line for every grade', () => {
    for (const grade of ['A', 'B', 'C', 'E', 'R', 'recorded', 'entered'])
      expect(PAGE).toContain(`\n| ${grade} | `);
  });
});

/** What is said in a source without its comments, which are for those who have the repository. */
const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (block) => block.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1');

const SAID = [
  ...list('{app,src,projections,scenarios}/**/*.ts', 'bin/*.js'),
  ...list('scripts/*.ts', 'lint/*.js', 'benchmarks/**/*.ts'),
].map((file) => [file, withoutComments(read(file))] as const);
const WRITTEN = list(
  '*.md',
  'docs/**/*.md',
  'examples/**/*.{md,yaml}',
  'scenarios/library/*.yaml',
).map((file) => [file, read(file)] as const);

/** The files of a package: what it holds besides its sources. */
const SHIPS = /^(?:docs\/|examples\/three-sites\/|scenarios\/library\/|README\.md$)/;

describe('what a reader is shown', () => {
  test('is looked at', () => {
    expect(SAID.length).toBeGreaterThan(200);
    expect(WRITTEN.length).toBeGreaterThan(20);
  });

  test.each([...SAID, ...WRITTEN])('%s names no document that does not ship', (file, text) => {
    const named = [...text.matchAll(/(?<![\w*}/.-])[\w./-]*\w\.md\b/g)].map(([name]) => name);
    const missing = named.filter((name) => {
      const from = [join(ROOT, name), join(ROOT, dirname(file), name)].find(existsSync);
      return from === undefined || !SHIPS.test(from.slice(ROOT.length + 1));
    });
    expect(missing).toEqual([]);
    // A paragraph sign without the law or standard it belongs to is a paragraph of something else.
    const bare = [...text.matchAll(/^.*§.*$/gm)]
      .map(([line]) => line)
      .filter((line) => !/(?:IRC|ASC|USC|CFR)\s+§/.test(line));
    expect(bare).toEqual([]);
    // Numbers of measures, as papers count them, are nothing to a reader either.
    expect(text.match(/(?<=['"`( ])M\d{1,2}(?::|\)| on\b)/g) ?? []).toEqual([]);
  });
});
