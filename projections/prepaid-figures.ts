import { formatDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { Decimal, timesRateHalfUp } from '../src/money.ts';
import {
  GIFT_CARD,
  GIFT_CARD_STRIDE,
  MEMBERSHIP,
  MEMBERSHIP_STRIDE,
  PACKAGE,
  PACKAGE_STRIDE,
  PORTFOLIO_STRIDE,
  ROLL,
  ROLL_STRIDE,
} from './prepaid-state.ts';
import type { PrepaidState } from './prepaid-state.ts';

/** A liability month by month in cents: opening + added − taken = closing (ledger.md I14). */
export interface RollForward {
  /** Balances taken over when the book began, at their date. */
  readonly openingItems: readonly number[];
  readonly sold: readonly number[];
  readonly used: readonly number[];
  readonly refunded: readonly number[];
  readonly broken: readonly number[];
  /** Owed to a state, no longer to the patient. */
  readonly escheated: readonly number[];
  /** At the end of each month. */
  readonly closing: readonly number[];
  readonly closingCents: number;
}

export interface PackageItem {
  readonly package: string;
  readonly soldCents: number;
  readonly usedCents: number;
  readonly brokenCents: number;
  readonly refundedCents: number;
  readonly liabilityCents: number;
  readonly sessionsBought: number;
  readonly sessionsLeft: number;
  readonly expiresOn?: string;
  /** Breakage in proportion to use not yet recognised; negative when too much was. */
  readonly breakageDueCents: number;
}

export interface MembershipItem {
  readonly membership: string;
  readonly billedCents: number;
  readonly earnedCents: number;
  readonly liabilityCents: number;
  /** Earned by days up to the cut and not yet recognised. */
  readonly earnedDueCents: number;
}

export interface GiftCardItem {
  readonly giftCard: string;
  readonly soldCents: number;
  readonly usedCents: number;
  readonly brokenCents: number;
  readonly escheatedCents: number;
  readonly liabilityCents: number;
  readonly breakageDueCents: number;
}

export interface EntityPrepaid {
  readonly entity: string;
  /** 2310, 2320 and 2330 of the ledger. */
  readonly packages: RollForward;
  readonly memberships: RollForward;
  readonly giftCards: RollForward;
  /** Items that still owe something, by name. */
  readonly openPackages: readonly PackageItem[];
  readonly openMemberships: readonly MembershipItem[];
  readonly openGiftCards: readonly GiftCardItem[];
  readonly sessionsLeft: number;
  /** Breakage still to be recognised, less what a portfolio true-up recognised already. */
  readonly breakageDue: { readonly packagesCents: number; readonly giftCardsCents: number };
  readonly earnedDueCents: number;
}

export interface PrepaidFigures {
  readonly firstMonth: Month;
  readonly monthCount: number;
  readonly breakageRate: string;
  readonly giftCardBreakageRate: string;
  readonly entities: readonly EntityPrepaid[];
}

/** Prepaid liabilities of every entity at the cut. */
export function prepaidFigures(state: PrepaidState): PrepaidFigures {
  const packages = byOwner(state, packageItem(state));
  const memberships = byOwner(state, membershipItem(state));
  const giftCards = byOwner(state, giftCardItem(state));
  const entities: EntityPrepaid[] = [];
  for (let e = 1; e < state.entities; e++) {
    entities.push(
      entityPrepaid(state, e, packages[e] ?? [], memberships[e] ?? [], giftCards[e] ?? []),
    );
  }
  return {
    firstMonth: state.firstMonth,
    monthCount: state.months,
    breakageRate: state.breakageRate,
    giftCardBreakageRate: state.giftCardBreakageRate,
    entities,
  };
}

function entityPrepaid(
  state: PrepaidState,
  entity: number,
  openPackages: readonly PackageItem[],
  openMemberships: readonly MembershipItem[],
  openGiftCards: readonly GiftCardItem[],
): EntityPrepaid {
  const packages = rollForward(state, entity, {
    opening: ROLL.packageOpening,
    sold: ROLL.packageSold,
    used: ROLL.packageUsed,
    broken: ROLL.packageBroken,
    refunded: ROLL.packageRefunded,
  });
  const giftCards = rollForward(state, entity, {
    opening: ROLL.giftCardOpening,
    sold: ROLL.giftCardSold,
    used: ROLL.giftCardUsed,
    broken: ROLL.giftCardBroken,
    escheated: ROLL.giftCardEscheated,
  });
  const at = entity * PORTFOLIO_STRIDE;
  const due = (
    items: readonly { readonly breakageDueCents: number }[],
    portfolio: number,
    liability: number,
  ): number => {
    const sum = items.reduce((total, item) => total + item.breakageDueCents, 0) - portfolio;
    return Math.min(sum, Math.max(0, liability)) + 0;
  };
  return {
    entity: state.names.nameOf('entity', entity),
    packages,
    memberships: rollForward(state, entity, {
      opening: ROLL.membershipOpening,
      sold: ROLL.membershipBilled,
      used: ROLL.membershipEarned,
    }),
    giftCards,
    openPackages,
    openMemberships,
    openGiftCards,
    sessionsLeft: openPackages.reduce((sum, p) => sum + p.sessionsLeft, 0),
    breakageDue: {
      packagesCents: due(openPackages, state.portfolio[at] ?? 0, packages.closingCents),
      giftCardsCents: due(openGiftCards, state.portfolio[at + 1] ?? 0, giftCards.closingCents),
    },
    earnedDueCents: openMemberships.reduce((sum, m) => sum + m.earnedDueCents, 0),
  };
}

interface RollColumns {
  readonly opening: number;
  readonly sold: number;
  readonly used: number;
  readonly refunded?: number;
  readonly broken?: number;
  readonly escheated?: number;
}

function rollForward(state: PrepaidState, entity: number, columns: RollColumns): RollForward {
  const over = (column: number | undefined): number[] =>
    Array.from({ length: state.months }, (_, m) =>
      column === undefined
        ? 0
        : (state.roll[(entity * state.months + m) * ROLL_STRIDE + column] ?? 0),
    );
  const [openingItems, sold, used] = [
    over(columns.opening),
    over(columns.sold),
    over(columns.used),
  ];
  const [refunded, broken] = [over(columns.refunded), over(columns.broken)];
  const escheated = over(columns.escheated);
  let balance = 0;
  const closing = sold.map((added, m) => {
    const taken = (used[m] ?? 0) + (refunded[m] ?? 0) + (broken[m] ?? 0) + (escheated[m] ?? 0);
    balance += (openingItems[m] ?? 0) + added - taken;
    return balance;
  });
  return {
    openingItems,
    sold,
    used,
    refunded,
    broken,
    escheated,
    closing,
    closingCents: balance,
  };
}

/** Items of each entity in the order of their names. */
function byOwner<T>(
  state: PrepaidState,
  read: (item: number, name: string) => T | undefined,
): T[][] {
  const found: { name: string; item: T }[][] = Array.from({ length: state.entities }, () => []);
  const count = state.counters[0] ?? 0;
  for (let number = 1; number <= count; number++) {
    const owner = state.owner[number] ?? 0;
    if (owner === 0) continue;
    const name = state.names.nameOf('subject', state.subjectOf[number] ?? 0);
    const item = read(number, name);
    if (item !== undefined) found[owner]?.push({ name, item });
  }
  return found.map((items) =>
    items.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ item }) => item),
  );
}

