import { describe, expect, it } from 'vitest';
import { METRIC_INDEX } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import { emptyOpening } from '../../scenarios/defaults.ts';
import type { Plan } from '../../scenarios/plan.ts';
import { rangeRunner } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { parseDay } from '../../src/calendar.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const STEADY = steadyPlan(COLUMNS.solo, 6);
const STAFF = 3_000_000;
/** What the staff's first payday of a month takes. */
const PAYDAY = STAFF / 2;

/** One practice whose wages are its staff's alone, with this much cash to start from. */
function planWith(cashCents: number, limitCents = 0): Plan {
  const [site] = STEADY.sites;
  if (site === undefined) throw new Error('a steady plan has a site');
  const main = { ...site, providerPay: 0, staffMonthlyCents: STAFF };
  const opening = { ...emptyOpening({ id: 'main', entity: 'practice' }, 0), cashCents };
  return {
    ...STEADY,
    sites: [main],
    opening: [opening],
    credit: { floorCents: 0, limitCents, rateAnnual: 0 },
  };
}

function metricsOf(plan: Plan): (metric: Metric) => number {
  const spec = {
    plan,
    parameters: [],
    sampling: INDEPENDENT,
    seed: '1',
    fixed: 'all',
    isNoisy: false,
  } as const;
  const { metrics } = rangeRunner(spec, sha256).run(0, 1);
  return (metric) => metrics[METRIC_INDEX[metric]] ?? NaN;
}

describe('a payroll that is missed', () => {
  const lowest = metricsOf(planWith(0))('minimumCashIndependent');

  it('is one cent of month-end cash away from one that is met', () => {
    const met = metricsOf(planWith(PAYDAY - lowest));
    expect(met('minimumCashIndependent')).toBe(PAYDAY);
    expect(met('missedPayrollIndependent')).toBe(0);
    const missed = metricsOf(planWith(PAYDAY - lowest - 1));
    expect(missed('missedPayrollIndependent')).toBe(1);
    // It comes long before cash itself is gone.
    expect(missed('shortIndependent')).toBe(0);
  });

  it('is told apart by arm: joining takes the cent that the payday wanted', () => {
    const of = metricsOf({ ...planWith(PAYDAY - lowest), joiningCents: 1 });
    expect(of('minimumCashWithMso')).toBe(PAYDAY - 1);
    expect(of('missedPayrollIndependent')).toBe(0);
    expect(of('missedPayrollWithMso')).toBe(1);
  });

  it('is met by credit that is not used yet, to the cent', () => {
    const atFloor = -lowest;
    expect(metricsOf(planWith(atFloor, PAYDAY))('missedPayrollIndependent')).toBe(0);
    expect(metricsOf(planWith(atFloor, PAYDAY - 1))('missedPayrollIndependent')).toBe(1);
    // Paying back an old loan gives no new credit.
    const plan = (cashCents: number, limitCents: number): Plan => {
      const made = planWith(cashCents, limitCents);
      const debt = { principalCents: 50_000, interestCents: 0, until: parseDay('2030-01-01') };
      return { ...made, sites: made.sites.map((site) => ({ ...site, debt })) };
    };
    const low = -metricsOf(plan(0, 0))('minimumCashIndependent');
    expect(metricsOf(plan(low, PAYDAY))('missedPayrollIndependent')).toBe(0);
    expect(metricsOf(plan(low, PAYDAY - 1))('missedPayrollIndependent')).toBe(1);
    // What was drawn is no longer there to be drawn.
    const drawn = 100_000;
    const most = metricsOf(planWith(atFloor - drawn, PAYDAY + drawn));
    expect(most('missedPayrollIndependent')).toBe(0);
    const less = metricsOf(planWith(atFloor - drawn, PAYDAY + drawn - 1));
    expect(less('missedPayrollIndependent')).toBe(1);
  });
});
