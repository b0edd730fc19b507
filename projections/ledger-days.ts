import type { BookContext } from '../src/batch/book-context.ts';
import type { ColumnBook } from '../src/batch/column-book.ts';
import type { Day } from '../src/calendar.ts';
import type { Cut } from '../src/event.ts';
import { ledger } from './ledger.ts';
import type { LedgerState } from './ledger.ts';
import { foldPostings, SLOTS, STRIDE } from './postings.generated.ts';
import type { PostingState } from './posting-state.ts';
import { makeBlock } from './projection.ts';

/**
 * All postings of a book as sums by day, entity and account: of a million events a few thousand
 * numbers for each month. The ledger as of any day is the sum of the days up to it.
 */
export interface LedgerDays {
  /** Days of the entries, never falling. */
  readonly days: Int32Array;
  /** entity × SLOTS + account of each entry. */
  readonly places: Int32Array;
  /** Cents: debits, credits, and the part of their difference that closes a fiscal year. */
  readonly debits: Float64Array;
  readonly credits: Float64Array;
  readonly closing: Float64Array;
}

/** Beyond every date a book may hold. */
const LATEST = 2_000_000_000 as Day;
/** Doubles of the widest table that is folded into: 256 MB. */
const MOST_CELLS = 33_554_432;

/**
 * The postings of everything a book holds, by day. Undefined when they would take too much room,
 * or when an entry is left open: then the ledger itself says what is wrong.
 */
export function ledgerDays(columns: ColumnBook): LedgerDays | undefined {
  const cut: Cut = { asOf: LATEST, knownAt: columns.size };
  const context = columns.context(cut);
  const entities = context.names.size('entity');
  const days = context.monthOfDay.length;
  const cells = entities * days * SLOTS;
  if (cells * 3 > MOST_CELLS || days > 32_767) return undefined;
  // The switch sums by whatever it is told is a month.
  const state: PostingState = {
    ...makeBlock({ f64: { cells: cells * 2, closings: cells, open: 2 } }),
    months: days,
    firstDay: context.firstDay,
    monthOfDay: Int16Array.from({ length: days }, (_, day) => day),
    isBank: context.cashPolicy === 'bank',
  };
  for (const { batch, from, to } of columns.feed(cut)) foldPostings(state, batch, from, to);
  return state.open[0] === 0 ? sparse(state, entities) : undefined;
}

function sparse({ cells, closings, months: days, firstDay }: PostingState, entities: number) {
  const found: { day: number; place: number; at: number }[] = [];
  for (let day = 0; day < days; day++)
    for (let entity = 0; entity < entities; entity++)
      for (let slot = 0; slot < SLOTS; slot++) {
        const at = (entity * days + day) * SLOTS + slot;
        if (cells[at * 2] === 0 && cells[at * 2 + 1] === 0) continue;
        found.push({ day: firstDay + day, place: entity * SLOTS + slot, at });
      }
  return {
    days: Int32Array.from(found, ({ day }) => day),
    places: Int32Array.from(found, ({ place }) => place),
    debits: Float64Array.from(found, ({ at }) => cells[at * 2] as number),
    credits: Float64Array.from(found, ({ at }) => cells[at * 2 + 1] as number),
    closing: Float64Array.from(found, ({ at }) => closings[at] as number),
  };
}

/** Under which cash policy the days of a book are posted: as with everything it holds. */
export const cashPolicyOfDays = (columns: ColumnBook): BookContext['cashPolicy'] =>
  columns.context({ asOf: LATEST, knownAt: columns.size }).cashPolicy;

/**
 * The ledger as of a day, from the days: what folding the book at the cut gives, to the bit. The
 * cut must know the cash policy of the days: before a book is opened it does not.
 */
export function ledgerAsOf(days: LedgerDays, context: BookContext, cut: Cut): LedgerState {
  const state = ledger.start(context, cut);
  const { months, monthOfDay, firstDay, cells, closings } = state;
  for (let i = 0; i < days.days.length; i++) {
    const day = days.days[i] as number;
    if (day > cut.asOf) break;
    const place = days.places[i] as number;
    const entity = Math.floor(place / SLOTS);
    const month = entity * months + (monthOfDay[day - firstDay] as number);
    const slot = place - entity * SLOTS;
    const at = month * STRIDE + slot * 2;
    cells[at] = (cells[at] as number) + (days.debits[i] as number);
    cells[at + 1] = (cells[at + 1] as number) + (days.credits[i] as number);
    const closing = month * SLOTS + slot;
    closings[closing] = (closings[closing] as number) + (days.closing[i] as number);
  }
  return state;
}

/** The entries as bytes, little-endian where the machine is: doubles first. */
export function bytesOfDays({ days, places, debits, credits, closing }: LedgerDays): Uint8Array {
  const bytes = new Uint8Array(days.length * ENTRY_BYTES);
  const into = daysOfBytes(bytes);
  into.debits.set(debits);
  into.credits.set(credits);
  into.closing.set(closing);
  into.days.set(days);
  into.places.set(places);
  return bytes;
}

const ENTRY_BYTES = 32;

/** Whether bytes can be entries at all: some, and none in part. */
export const isDays = ({ length }: Uint8Array): boolean => length > 0 && length % ENTRY_BYTES === 0;

/** Lays the entries over their bytes, which are trusted. */
export function daysOfBytes(stored: Uint8Array): LedgerDays {
  const bytes = stored.byteOffset % 8 === 0 ? stored : stored.slice();
  const n = bytes.length / ENTRY_BYTES;
  const { buffer, byteOffset: at } = bytes;
  return {
    debits: new Float64Array(buffer, at, n),
    credits: new Float64Array(buffer, at + 8 * n, n),
    closing: new Float64Array(buffer, at + 16 * n, n),
    days: new Int32Array(buffer, at + 24 * n, n),
    places: new Int32Array(buffer, at + 28 * n, n),
  };
}
