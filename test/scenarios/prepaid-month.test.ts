// What sites sell ahead, as the model lives it: into the ledger and out of it again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf, changeOf } from '../../projections/ledger.ts';
import { activeDrivers, coalitionArm } from '../../scenarios/bridge.ts';
import { neutralOf, PARAMETER_IDS, PARAMETER_INDEX } from '../../scenarios/effects.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import { netCashCents, startFolds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { METRIC_INDEX, metricOf } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { ParameterSet } from '../../scenarios/parameters.ts';
import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import { owedCents } from '../../scenarios/prepaid-cohorts.ts';
import type { GiftCardPlan, MembershipPlan } from '../../scenarios/prepaid-plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { arbitraryParameters, arbitraryPlan } from './arbitrary-plan.ts';
import { arbitraryAhead, arbitraryWholePlan } from './monthly-plans.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const MONTHS = 36;
// Without a fee, and all by card without a fee on it: what is sold ahead and at the desk alike.
const STEADY: Plan = { ...steadyPlan(COLUMNS.solo, MONTHS), agreements: {} };
const SITE: SitePlan = {
  ...(STEADY.sites[0] as SitePlan),
  prepaidShare: 0.2,
  payers: [],
  tenders: { card: 1, financing: 0, cash: 0 },
};
const CLUB: MembershipPlan = {
  id: 'club',
  members: 120,
  joinsMonthly: 5,
  feeCents: 14_900,
  stay: { leave: 0.04, spread: 0.05 },
  sinceMonths: 36,
  unused: 0.1,
  banked: { share: 0.3, delayMonths: 3 },
};
const CARDS: GiftCardPlan = {
  id: 'cards',
  soldMonthlyCents: 300_000,
  season: null,
  delayMonths: 2,
  unused: 0.08,
  escheatMonths: null,
  openCents: 0,
};

const planOf = (of: Partial<SitePlan>, more: Partial<Plan> = {}): Plan => ({
  ...STEADY,
  ...more,
  sites: [{ ...SITE, ...of }],
});

/** Lives the first arm of a plan; the folds and cohorts as they stand at the end. */
function live(plan: Plan, own: Partial<Record<ParameterId, number>> = {}, path = 0) {
  const model = compileModel(plan);
  const bench = workbench(model, new RowWriter(), startFolds(model));
  const values = new Float64Array(PARAMETER_IDS.length);
  for (const id of PARAMETER_IDS) values[PARAMETER_INDEX[id]] = own[id] ?? neutralOf(id);
  const luck = luckSource(model, '7', sha256).fill(path);
  runArm(model, model.arms.withMso, values, luck, bench);
  const entity = model.practices[0]?.entity ?? -1;
  const { ledger } = bench.folds;
  return {
    model,
    bench,
    balance: (account: number, m: number) =>
      balanceOf(ledger, entity, account, model.offset + m) + 0,
    change: (account: number, m: number) => changeOf(ledger, entity, model.offset + m, account) + 0,
    net: (m: number) => netCashCents(bench.folds, entity, model.offset + m),
  };
}

const months = Array.from({ length: MONTHS }, (_, m) => m);
const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);

function run(plan: Plan, parameters: ParameterSet = [], paths = 3, isNoisy = true) {
  const spec = specOf({ plan, parameters, sampling: INDEPENDENT, seed: '7', isNoisy });
  const result = rangeRunner(spec, sha256).run(0, paths);
  return (metric: Metric): number[] =>
    Array.from({ length: paths }, (_, p) => metricOf(result, metric, p));
}

describe('a plan that sells nothing by cohorts', () => {
  it('writes the same rows as one that has never heard of them', () => {
    const plain = run(planOf({}));
    const empty = run(planOf({ memberships: [], giftCards: [], equipment: [] }));
    for (const metric of Object.keys(METRIC_INDEX) as Metric[]) {
      expect(empty(metric)).toEqual(plain(metric));
    }
    const site = compileModel(planOf({})).sites[0];
    expect([site?.prepaid, site?.equipment]).toEqual([null, null]);
  });

  it('has the figures of packages without delay, which are used in the month of their sale', () => {
    const plain = live(planOf({}));
    const atOnce = live(planOf({ packages: { delayMonths: 0, unused: 0 } }));
    for (const m of months) {
      // What is used is whole cents here, and a share of revenue there.
      expect(Math.abs(atOnce.net(m) - plain.net(m))).toBeLessThanOrEqual(1);
      expect(atOnce.balance(2310, m)).toBe(0);
    }
  });
});

