import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorEntries } from '../../scripts/generate-errors.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const entries = errorEntries();

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

  test.each(entries)('$code is family/kebab-case and says what to do', (entry) => {
    expect(entry.code).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z0-9]*(-[a-z0-9]+)*(-?…)?$/);
    expect(entry.meaning.length).toBeGreaterThan(5);
    expect(entry.remedy.length).toBeGreaterThan(5);
  });
});
