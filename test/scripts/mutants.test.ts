import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from '../../scripts/mutants/kurrentdb.ts';
import { mutated, projectOf } from '../../scripts/mutants/mutant.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

// Whether tests notice them `npm run mutants:kurrentdb` shows; here only that they are still there.
describe('the workarounds that can be taken out', () => {
  test('have names of their own, and are many', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThan(90);
  });

  test.each(MUTANTS)('$name: stands in its file once', (mutant) => {
    const text = read(mutant.file);
    const without = mutated(mutant, text);
    expect(without).not.toBeNull();
    expect(without).not.toBe(text);
  });

  test.each(MUTANTS)('$name: has tests, of one project', (mutant) => {
    expect(mutant.tests.length).toBeGreaterThan(0);
    for (const file of mutant.tests) {
      expect(existsSync(join(ROOT, file))).toBe(true);
      expect(file.endsWith('.kurrent.test.ts')).toBe(projectOf(mutant) === 'kurrent');
    }
  });

  test('a text that is missing, or there twice, is no mutant', () => {
    const [mutant] = MUTANTS;
    if (mutant === undefined) throw new Error('There are none.');
    const { from, to } = mutant;
    expect(mutated(mutant, `a ${from} b`)).toBe(`a ${to} b`);
    expect([mutated(mutant, 'a b'), mutated(mutant, from + from)]).toEqual([null, null]);
  });
});
