import { describe, expect, it } from 'vitest';
import { METRIC_INDEX, metricOf } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import type { Parameter } from '../../scenarios/parameters.ts';
import type { Hazard, Plan } from '../../scenarios/plan.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import type { Month } from '../../src/calendar.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { EXAMPLE_PLAN } from '../support/example-plan.ts';

const SITES = EXAMPLE_PLAN.sites.slice(0, 1);
const LOSS = { min: 1_000_000, mode: 2_000_000, max: 6_000_000 };
const MEAN = (LOSS.min + LOSS.mode + LOSS.max) / 3;
const hazard = (of: Partial<Hazard> = {}): Hazard => ({
  id: 'board',
  annual: 3,
  loss: LOSS,
  sites: null,
  grade: 'E',
  source: 'test',
  ...of,
});

const base: Plan = {
  ...EXAMPLE_PLAN,
  months: 24,
  sites: SITES,
  practices: [SITES[0]?.entity ?? ''],
  opening: [],
  agreements: {},
  recorded: 'independent',
  effective: EXAMPLE_PLAN.start,
  joiningCents: 0,
  exitCents: 0,
  rampMonths: 0,
  dipMonths: 0,
};
const compliance = (value: number): Parameter => ({
  id: 'compliance',
  draw: { kind: 'point', value },
  grade: 'entered',
  source: 'test',
  unit: 'share',
});

function run(plan: Plan, parameters: readonly Parameter[], paths: number, isNoisy = true) {
  const spec = specOf({ plan, parameters, sampling: INDEPENDENT, seed: '7', isNoisy });
  const result = rangeRunner(spec, sha256).run(0, paths);
  return (metric: Metric): number[] =>
    Array.from({ length: paths }, (_, path) => metricOf(result, metric, path));
}

describe('rare losses', () => {
  const months = base.months * SITES.length;
  const chance = 1 - Math.exp(-3 / 12);

  it('strike as often as their rate says and cost what they are said to', () => {
    const paths = 400;
    const without = run(base, [], paths)('netCashIndependent');
    const with3 = run({ ...base, hazards: [hazard()] }, [], paths)('netCashIndependent');
    const lost = without.map((cash, path) => cash - (with3[path] as number));
    const mean = lost.reduce((a, b) => a + b, 0) / paths;
    // A month's loss is struck with a chance and drawn from a triangle: its variance by hand.
    const { min, mode, max } = LOSS;
    const spread = (min ** 2 + mode ** 2 + max ** 2 - min * mode - min * max - mode * max) / 18;
    const variance = chance * (spread + MEAN ** 2) - (chance * MEAN) ** 2;
    const error = Math.sqrt((variance * months) / paths);
    expect(Math.abs(mean - chance * MEAN * months)).toBeLessThan(4 * error);
    expect(Math.abs(mean - chance * MEAN * months)).toBeGreaterThan(0);
    expect(lost.every((cents) => cents >= 0)).toBe(true);
  });

  it('are paid as their expectation where there is no luck', () => {
    const without = run(base, [], 1, false)('netCashIndependent')[0] ?? 0;
    const found = run({ ...base, hazards: [hazard()] }, [], 1, false)('netCashIndependent')[0] ?? 0;
    expect(without - found).toBe(Math.round(chance * MEAN) * months);
  });

  it('are fewer with an MSO by what it prevents, and never more on any path', () => {
    const plan = { ...base, hazards: [hazard()] };
    expect(run(plan, [], 50)('deltaCash').every((cents) => cents === 0)).toBe(true);
    const all = run(plan, [compliance(1)], 50)('deltaCash');
    const some = run(plan, [compliance(0.4)], 50)('deltaCash');
    expect(some.every((cents, path) => cents >= 0 && cents <= (all[path] as number))).toBe(true);
    const without = run(base, [], 50)('netCashIndependent');
    const with3 = run(plan, [], 50)('netCashIndependent');
    const lost = without.map((cash, path) => cash - (with3[path] as number));
    expect(all).toEqual(lost);
  });

  it('are borne by the sites they name, and adding one moves no other luck', () => {
    const named = run({ ...base, hazards: [hazard({ sites: ['elsewhere'] })] }, [], 20);
    expect(named('netCashIndependent')).toEqual(run(base, [], 20)('netCashIndependent'));
  });
});

describe('leaving an MSO again', () => {
  const flat = { ...EXAMPLE_PLAN.agreements };
  const joined: Plan = {
    ...base,
    agreements: flat,
    joiningCents: 1_000_000,
    exitCents: 500_000,
    leaves: { from: (base.start + 10) as Month, fadeMonths: 4 },
  };
  const supply: Parameter = { ...compliance(0.2), id: 'supply-price' };
  const monthly = (plan: Plan) => {
    const spec = specOf({
      plan,
      parameters: [supply],
      sampling: INDEPENDENT,
      seed: '7',
      isNoisy: false,
    });
    return rangeRunner(spec, sha256).run(0, 1);
  };

  it('ends the fee, costs its exit, and what the MSO did fades', () => {
    const stays = monthly({ ...joined, leaves: { from: 99_999 as Month, fadeMonths: 0 } });
    const leaves = monthly(joined);
    // Up to the month it leaves nothing differs.
    expect(leaves.monthlyDelta.slice(0, 10)).toEqual(stays.monthlyDelta.slice(0, 10));
    // The last fee is paid in the month after.
    expect(leaves.monthlyFee[10]).toBe(stays.monthlyFee[10]);
    expect(leaves.monthlyFee.slice(11).every((cents) => cents === 0)).toBe(true);
    // Supply prices come back in four steps: then both arms are alike again.
    const saved = (m: number): number =>
      (leaves.monthlyDelta[m] as number) + (leaves.monthlyFee[m] as number);
    // Season moves it too: a fifth is more than one month differs from the next.
    const faded = saved(10) + joined.exitCents;
    expect(Math.abs(faded - 0.75 * saved(9))).toBeLessThan(0.2 * saved(9));
    for (let m = 14; m < joined.months; m++) expect(leaves.monthlyDelta[m]).toBe(0);
  });

  it('counts as collections of the fee those of the months it is charged on', () => {
    const percent = (plan: Plan) => {
      const { metrics } = monthly(plan);
      const of = (name: Metric): number => metrics[METRIC_INDEX[name]] as number;
      return { charged: of('collectionsCharged'), all: of('collectionsWithMso') };
    };
    const { leaves: _, ...stays } = joined;
    const staying = percent(stays);
    expect(staying.charged).toBe(staying.all);
    const ten = percent({ ...stays, months: 10 });
    expect(percent(joined).charged).toBe(ten.all);
  });

  it('counts joining and exit outlays at their own months', () => {
    const result = monthly({ ...joined, discountAnnual: 0.12 });
    const metric = (name: Metric): number => result.metrics[METRIC_INDEX[name]] as number;
    expect(metric('changeCost')).toBe(1_500_000);
    const days = (from: number, months: number): number => (months * 365.25) / 12 + from;
    const approximately =
      1_000_000 / 1.12 ** (days(0, 1) / 365) + 500_000 / 1.12 ** (days(0, 11) / 365);
    expect(Math.abs(metric('pvChange') - approximately)).toBeLessThan(3_000);
  });
});
