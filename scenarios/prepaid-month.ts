import type { Dictionary } from '../src/batch/dictionary.ts';
import { roundModelCents } from '../src/money.ts';
import type { SiteMonth } from './demand.ts';
import { K, packed } from './kinds.ts';
import { retentionShiftAt } from './levers.ts';
import { agesOf, moveMembers, startMembers, stayTable } from './memberships.ts';
import type { Members, StayTable } from './memberships.ts';
import type { GiftCardPlan, MembershipPlan } from './prepaid-plan.ts';
import { newCohorts, releaseMonth, releasePattern } from './prepaid-cohorts.ts';
import type { Cohorts, Released, ReleasePattern } from './prepaid-cohorts.ts';
import type { OpeningPosition, Plan, SitePlan } from './plan.ts';
import type { SiteStep } from './site-step.ts';

const BY_CARD = {
  membership: packed('MembershipBilled', { tender: 'card' }),
  giftCard: packed('GiftCardSold', { tender: 'card' }),
  package: packed('PackageSold', { tender: 'card', serviceLine: 'laser' }),
} as const;
const GIFT_USED = packed('GiftCardRedeemed', { serviceLine: 'facial' });
const PACKAGE_USED = packed('PackageSessionRedeemed', { serviceLine: 'laser' });
const SOLD_ON = 9;
const USED_ON = 19;
/** Days from the month end on which a balance falls to the state until it is paid over. */
const REMITTED_AFTER = 15;

interface CompiledMembership {
  readonly plan: MembershipPlan;
  readonly subject: number;
  readonly table: StayTable;
  /** Of what is banked. */
  readonly pattern: ReleasePattern;
}

interface CompiledGiftCard {
  readonly plan: GiftCardPlan;
  readonly subject: number;
  readonly pattern: ReleasePattern;
  readonly openCents: number;
  /** Factor of sales on the visits' factor of a calendar month, January first. */
  readonly season: Float64Array | null;
}

/** What a site sells ahead by cohorts, ready for the loop. */
export interface CompiledPrepaid {
  readonly memberships: readonly CompiledMembership[];
  readonly giftCards: readonly CompiledGiftCard[];
  readonly packages: {
    readonly pattern: ReleasePattern;
    /** Share of self-pay revenue that is sold ahead. */
    readonly share: number;
    readonly subject: number;
    /** Owed at the start, without what is gift cards. */
    readonly openCents: number;
  } | null;
  /** First month of the horizon in which the site is open. */
  readonly firstMonth: number;
}

/** Null where a site sells nothing by cohorts: then it costs nothing either. */
export function compilePrepaid(
  site: SitePlan,
  { start, months, opening }: Pick<Plan, 'start' | 'months' | 'opening'>,
  names: Dictionary,
): CompiledPrepaid | null {
  const { memberships = [], giftCards = [], packages } = site;
  if (memberships.length === 0 && giftCards.length === 0 && packages === undefined) return null;
  const open = opening.find((o) => o.site === site.id);
  const subject = (name: string): number => names.intern('subject', `${name}/${site.id}`);
  return {
    memberships: memberships.map((plan) => ({
      plan,
      subject: subject(`membership/${plan.id}`),
      table: stayTable(plan.stay, agesOf(plan, months)),
      pattern: releasePattern({
        delayMonths: plan.banked.delayMonths,
        unused: plan.unused,
        escheatMonths: null,
      }),
    })),
    giftCards: giftCards.map((plan) => ({
      plan,
      subject: subject(`gift-cards/${plan.id}`),
      pattern: releasePattern(plan),
      // Without an opening entry nothing is owed.
      openCents: open === undefined ? 0 : plan.openCents,
      season: plan.season && seasonFactors(plan.season, site.season),
    })),
    packages:
      packages === undefined
        ? null
        : {
            pattern: releasePattern({ ...packages, escheatMonths: null }),
            share: site.prepaidShare,
            subject: subject('packages'),
            openCents: packagesOwed(open, giftCards),
          },
    firstMonth: site.opens === undefined ? 0 : Math.max(0, site.opens.from - start),
  };
}

/** A season of their own takes the place of the visits' season; a month without visits sells none. */
function seasonFactors(own: readonly number[], visits: readonly number[]): Float64Array {
  return Float64Array.from(own, (factor, i) => {
    const of = visits[i] ?? 0;
    return of > 0 ? factor / of : 0;
  });
}

/** What a site owes on gift cards at the start: they are part of its prepaid balance. */
export const giftCardsOwed = (giftCards: readonly GiftCardPlan[] = []): number =>
  giftCards.reduce((sum, { openCents }) => sum + openCents, 0);

/** The rest of its prepaid balance. */
export const packagesOwed = (
  opening: Pick<OpeningPosition, 'packagesCents'> | undefined,
  giftCards: readonly GiftCardPlan[] = [],
): number => Math.max(0, (opening?.packagesCents ?? 0) - giftCardsOwed(giftCards));

/** What a path changes of a site's cohorts; they begin anew in the site's first month. */
export interface PrepaidState {
  readonly members: readonly Members[];
  readonly banked: readonly Cohorts[];
  readonly gifts: readonly Cohorts[];
  readonly packages: Cohorts;
}

export function newPrepaidState(
  prepaid: CompiledPrepaid | null,
  months: number,
): PrepaidState | null {
  if (prepaid === null) return null;
  return {
    members: prepaid.memberships.map(({ plan }) => new Float64Array(agesOf(plan, months))),
    banked: prepaid.memberships.map(() => newCohorts(months)),
    gifts: prepaid.giftCards.map(() => newCohorts(months)),
    packages: newCohorts(months),
  };
}

