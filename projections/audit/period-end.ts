import { formatMonth, lastDay, monthOf, parseDay } from '../../src/calendar.ts';
import type { AuditTest, Finding, MeasureTable } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { amountOf, citeOf, field, isByHand, isPosted, localTime } from './entry.ts';
import type { Entry } from './entry.ts';

/** An explanation of fewer characters explains little. */
const LITTLE = 12;

interface MonthSums {
  readonly entity: string;
  readonly month: string;
  /** By hand, then by files and rules. */
  readonly all: [number, number];
  readonly atEnd: [number, number];
  readonly afterEnd: [number, number];
  readonly afterClose: [number, number];
  byHandCents: number;
}

/** Entries by hand against those of systems, at the end of periods and after they were closed. */
export const periodEnd: AuditTest = {
  name: 'period-end',
  question: 'What was entered by hand at the end of a period or after it was closed?',
  looksFor: ({ periodEndDays }) =>
    'entries by hand that count in a period which had been closed before; and entries by hand in ' +
    `the last ${periodEndDays} days of a month, or recorded after it, with little explanation ` +
    `(fewer than ${LITTLE} characters); counts of entries by hand and by systems beside them`,
  doesNotProve:
    'that a closing entry is wrong: accruals belong here. A good explanation is no evidence of a ' +
    'good entry; read those with the largest amounts too.',
  source: 'AS 2401.61-.62; AU-C 240.A49',
  start({ periodEndDays, offsetMinutes }) {
    const findings: Finding[] = [];
    const closed = new Map<string, number>();
    const months = new Map<string, MonthSums>();
    let population = 0;
    return {
      take(entry) {
        const { type, data, meta } = entry.event;
        if (type === 'PeriodClosed') {
          const on = parseDay((data as { readonly lastOn: string }).lastOn);
          closed.set(meta.entity, Math.max(on, closed.get(meta.entity) ?? on));
          return;
        }
        if (!isPosted(entry)) return;
        population += 1;
        const effective = parseDay(meta.effectiveOn);
        const end = lastDay(monthOf(effective));
        const isAfterClose = effective <= (closed.get(meta.entity) ?? -Infinity);
        const isAtEnd = end - effective < periodEndDays;
        const isAfterEnd = localTime(meta.recordedAt, offsetMinutes).day > end;
        const byHand = isByHand(entry);
        const sums = monthOfEntry(entry, months);
        const side = byHand ? 0 : 1;
        sums.all[side] += 1;
        if (isAtEnd) sums.atEnd[side] += 1;
        if (isAfterEnd) sums.afterEnd[side] += 1;
        if (isAfterClose) sums.afterClose[side] += 1;
        if (!byHand) return;
        if (isAtEnd || isAfterEnd) sums.byHandCents += amountOf(entry);
        if (isAfterClose) {
          findings.push(findingOf('by hand, in a period closed before', citeOf(entry)));
        } else if ((isAtEnd || isAfterEnd) && explanationOf(entry).length < LITTLE) {
          const when = isAtEnd ? 'at the end of a period' : 'after the end of its period';
          findings.push(findingOf(`by hand ${when}, hardly explained`, citeOf(entry)));
        }
      },
      finish: () => ({ findings, population, measures: [monthTable([...months.values()])] }),
    };
  },
};

const explanationOf = (entry: Entry): string =>
  (field(entry, 'memo') ?? field(entry, 'reason') ?? field(entry, 'what') ?? '').trim();

function monthOfEntry({ event }: Entry, months: Map<string, MonthSums>): MonthSums {
  const month = event.meta.effectiveOn.slice(0, 7);
  const key = `${event.meta.entity} ${month}`;
  const known = months.get(key);
  if (known !== undefined) return known;
  const made: MonthSums = {
    entity: event.meta.entity,
    month: formatMonth(monthOf(parseDay(event.meta.effectiveOn))),
    all: [0, 0],
    atEnd: [0, 0],
    afterEnd: [0, 0],
    afterClose: [0, 0],
    byHandCents: 0,
  };
  months.set(key, made);
  return made;
}

function monthTable(months: readonly MonthSums[]): MeasureTable {
  const order = (m: MonthSums): string => `${m.entity} ${m.month}`;
  return {
    name: 'period-end',
    title: 'Entries by hand and by systems, by month',
    columns: [
      { key: 'entity', label: 'Entity', unit: 'text' },
      { key: 'month', label: 'Month', unit: 'text' },
      { key: 'byHand', label: 'By hand', unit: 'count' },
      { key: 'bySystem', label: 'By systems', unit: 'count' },
      { key: 'byHandAtEnd', label: 'Hand, at end', unit: 'count' },
      { key: 'bySystemAtEnd', label: 'Systems, at end', unit: 'count' },
      { key: 'byHandAfterEnd', label: 'Hand, later', unit: 'count' },
      { key: 'byHandAfterClose', label: 'Hand, closed', unit: 'count' },
      { key: 'bySystemAfterClose', label: 'Systems, closed', unit: 'count' },
      { key: 'byHandAmount', label: 'Hand, dollars', unit: 'cents' },
    ],
    rows: months
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      .map((m) => [
        m.entity,
        m.month,
        ...m.all,
        ...m.atEnd,
        m.afterEnd[0],
        ...m.afterClose,
        m.byHandCents,
      ]),
  };
}
