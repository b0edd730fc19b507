import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shapley } from '../../src/numeric/shapley.ts';

const game = (players: number, v: (has: (i: number) => boolean) => number): number[] =>
  Array.from({ length: 1 << players }, (_, mask) => v((i) => (mask & (1 << i)) !== 0));

/** The definition: the mean over all orders of what a player adds to those before. */
function overOrders(values: readonly number[], players: number): number[] {
  const shares = Array.from({ length: players }, () => 0);
  let orders = 0;
  const walk = (mask: number, order: readonly number[]): void => {
    if (order.length === players) {
      orders += 1;
      order.reduce((before, i) => {
        const after = before | (1 << i);
        shares[i] = (shares[i] ?? 0) + (values[after] ?? NaN) - (values[before] ?? NaN);
        return after;
      }, 0);
      return;
    }
    for (let i = 0; i < players; i += 1) {
      if ((mask & (1 << i)) === 0) walk(mask | (1 << i), [...order, i]);
    }
  };
  walk(0, []);
  return shares.map((share) => share / orders);
}

describe('shapley', () => {
  test('of the glove game: one left glove and two right ones', () => {
    const values = game(3, (has) => (has(0) && (has(1) || has(2)) ? 1 : 0));
    expect(shapley(values, 3)).toEqual([2 / 3, 1 / 6, 1 / 6]);
  });

  test('of the airport game (Littlechild and Owen 1973): costs 8, 11, 13, 18', () => {
    const costs = [8, 11, 13, 18];
    const values = game(4, (has) => Math.max(0, ...costs.filter((_, i) => has(i))));
    expect(shapley(values, 4)).toEqual([2, 3, 4, 9]);
  });

  test('is the mean over all orders', () => {
    const whole = fc.integer({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5 })
          .chain((n) => fc.array(whole, { minLength: 2 ** n, maxLength: 2 ** n })),
        (values) => {
          const players = Math.log2(values.length);
          const slow = overOrders(values, players);
          shapley(values, players).forEach((share, i) =>
            expect(share).toBeCloseTo(slow[i] ?? NaN, 7),
          );
        },
      ),
    );
  });
});
