import { ColumnBook } from '../../src/batch/column-book.ts';
import { formatDay, lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';
import { FIRST_MONTH, madeUpBook } from './made-up-book.ts';
import type { Size } from './made-up-book.ts';

/** Sixty months of twelve sites: about a million rows. */
export const LARGE: Size = { months: 60, sitesPerPractice: 6, volume: 4, seed: 20260401 };

/** Leaves out the last months by date and the last events by sequence, some in each segment. */
export function cutOf(size: Size, events: number): Cut {
  const asOf = lastDay((FIRST_MONTH + Math.floor(size.months * 0.97)) as Month);
  return { asOf, knownAt: Math.floor(events * 0.99) };
}

export interface LargeBook {
  readonly book: ColumnBook;
  readonly rows: number;
  readonly cut: Cut;
}

/** The book as columns alone: no event is kept. */
export function largeBook(size: Size = LARGE): LargeBook {
  const book = new ColumnBook();
  for (const event of madeUpBook(size)) book.add(event);
  const rows = book.segments.reduce((sum, segment) => sum + segment.rows, 0);
  return { book, rows, cut: cutOf(size, book.size) };
}

/** The same book as decoded events, with the same cut in their words. */
export function largeEvents(size: Size = LARGE): {
  readonly events: readonly RecordedEvent[];
  readonly cut: Cut;
  readonly plainCut: { readonly asOf: string; readonly knownAt: number };
} {
  const events = [...madeUpBook(size)];
  const cut = cutOf(size, events.length);
  return { events, cut, plainCut: { asOf: formatDay(cut.asOf), knownAt: cut.knownAt } };
}