function begin(prepaid: CompiledPrepaid, state: PrepaidState): void {
  const { memberships, giftCards, packages, firstMonth } = prepaid;
  const open = (cohorts: Cohorts | undefined, cents: number): void => {
    if (cohorts === undefined) return;
    cohorts.openCents = cents;
    cohorts.firstMonth = firstMonth;
  };
  memberships.forEach(({ plan, table }, i) => {
    startMembers(plan, table, state.members[i] as Members);
    open(state.banked[i], 0);
  });
  giftCards.forEach(({ openCents }, i) => {
    open(state.gifts[i], openCents);
  });
  open(state.packages, packages?.openCents ?? 0);
}

/** One object for all months, so that a month allocates nothing. */
const RELEASED: Released = { used: 0, rest: 0 };

/**
 * What a site sells ahead in a month, and what it uses of it. Says how much of the month's self-pay
 * revenue is paid for already, and how much more goes by card.
 */
export function writePrepaid(step: SiteStep, month: SiteMonth): void {
  month.paidAheadCents = 0;
  month.cardAheadCents = 0;
  const { prepaid } = step.site;
  const state = step.prepaid[step.site.index];
  if (prepaid === null || !state) return;
  if (step.month === prepaid.firstMonth) begin(prepaid, state);
  for (let i = 0; i < prepaid.memberships.length; i++) {
    const [members, kept] = [state.members[i] as Members, state.banked[i] as Cohorts];
    writeMembership(step, month, prepaid.memberships[i] as CompiledMembership, members, kept);
  }
  for (let i = 0; i < prepaid.giftCards.length; i++) {
    const cards = prepaid.giftCards[i] as CompiledGiftCard;
    writeGiftCards(step, month, cards, state.gifts[i] as Cohorts);
  }
  writePackages(step, month, prepaid.packages, state.packages);
}

/** A month of a membership: billed on the first day, earned by the last but for what is banked. */
function writeMembership(
  step: SiteStep,
  month: SiteMonth,
  { plan, subject, table, pattern }: CompiledMembership,
  staying: Members,
  kept: Cohorts,
): void {
  const { writer: w, model, arm, at, days, factors } = step;
  const shift = factors.retentionShift + retentionShiftAt(model.levers, arm, at);
  const joins = plan.joinsMonthly * month.activity;
  const members = moveMembers(table, joins, shift, staying);
  const billed = roundModelCents(members * plan.feeCents);
  const banked = roundModelCents(billed * plan.banked.share);
  kept.sold[step.month] = banked;
  releaseMonth(pattern, kept, step.month, RELEASED);
  const passed = billed - banked;
  const earned = passed + RELEASED.used + RELEASED.rest;
  if (billed > 0) {
    const count = Math.floor(members + 0.5);
    const code = BY_CARD.membership;
    w.put(K.membershipBilled, days.first, subject, 0, code, billed, count, 0, 0);
  }
  if (earned > 0) {
    w.put(K.membershipEarned, days.last, subject, 0, 0, earned, 0, 0, 0);
  }
  month.cardAheadCents += billed;
  month.paidAheadCents += passed - roundModelCents(passed * plan.unused) + RELEASED.used;
}

/** A month of gift cards: sold, used with their breakage, or fallen to the state. */
function writeGiftCards(
  { writer: w, month: m, days }: SiteStep,
  month: SiteMonth,
  { plan, subject, pattern, season }: CompiledGiftCard,
  cards: Cohorts,
): void {
  const factor = season === null ? 1 : (season[days.season] as number);
  const sold = roundModelCents(plan.soldMonthlyCents * month.activity * factor);
  cards.sold[m] = sold;
  releaseMonth(pattern, cards, m, RELEASED);
  const { used, rest } = RELEASED;
  const broken = plan.escheatMonths === null ? rest : 0;
  if (sold > 0) {
    const day = days.first + SOLD_ON;
    w.put(K.giftCardSold, day, subject, 0, BY_CARD.giftCard, sold, 0, 0, 0);
  }
  if (used + broken > 0) {
    const day = days.first + USED_ON;
    w.put(K.giftCardUsed, day, subject, 0, GIFT_USED, used, broken, 0, 0);
  }
  if (rest > broken) {
    w.put(K.giftCardEscheated, days.last, subject, 0, 0, rest, 0, 0, 0);
    w.put(K.unclaimedPaid, days.last + REMITTED_AFTER, 0, 0, 0, rest, 0, 0, 0);
  }
  month.cardAheadCents += sold;
  month.paidAheadCents += used;
}

/** A month of packages: their share of revenue is sold, and what was sold before is used. */
function writePackages(
  { writer: w, month: m, days }: SiteStep,
  month: SiteMonth,
  packages: CompiledPrepaid['packages'],
  cohorts: Cohorts,
): void {
  if (packages === null) return;
  const { pattern, share, subject } = packages;
  const sold = roundModelCents(month.selfPayCents * share);
  cohorts.sold[m] = sold;
  releaseMonth(pattern, cohorts, m, RELEASED);
  const { used, rest } = RELEASED;
  if (sold > 0) {
    const day = days.first + SOLD_ON;
    w.put(K.packageSold, day, subject, 0, BY_CARD.package, sold, 1, 0, 0);
  }
  if (used + rest > 0) {
    const day = days.first + USED_ON;
    w.put(K.packageUsed, day, subject, 0, PACKAGE_USED, used, rest, 1, 0);
  }
  month.cardAheadCents += sold;
  // Revenue of a level holds the breakage of its packages, as a book counts it.
  month.paidAheadCents += used + rest;
}
