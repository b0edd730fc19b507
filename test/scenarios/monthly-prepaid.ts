import type { SitePlan } from '../../scenarios/plan.ts';
import type { GiftCardPlan, MembershipPlan } from '../../scenarios/prepaid-plan.ts';
import { leverShift, recordedStrength, strength, valueOf } from './monthly-regime.ts';
import type { Regime } from './monthly-regime.ts';
import { count, earn, round } from './monthly-sheet.ts';
import type { Sheet } from './monthly-sheet.ts';

/** What a month sells ahead by card, and how much of its care was paid before. */
export interface Ahead {
  readonly soldByCard: number;
  readonly paidBefore: number;
}

interface Used {
  readonly used: number;
  readonly rest: number;
}

/** Months until all but a hundredth is used, and the share used by the end of each. */
function curveOf(delay: number): number[] {
  const q = delay / (1 + delay);
  let n = 0;
  while (Math.pow(q, n + 1) >= 0.01) n++;
  const whole = 1 - Math.pow(q, n + 1);
  return Array.from({ length: n + 1 }, (_, k) => (1 - Math.pow(q, k + 1)) / whole);
}

/** Shares of a cohort used and broken in each month from its sale on. */
function sharesOf(delay: number, unused: number, escheat: number | null): Used[] {
  const curve = curveOf(delay);
  if (escheat === null) {
    return curve.map((c) => ({ used: (1 - unused) * c, rest: unused * c }));
  }
  const shares = Array.from({ length: escheat }, (_, k) => ({
    used: (1 - unused) * (curve[Math.min(k, curve.length - 1)] ?? 0),
    rest: 0,
  }));
  const used = shares.at(-1)?.used ?? 0;
  return [...shares, { used, rest: 1 - used }];
}

/** Cents of a cohort by month, each the difference of what is rounded before and after it. */
function centsOf(sold: number, shares: readonly Used[], nudge: number): Used[] {
  let before = { used: 0, rest: 0 };
  return shares.map(({ used, rest }, k) => {
    const isLast = k === shares.length - 1;
    const usedNow = round(sold * used * (isLast && rest === 0 ? 1 : 1 + nudge));
    const now = { used: usedNow, rest: isLast ? sold - usedNow : round(sold * rest * (1 + nudge)) };
    const month = { used: now.used - before.used, rest: now.rest - before.rest };
    before = now;
    return month;
  });
}

/** A balance of mixed ages: of level cohorts one, two … months old, what they still go on to use. */
function openShares(shares: readonly Used[]): Used[] {
  const last = shares.at(-1) ?? { used: 0, rest: 0 };
  let whole = 0;
  for (const { used, rest } of shares) whole += last.used - used + (last.rest - rest);
  if (shares.length < 2 || whole === 0) return [];
  let [used, rest] = [0, 0];
  return shares.slice(0, -1).map((own) => {
    used += (last.used - own.used) / whole;
    rest += (last.rest - own.rest) / whole;
    return { used, rest };
  });
}

/** A list of months to which cohorts add what they use, however far they reach. */
class Uses {
  readonly #months: { used: number; rest: number }[] = [];

