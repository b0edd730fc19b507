import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newCohorts,
  owedCents,
  releaseMonth,
  releasePattern,
  restCents,
  usedBy,
  usedCents,
} from '../../scenarios/prepaid-cohorts.ts';
import type { ReleasePattern } from '../../scenarios/prepaid-cohorts.ts';

const RUNS = { numRuns: 300, seed: 20_261_201 };

const arbitraryPattern = fc.record({
  delayMonths: fc.integer({ min: 0, max: 8 }),
  unused: fc.integer({ min: 0, max: 95 }).map((n) => n / 100),
  escheatMonths: fc.constantFrom(null, 6, 18),
});
const cents = fc.integer({ min: 0, max: 5_000_000 });
const lengthOf = ({ sold }: ReleasePattern): number => sold.used.length;

describe('use of what is sold ahead', () => {
  it('comes so many months later in the mean, cut where a hundredth is left', () => {
    for (const delay of [0, 1, 3, 6, 12]) {
      const curve = usedBy(delay);
      const q = delay / (1 + delay);
      const last = curve.length - 1;
      expect(q ** (last + 1)).toBeLessThan(0.01);
      if (delay > 0) expect(q ** last).toBeGreaterThanOrEqual(0.01);
      const mean = curve.reduce((sum, _, k) => sum + (k < last ? 1 - (curve[k] ?? 0) : 0), 0);
      // Mean of a geometric law that is cut after n: q/p − (n + 1) q^(n+1) / (1 − q^(n+1)).
      const left = q ** (last + 1);
      expect(Math.abs(mean - (delay - ((last + 1) * left) / (1 - left)))).toBeLessThan(1e-9);
      expect(curve[last]).toBe(1);
    }
  });

  it('keeps every cohort to the cent: sold is used, broken or the state’s, or still owed', () => {
    fc.assert(
      fc.property(arbitraryPattern, cents, (of, sold) => {
        const pattern = releasePattern(of);
        for (const release of [pattern.sold, pattern.open]) {
          let [used, rest] = [0, 0];
          for (let k = 0; k < release.used.length + 3; k++) {
            const now = usedCents(release, sold, k);
            const broken = restCents(release, sold, k);
            // Neither ever falls, and no more is given than was sold.
            expect(now).toBeGreaterThanOrEqual(used);
            expect(broken).toBeGreaterThanOrEqual(rest);
            expect(now + broken).toBeLessThanOrEqual(sold);
            [used, rest] = [now, broken];
          }
          if (release.used.length > 0) expect(used + rest).toBe(sold);
        }
      }),
      RUNS,
    );
  });

  it('breaks in proportion to use (606-10-55-48), and not at all before a state takes the rest', () => {
    fc.assert(
      fc.property(arbitraryPattern, (of) => {
        const { used, rest } = releasePattern(of).sold;
        used.forEach((share, k) => {
          const broken = rest[k] ?? 0;
          if (of.escheatMonths === null) {
            expect(Math.abs(broken * (1 - of.unused) - share * of.unused)).toBeLessThan(1e-12);
          } else if (k < of.escheatMonths) expect(broken).toBe(0);
        });
        expect(used.length).toBe(
          of.escheatMonths === null ? usedBy(of.delayMonths).length : of.escheatMonths + 1,
        );
      }),
      RUNS,
    );
    // A card of 500.00 with 5 % breakage, of which 300.00 are used: 15.79 with them (ledger.md §2.8).
    const { used, rest } = releasePattern({
      delayMonths: 2,
      unused: 0.05,
      escheatMonths: null,
    }).sold;
    expect(Math.round(((rest[3] ?? 0) / (used[3] ?? 1)) * 30_000)).toBe(1579);
  });

  it('goes on from a balance as if level sales had left it', () => {
    fc.assert(
      fc.property(arbitraryPattern, fc.integer({ min: 1, max: 900_000 }), (of, sold) => {
        const pattern = releasePattern(of);
        const length = lengthOf(pattern);
        // Sell for long enough, and take what is then owed as the balance of another start.
        const before = newCohorts(2 * length);
        before.sold.fill(sold, 0, length);
        const after = newCohorts(length);
        after.openCents = owedCents(pattern, before, length - 1);
        const [one, other] = [
          { used: 0, rest: 0 },
          { used: 0, rest: 0 },
        ];
        let [sum, otherSum] = [0, 0];
        for (let m = 0; m < length; m++) {
          releaseMonth(pattern, before, length + m, one);
          releaseMonth(pattern, after, m, other);
          sum += one.used;
          otherSum += other.used;
          // Half a cent for each cohort that is rounded by itself.
          expect(Math.abs(sum - otherSum)).toBeLessThanOrEqual(length);
        }
        expect(owedCents(pattern, after, length - 1)).toBe(0);
      }),
      RUNS,
    );
  });

  it('owes at a month end what is sold and opened less what is released', () => {
    fc.assert(
      fc.property(
        arbitraryPattern,
        fc.array(cents, { minLength: 1, maxLength: 30 }),
        cents,
        (of, sales, open) => {
          const pattern = releasePattern(of);
          const cohorts = newCohorts(sales.length);
          cohorts.openCents = open;
          const month = { used: 0, rest: 0 };
          let owed = open;
          sales.forEach((sold, m) => {
            cohorts.sold[m] = sold;
            releaseMonth(pattern, cohorts, m, month);
            owed += sold - month.used - month.rest;
            expect(owed).toBe(owedCents(pattern, cohorts, m));
            expect(owed).toBeGreaterThanOrEqual(0);
          });
        },
      ),
      RUNS,
    );
  });
});
