import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, firstDay, lastDay, monthFrom, parseDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { checkTerms } from '../../src/agreement/check-terms.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import { compileFee, FEE_OUT_SIZE } from '../../src/agreement/fee-fast.ts';
import type { FeeMonth, FeeResult } from '../../src/agreement/fee-types.ts';
import { divideRounded } from '../../src/agreement/ratio.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { Decimal } from '../../src/money.ts';
import { anyTerms } from './arbitraries.ts';
import { feeOn, flat, percentOf, termsWith } from './support.ts';

const MONTHS = 30;
const FROM = monthFrom(2024, 3);

/** One row of inputs by slot name, drawn so that the same name always has the same amount. */
function rowOf(slots: readonly string[], draws: readonly number[], month: number): number[] {
  return slots.map((name, i) => {
    const draw = draws[(i * 7 + month * 3) % draws.length] ?? 0;
    if (name.startsWith('missed:')) return draw % 3 === 0 ? 1 : 0;
    if (name.startsWith('units:')) return Math.abs(draw % 400_000) / 1000;
    return name.startsWith('cost:') ? Math.abs(draw) : draw;
  });
}

function inputOf(slots: readonly string[], row: readonly number[], month: Month): FeeMonth {
  const pick = (family: string): Record<string, number> =>
    Object.fromEntries(
      slots.flatMap((name, i) =>
        name.startsWith(`${family}:`) ? [[name.slice(family.length + 1), row[i] ?? 0]] : [],
      ),
    );
  const missed = Object.entries(pick('missed')).flatMap(([k, v]) => (v === 0 ? [] : [k]));
  return {
    month,
    bases: pick('base'),
    priorBases: pick('prior'),
    units: pick('units'),
    costs: pick('cost'),
    missedStandards: missed,
  };
}

function bothWays(
  terms: AgreementTerms,
  draws: readonly number[],
  endsOn: string | undefined,
): { slow: FeeResult[]; fast: number[][] } {
  const end = endsOn === undefined ? {} : { endsOn: parseDay(endsOn) };
  const compiled = compileFee(terms, { from: FROM, months: MONTHS, ...end });
  const state = new Float64Array(compiled.stateSize + 3);
  const out = new Float64Array(FEE_OUT_SIZE + 1);
  compiled.start(state, 2);
  const slow: FeeResult[] = [];
  const fast: number[][] = [];
  for (let m = 0; m < MONTHS; m += 1) {
    const row = rowOf(compiled.slots, draws, m);
    const before = slow.at(-1)?.state;
    const input = inputOf(compiled.slots, row, (FROM + m) as Month);
    slow.push(feeOf(terms, { ...input, ...end, ...(before ? { state: before } : {}) }));
    const due = compiled.due(m, Float64Array.from([9, ...row]), 1, state, 2, out, 1);
    expect(due).toBe(out[1]);
    fast.push([...out.subarray(1)]);
  }
  return { slow, fast };
}

const draws = (max: number) => fc.array(fc.integer({ min: -max / 4, max }), { minLength: 5 });

describe('the fast fee', () => {
  const agree = (max: number, numRuns: number): void =>
    fc.assert(
      fc.property(
        anyTerms,
        draws(max),
        fc.option(fc.constantFrom('2025-08-13', '2026-01-31'), { nil: undefined }),
        (terms, amounts, endsOn) => {
          expect(checkTerms(terms)).toEqual([]);
          const { slow, fast } = bothWays(terms, amounts, endsOn);
          const asRow = (r: FeeResult): number[] => [
            r.dueCents,
            r.feeCents,
            r.passThroughCents,
            r.creditCents,
          ];
          expect(fast).toEqual(slow.map(asRow));
        },
      ),
      { numRuns },
    );
  it('gives the cents of the exact one for months of up to a million dollars', () => {
    agree(100_000_000, 400);
  });
  it('gives them beyond 2^53 as well', () => {
    agree(40_000_000_000_000, 100);
  });
  it('divides exactly, ties away from zero', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -5_000_000, max: 5_000_000 })),
        fc.oneof(fc.constantFrom(1, 2, 1_000_000, 310_000), fc.integer({ min: 1, max: 1e7 })),
        (n, d) => {
          const exact = new Decimal(n).div(d).toDecimalPlaces(0, Decimal.ROUND_HALF_UP);
          expect(divideRounded(n, d) + 0).toBe(exact.toNumber() + 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('laws of the fee', () => {
  it('lines add up to what is due', () => {
    fc.assert(
      fc.property(anyTerms, draws(50_000_000), (terms, amounts) => {
        for (const result of bothWays(terms, amounts, undefined).slow) {
          const sum = result.lines.reduce((total, line) => total + line.amountCents, 0);
          expect(sum).toBe(result.dueCents);
          expect(result.feeCents + result.passThroughCents).toBe(result.dueCents);
          expect(result.creditCents).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is monotone in its base for a percentage and marginal brackets, and stays in its limits', () => {
    const cents = fc.integer({ min: 0, max: 60_000_000 });
    const rates = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(cents, cents, rates, (a, b, [r1 = 0, r2 = 0, r3 = 0]) => {
        const rate = (r: number): string => new Decimal(r).div(1e6).toString();
        const limits = { floorPerMonth: '1000.00', capPerMonth: '30000.00' };
        const marginal = {
          ...percentOf('0'),
          kind: 'tiered',
          mode: 'marginal',
          tiers: [
            { upTo: '50000.00', rate: rate(r1) },
            { upTo: '100000.01', rate: rate(r2) },
            { rate: rate(r3) },
          ],
          limits,
        } as never;
        for (const component of [percentOf(rate(r1), limits), marginal]) {
          const terms = termsWith([component]);
          const low = feeOn(terms, '2025-05', Math.min(a, b) / 100).dueCents;
          const high = feeOn(terms, '2025-05', Math.max(a, b) / 100).dueCents;
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(1_000_00);
          expect(high).toBeLessThanOrEqual(30_000_00);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('adds up over the parts of a split month', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 0, max: 23 }),
        fc.uniqueArray(fc.integer({ min: 2, max: 28 }), { maxLength: 4 }),
        (amount, m, cuts) => {
          const month = (monthFrom(2025, 1) + m) as Month;
          const terms = termsWith([flat((amount / 100).toFixed(2))]);
          const starts = [1, ...cuts.sort((a, b) => a - b)];
          const parts = starts.map((start, i) => {
            const from = addDays(firstDay(month), start - 1);
            const next = starts[i + 1];
            const to = next === undefined ? lastDay(month) : addDays(firstDay(month), next - 2);
            return feeOf(terms, { month, bases: {}, days: { from, to } }).dueCents;
          });
          expect(parts.reduce<number>((a, b) => a + b, 0)).toBe(amount);
        },
      ),
      { numRuns: 300 },
    );
  });
});