  add(from: number, cohort: readonly Used[]): void {
    cohort.forEach(({ used, rest }, k) => {
      const own = (this.#months[from + k] ??= { used: 0, rest: 0 });
      own.used += used;
      own.rest += rest;
    });
  }

  at(m: number): Used {
    return this.#months[m] ?? { used: 0, rest: 0 };
  }
}

/** Members billed in each month; `joinsOf` says how many join in one. */
function memberMonths(regime: Regime, site: SitePlan, plan: MembershipPlan, begins: number) {
  const { leave, spread } = plan.stay;
  const logitOf = (t: number): number => {
    const stay = (1 - leave + (t - 1) * spread) / (1 + (t - 1) * spread);
    return Math.log(stay / (1 - stay));
  };
  // Cohorts as [members, how often billed], each followed by hand.
  let cohorts: { members: number; billed: number }[] = [];
  const ages = Array.from({ length: plan.sinceMonths }, (_, age) => {
    let share = 1;
    for (let t = 1; t <= age; t++) share /= 1 + Math.exp(-logitOf(t));
    return share;
  });
  const whole = ages.reduce((a, b) => a + b, 0);
  return (m: number, joins: number): number => {
    if (m === begins) {
      cohorts = ages.map((share, age) => ({
        members: (plan.members * share) / whole,
        billed: age + 1,
      }));
    }
    const shift =
      valueOf(regime, 'retention') * (strength(regime, m) - recordedStrength(regime)) +
      leverShift(regime, 'retention', site.id, m);
    cohorts = cohorts.map(({ members, billed }) => ({
      members: members / (1 + Math.exp(-(logitOf(billed) + shift))),
      billed: billed + 1,
    }));
    cohorts.push({ members: joins, billed: 1 });
    return cohorts.reduce((sum, { members }) => sum + members, 0);
  };
}

/** What a site sells ahead, month after month from its first one on; null where it sells nothing. */
export function aheadOf(
  sheet: Sheet,
  regime: Regime,
  site: SitePlan,
): (m: number, activity: number, revenue: number) => Ahead {
  const { plan } = regime;
  const begins = Math.max(0, (site.opens?.from ?? plan.start) - plan.start);
  const open = plan.opening.find((o) => o.site === site.id);
  const sellers = [
    ...(site.memberships ?? []).map((of) => membership(sheet, regime, site, of, begins)),
    ...(site.giftCards ?? []).map((of) =>
      giftCards(sheet, regime, site, of, { begins, isOpen: open !== undefined }),
    ),
  ];
  if (site.packages !== undefined) {
    const cards = (site.giftCards ?? []).reduce((sum, { openCents }) => sum + openCents, 0);
    const owed = Math.max(0, (open?.packagesCents ?? 0) - cards);
    sellers.push(packages(sheet, regime, site, begins, owed));
  }
  return (m, activity, revenue) => {
    const of = sellers.map((sell) => sell(m, activity, revenue));
    return {
      soldByCard: of.reduce((sum, { soldByCard }) => sum + soldByCard, 0),
      paidBefore: of.reduce((sum, { paidBefore }) => sum + paidBefore, 0),
    };
  };
}

type Seller = (m: number, activity: number, revenue: number) => Ahead;

function membership(
  sheet: Sheet,
  regime: Regime,
  site: SitePlan,
  of: MembershipPlan,
  begins: number,
): Seller {
  const uses = new Uses();
  const shares = sharesOf(of.banked.delayMonths, of.unused, null);
  const members = memberMonths(regime, site, of, begins);
  const { first, last } = sheet.timeline;
  return (m, activity) => {
    const billed = round(members(m, of.joinsMonthly * activity) * of.feeCents * (1 + regime.nudge));
    const banked = round(billed * of.banked.share);
    uses.add(m, centsOf(banked, shares, regime.nudge));
    const { used, rest } = uses.at(m);
    const passed = billed - banked;
    count(sheet, 'prepaid', first[m] ?? 0, billed);
    count(sheet, 'ahead', first[m] ?? 0, billed);
    count(sheet, 'ahead', last[m] ?? 0, -passed - used - rest);
    earn(sheet, last[m] ?? 0, passed + used + rest);
    return { soldByCard: billed, paidBefore: passed - round(passed * of.unused) + used };
  };
}

function giftCards(
  sheet: Sheet,
  regime: Regime,
  site: SitePlan,
  of: GiftCardPlan,
  { begins, isOpen }: { begins: number; isOpen: boolean },
): Seller {
  const uses = new Uses();
  const shares = sharesOf(of.delayMonths, of.unused, of.escheatMonths);
  const opened = openShares(shares);
  if (isOpen) {
    // What a balance never goes on to use stays; the last month takes what rounding leaves.
    uses.add(begins, centsOf(of.openCents, opened, regime.nudge));
    count(sheet, 'ahead', sheet.timeline.first[0] ?? 0, of.openCents);
  }
  const { first, last } = sheet.timeline;
  return (m, activity) => {
    const month = (regime.plan.start + m) % 12;
    const visits = site.season[month] ?? 0;
    const factor = of.season === null ? 1 : visits === 0 ? 0 : (of.season[month] ?? 0) / visits;
    const sold = round(of.soldMonthlyCents * activity * factor * (1 + regime.nudge));
    uses.add(m, centsOf(sold, shares, regime.nudge));
    const { used, rest } = uses.at(m);
    count(sheet, 'prepaid', (first[m] ?? 0) + 9, sold);
    count(sheet, 'ahead', (first[m] ?? 0) + 9, sold);
    count(sheet, 'ahead', last[m] ?? 0, -used - rest);
    earn(sheet, (first[m] ?? 0) + 19, used);
    if (of.escheatMonths === null) earn(sheet, (first[m] ?? 0) + 19, rest);
    else sheet.toState.push({ day: (last[m] ?? 0) + 15, cents: rest });
    return { soldByCard: sold, paidBefore: used };
  };
}

function packages(
  sheet: Sheet,
  regime: Regime,
  site: SitePlan,
  begins: number,
  owed: number,
): Seller {
  const { delayMonths = 0, unused = 0 } = site.packages ?? {};
  const uses = new Uses();
  const shares = sharesOf(delayMonths, unused, null);
  uses.add(begins, centsOf(owed, openShares(shares), regime.nudge));
  count(sheet, 'ahead', sheet.timeline.first[0] ?? 0, owed);
  const { first } = sheet.timeline;
  return (m, _, revenue) => {
    const sold = round(revenue * site.prepaidShare);
    uses.add(m, centsOf(sold, shares, regime.nudge));
    const { used, rest } = uses.at(m);
    count(sheet, 'prepaid', (first[m] ?? 0) + 9, sold);
    count(sheet, 'ahead', (first[m] ?? 0) + 9, sold);
    count(sheet, 'ahead', (first[m] ?? 0) + 19, -used - rest);
    earn(sheet, (first[m] ?? 0) + 19, used + rest);
    return { soldByCard: sold, paidBefore: used + rest };
  };
}
