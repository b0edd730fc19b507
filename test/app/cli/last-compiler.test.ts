import { describe, expect, it } from 'vitest';
import { LARGEST_FOLD, withoutLastCompiler } from '../../../app/cli/last-compiler.ts';
import { foldPostings } from '../../../projections/postings.generated.ts';

describe('what is kept from the last compiler', () => {
  it('is a function that there is', () => {
    expect(LARGEST_FOLD).toBe(foldPostings.name);
  });

  it('runs, and says what went wrong', () => {
    let runs = 0;
    withoutLastCompiler(LARGEST_FOLD, () => {
      runs += 1;
    });
    expect(runs).toBe(1);
    expect(() =>
      withoutLastCompiler(LARGEST_FOLD, () => {
        throw new Error('a fold that fails');
      }),
    ).toThrow('a fold that fails');
  });
});
