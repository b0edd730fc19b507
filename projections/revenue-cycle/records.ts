import type { Day } from '../../src/calendar.ts';
import { added, NONE } from './lists.ts';
import {
  ANTI,
  CLASS_SHIFT,
  CODE_SHIFT,
  HAS_PATIENT_SHARE,
  IS_PAID,
  OPENED,
  PER_BLOCK,
  RANK_SHIFT,
  RECORD_DOUBLES,
  RECORD_INTS,
  SUBMISSION,
} from './state.ts';
import type { RevenueCycleState } from './state.ts';

/** One dated thing that happened to a claim; what `a` and `b` mean follows from its kind. */
export interface ClaimRecord {
  readonly kind: number;
  readonly day: Day;
  /** Index of the payer class from 1; 0 is unknown. */
  readonly payerClass: number;
  /** 1 primary, 2 secondary, 3 tertiary; 0 where the kind has none. */
  readonly rank: number;
  /** Outcome, frequency or reason, from 1 as declared. */
  readonly code: number;
  readonly isPaid: boolean;
  readonly hasPatientShare: boolean;
  readonly party: number;
  readonly entity: number;
  readonly site: number;
  /** Claims it stands for: one, or more of a cohort. */
  readonly claims: number;
  readonly a: number;
  readonly b: number;
  /** For cancelling: the packed word and the place. */
  readonly what: number;
  readonly place: number;
}

/** The records of a claim that stand: reversals and what they reverse are left out, earliest first. */
export function readRecords(state: RevenueCycleState, claim: number): ClaimRecord[] {
  let found: ClaimRecord[] = NONE;
  let opposites: ClaimRecord[] = NONE;
  let left = state.filled[claim] ?? 0;
  let block = left > PER_BLOCK ? (state.tail[claim] ?? 0) : claim;
  while (left > 0) {
    const here = left % PER_BLOCK === 0 ? PER_BLOCK : left % PER_BLOCK;
    for (let n = 0; n < here; n++) {
      const record = recordAt(state, block * PER_BLOCK + n);
      if (record.what & ANTI) opposites = added(opposites, record);
      else found = added(found, record);
    }
    left -= here;
    block = state.before[block] ?? 0;
  }
  for (const opposite of opposites) {
    const at = found.findIndex((record) => cancels(opposite, record));
    if (at >= 0) found.splice(at, 1);
  }
  return found.length > 1 ? found.sort((x, y) => byDay(state, x, y)) : found;
}

function recordAt(state: RevenueCycleState, index: number): ClaimRecord {
  const ints = index * RECORD_INTS;
  const doubles = index * RECORD_DOUBLES;
  const what = state.recordInts[ints + 1] ?? 0;
  const place = state.recordInts[ints + 3] ?? 0;
  return {
    kind: what & 15,
    day: (state.recordInts[ints] ?? 0) as Day,
    payerClass: (what >> CLASS_SHIFT) & 15,
    rank: (what >> RANK_SHIFT) & 15,
    code: (what >> CODE_SHIFT) & 15,
    isPaid: (what & IS_PAID) !== 0,
    hasPatientShare: (what & HAS_PATIENT_SHARE) !== 0,
    party: state.recordInts[ints + 2] ?? 0,
    entity: place >>> 16,
    site: place & 0xffff,
    claims: state.recordDoubles[doubles] ?? 0,
    a: state.recordDoubles[doubles + 1] ?? 0,
    b: state.recordDoubles[doubles + 2] ?? 0,
    what,
    place,
  };
}

/** Dates keep their sign in a reversal, money and counts do not (src/batch/encode.ts). */
function cancels(opposite: ClaimRecord, record: ClaimRecord): boolean {
  const isDate = record.kind === SUBMISSION || record.kind === OPENED;
  return (
    (opposite.what & ~ANTI) === record.what &&
    opposite.day === record.day &&
    opposite.party === record.party &&
    opposite.place === record.place &&
    opposite.claims === -record.claims &&
    opposite.a === -record.a &&
    opposite.b === (isDate ? record.b : -record.b)
  );
}

/**
 * By day; on one day a denial comes before a payment, so that it is never hidden by it. Names, not
 * their numbers, decide between equals: numbers follow the order of import.
 */
function byDay(state: RevenueCycleState, x: ClaimRecord, y: ClaimRecord): number {
  return (
    x.day - y.day ||
    x.kind - y.kind ||
    y.code - x.code ||
    x.what - y.what ||
    x.a - y.a ||
    x.b - y.b ||
    x.claims - y.claims ||
    byName(state, x, y)
  );
}

function byName({ names }: RevenueCycleState, x: ClaimRecord, y: ClaimRecord): number {
  const nameOf = (r: ClaimRecord): string =>
    [
      names.nameOf('party', r.party),
      names.nameOf('entity', r.entity),
      names.nameOf('site', r.site),
    ].join('\n');
  const [of, other] = [nameOf(x), nameOf(y)];
  return of < other ? -1 : of > other ? 1 : 0;
}