describe('what is owed at a month end', () => {
  it('is what the cohorts say, in the account of each kind', () => {
    fc.assert(
      fc.property(
        arbitraryPlan({ hasCost: true }),
        arbitraryAhead,
        arbitraryAhead,
        fc.nat(20),
        (drawn, one, other, path) => {
          const sites = drawn.sites.map((site, i) => ({ ...site, ...(i === 0 ? one : other) }));
          const { model, bench } = live({ ...drawn, sites }, {}, path);
          const last = drawn.months - 1;
          for (const site of model.sites) {
            const { prepaid } = site;
            const state = bench.prepaid[site.index];
            if (prepaid === null || !state || prepaid.firstMonth > last) continue;
            const at = (account: number): number =>
              -balanceOf(bench.folds.ledger, site.entity, account, model.offset + last) + 0;
            const banked = prepaid.memberships.map(({ pattern }, i) =>
              owedCents(pattern, state.banked[i] ?? state.packages, last),
            );
            const cards = prepaid.giftCards.map(({ pattern }, i) =>
              owedCents(pattern, state.gifts[i] ?? state.packages, last),
            );
            expect(at(2320)).toBe(sum(banked));
            expect(at(2330)).toBe(sum(cards));
            if (prepaid.packages === null) continue;
            expect(at(2310)).toBe(owedCents(prepaid.packages.pattern, state.packages, last));
          }
        },
      ),
      { numRuns: 60, seed: 20_261_202 },
    );
  });

  it('was cash before it was revenue, and is both in the end', () => {
    const found = live(planOf({ giftCards: [CARDS] }));
    const [first, last] = [0, MONTHS - 1];
    const sold = -found.change(2330, first);
    // Sold cards less those used in the same month; all of them by card, on the ninth.
    expect(sold).toBeGreaterThan(0);
    expect(found.net(first)).toBeGreaterThan(live(planOf({})).net(first));
    // In a steady state as much is used as is sold: what is broken is cash that brings no visit.
    const gained = found.net(last) - live(planOf({})).net(last);
    expect(Math.abs(gained - 0.08 * 300_000)).toBeLessThanOrEqual(2);
  });

  it('falls to the state where it must: no breakage, then the liability, then cash', () => {
    const found = live(planOf({ giftCards: [{ ...CARDS, escheatMonths: 12 }] }));
    const broken = live(planOf({ giftCards: [CARDS] }));
    // Eight of a hundred of what January sold, on the last of the next January, paid 15 days later.
    const unused = 300_000 * 0.08;
    expect([found.balance(2370, 11), found.balance(2370, 12)]).toEqual([0, -unused]);
    for (const m of months) {
      const fallen = unused * Math.max(0, m - 11);
      // What has fallen to it is owed until it is paid over; the two differ by nothing else.
      const paid = broken.balance(1010, m) - found.balance(1010, m);
      expect(0 - found.balance(2370, m)).toBe(fallen - paid);
      // None of it is ever income; where it is not the state's, all of it becomes income.
      const income = found.balance(4020, m) - broken.balance(4020, m);
      expect(income).toBe(broken.balance(2330, m) - found.balance(2330, m) + fallen);
    }
    expect(found.balance(1010, 13)).toBe(broken.balance(1010, 13) - unused);
  });

  it('of a book is used by what comes after it, not sold again', () => {
    const open = {
      entity: SITE.entity,
      site: SITE.id,
      cashCents: 0,
      cardClearingCents: 0,
      payablesCents: 0,
      packagesCents: 2_000_000,
      salesTaxCents: 0,
      accruedPayCents: 0,
      claims: [],
      feeArrearsCents: 0,
    };
    const giftCards = [{ ...CARDS, soldMonthlyCents: 0, openCents: 500_000 }];
    const packages = { delayMonths: 3, unused: 0.1 };
    const found = live(planOf({ packages, giftCards, prepaidShare: 0 }, { opening: [open] }));
    expect(found.balance(2310, -1)).toBe(-1_500_000);
    expect(found.balance(2330, -1)).toBe(-500_000);
    expect([found.balance(2310, MONTHS - 1), found.balance(2330, MONTHS - 1)]).toEqual([0, 0]);
    const without = live(planOf({ prepaidShare: 0 }));
    const net = sum(months.map((m) => found.net(m) - without.net(m)));
    // Care that was paid for brings no cash again; gift cards never used would have brought none.
    expect(Math.abs(net + 1_500_000 + 500_000 * 0.92)).toBeLessThanOrEqual(MONTHS);
  });
});

