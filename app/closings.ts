import { formatMonth, monthOf, parseDay } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import type { NewEvent } from '../src/event.ts';
import type { Check } from './checked-append.ts';
import type { Book } from './book.ts';
import { periodStream } from './indexes/periods.ts';
import type { Periods } from './indexes/periods.ts';

/** What a closed month can be about: an event, or one to be. */
export interface Dated {
  readonly type: string;
  readonly meta: Pick<NewEvent['meta'], 'entity' | 'counterparty' | 'effectiveOn'>;
}

/** Closings that are watched: every month of a book where none was closed. */
const CLOSINGS_MAX = 50;

/**
 * The streams of the months that may be closed next and hold some of these events, to be watched;
 * `closed` when one of them lies in a closed month.
 */
export async function closingsToWatch(
  dated: readonly Dated[],
  book: Book,
): Promise<Check[] | 'closed'> {
  const firstMonths = new Map<string, Month>();
  for (const { type, meta } of dated) {
    if (type === 'OpeningBalanceRecorded') continue;
    const { entity, counterparty = entity, effectiveOn } = meta;
    const month = monthOf(parseDay(effectiveOn));
    for (const one of new Set([entity, counterparty]))
      firstMonths.set(one, Math.min(month, firstMonths.get(one) ?? month) as Month);
  }
  const streams: Check[] = [];
  for (const stream of closable(firstMonths, await book.periods, book))
    streams.push({ stream, expected: (await book.store.revision(stream)) ?? 'none' });
  // Read again behind the revisions: what is closed from here on moves one of them.
  const closed = await book.periods;
  return dated.every((one) => isOpen(one, closed)) ? streams : 'closed';
}

/** Months are closed in order, but several may be closed in one moment. */
function closable(
  firstMonths: ReadonlyMap<string, Month>,
  closed: Periods,
  book: Book,
): readonly string[] {
  const streams: string[] = [];
  for (const [entity, firstMonth] of firstMonths) {
    const next = closed.firstOpen(entity);
    const from = next === null ? firstMonth : monthOf(next);
    for (let month: number = from; month <= monthOf(book.today); month++)
      streams.push(periodStream(entity, formatMonth(month as Month)));
  }
  return streams.slice(0, CLOSINGS_MAX);
}

/** Whether the month of an event is open in all books it is about. */
export function isOpen({ type, meta }: Dated, closed: Periods): boolean {
  const { entity, counterparty, effectiveOn } = meta;
  if (type === 'OpeningBalanceRecorded') return true;
  return closed.openDay(effectiveOn, entity, counterparty) === effectiveOn;
}

/** Whether an event lies in a month of an entity that was closed up to a day. */
export function isWithin({ type, meta }: Dated, entity: string, lastOn: string): boolean {
  if (type === 'OpeningBalanceRecorded' || meta.effectiveOn > lastOn) return false;
  return meta.entity === entity || meta.counterparty === entity;
}
