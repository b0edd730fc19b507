import { termsPeriods } from '../../src/agreement/amend.ts';
import { addMonths, formatDay } from '../../src/calendar.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import type { View } from '../cli/view.ts';

/**
 * Agreements that end in the months behind the book that are compared: a comparison goes on with
 * their terms, and has to say so.
 */
export function endingNotes({ columns, cut }: View, months: number): string[] {
  const horizon = addMonths(cut.asOf, months);
  // What was recorded of those months counts for them, though not for the book's own figures.
  const context = columns.context({ ...cut, asOf: horizon });
  const ends = new Map<string, string>();
  for (const { agreement, histories } of agreementsOf(context)) {
    const last = histories.flatMap(termsPeriods).at(-1)?.to ?? null;
    if (last !== null && last > cut.asOf && last < horizon) ends.set(agreement, formatDay(last));
  }
  return [...ends].map(
    ([id, day]) => `${id} ends on ${day}: staying is computed as if its terms went on behind it.`,
  );
}
