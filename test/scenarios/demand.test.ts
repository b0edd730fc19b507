import { describe, expect, it } from 'vitest';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { demand, keptShare, newSiteMonth, openShare, placeOf } from '../../scenarios/demand.ts';
import { PARAMETER_IDS, PARAMETER_INDEX } from '../../scenarios/effects.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { compileModel, factorsOf, newFactors } from '../../scenarios/model.ts';
import type { CompiledSite, Model, MonthDays } from '../../scenarios/model.ts';
import type { Lever, Plan, SitePlan } from '../../scenarios/plan.ts';
import type { Month } from '../../src/calendar.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { EXAMPLE_PLAN } from '../support/example-plan.ts';

const SITE = EXAMPLE_PLAN.sites[0] as SitePlan;
const FLAT = Array.from({ length: 12 }, () => 1);
const START = EXAMPLE_PLAN.start;

/** One site without luck or season, joined in its first month with effects at once. */
const planOf = (site: Partial<SitePlan>, plan: Partial<Plan> = {}): Plan => ({
  ...EXAMPLE_PLAN,
  months: 24,
  sites: [{ ...SITE, season: FLAT, ...site }],
  practices: [SITE.entity],
  opening: [],
  recorded: 'independent',
  effective: START,
  rampMonths: 0,
  dipMonths: 0,
  noise: { group: 0, site: 0, lag: 0 },
  ...plan,
});

const lever = (of: Partial<Lever>): Lever => ({
  id: 'lever',
  target: 'visits',
  line: null,
  by: 0,
  from: START,
  rampMonths: 0,
  until: null,
  arm: 'both',
  sites: null,
  ...of,
});

/** Visits and sales of every month of an arm, as the model has them. */
function months(
  plan: Plan,
  parameters: Partial<Record<ParameterId, number>> = {},
  arm: 'withMso' | 'independent' = 'withMso',
) {
  const model: Model = compileModel(plan);
  const values = new Float64Array(PARAMETER_IDS.length);
  for (const [id, value] of Object.entries(parameters)) {
    values[PARAMETER_INDEX[id as ParameterId]] = value;
  }
  const luck = luckSource(model, '7', sha256).fill(0);
  const panels = new Float64Array(1).fill(1);
  const factors = newFactors();
  return Array.from({ length: plan.months }, (_, m) => {
    const out = newSiteMonth();
    factorsOf(plan, model.arms[arm], values, m, factors);
    const [site, days] = [model.sites[0] as CompiledSite, model.months[m] as MonthDays];
    const at = placeOf(model, site, m);
    const own = { writer: new RowWriter(), model, arm: model.arms[arm], values, luck };
    demand({ ...own, factors, panels, prepaid: [], site, month: m, days, at }, out);
    return out;
  });
}

const activities = (...of: Parameters<typeof months>): number[] =>
  months(...of).map(({ activity }) => activity);

describe('patients who stay', () => {
  it('stand still while nothing moves them', () => {
    expect(activities(planOf({ retention: 0.97 }))).toEqual(FLAT.concat(FLAT));
  });

  it('go to their new level by the closed form of a constant chance to stay', () => {
    // P_k = P* + (1 - P*) r'^k with P* = (1 - r) n / (1 - r').
    const [r, shift, more] = [0.9, 0.5, 0.2];
    const odds = (r / (1 - r)) * Math.exp(shift);
    const stays = odds / (1 + odds);
    const level = ((1 - r) * (1 + more)) / (1 - stays);
    const found = activities(planOf({ retention: r }), { retention: shift, 'new-patients': more });
    found.forEach((activity, k) => {
      expect(activity).toBeCloseTo(level + (1 - level) * stays ** k, 12);
    });
    expect(activities(planOf({ retention: r }), { retention: shift }, 'independent')[23]).toBe(1);
  });

  it('come by what is spent on marketing to the power of its elasticity', () => {
    const levers = [lever({ target: 'marketing', by: 0.6 })];
    const found = activities(planOf({ retention: 0.5 }, { levers }), { 'marketing-response': 0.2 });
    const reached = 1.6 ** 0.2;
    found.forEach((activity, k) => {
      expect(activity).toBeCloseTo(reached + (1 - reached) * 0.5 ** k, 12);
    });
  });
});

