import type { BookContext } from '../../src/batch/book-context.ts';
import { firstDay, lastDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';

/** Days of one month under the same terms; both ends included. */
export interface Part {
  /** Index of its month from the context's first. */
  readonly month: number;
  readonly from: Day;
  readonly to: Day;
}

/**
 * The months of a book, split on the days where an agreement's terms change, and a table from days
 * to parts that stands in for the table from days to months: so the same folds give the base of
 * the days before and after a change.
 */
export function partsOf(
  context: Pick<BookContext, 'firstMonth' | 'monthCount' | 'monthOfDay' | 'firstDay'>,
  boundaries: readonly Day[],
): { readonly parts: readonly Part[]; readonly partOfDay: Int16Array } {
  const parts: Part[] = [];
  for (let m = 0; m < context.monthCount; m++) {
    const month = (context.firstMonth + m) as Month;
    const last = lastDay(month);
    let from = firstDay(month);
    for (const day of boundaries) {
      if (day <= from || day > last) continue;
      parts.push({ month: m, from, to: (day - 1) as Day });
      from = day;
    }
    parts.push({ month: m, from, to: last });
  }
  const partOfDay = new Int16Array(context.monthOfDay.length);
  parts.forEach(({ from, to }, index) => {
    partOfDay.fill(index, from - context.firstDay, to + 1 - context.firstDay);
  });
  return { parts, partOfDay };
}