const revenue = (of: ReturnType<typeof live>, m: number): number =>
  -sum([4020, 4030, 4040, 4050].map((account) => of.change(account, m)));

describe('members', () => {
  it('are billed on the first and earned by the last, but for what is banked', () => {
    const plan = planOf({ memberships: [{ ...CLUB, banked: { share: 0, delayMonths: 0 } }] });
    const found = live(plan);
    for (const m of months) {
      expect(found.balance(2320, m)).toBe(0);
      expect(-found.change(4040, m)).toBeGreaterThan(0);
    }
    const banked = live(planOf({ memberships: [CLUB] }));
    expect(-banked.balance(2320, 0)).toBeGreaterThan(0);
    expect(-banked.change(4040, 0)).toBeLessThan(-found.change(4040, 0));
  });

  it('have care for what they use, which is not paid at the desk', () => {
    const whole = { ...CLUB, unused: 0, banked: { share: 0, delayMonths: 0 } };
    const used = live(planOf({ memberships: [whole] }));
    const none = live(planOf({}));
    const half = live(planOf({ memberships: [{ ...whole, unused: 0.5 }] }));
    for (const m of months) {
      // One pays for the other to the cent.
      expect(Math.abs(used.net(m) - none.net(m))).toBeLessThanOrEqual(1);
      // What they never have care for is revenue all the same, and on top.
      const more = revenue(half, m) - revenue(none, m);
      expect(Math.abs(more + used.change(4040, m) / 2)).toBeLessThanOrEqual(2);
    }
  });

  it('stay longer where an MSO keeps patients, and by no more than that', () => {
    const plan = planOf({ memberships: [{ ...CLUB, unused: 0.5 }] });
    const fees = (shift: number): number => {
      const found = live(plan, { retention: shift });
      return sum(months.map((m) => -found.change(4040, m)));
    };
    expect(fees(0.3)).toBeGreaterThan(fees(0));
    expect(fees(-0.3)).toBeLessThan(fees(0));
    const parameter = {
      draw: { kind: 'point', value: 0 },
      grade: 'E',
      source: '',
      unit: '',
    } as const;
    expect(run(plan, [{ id: 'retention', ...parameter }])('deltaCash')).toEqual([0, 0, 0]);
  });
});

const RUNS = { numRuns: 30, seed: 20_261_203 };

describe('laws of a comparison hold with all of it', () => {
  it('a null scenario is exactly zero', () => {
    fc.assert(
      fc.property(
        arbitraryPlan({ hasCost: false }),
        arbitraryAhead,
        arbitraryWholePlan,
        (plan, ahead, { incomeTax }) => {
          const sites = plan.sites.map((site) => ({ ...site, ...ahead }));
          const tax = incomeTax === undefined ? {} : { incomeTax };
          const found = run({ ...plan, ...tax, sites });
          for (const metric of ['deltaCash', 'pvDelta', 'financing'] as const) {
            expect(found(metric)).toEqual([0, 0, 0]);
          }
          expect(found('closingCashWithMso')).toEqual(found('closingCashIndependent'));
        },
      ),
      RUNS,
    );
  });

  it('what the drivers bring, less fee and outlays, is the difference to the cent', () => {
    fc.assert(
      fc.property(arbitraryWholePlan, arbitraryParameters, (plan, parameters) => {
        const spec = specOf({ plan, parameters, sampling: INDEPENDENT, seed: '7', isNoisy: true });
        const runner = rangeRunner(spec, sha256);
        const { metrics } = runner.run(0, 1);
        const of = (metric: Metric): number => metrics[METRIC_INDEX[metric]] ?? Number.NaN;
        const drivers = activeDrivers(new Set(parameters.map(({ id }) => id)), plan.levers);
        const all = coalitionArm(drivers, (1 << drivers.length) - 1);
        const gross = runner.operatingCents(all, 0) - runner.operatingCents(coalitionArm([], 0), 0);
        expect(gross).toBe(of('deltaCash') + of('feePaid') + of('changeCost') - of('financing'));
      }),
      RUNS,
    );
  });
});
