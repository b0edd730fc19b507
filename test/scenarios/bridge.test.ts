import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeDrivers, driverBars, wholeBars } from '../../scenarios/bridge.ts';
import { shapley } from '../../src/numeric/shapley.ts';

// The toy of scenarios.md §2.12, in exact rational arithmetic there: net income with each coalition
// of drivers at its with-MSO value. Published: vectors/bridge-shapley.json.
const OFF = { fee: 0, retention: 1, denials: 0.1, days: 45, discount: 0, overhead: 120_000 };
const ON = {
  fee: 0.08,
  retention: 1.04,
  denials: 0.06,
  days: 32,
  discount: 0.08,
  overhead: 95_000,
};
const TOY = ['fee', 'retention', 'denials', 'days', 'discount', 'overhead'] as const;

function net(on: (name: (typeof TOY)[number]) => boolean): number {
  const v = (name: (typeof TOY)[number]): number => (on(name) ? ON : OFF)[name];
  const gross = 1000 * 400 * v('retention');
  const collected = gross * (1 - v('denials'));
  const carrying = ((collected * v('days')) / 365) * 0.12;
  const product = gross * 0.22 * (1 - v('discount'));
  return collected - carrying - product - v('overhead') - collected * v('fee');
}

const coalitions = (names: readonly (typeof TOY)[number][]): number[] =>
  Array.from({ length: 1 << names.length }, (_, mask) =>
    net((name) => (mask & (1 << names.indexOf(name))) !== 0 && names.includes(name)),
  );

describe('shapley', () => {
  it('gives the published shares of the toy, fee among the drivers', () => {
    const shares = shapley(coalitions(TOY), TOY.length);
    const published = [
      -450496 / 15,
      57824992 / 5475,
      84624832 / 5475,
      2928224 / 1825,
      7180.8,
      25000,
    ];
    shares.forEach((share, i) => expect(share).toBeCloseTo(published[i] as number, 8));
  });

  it('gives the published bars of the gross benefit, the fee taken out first', () => {
    const operating = TOY.filter((name) => name !== 'fee');
    const shares = shapley(coalitions(operating), operating.length);
    [11154.71, 16113.66, 1604.51, 7180.8, 25000].forEach((bar, i) =>
      expect(shares[i]).toBeCloseTo(bar, 1),
    );
  });

  it('holds its axioms: sums, null drivers, symmetry', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.integer({ min: -1e9, max: 1e9 })),
        (n, numbers) => {
          const values = Array.from({ length: 1 << n }, () => numbers.next().value as number);
          // The first driver is made null: it changes no coalition.
          for (let mask = 0; mask < values.length; mask += 2)
            values[mask + 1] = values[mask] as number;
          const shares = shapley(values, n);
          expect(shares[0]).toBeCloseTo(0, 4);
          const total = shares.reduce((a, b) => a + b, 0);
          expect(total).toBeCloseTo(
            (values[values.length - 1] as number) - (values[0] as number),
            3,
          );
        },
      ),
    );
  });
});

describe('wholeBars', () => {
  it('adds up to the total and stays within a cent of each value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e7, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (values) => {
          const total = Math.round(values.reduce((a, b) => a + b, 0));
          const bars = wholeBars(values, total);
          expect(bars.reduce((a, b) => a + b, 0)).toBe(total === 0 ? 0 : total);
          bars.forEach((bar, i) =>
            expect(Math.abs(bar - (values[i] as number))).toBeLessThan(1.01),
          );
        },
      ),
    );
  });
});

describe('driverBars', () => {
  it('closes to the headline with a sampling bar and keeps the fee out', () => {
    const drivers = activeDrivers(new Set(['volume', 'supply-price', 'dip']));
    expect(drivers).toEqual(['supply-price', 'volume', 'transition']);
    const means = [0, 10, 20, 33, 1, 11, 21, 34.4];
    const bars = driverBars(drivers, means, 40);
    expect(bars.map((b) => b.id)).toEqual(['supply-price', 'volume', 'transition', 'sampling']);
    expect(bars.reduce((sum, b) => sum + b.cents, 0)).toBe(40);
    expect(bars.some((b) => b.id === 'fee')).toBe(false);
  });
});
