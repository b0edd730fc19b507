import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { paintFor } from '../../app/cli/colours.ts';
import { understand } from '../../app/cli/program.ts';
import { VERBS } from '../../app/cli/verbs.ts';
import { errorEntries } from '../../scripts/generate-errors.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const entries = errorEntries();

/** The options that every verb takes. */
function understoodHelp(): string {
  const understood = understand([], paintFor({ write: () => undefined }, {}, false));
  return understood.kind === 'help' ? understood.text : '';
}

describe('the list of errors', () => {
  test('has every code the sources throw by name', () => {
    const thrown = globSync('{src,projections,scenarios,app}/**/*.ts', { cwd: ROOT }).flatMap(
      (file) =>
        [
          ...readFileSync(resolve(ROOT, file), 'utf8').matchAll(/new FeeworthError\(\s*'([^']+)'/g),
        ].map(([, code]) => code),
    );
    const listed = new Set(entries.map(({ code }) => code));
    expect(thrown.filter((code) => code === undefined || !listed.has(code))).toEqual([]);
    expect(thrown.length).toBeGreaterThan(100);
    expect(entries.length).toBeGreaterThan(200);
  });

  test('names verbs and options that exist', () => {
    const paths = new Set(VERBS.map(({ path }) => path));
    const isGroup = (word: string): boolean =>
      VERBS.some(({ path }) => path.startsWith(`${word} `));
    const options = new Set(
      [...VERBS.flatMap((verb) => verb.options ?? []).map(([flags]) => flags), understoodHelp()]
        .join(' ')
        .match(/--[a-z-]+/g),
    );
    const wrong = entries.flatMap(({ code, meaning, remedy }) => {
      const text = `${meaning} ${remedy}`;
      const verbs = [
        ...text.matchAll(/\bfeeworth ([a-z][a-z-]*)(?: ([a-z-]+)(?![\w./-]))?/g),
      ].filter(
        ([, verb = '', next]) =>
          !paths.has(verb) ||
          (isGroup(verb) && next !== undefined && !paths.has(`${verb} ${next}`)),
      );
      const unknown = (text.match(/(?<=\s)--[a-z][a-z-]*/g) ?? []).filter((o) => !options.has(o));
      return [...verbs.map(([words]) => words), ...unknown].map((what) => `${code}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });

  test.each(entries)('$code is family/kebab-case and says what to do', (entry) => {
    expect(entry.code).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z0-9]*(-[a-z0-9]+)*(-?…)?$/);
    expect(entry.meaning.length).toBeGreaterThan(5);
    expect(entry.remedy.length).toBeGreaterThan(5);
  });
});
