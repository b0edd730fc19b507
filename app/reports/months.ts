import { formatMonth, monthOf, monthParts, parseDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Month } from '../../src/calendar.ts';
import type { View } from '../cli/view.ts';

/** Every month a book's rows touch, 'YYYY-MM', by the index folds use. */
export function allMonths(view: View): string[] {
  const { firstMonth, monthCount } = view.context;
  return Array.from({ length: monthCount }, (_, m) => formatMonth((firstMonth + m) as Month));
}

/** The months after the opening balances: those the book has a history of. */
export function recordedMonths(view: View): string[] {
  const months = allMonths(view);
  const opened = view.context.facts.find((fact) => fact.type === 'BookOpened');
  const opening = opened?.data['opening'];
  if (typeof opening !== 'string') return months;
  const openingMonth = formatMonth(monthOf(parseDay(opening)));
  const after = months.filter((month) => month > openingMonth);
  return after.length > 0 ? after : months;
}

/** First month with a management agreement in force, over all agreements; null without one. */
export function firstMsoMonth(view: View): string | null {
  const starts = view.context.facts
    .filter((fact) => fact.type === 'AgreementSigned')
    .map((fact) => fact.data['fromOn'])
    .filter((from) => typeof from === 'string')
    .map((from) => formatMonth(monthOf(parseDay(from))))
    .sort();
  return starts[0] ?? null;
}

/** Index of a month the book touches. Throws `report/no-such-month`. */
export function monthIndex(view: View, text: string): number {
  const months = allMonths(view);
  const index = months.indexOf(text);
  if (index >= 0) return index;
  throw new FeeworthError('report/no-such-month', 'usage', `The book has no month "${text}"`, {
    hint: `write YYYY-MM, from ${months[0] ?? ''} to ${months.at(-1) ?? ''}`,
  });
}

/** Index of the last month of the fiscal year before the one a month lies in; below zero: none. */
export function fiscalYearEndBefore(
  { context: { firstMonth, facts } }: Pick<View, 'context'>,
  index: number,
): number {
  const start = facts.find((fact) => fact.type === 'BookOpened')?.data['fiscalYearStart'];
  const first = typeof start === 'number' ? start : 1;
  const { month } = monthParts((firstMonth + index) as Month);
  return index - ((month - first + 12) % 12) - 1;
}
