import { describe, expect, it } from 'vitest';
import { fateOf, Imports } from '../../../app/indexes/imports.ts';
import { eventOf } from '../../support/arbitrary-events.ts';

const STEPS = { s: 'ImportStarted', c: 'ImportCompleted', r: 'ImportReverted' } as const;

/** Events of a file's stream by letters, `f` a fact; the index is told of those numbered. */
function told(letters: string, numbers: readonly number[]) {
  const index = new Imports();
  for (const n of numbers) {
    const type = STEPS[letters[n] as keyof typeof STEPS] ?? 'CapitalContributed';
    const place = { stream: 'import-a', sequence: 10 + n, revision: BigInt(n) };
    index.add({ ...eventOf(type, { digest: 'a', amount: '1.00' }), ...place, id: `${n}` });
  }
  const state = index.byStream.get('import-a');
  return state && { fate: fateOf(state), attempt: state.attempt, ids: [...(state.ids ?? [])] };
}

const inOrder = (letters: string): number[] => letters.split('').map((_, n) => n);

describe('what is known of the imports', () => {
  it.each([
    ['sff', { fate: 'unfinished', attempt: 1, ids: ['1', '2'] }],
    ['sffc', { fate: 'completed', attempt: 1, ids: [] }],
    ['sffr', { fate: 'reverted', attempt: 1, ids: [] }],
    ['sfrsf', { fate: 'unfinished', attempt: 2, ids: ['4'] }],
    // Nobody completes what was taken back; a log that has it all the same does not count it.
    ['sfrc', { fate: 'reverted', attempt: 1, ids: [] }],
  ])('of %s is as it ends', (letters, expected) => {
    expect(told(letters, inOrder(letters))).toEqual(expected);
  });

  it('is the same when events come again that it has read ahead', () => {
    const letters = 'sfrsff';
    for (let from = 0; from < letters.length; from++) {
      const again = [...inOrder(letters), ...inOrder(letters).slice(from)];
      expect(told(letters, again)).toEqual(told(letters, inOrder(letters)));
    }
  });
});
