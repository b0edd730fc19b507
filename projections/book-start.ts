import type { BookContext } from '../src/batch/book-context.ts';
import { monthOf, parseDay } from '../src/calendar.ts';
import type { Day } from '../src/calendar.ts';

/**
 * Index of the first month of business: the month after the day of opening balances, where the book
 * says that day; a window must not count the month that holds nothing but them.
 */
export function firstMonthOfBusiness(
  context: Pick<BookContext, 'facts' | 'firstMonth' | 'monthCount'>,
): number {
  const opening = context.facts.find((f) => f.type === 'BookOpened')?.data['opening'];
  if (typeof opening !== 'string') return 0;
  const month = monthOf((parseDay(opening) + 1) as Day) - context.firstMonth;
  return Math.min(Math.max(0, month), context.monthCount - 1);
}
