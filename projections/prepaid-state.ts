import type { BookContext } from '../src/batch/book-context.ts';
import type { Dictionary } from '../src/batch/dictionary.ts';
import { kindOf } from '../src/batch/layout.ts';
import { addMonths } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import type { Cut, Json } from '../src/event.ts';
import { invariant } from '../src/error.ts';
import { makeBlock } from './projection.ts';
import type { Block } from './projection.ts';

/** Numbers kept for a package, by its number as an item. */
export const PACKAGE = {
  sold: 0,
  used: 1,
  broken: 2,
  refunded: 3,
  sessionsBought: 4,
  sessionsUsed: 5,
  sessionsRefunded: 6,
  expires: 7,
} as const;
export const PACKAGE_STRIDE = 8;

/** Numbers kept for a membership: billed, recognised, and earned by days up to the cut. */
export const MEMBERSHIP = { billed: 0, earned: 1, due: 2 } as const;
export const MEMBERSHIP_STRIDE = 3;

/** Numbers kept for a gift card. */
export const GIFT_CARD = { sold: 0, used: 1, broken: 2, escheated: 3 } as const;
export const GIFT_CARD_STRIDE = 4;

/** Columns of the roll-forward of an entity and month, in cents. */
export const ROLL = {
  packageOpening: 0,
  packageSold: 1,
  packageUsed: 2,
  packageBroken: 3,
  packageRefunded: 4,
  membershipOpening: 5,
  membershipBilled: 6,
  membershipEarned: 7,
  giftCardOpening: 8,
  giftCardSold: 9,
  giftCardUsed: 10,
  giftCardBroken: 11,
  giftCardEscheated: 12,
} as const;
export const ROLL_STRIDE = 13;

/** Breakage recognised for a portfolio, without an item: packages, then gift cards, by entity. */
export const PORTFOLIO_STRIDE = 2;

/** Prepaid liabilities by item and by entity and month. */
export interface PrepaidState extends Block {
  readonly packages: Float64Array;
  readonly memberships: Float64Array;
  readonly giftCards: Float64Array;
  readonly roll: Float64Array;
  readonly portfolio: Float64Array;
  /** Items met so far. */
  readonly counters: Int32Array;
  /** Number of a subject as an item, from 1; 0 is none (and the room of what has no subject). */
  readonly itemOf: Int32Array;
  readonly subjectOf: Int32Array;
  /** Entity that an item belongs to. */
  readonly owner: Int32Array;
  readonly names: Dictionary;
  readonly firstMonth: Month;
  readonly months: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
  readonly entities: number;
  readonly subjects: number;
  /** Room for items. */
  readonly items: number;
  readonly asOf: Day;
  /** Days that a month billed n days before the cut covers; n up to 30. */
  readonly coveredDays: Uint8Array;
  readonly breakageRate: string;
  readonly giftCardBreakageRate: string;
}

export function startPrepaid(context: BookContext, cut: Cut): PrepaidState {
  const { names, monthCount } = context;
  const entities = names.size('entity');
  const subjects = names.size('subject');
  const items = itemsIn(context);
  const coveredDays = new Uint8Array(31);
  for (let n = 0; n < 31; n++) {
    const day = (cut.asOf - n) as Day;
    coveredDays[n] = addMonths(day, 1) - day;
  }
  return {
    ...makeBlock({
      f64: {
        packages: items * PACKAGE_STRIDE,
        memberships: items * MEMBERSHIP_STRIDE,
        giftCards: items * GIFT_CARD_STRIDE,
        roll: entities * monthCount * ROLL_STRIDE,
        portfolio: entities * PORTFOLIO_STRIDE,
      },
      i32: { counters: 1, itemOf: subjects, subjectOf: items, owner: items },
    }),
    names,
    firstMonth: context.firstMonth,
    months: monthCount,
    firstDay: context.firstDay,
    monthOfDay: context.monthOfDay,
    entities,
    subjects,
    items,
    asOf: cut.asOf,
    coveredDays,
    breakageRate: rateAt(context, 'breakageRate'),
    giftCardBreakageRate: rateAt(context, 'giftCardBreakageRate'),
  };
}

const OPENING_ITEM = kindOf('OpeningBalanceRecorded.Item');

function itemsIn({ names, tally }: BookContext): number {
  if (tally === undefined) return names.size('subject') + 1;
  const { rows, subjects } = tally;
  const named = ['package', 'membership', 'giftCard'].map((field) => subjects.get(field) ?? 0);
  return named.reduce((sum, n) => sum + n, rows[OPENING_ITEM] ?? 0) + 1;
}

/** The number of a subject as an item, made when it is new. */
export function itemOfSubject(state: PrepaidState, subject: number): number {
  const { itemOf, counters } = state;
  const known = itemOf[subject] ?? 0;
  if (known !== 0 || subject === 0) return known;
  const made = (counters[0] ?? 0) + 1;
  invariant(made < state.items, 'prepaid balances are started again when the book gains items');
  counters[0] = made;
  itemOf[subject] = made;
  state.subjectOf[made] = subject;
  return made;
}

/** The rate the book was opened with, or what the last policy change set it to. */
function rateAt(context: BookContext, name: string): string {
  let rate = '0';
  for (const { type, data } of context.facts) {
    const from: Readonly<Record<string, Json>> =
      type === 'BookOpened'
        ? data
        : type === 'PolicyChanged'
          ? ((data['settings'] ?? {}) as Readonly<Record<string, Json>>)
          : {};
    const found = from[name];
    if (typeof found === 'string') rate = found;
  }
  return rate;
}