/**
 * Cumulative breakage in proportion to use (606-10-55-48): with a share b never used, each dollar
 * used brings b / (1 − b) of breakage. Rounded half-up per item; never more than is left.
 */
function breakageDue(
  rate: Decimal,
  item: { readonly used: number; readonly broken: number; readonly liability: number },
): number {
  if (item.liability <= 0) return 0;
  const proportional = timesRateHalfUp(item.used, rate);
  return Math.min(proportional, item.liability + item.broken) - item.broken;
}

const odds = (rate: string): Decimal => {
  const share = new Decimal(rate);
  return share.lt(1) ? share.div(new Decimal(1).minus(share)) : new Decimal(0);
};

function packageItem(state: PrepaidState): (item: number, name: string) => PackageItem | undefined {
  const rate = odds(state.breakageRate);
  return (number, name) => {
    const read = (n: number): number => state.packages[number * PACKAGE_STRIDE + n] ?? 0;
    const sold = read(PACKAGE.sold);
    const used = read(PACKAGE.used);
    const broken = read(PACKAGE.broken);
    const refunded = read(PACKAGE.refunded);
    const liability = sold - used - broken - refunded;
    const sessionsBought = read(PACKAGE.sessionsBought);
    const sessionsLeft =
      sessionsBought - read(PACKAGE.sessionsUsed) - read(PACKAGE.sessionsRefunded);
    if (liability === 0 && sessionsLeft === 0) return undefined;
    const expires = read(PACKAGE.expires);
    return {
      package: name,
      soldCents: sold,
      usedCents: used,
      brokenCents: broken,
      refundedCents: refunded,
      liabilityCents: liability,
      sessionsBought,
      sessionsLeft,
      ...(expires === 0 ? {} : { expiresOn: formatDay(expires as Day) }),
      breakageDueCents: breakageDue(rate, { used, broken, liability }),
    };
  };
}

function membershipItem(
  state: PrepaidState,
): (item: number, name: string) => MembershipItem | undefined {
  return (number, name) => {
    const read = (n: number): number => state.memberships[number * MEMBERSHIP_STRIDE + n] ?? 0;
    const billed = read(MEMBERSHIP.billed);
    const earned = read(MEMBERSHIP.earned);
    if (billed === earned) return undefined;
    return {
      membership: name,
      billedCents: billed,
      earnedCents: earned,
      liabilityCents: billed - earned,
      earnedDueCents: Math.max(0, read(MEMBERSHIP.due) - earned),
    };
  };
}

function giftCardItem(
  state: PrepaidState,
): (item: number, name: string) => GiftCardItem | undefined {
  const rate = odds(state.giftCardBreakageRate);
  return (number, name) => {
    const read = (n: number): number => state.giftCards[number * GIFT_CARD_STRIDE + n] ?? 0;
    const sold = read(GIFT_CARD.sold);
    const used = read(GIFT_CARD.used);
    const broken = read(GIFT_CARD.broken);
    const escheated = read(GIFT_CARD.escheated);
    const liability = sold - used - broken - escheated;
    if (liability === 0) return undefined;
    return {
      giftCard: name,
      soldCents: sold,
      usedCents: used,
      brokenCents: broken,
      escheatedCents: escheated,
      liabilityCents: liability,
      breakageDueCents: breakageDue(rate, { used, broken, liability }),
    };
  };
}