describe('visits that take place', () => {
  it('are the booked ones less those missed and not filled', () => {
    const noShows = { rate: 0.05, refilled: 0.4 };
    expect(keptShare({ ...SITE, noShows }, 1)).toBeCloseTo(0.97, 12);
    expect(keptShare({ ...SITE, noShows }, 0.5)).toBeCloseTo(0.985, 12);
    expect(keptShare(SITE, 3)).toBe(1);
    const [first] = months(planOf({ noShows }), { 'no-shows': 0.5 });
    expect(first?.activity).toBeCloseTo(0.985 / 0.97, 12);
    expect(first?.visits).toBe(Math.round((SITE.visitsMonthly * 0.985) / 0.97));
    expect(first?.booked).toBe(Math.round(SITE.visitsMonthly / 0.97));
  });

  it('are no more than there is room for', () => {
    const capacityMonthly = SITE.visitsMonthly * 1.1;
    const plan = planOf({ capacityMonthly });
    expect(activities(plan, { volume: 0.05 })[3]).toBeCloseTo(1.05, 12);
    expect(activities(plan, { volume: 0.3 })[3]).toBeCloseTo(1.1, 12);
    const levers = [lever({ target: 'capacity', by: 0.5, from: (START + 2) as Month })];
    expect(activities({ ...plan, levers }, { volume: 0.3 }).slice(1, 3)).toEqual([
      expect.closeTo(1.1, 12),
      expect.closeTo(1.3, 12),
    ]);
  });

  it('come to a new site on a logistic curve through one half', () => {
    const opens = { from: 10 as Month, rampMonths: 9, costCents: 0, leadMonths: 2 };
    expect(openShare(opens, 9)).toBe(0);
    expect(openShare(undefined, 9)).toBe(1);
    expect(openShare({ ...opens, rampMonths: 0 }, 10)).toBe(1);
    // The middle month of nine; months as far from it on both sides add up to the whole.
    expect(openShare(opens, 14)).toBeCloseTo(0.5, 12);
    for (const k of [0, 1, 2, 3]) {
      expect(openShare(opens, 10 + k) + openShare(opens, 18 - k)).toBeCloseTo(1, 12);
    }
    // Odds grow by the square of nineteen over the ramp.
    const odds = (x: number): number => x / (1 - x);
    const ratio = odds(openShare(opens, 18)) / odds(openShare(opens, 10));
    expect(ratio).toBeCloseTo(19 ** (2 * (8 / 9)), 8);
  });
});

describe('levers', () => {
  it('build up, last and end as they say', () => {
    const from = (START + 3) as Month;
    const levers = [lever({ by: -0.4, from, rampMonths: 4, until: (from + 6) as Month })];
    const expected = [1, 1, 1, 0.9, 0.8, 0.7, 0.6, 0.6, 0.6, 1, 1];
    const found = activities(planOf({}, { levers })).slice(0, expected.length);
    expect(found).toEqual(expected.map((x) => expect.closeTo(x, 12) as number));
  });

  it('multiply on one target, whatever their order, and are taken in the arm they name', () => {
    const levers = [lever({ by: 0.5, arm: 'withMso' }), lever({ by: -0.2 })];
    const plan = planOf({}, { levers });
    const turned = planOf({}, { levers: levers.toReversed() });
    expect(activities(plan)[0]).toBeCloseTo(1.2, 12);
    expect(activities(turned)).toEqual(activities(plan));
    expect(activities(plan, {}, 'independent')[0]).toBeCloseTo(0.8, 12);
  });

  it('take the revenue of one line and leave the others', () => {
    const levers = [lever({ target: 'line', line: 'weight-loss', by: -1 })];
    const [before] = months(planOf({}));
    const [after] = months(planOf({}, { levers }));
    const { lines } = SITE;
    const lost = lines.find(({ line }) => line === 'weight-loss')?.share ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect(after?.visits).toBe(before?.visits);
    expect(after?.selfPayCents).toBeCloseTo((before?.selfPayCents ?? 0) * (1 - lost), 4);
    lines.forEach(({ line, share }, i) => {
      const own = (after?.selfPayCents ?? 0) * (after?.shares[i] ?? 0);
      const expected = line === 'weight-loss' ? 0 : (before?.selfPayCents ?? 0) * share;
      expect(own).toBeCloseTo(expected, 4);
    });
    const all = SITE.lines.map(({ line }) => lever({ target: 'line', line, by: -1 }));
    expect(months(planOf({}, { levers: all }))[0]?.selfPayCents).toBe(0);
  });

  it('shift the log odds of retention, so that no more than all can stay', () => {
    const levers = [lever({ target: 'retention', by: 40 })];
    const found = activities(planOf({ retention: 0.9 }, { levers }));
    // All stay: one tenth comes every month.
    found.forEach((activity, k) => expect(activity).toBeCloseTo(1 + 0.1 * k, 9));
  });
});
