import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../projections/ledger.ts';
import { neutralOf, PARAMETER_IDS } from '../../scenarios/effects.ts';
import { depreciationOf, loanPayments } from '../../scenarios/equipment.ts';
import type { EquipmentPlan } from '../../scenarios/equipment.ts';
import { financingCents, netCashCents, startFolds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { METRIC_INDEX } from '../../scenarios/metrics.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Month } from '../../src/calendar.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const MONTHS = 36;
const STEADY: Plan = { ...steadyPlan(COLUMNS.solo, MONTHS), agreements: {} };
const SITE = STEADY.sites[0] as SitePlan;
const LASER: EquipmentPlan = {
  id: 'laser',
  bought: (STEADY.start + 5) as Month,
  priceCents: 12_000_000,
  financedCents: 9_000_000,
  rateAnnual: 0.09,
  termMonths: 24,
  lifeMonths: 28,
  salvageCents: 1_000_003,
};
const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);

function live(equipment: readonly EquipmentPlan[], site: Partial<SitePlan> = {}) {
  const model = compileModel({ ...STEADY, sites: [{ ...SITE, ...site, equipment }] });
  const bench = workbench(model, new RowWriter(), startFolds(model));
  const values = Float64Array.from(PARAMETER_IDS, neutralOf);
  runArm(model, model.arms.independent, values, luckSource(model, '7', sha256).fill(0), bench);
  const entity = model.practices[0]?.entity ?? -1;
  const at = (m: number): number => model.offset + m;
  return {
    balance: (account: number, m: number) => balanceOf(bench.folds.ledger, entity, account, at(m)),
    net: (m: number) => netCashCents(bench.folds, entity, at(m)) + 0,
    financing: (m: number) => financingCents(bench.folds, entity, at(m)) + 0,
  };
}

describe('equipment', () => {
  it('is written off in a straight line, to the cent of its base', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 90_000_000 }),
        fc.nat(1000),
        fc.integer({ min: 1, max: 200 }),
        (priceCents, share, lifeMonths) => {
          const salvageCents = Math.floor((priceCents * share) / 1000);
          const worn = depreciationOf({ priceCents, salvageCents, lifeMonths });
          const base = priceCents - salvageCents;
          expect(sum(worn)).toBe(base);
          for (const month of worn) expect(Math.abs(month - base / lifeMonths)).toBeLessThan(1);
        },
      ),
    );
  });

  it('is paid off in level payments that are worth the loan', () => {
    // One loan of which rounding leaves something, and one of which it takes something too much.
    for (const [financedCents, rateAnnual] of [
      [9_000_001, 0],
      [9_000_023, 0],
      [9_000_000, 0.09],
    ] as const) {
      const due = loanPayments({ financedCents, rateAnnual, termMonths: 24 });
      expect(sum(due.map(({ principal }) => principal))).toBe(financedCents);
      const paid = due.map(({ principal, interest }) => principal + interest);
      // The last one takes what rounding left.
      expect(new Set(paid.slice(0, -1)).size).toBe(1);
      expect(Math.abs((paid.at(-1) ?? 0) - (paid[0] ?? 0))).toBeLessThan(24);
      const worth = sum(paid.map((cents, k) => cents * (1 + rateAnnual) ** (-(k + 1) / 12)));
      expect(Math.abs(worth - financedCents)).toBeLessThan(24);
    }
  });

  it('is bought, borrowed for and worn off in the books, and gone from them in the end', () => {
    const [with1, without] = [live([LASER]), live([])];
    const bought = 5;
    expect([with1.balance(1510, bought - 1), with1.balance(1510, bought)]).toEqual([0, 12_000_000]);
    expect(with1.balance(2510, bought)).toBeGreaterThan(-9_000_000);
    expect(Math.abs(with1.balance(2510, bought + 23))).toBe(0);
    // In service for 28 months of a whole month each, from the one it is bought in.
    expect(with1.balance(1590, bought + 27)).toBe(-(12_000_000 - 1_000_003));
    expect(with1.balance(1590, MONTHS - 1)).toBe(with1.balance(1590, bought + 27));
    const due = loanPayments(LASER);
    for (let m = 0; m < MONTHS; m++) {
      const { principal = 0, interest = 0 } = due[m - bought] ?? {};
      const paid = m === bought ? 3_000_000 : 0;
      expect(with1.net(m)).toBe(without.net(m) - paid - principal - interest);
      // The loan is financing: without it the whole price is an outlay.
      const borrowed = m === bought ? 9_000_000 : 0;
      expect(with1.financing(m)).toBe(without.financing(m) + borrowed - principal - interest);
    }
  });

  it('is bought by a site that is not open yet, too', () => {
    const opens = { from: (STEADY.start + 8) as Month, rampMonths: 0, costCents: 0, leadMonths: 0 };
    expect(live([LASER], { opens }).balance(1510, 5)).toBe(12_000_000);
  });

  it('takes no room of the line of credit', () => {
    const missed = (equipment: readonly EquipmentPlan[], cash: number): number => {
      const staff = { ...SITE, staffMonthlyCents: 8_400_000, visitsMonthly: 1000, equipment };
      const open = {
        entity: SITE.entity,
        site: SITE.id,
        cashCents: cash,
        cardClearingCents: 0,
        payablesCents: 0,
        packagesCents: 0,
        salesTaxCents: 0,
        accruedPayCents: 0,
        claims: [],
        feeArrearsCents: 0,
      };
      const credit = { floorCents: 0, limitCents: 5_000_000, rateAnnual: 0 };
      const plan: Plan = { ...STEADY, months: 4, sites: [staff], opening: [open], credit };
      const spec = { plan, parameters: [], sampling: INDEPENDENT, seed: '7', isNoisy: false };
      const { metrics } = rangeRunner(specOf(spec), sha256).run(0, 1);
      return metrics[METRIC_INDEX.missedPayrollIndependent] ?? Number.NaN;
    };
    // Wholly financed and hardly paid back yet: cash and what may be drawn are as good as without.
    const loan = { ...LASER, bought: STEADY.start, financedCents: 12_000_000, termMonths: 480 };
    for (let cash = 0; cash <= 30_000_000; cash += 500_000) {
      const rich = missed([{ ...loan, rateAnnual: 0 }], cash + 100_000);
      expect(rich).toBeLessThanOrEqual(missed([], cash));
    }
    expect([missed([], 0), missed([], 30_000_000)]).toEqual([1, 0]);
  });
});
