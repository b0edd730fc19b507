// Figures of the model that have a closed form or a sum by hand, without luck.
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../projections/ledger.ts';
import { neutralOf, PARAMETER_IDS, PARAMETER_INDEX } from '../../scenarios/effects.ts';
import { startFolds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { METRIC_INDEX } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { PayerPlan, Plan, SitePlan } from '../../scenarios/plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import type { FeeComponent } from '../../src/agreement/terms.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Month } from '../../src/calendar.ts';
import { EXAMPLE_PLAN } from '../support/example-plan.ts';
import { collections } from './monthly-fee.ts';
import { monthlyModel } from './monthly-model.ts';
import type { Values } from './monthly-regime.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const MONTHS = 36;
const STEADY = steadyPlan(COLUMNS.solo, MONTHS);
const SITE = STEADY.sites[0] as SitePlan;

function run(plan: Plan, values: Values = {}) {
  const parameters = Object.entries(values).map(([id, value]) => ({
    id: id as keyof Values,
    draw: { kind: 'point' as const, value },
    grade: 'entered' as const,
    source: 'test',
    unit: 'share',
  }));
  const spec = { plan, parameters, sampling: INDEPENDENT, seed: '7', isNoisy: false };
  const found = rangeRunner(specOf(spec), sha256).run(0, 1);
  return (metric: Metric): number => found.metrics[METRIC_INDEX[metric]] ?? Number.NaN;
}

/** The same agreement for every practice, with one component from the plan's first month. */
function withFee(plan: Plan, component: FeeComponent): Plan {
  const [terms] = Object.values(STEADY.agreements);
  if (terms === undefined) throw new Error('the steady plan has an agreement');
  const own = { ...terms, effectiveFrom: '2025-01-01', fee: { ...terms.fee } };
  const agreements = Object.fromEntries(
    plan.practices.map((practice) => [
      practice,
      { ...own, practices: [practice], fee: { ...own.fee, components: [component] } },
    ]),
  );
  return { ...plan, recorded: 'independent', effective: plan.start, agreements };
}

const WITHOUT_COST = { joiningCents: 0, exitCents: 0, rampMonths: 0, dipMonths: 0 } as const;
const FLAT = { code: 'flat', kind: 'flat', amount: '1000.00', per: 'month', proration: 'none' };

describe('present value', () => {
  const plan = withFee({ ...STEADY, discountAnnual: 0.12 }, FLAT as FeeComponent);

  it('of a level fee is an annuity that begins in the second month', () => {
    const pv = run(plan)('pvFee');
    // Month ends of 2027 to 2029 against the last day of 2026, flows from February on.
    let sum = 0;
    for (let m = 1; m < MONTHS; m++) {
      const days = (Date.UTC(2027, m + 1, 0) - Date.UTC(2026, 11, 31)) / 86_400_000;
      sum += 100_000 * 1.12 ** (-days / 365);
    }
    expect(pv).toBe(Math.round(sum));
    const i = 1.12 ** (1 / 12) - 1;
    const annuity = (1 - (1 + i) ** -MONTHS) / i - 1 / (1 + i);
    expect(Math.abs(pv / (100_000 * annuity) - 1)).toBeLessThan(0.001);
    expect(run(plan)('pvDelta')).toBe(-pv);
  });

  it('is the plain sum where nothing is discounted', () => {
    expect(run({ ...plan, discountAnnual: 0 })('pvFee')).toBe(100_000 * (MONTHS - 1));
  });
});

describe('fees', () => {
  const RATE = 0.0875;
  const percent: FeeComponent = {
    code: 'share',
    kind: 'percent',
    base: { kind: 'collections-net-of-refunds', month: 'accrual' },
    rate: String(RATE),
    proration: 'days',
  };

  it('of a share of collections are that share of what the sheet collects', () => {
    const plan = withFee({ ...EXAMPLE_PLAN, ...WITHOUT_COST }, percent);
    const of = run(plan);
    const sheets = monthlyModel(plan, 'withMso', {});
    const collected = sheets
      .map(({ sheet, netCents }) => netCents.reduce((sum, _, m) => sum + collections(sheet, m), 0))
      .reduce((a, b) => a + b, 0);
    expect(of('collectionsWithMso')).toBe(collected);
    // Half a cent a month and practice at most.
    const rounding = 0.5 * plan.months * plan.practices.length;
    expect(Math.abs(of('feeDue') - RATE * collected)).toBeLessThanOrEqual(rounding);
    expect(of('feeDue')).toBeGreaterThan(0);
  });

  it('by site are due from the month in which a site opens', () => {
    const open = (from: number): SitePlan[] =>
      EXAMPLE_PLAN.sites.map((site) => {
        if (site.id === 'austin') return site;
        const opens = { rampMonths: 6, costCents: 0, leadMonths: 3 };
        return { ...site, opens: { ...opens, from: (EXAMPLE_PLAN.start + from) as Month } };
      });
    const bySite = { ...FLAT, per: 'site' } as FeeComponent;
    const unit: FeeComponent = {
      code: 'unit',
      kind: 'per-unit',
      unit: 'site',
      price: '1000.00',
      proration: 'none',
    };
    for (const component of [bySite, unit]) {
      const plan = withFee({ ...EXAMPLE_PLAN, ...WITHOUT_COST, sites: open(10) }, component);
      // One site all the time, two from the eleventh month on.
      expect(run(plan)('feeDue')).toBe(100_000 * (MONTHS + 2 * (MONTHS - 10)));
    }
  });
});

