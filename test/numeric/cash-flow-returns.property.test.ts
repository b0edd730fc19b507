import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Day } from '../../src/calendar.ts';
import { irr, xirr } from '../../src/numeric/cash-flow-returns.ts';
import { discountFactor, npv, xnpv } from '../../src/numeric/present-value.ts';
import type { DatedFlow } from '../../src/numeric/present-value.ts';
import { countPositiveZeros } from '../support/sturm.ts';

const onDay = (day: number, amount: number): DatedFlow => ({ day: day as Day, amount });

/** Whole amounts, small so that many rates and double ones turn up, or of some size. */
const periodic = fc.oneof(
  fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 9 }),
  fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 9 }),
);
const datedFlows = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 1500 }),
      amount: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -1e7, max: 1e7 })),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .map((flows) => flows.map(({ day, amount }) => onDay(day, amount)));

describe('all rates of return', () => {
  test('are as many as Sturm’s chain counts exactly', () => {
    const seen = new Set<number>();
    fc.assert(
      fc.property(periodic, fc.boolean(), (flows, isSquared) => {
        // A square has every rate at least twice.
        const some = flows.slice(0, 5);
        const squared = Array.from({ length: 2 * some.length }, (_, k) =>
          some.reduce((total, a, i) => total + a * (some[k - i] ?? 0), 0),
        );
        const tried = isSquared ? squared : flows;
        const got = irr(tried);
        const expected = countPositiveZeros(tried);
        expect(got.status === 'every' ? null : got.rates.length).toBe(expected);
        if (isSquared) expect(got.rates.every(({ isTouching }) => isTouching)).toBe(true);
        seen.add(got.rates.length);
      }),
      { numRuns: 3000 },
    );
    expect(seen.size).toBeGreaterThan(3);
  });

  test('make the present value zero, whatever it was taken on', () => {
    fc.assert(
      fc.property(datedFlows, (flows) => {
        for (const { rate } of xirr(flows).rates) {
          // Nearer to −1 and to infinity the rate itself has too few digits: logGrowth has them.
          if (rate < -0.99 || rate > 1e12) continue;
          const size = xnpv(
            rate,
            flows.map(({ day, amount }) => onDay(day, Math.abs(amount))),
          );
          expect(Math.abs(xnpv(rate, flows)) / size).toBeLessThan(1e-12);
        }
      }),
    );
  });

  test('lie wherever a walk over rates sees the present value change sign', () => {
    const rates = Array.from({ length: 400 }, (_, i) => 1.04 ** (i - 150) - 1);
    fc.assert(
      fc.property(datedFlows, (flows) => {
        const found = xirr(flows).rates;
        const values = rates.map((rate) => xnpv(rate, flows, 0 as Day));
        values.slice(1).forEach((value, i) => {
          const [low = NaN, high = NaN] = [rates[i], rates[i + 1]];
          if (value < 0 === (values[i] ?? 0) < 0 || value === 0 || values[i] === 0) return;
          const inside = found.filter(({ rate, isTouching }) => {
            return !isTouching && rate >= low - 1e-9 && rate <= high + 1e-9;
          });
          expect(inside.length % 2, `between ${low} and ${high}`).toBe(1);
        });
      }),
    );
  });

  test('are those two that days between flows were made from', () => {
    const rate = fc.integer({ min: -80, max: 300 }).map((percent) => percent / 100);
    const days = fc.integer({ min: 30, max: 1200 });
    fc.assert(
      fc.property(rate, rate, days, days, (one, two, a, b) => {
        fc.pre(Math.abs(one - two) > 0.05 && a !== b);
        // (v^a − c)(v^b − d) with c and d the discount factors of the two rates.
        const c = discountFactor(one, a);
        const d = discountFactor(two, b);
        const flows = [onDay(0, c * d), onDay(a, -d), onDay(b, -c), onDay(a + b, 1)];
        const got = xirr(flows).rates.map((found) => found.rate);
        const expected = [one, two].sort((x, y) => x - y);
        expect(got).toHaveLength(2);
        got.forEach((found, i) => expect(found).toBeCloseTo(expected[i] ?? NaN, 9));
      }),
    );
  });

  test('of flows every 365 days are those of periods; of flows with one change, one', () => {
    fc.assert(
      fc.property(periodic, (flows) => {
        const yearly = xirr(flows.map((amount, k) => onDay(365 * k, amount)));
        const { rates, status } = irr(flows);
        expect(yearly.status).toBe(status);
        rates.forEach(({ logGrowth }, i) => {
          expect(yearly.rates[i]?.logGrowth).toBeCloseTo(logGrowth, 7);
        });
        const once = irr([-500, ...flows.map(Math.abs), 1]);
        expect(once.status).toBe('one');
        const only = once.rates[0]?.rate ?? NaN;
        const present = npv(only, [-500, ...flows.map(Math.abs), 1], { first: 'undiscounted' });
        expect(Math.abs(present)).toBeLessThan(1e-9);
      }),
    );
  });
});

test('a daily book of some years is no trouble: 700 flows, 200 changes of sign', () => {
  const flows = Array.from({ length: 700 }, (_, k) => ((k * 7919) % 1009) - 505 + (k % 2) * 11);
  const got = irr([-20000, ...flows]);
  expect(got.signChanges).toBeGreaterThan(200);
  for (const { rate } of got.rates) {
    const size = npv(rate, [20000, ...flows.map(Math.abs)], { first: 'undiscounted' });
    const value = npv(rate, [-20000, ...flows], { first: 'undiscounted' });
    expect(Math.abs(value) / size).toBeLessThan(1e-12);
  }
});
