import type { BookContext } from '../../src/batch/book-context.ts';
import { lastDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { startFeeBase } from '../fee-base.ts';
import type { FeeBaseState } from '../fee-base.ts';
import { ledger } from '../ledger.ts';
import type { LedgerState } from '../ledger.ts';
import { makeBlock } from '../projection.ts';
import type { Block } from '../projection.ts';
import { agreementsOf, boundariesOf } from './agreements.ts';
import type { PracticeAgreement } from './agreements.ts';
import { COST_SLOTS } from './costs.ts';
import type { CostState } from './costs.ts';
import { DEPOSIT_SLOTS } from './deposits.ts';
import type { DepositState } from './deposits.ts';
import { needsOf, standardsOf } from './needs.ts';
import type { FeeNeeds } from './needs.ts';
import { LINE_SLOTS, REFUND_INTS, REFUND_KINDS } from './service-lines.ts';
import type { LineState } from './service-lines.ts';
import { partsOf } from './parts.ts';
import type { Part } from './parts.ts';

/** What is kept by agreement, practice and month; cents. */
export const MEASURES = [
  'accrued',
  /** Credits recorded by people or memos. */
  'credited',
  /** Credits that closings derived from the terms. */
  'creditedByTerms',
  'invoicedFee',
  'invoicedPassThrough',
  'invoicedOther',
  /** Base that the invoice names. */
  'statedBase',
  'passThrough',
  'otherAccrued',
  /** By the day of payment. */
  'paidOn',
  'otherPaidOn',
  /** Paid over due, as far as the books have set it apart in 1210. */
  'setApart',
] as const;
export type FeeMeasure = (typeof MEASURES)[number];
export const AT = Object.fromEntries(MEASURES.map((m, i) => [m, i])) as Record<FeeMeasure, number>;

/** What an invoice's base may count by mistake, and the units that fees are charged for. */
export const EXTRAS = [
  'sales tax',
  'tips',
  'gift cards again when they are used',
  'packages again when they are used',
  'membership dues again when they are earned',
  'loans received',
  'owners’ capital',
] as const;
export const CLAIM_UNITS = EXTRAS.length;
export const VISIT_UNITS = EXTRAS.length + 1;
export const EXTRA_SLOTS = EXTRAS.length + 2;

/** Payments and invoices one by one: whole numbers and cents of a record. */
export const RECORD_INTS = 6;
export const PAYMENT = 1;
export const INVOICE = 2;
/** In place of a month: the payment does not say which it is for. */
export const NO_MONTH = -100_000;

export interface ManagementFeeState extends Block, LineState, DepositState, CostState {
  readonly context: BookContext;
  readonly asOf: Day;
  readonly agreements: readonly PracticeAgreement[];
  /** Arrays that no fee of the book needs are empty. */
  readonly needs: FeeNeeds;
  /** Agreements are numbered from 1 in `agreementOf`; 0 is one that the book does not hold. */
  readonly ids: readonly string[];
  readonly agreementOf: Int32Array;
  /** Performance standards of all terms, numbered from 1 in `standardOf`. */
  readonly standards: readonly string[];
  readonly standardOf: Int32Array;
  readonly entities: number;
  readonly parts: readonly Part[];
  readonly partOfDay: Int16Array;
  /** Bases by entity and part; the fold of fee-base.ts over parts. */
  readonly feeBase: FeeBaseState;
  /** Postings by entity and part; only where terms ask for revenue or income. */
  readonly ledger: LedgerState | null;
  readonly extras: Float64Array;
  /** By [((agreement × entities + practice) × (months + 1) + month) × MEASURES]. */
  readonly cells: Float64Array;
  readonly openingArrears: Float64Array;
  /** Measurements that missed, by [((agreement and practice) × (months + 1) + month) × standards]. */
  readonly missed: Float64Array;
  /** Records taken, and payments that found no room and are known by month only. */
  readonly counters: Int32Array;
  readonly recordInts: Int32Array;
  readonly recordCents: Float64Array;
}

const RECORDS_PER_MONTH = 64;

export function startManagementFee(context: BookContext, cut: Cut): ManagementFeeState {
  const agreements = agreementsOf(context);
  const { parts, partOfDay } = partsOf(context, boundariesOf(agreements));
  const ids = [...new Set(agreements.map((a) => a.agreement))];
  const entities = context.names.size('entity');
  const months = context.monthCount;
  const cells = entities * parts.length;
  const needs = needsOf(agreements);
  const standards = standardsOf(agreements);
  const subjects = context.names.size('subject');
  const days = context.monthOfDay.length;
  const refunds = REFUND_KINDS.reduce((sum, k) => sum + (context.tally?.rows[k] ?? 0), 0);
  // Their states over parts instead of months, laid into this state's one block.
  const inParts: BookContext = { ...context, monthCount: parts.length, monthOfDay: partOfDay };
  const bases = startFeeBase(inParts);
  const postings = needs.ledger ? ledger.start(inParts, cut) : null;
  const records = 512 + RECORDS_PER_MONTH * (months + 1) * Math.max(1, agreements.length);
  const block = makeBlock({
    f64: {
      base: bases.cents.length,
      ledgerCells: postings?.cells.length ?? 0,
      closings: postings?.closings.length ?? 0,
      open: 2,
      extras: cells * EXTRA_SLOTS,
      cells: (ids.length + 1) * entities * (months + 1) * MEASURES.length,
      openingArrears: entities,
      missed: (ids.length + 1) * entities * (months + 1) * standards.length,
      recordCents: records,
      lineCents: needs.lines ? cells * LINE_SLOTS : 0,
      refundCents: needs.lines ? refunds : 0,
      depositCents: needs.deposits ? entities * days * DEPOSIT_SLOTS : 0,
      costCents: needs.costs ? cells * COST_SLOTS : 0,
    },
    i32: {
      counters: 2,
      recordInts: records * RECORD_INTS,
      lineOfSubject: needs.lines ? subjects : 0,
      refundCount: 1,
      refundInts: needs.lines ? refunds * REFUND_INTS : 0,
    },
  });
  const { buffer } = block;
  const agreementOf = new Int32Array(subjects);
  ids.forEach((id, i) => {
    const subject = context.names.numberOf('subject', id);
    if (subject !== 0) agreementOf[subject] = i + 1;
  });
  const standardOf = new Int32Array(subjects);
  standards.forEach((code, i) => {
    const subject = context.names.numberOf('subject', code);
    if (subject !== 0) standardOf[subject] = i + 1;
  });
  return {
    ...block,
    context,
    asOf: Math.min(cut.asOf, lastDay((context.firstMonth + months - 1) as Month)) as Day,
    agreements,
    needs,
    days,
    ids,
    agreementOf,
    standards,
    standardOf,
    entities,
    parts,
    partOfDay,
    feeBase: { ...bases, buffer, cents: block.base },
    ledger: postings && {
      ...postings,
      buffer,
      cells: block.ledgerCells,
      closings: block.closings,
      open: block.open,
    },
  };
}
