import type { BookContext } from '../../src/batch/book-context.ts';
import { lastDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { SUSPENSE_REASONS } from '../../src/events/imports.ts';
import { firstMonthOfBusiness } from '../book-start.ts';
import { makeBlock } from '../projection.ts';
import type { Block } from '../projection.ts';
import { SOURCES } from './sources.ts';

/** Why money is in suspense: a record's own reason, then what remittances bring. */
export const REASONS = [
  ...SUSPENSE_REASONS,
  'remittance out of balance',
  'provider-level adjustment for review',
] as const;
export type SuspenseReason = (typeof REASONS)[number];
export const OUT_OF_BALANCE = SUSPENSE_REASONS.length;
export const FOR_REVIEW = SUSPENSE_REASONS.length + 1;

/** By entity and month: number and cents of bank lines in and out, and of what was matched. */
export const BANK_SLOTS = 8;
export const LINES_IN = 0;
export const LINES_OUT = 2;
export const MATCHED_IN = 4;
export const MATCHED_OUT = 6;

/** Whole numbers and cents of a bank statement's record. */
export const STATEMENT_INTS = 5;
export const STATEMENT_CENTS = 2;

export interface CompletenessState extends Block {
  readonly context: BookContext;
  readonly asOf: Day;
  /** First month of business, counted from the context's first. */
  readonly since: number;
  readonly entities: number;
  readonly sites: number;
  readonly parties: number;
  /** Events by [((entity × sites + site) × months + month) × sources + source]. */
  readonly seen: Float64Array;
  /** By [(entity × months + month) × BANK_SLOTS + …]. */
  readonly bank: Float64Array;
  /** Number and cents by [((entity × months + month) × reasons + reason) × 2]. */
  readonly suspended: Float64Array;
  /** Cents that left 1090 by a person's word, and that entries put there; by entity. */
  readonly resolved: Float64Array;
  readonly otherSuspense: Float64Array;
  /** Cents of bank lines by bank account. */
  readonly lines: Float64Array;
  /** Statements taken, and those that found no room. */
  readonly counters: Int32Array;
  /** Sign, account, entity, first and last day of a statement. */
  readonly statementInts: Int32Array;
  /** Opening and closing balance. */
  readonly statementCents: Float64Array;
}

/** Statements a month and account may have: daily ones fit. */
const STATEMENTS_PER_MONTH = 40;

export function startCompleteness(context: BookContext, cut: Cut): CompletenessState {
  const { names, monthCount: months, firstMonth } = context;
  const entities = names.size('entity');
  const sites = names.size('site');
  const parties = names.size('party');
  const accounts = context.facts.filter((f) => f.type === 'BankAccountOpened').length;
  const statements = 256 + STATEMENTS_PER_MONTH * (months + 1) * Math.max(1, accounts);
  return {
    ...makeBlock({
      f64: {
        seen: entities * sites * months * SOURCES.length,
        bank: entities * months * BANK_SLOTS,
        suspended: entities * months * REASONS.length * 2,
        resolved: entities,
        otherSuspense: entities,
        lines: parties,
        statementCents: statements * STATEMENT_CENTS,
      },
      i32: { counters: 2, statementInts: statements * STATEMENT_INTS },
    }),
    context,
    asOf: Math.min(cut.asOf, lastDay((firstMonth + months - 1) as Month)) as Day,
    since: firstMonthOfBusiness(context),
    entities,
    sites,
    parties,
  };
}
