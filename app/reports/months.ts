import { formatMonth, monthOf, parseDay } from '../../src/calendar.ts';
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
