import { describe, expect, it } from 'vitest';
import { armAnswer } from '../../scenarios/arm-answer.ts';
import { balanceOf, changeOf } from '../../projections/ledger.ts';
import { neutralOf, PARAMETER_IDS } from '../../scenarios/effects.ts';
import { startFolds } from '../../scenarios/folds.ts';
import { accrueTax, incomeBeforeTaxCents } from '../../scenarios/income-tax.ts';
import type { IncomeTaxPlan, TaxYear } from '../../scenarios/income-tax.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { metricOf } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { Plan } from '../../scenarios/plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../support/example-plan.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const TAX: IncomeTaxPlan = {
  rate: 0.21,
  lossesCents: 0,
  lossLimit: 1,
  practices: null,
  grade: 'entered',
  source: 'test',
};

/** Tax of each of some years, one month a year, and what is carried over after each. */
function years(incomes: readonly number[], tax: Partial<IncomeTaxPlan> = {}) {
  const own = { ...TAX, ...tax };
  const year: TaxYear = { carried: own.lossesCents, income: 0, tax: 0, unpaid: 0 };
  return incomes.map((income) => [accrueTax(year, own, income, true), year.carried]);
}

describe('income tax of a year', () => {
  it('is the rate of what is earned, and nothing of a loss, which is carried forward', () => {
    // 100.00 less, then 60.00 and 70.00 more: 30.00 of the last year are taxed.
    expect(years([-10_000, 6_000, 7_000])).toEqual([
      [0, 10_000],
      [0, 4_000],
      [630, 0],
    ]);
  });

  it('is of a fifth at least, where losses may be set against four fifths', () => {
    expect(years([10_000, 10_000], { lossesCents: 12_000, lossLimit: 0.8 })).toEqual([
      [420, 4_000],
      [1_260, 0],
    ]);
  });

  it('is taken back within the year when a month loses what another earned', () => {
    const year: TaxYear = { carried: 0, income: 0, tax: 0, unpaid: 0 };
    const accrued = [50_000, -30_000, -40_000, 30_000].map((income, i) =>
      accrueTax(year, TAX, income, i === 3),
    );
    expect(accrued).toEqual([10_500, -6_300, -4_200, 2_100]);
    expect([year.carried, year.unpaid]).toEqual([0, 2_100]);
  });
});

const MONTHS = 30;
const STEADY: Plan = { ...steadyPlan(COLUMNS.solo, MONTHS), agreements: {} };

function live(plan: Plan) {
  const model = compileModel(plan);
  const bench = workbench(model, new RowWriter(), startFolds(model));
  const values = Float64Array.from(PARAMETER_IDS, neutralOf);
  runArm(model, model.arms.independent, values, luckSource(model, '7', sha256).fill(0), bench);
  const entity = model.practices[0]?.entity ?? -1;
  const { ledger } = bench.folds;
  return {
    change: (account: number, m: number) => changeOf(ledger, entity, model.offset + m, account) + 0,
    balance: (account: number, m: number) => balanceOf(ledger, entity, account, model.offset + m),
    income: (m: number) => incomeBeforeTaxCents(bench.folds, entity, model.offset + m),
  };
}

describe('income tax of a practice', () => {
  const [taxed, plain] = [live({ ...STEADY, incomeTax: TAX }), live(STEADY)];

  it('is accrued each month of what is earned before it', () => {
    let [income, tax] = [0, 0];
    for (let m = 0; m < 12; m++) {
      expect(taxed.income(m)).toBe(plain.income(m));
      income += taxed.income(m);
      tax += taxed.change(7110, m);
      expect(tax).toBe(Math.round(0.21 * income));
    }
    expect(income).toBeGreaterThan(0);
  });

  it('is paid in April, June, September and December, what is accrued by the month before', () => {
    for (let m = 0; m < MONTHS; m++) {
      const paid = plain.change(1010, m) - taxed.change(1010, m);
      const isDue = [3, 5, 8, 11].includes(m % 12);
      expect(paid).toBe(isDue ? -taxed.balance(2020, m - 1) : 0);
      if (isDue) expect(paid).toBeGreaterThan(0);
    }
  });

  it('is paid by the practices that are named', () => {
    const named = live({ ...STEADY, incomeTax: { ...TAX, practices: ['practice'] } });
    const others = live({ ...STEADY, incomeTax: { ...TAX, practices: [] } });
    expect(named.change(7110, 5)).toBe(taxed.change(7110, 5));
    expect(others.change(7110, 5)).toBe(0);
  });

  it('changes cash, and no figure of what the MSO is worth, which is before income tax', () => {
    const run = (plan: Plan) => {
      const spec = { plan, parameters: EXAMPLE_PARAMETERS, sampling: INDEPENDENT, seed: '7' };
      const found = rangeRunner(specOf({ ...spec, isNoisy: true }), sha256).run(0, 4);
      return (metric: Metric): number[] => [0, 1, 2, 3].map((p) => metricOf(found, metric, p));
    };
    const credit = { ...EXAMPLE_PLAN.credit, limitCents: 0 };
    const [of, without] = [
      run({ ...EXAMPLE_PLAN, credit, incomeTax: TAX }),
      run({ ...EXAMPLE_PLAN, credit }),
    ];
    for (const metric of ['deltaCash', 'pvDelta', 'netCashWithMso', 'ebitdaWithMso'] as const) {
      expect(of(metric)).toEqual(without(metric));
    }
    const less = without('closingCashWithMso').map(
      (cash, p) => cash - (of('closingCashWithMso')[p] ?? 0),
    );
    expect(less.every((cents) => cents > 0)).toBe(true);
  });

  it('stands beside an answer: cash at the start, what comes in, less the tax, is cash at the end', () => {
    const answerOf = (plan: Plan) => {
      const spec = { plan, parameters: EXAMPLE_PARAMETERS, sampling: INDEPENDENT, seed: '7' };
      const found = rangeRunner(specOf({ ...spec, isNoisy: true }), sha256).run(0, 4);
      return armAnswer({ ...found, paths: 4, months: plan.months }, 'WithMso', plan);
    };
    expect(answerOf(EXAMPLE_PLAN)).not.toHaveProperty('incomeTaxCents');
    const credit = { ...EXAMPLE_PLAN.credit, limitCents: 0 };
    const own = answerOf({ ...EXAMPLE_PLAN, credit, incomeTax: TAX });
    const without = answerOf({ ...EXAMPLE_PLAN, credit });
    expect(own.netCashCents).toBe(without.netCashCents);
    expect(own.incomeTaxCents).toBe(without.closingCashCents - own.closingCashCents);
    expect(own.incomeTaxCents).toBeGreaterThan(0);
  });
});