describe('days in A/R in a steady year', () => {
  const payerOf = (days: Pick<PayerPlan, 'submitDays' | 'payDays'>): PayerPlan => ({
    payer: 'payers',
    payerClass: 'commercial',
    claimsMonthly: 100,
    chargeCents: 62_000,
    contractual: 0.4,
    patientShare: 0,
    patientCollected: 1,
    denialRate: 0,
    overturned: 0,
    reworkDays: 0,
    ...days,
  });
  const planOf = (submitDays: number, payDays: number): Plan => ({
    ...STEADY,
    months: 12,
    sites: [{ ...SITE, payers: [payerOf({ submitDays, payDays })] }],
  });
  // On the last of December the cohorts of December, November, October and September are 30, 60,
  // 91 and 121 days old; halves of a month's claims are paid at an age of 14 + submission + 0.7 and
  // 1.3 times the payer's days. October to December have 92 days.
  const CASES = [
    { submit: 0, pay: 0, halvesOpen: 0 },
    { submit: 3, pay: 30, halvesOpen: 2 },
    { submit: 3, pay: 45, halvesOpen: 3 },
    { submit: 5, pay: 60, halvesOpen: 5 },
    { submit: 5, pay: 80, halvesOpen: 6 },
  ];

  it.each(CASES)(
    '$submit days to submission and $pay to payment',
    ({ submit, pay, halvesOpen }) => {
      const found = run(planOf(submit, pay))('daysGrossIndependent');
      expect(found).toBe(Math.round((100 * (halvesOpen / 2) * 92) / 3));
      // On average they are the days a claim is open; claims come once a month.
      expect(Math.abs(found / 100 - submit - pay)).toBeLessThan(31 / 2);
    },
  );

  it('fall with a payer that pays in half the time, in that arm', () => {
    const of = run(planOf(5, 60), { 'payer-speed': 0.5 });
    expect(of('daysGrossWithMso')).toBe(run(planOf(5, 30))('daysGrossIndependent'));
    expect(of('daysGrossIndependent')).toBe(run(planOf(5, 60))('daysGrossIndependent'));
  });
});

describe('sums over the horizon', () => {
  const bare: Plan = { ...STEADY, agreements: {} };

  it('of a saving that builds up over a year', () => {
    const alone = 1_200_000;
    const services = SITE.services.map((s) => ({ ...s, standAloneMonthlyCents: alone }));
    const plan = { ...bare, rampMonths: 12, sites: [{ ...SITE, services }] };
    // One twelfth, two twelfths … twelve twelfths, then 24 months of the whole.
    const months = 78 / 12 + 24;
    expect(run(plan, { 'removed.overhead': 0.75 })('deltaCash')).toBe(alone * 0.75 * months);
  });

  it('of what grows by the year is a geometric series of months', () => {
    const plan = { ...bare, sites: [{ ...SITE, payers: [] }] };
    const q = 1.06 ** (1 / 12);
    const first = SITE.visitsMonthly * SITE.ticketCents;
    const whole = (first * q * (1 - q ** MONTHS)) / (1 - q);
    const found = run(plan, { growth: 0.06 })('collectionsIndependent');
    expect(Math.abs(found - whole)).toBeLessThan(MONTHS / 2);
  });

  it('of a deficit that a credit line bears is the value of an annuity at its end', () => {
    const deficit = 500_000;
    const costs = [{ category: 'rent', monthlyCents: deficit }];
    const idle = { ...SITE, visitsMonthly: 0.000_000_1, payers: [], services: [], costs };
    const credit = { floorCents: 0, limitCents: 100_000_000, rateAnnual: 0.09 };
    const plan: Plan = { ...bare, sites: [idle], credit };
    const model = compileModel(plan);
    const bench = workbench(model, new RowWriter(), startFolds(model));
    const values = Float64Array.from(PARAMETER_IDS, neutralOf);
    expect(values[PARAMETER_INDEX['fee-level']]).toBe(1);
    runArm(model, model.arms.independent, values, luckSource(model, '7', sha256).fill(0), bench);
    const entity = model.practices[0]?.entity ?? -1;
    const drawn = -balanceOf(bench.folds.ledger, entity, 2510, model.offset + MONTHS - 1);
    const i = 1.09 ** (1 / 12) - 1;
    const whole = (deficit * ((1 + i) ** MONTHS - 1)) / i;
    expect(Math.abs(drawn - whole)).toBeLessThan(MONTHS);
    expect(balanceOf(bench.folds.ledger, entity, 1010, model.offset + MONTHS - 1)).toBe(0);
  });
});
