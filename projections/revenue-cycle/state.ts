import { firstMonthOfBusiness } from '../book-start.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import type { Dictionary } from '../../src/batch/dictionary.ts';
import { kindOf } from '../../src/batch/layout.ts';
import { lastDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { FeeworthError, invariant } from '../../src/error.ts';
import { PAYER_CLASSES } from '../../src/events/shared.ts';
import { makeBlock } from '../projection.ts';
import type { Block } from '../projection.ts';

/** Cents of a claim by [claim × SUMS + …]; sums, so a reversal undoes them. */
export const SUMS = 11;
/** Gross charges posted. */
export const GROSS = 0;
/** Open amount the book began with. */
export const OPENING = 1;
/** Paid, moved to the patient and adjusted by the primary payer: what leaves 1110. */
export const PAID = 2;
export const PATIENT_SHARE = 3;
export const CONTRACTUAL = 4;
/** Given up by DenialWrittenOff: leaves 1110. */
export const WRITTEN_OFF = 5;
/** What later payers paid and adjusted: leaves 1120. */
export const LATER_PAID = 6;
export const LATER_CONTRACTUAL = 7;
/** Patient payments that name the claim. */
export const PATIENT_PAID = 8;
/** Estimate of contractual still held in 1180 for the claim. */
export const ESTIMATE = 9;
/** Patient share conceded by claim. */
export const CONCEDED = 10;

/** Records lie in blocks of four; a claim's first block is its own, more come from the pool. */
export const PER_BLOCK = 4;
/** Whole numbers of a record: day, what (packed), payer, place (entity and site). */
export const RECORD_INTS = 4;
/** Doubles of a record: claims, and two amounts whose meaning follows from its kind. */
export const RECORD_DOUBLES = 3;

/** Kinds of a record, in the four lowest bits of `what`. */
export const CHARGE = 1;
export const SUBMISSION = 2;
export const DECISION = 3;
export const WRITE_OFF = 4;
export const EDIT = 5;
export const OPENED = 6;
/** Bits of `what`: payer class, rank, and the code of the kind (outcome, frequency, reason). */
export const CLASS_SHIFT = 4;
export const RANK_SHIFT = 8;
export const CODE_SHIFT = 12;
/** A reversal: it cancels an equal record without this bit, and its amounts are negated. */
export const ANTI = 1 << 16;
export const IS_PAID = 1 << 17;
export const HAS_PATIENT_SHARE = 1 << 18;

/** Period money by [((entity × classes + class) × months + month) × MONEY + …]. */
export const MONEY = 5;
export const CLASSES = PAYER_CLASSES.length + 1;
export const CHARGES_IN = 0;
export const CONTRACTUAL_IN = 1;
export const PAID_IN = 2;
export const PATIENT_PAID_IN = 3;
export const REFUNDED_IN = 4;

/**
 * The claims of a book: sums per claim, and per claim a short list of what was decided when. The
 * list is only ever added to; a reversal adds its opposite. What came first is found when figures
 * are read, so that neither the order of files nor a reversal can change it (settled.md §1.7).
 */
export interface RevenueCycleState extends Block {
  readonly names: Dictionary;
  readonly cut: Cut;
  readonly asOf: Day;
  readonly firstMonth: Month;
  /** First month of business: the month of opening balances before it is in no window. */
  readonly since: number;
  readonly months: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
  /** Room: numbers of subjects, entities, sites and parties from 0. */
  readonly subjects: number;
  readonly entities: number;
  readonly sites: number;
  readonly parties: number;
  /** Room for claims, numbered from 1, and for blocks of records. */
  readonly claims: number;
  readonly blocks: number;
  /** Claims met, and blocks taken from the pool. */
  readonly counters: Int32Array;
  /** Claim number (from 1) of a subject; 0 is no claim. */
  readonly claimOf: Int32Array;
  readonly subjectOf: Int32Array;
  /** Records of a claim, the last block of its list, and the block before a block of the pool. */
  readonly filled: Int32Array;
  readonly tail: Int32Array;
  readonly before: Int32Array;
  readonly sums: Float64Array;
  readonly recordInts: Int32Array;
  readonly recordDoubles: Float64Array;
  /** Every movement of 1110 by entity: what ageing has to add up to. */
  readonly receivable: Float64Array;
  readonly money: Float64Array;
  /** Patient payments without a claim, by entity. */
  readonly unnamed: Float64Array;
  /** Patient balances the book began with, by entity. */
  readonly openingPatient: Float64Array;
  /** Denial-class cents and number of adjustments by reason code (party). */
  readonly denied: Float64Array;
}

export function startRevenueCycle(context: BookContext, cut: Cut): RevenueCycleState {
  const { names, monthCount: months, firstMonth, firstDay, monthOfDay } = context;
  const subjects = names.size('subject') + 1;
  const entities = names.size('entity');
  const parties = names.size('party');
  const { claims, blocks } = roomFor(context);
  return {
    ...makeBlock({
      f64: {
        sums: claims * SUMS,
        recordDoubles: blocks * PER_BLOCK * RECORD_DOUBLES,
        receivable: entities,
        money: entities * CLASSES * months * MONEY,
        unnamed: entities,
        openingPatient: entities,
        denied: parties * 2,
      },
      i32: {
        counters: 2,
        claimOf: subjects,
        subjectOf: claims,
        filled: claims,
        tail: claims,
        before: blocks,
        recordInts: blocks * PER_BLOCK * RECORD_INTS,
      },
    }),
    names,
    cut,
    asOf: Math.min(cut.asOf, lastDay((firstMonth + months - 1) as Month)) as Day,
    firstMonth,
    since: firstMonthOfBusiness(context),
    months,
    firstDay,
    monthOfDay,
    subjects,
    entities,
    sites: names.size('site'),
    parties,
    claims,
    blocks,
  };
}

const RECORDED = [
  'ChargePosted',
  'ClaimSubmitted',
  'ClaimAdjudicated',
  'DenialWrittenOff',
  'ClaimEdited',
  'OpeningBalanceRecorded.Item',
].map(kindOf);
const OPENING_ITEM = kindOf('OpeningBalanceRecorded.Item');

/** Of a whole book everything is known; of one still being made, only its names. */
function roomFor({ names, tally }: BookContext): { claims: number; blocks: number } {
  if (tally === undefined) {
    const claims = names.size('subject') + 1;
    return { claims, blocks: claims * 2 + 1024 };
  }
  const claims = (tally.subjects.get('claim') ?? 0) + (tally.rows[OPENING_ITEM] ?? 0) + 1;
  const records = RECORDED.reduce((sum, kind) => sum + (tally.rows[kind] ?? 0), 0);
  return { claims, blocks: claims + Math.ceil(records / PER_BLOCK) + 1 };
}

/** The number of a subject's claim, made when it is new. */
export function claimOfSubject(state: RevenueCycleState, subject: number): number {
  const { claimOf, counters } = state;
  const known = claimOf[subject] as number;
  if (known !== 0) return known;
  const made = (counters[0] as number) + 1;
  invariant(made < state.claims, 'a revenue cycle is started again when the book gains claims');
  counters[0] = made;
  claimOf[subject] = made;
  state.subjectOf[made] = subject;
  return made;
}

/** A place for one more record of a claim. */
export function addRecord(state: RevenueCycleState, claim: number): number {
  const { filled, tail } = state;
  const n = filled[claim] as number;
  filled[claim] = n + 1;
  if (n < PER_BLOCK) return claim * PER_BLOCK + n;
  if (n % PER_BLOCK === 0) takeBlock(state, claim, n);
  return (tail[claim] as number) * PER_BLOCK + (n % PER_BLOCK);
}

function takeBlock(state: RevenueCycleState, claim: number, n: number): void {
  const taken = (state.counters[1] as number) + 1;
  const block = state.claims + taken;
  if (block >= state.blocks) {
    throw new FeeworthError(
      'revenue-cycle/too-many-decisions',
      'internal',
      'The claims of this book were decided more often than there is room for',
      { hint: 'check whether one claim number stands for many claims' },
    );
  }
  state.counters[1] = taken;
  state.before[block] = n === PER_BLOCK ? claim : (state.tail[claim] as number);
  state.tail[claim] = block;
}
