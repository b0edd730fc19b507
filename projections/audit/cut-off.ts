import { formatDay, parseDay } from '../../src/calendar.ts';
import type { AuditTest, Finding, MeasureTable } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, isPosted, localTime } from './entry.ts';

/** Entries that happened on one side of a date and count on the other, and late ones. */
export const cutOff: AuditTest = {
  name: 'cut-off',
  question: 'Which entries near the end of a period count in the wrong one, or came late?',
  looksFor: ({ cutOffDate, cutOffWindow, lateDays }) =>
    `entries that happened up to ${formatDay(cutOffDate)} and count after it, or the other way, ` +
    `with either date within ${cutOffWindow} days of it; and entries that happened in those days ` +
    `and were recorded more than ${lateDays} days later`,
  doesNotProve:
    'that dates are true: an entry whose two dates were both moved lies wholly on the wrong side ' +
    'and is found only by its documents. A closed period moves late facts by rule; they are listed.',
  source: 'AS 2401.61-.62; AU-C 330; AS 2501',
  start({ cutOffDate, cutOffWindow, lateDays, offsetMinutes }) {
    const findings: Finding[] = [];
    const sums = { after: [0, 0], before: [0, 0], late: [0, 0] };
    const isNear = (day: number): boolean => Math.abs(day - cutOffDate) <= cutOffWindow;
    let population = 0;
    return {
      take(entry) {
        if (!isPosted(entry)) return;
        const { occurredOn, effectiveOn, recordedAt } = entry.event.meta;
        const occurred = parseDay(occurredOn);
        const effective = parseDay(effectiveOn);
        if (!isNear(occurred) && !isNear(effective)) return;
        population += 1;
        const found = (kind: keyof typeof sums, words: string): void => {
          const cite = citeOf(entry);
          const sum = sums[kind];
          sum[0] = (sum[0] ?? 0) + 1;
          sum[1] = (sum[1] ?? 0) + cite.amountCents;
          findings.push(findingOf(words, cite));
        };
        if (occurred <= cutOffDate && effective > cutOffDate)
          found('after', `happened ${occurredOn}, counts ${effectiveOn}`);
        if (occurred > cutOffDate && effective <= cutOffDate)
          found('before', `happened ${occurredOn}, counts already ${effectiveOn}`);
        const late = localTime(recordedAt, offsetMinutes).day - occurred;
        if (isNear(occurred) && late > lateDays)
          found('late', `happened ${occurredOn}, recorded ${late} days later`);
      },
      finish: () => ({ findings, population, measures: [sumTable(sums)] }),
    };
  },
};

function sumTable(sums: Readonly<Record<'after' | 'before' | 'late', number[]>>): MeasureTable {
  const row = (words: string, [count = 0, cents = 0]: readonly number[]) => [words, count, cents];
  return {
    name: 'cut-off',
    title: 'Cut-off, dollars',
    columns: [
      { key: 'what', label: 'What', unit: 'text' },
      { key: 'entries', label: 'Entries', unit: 'count' },
      { key: 'amount', label: 'Amount', unit: 'cents' },
    ],
    rows: [
      row('happened before, counts after', sums.after),
      row('happened after, counts before', sums.before),
      row('recorded late', sums.late),
    ],
  };
}
