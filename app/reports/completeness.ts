import { completeness, unfinishedImports, youngCohorts } from '../../projections/completeness.ts';
import type { CompletenessFigures } from '../../projections/completeness.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { formatDay, formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { View } from '../cli/view.ts';
import { money, text } from './columns.ts';
import type { Column, Report, Row, Table } from './document.ts';
import { dollars } from './numbers.ts';
import { counted } from './words.ts';

const COUNT = (key: string, label: string): Column => ({ key, label, unit: 'count' });
const SHARE = (key: string, label: string): Column => ({ key, label, unit: 'share' });

/** What the book has not been told, and what in it is too young to judge. */
export function completenessReport(view: View): Report {
  const figures = view.figures(completeness);
  const young = youngTable(view);
  return {
    schema: 'feeworth.report.completeness/1',
    title: figures.words,
    tables: [
      coverageTable(figures),
      ...(young.rows.length > 0 ? [young] : []),
      statementTable(figures),
      suspenseTable(figures),
    ],
    notes: [...completenessNotes(view), 'Sources are judged by the events they bring.'],
    provenance: view.provenance,
  };
}

/** What a reader of any figure should know is missing; nothing when nothing is. */
export function completenessNotes(view: View): string[] {
  const figures = view.figures(completeness);
  const gaps = figures.coverage.filter((c) => c.first !== null && c.missing.length > 0);
  const breaks = figures.statements.reduce((sum, s) => sum + s.breaks.length, 0);
  const unfinished = unfinishedImports(view.columns.attempts, view.cut);
  const young = youngCohorts(view.figures(revenueCycle));
  return [
    ...gaps.map((c) => `${place(c)}, ${c.source}: ${c.words}.`),
    ...(breaks === 0
      ? []
      : [`${counted(breaks, 'bank statement')} do not continue the one before.`]),
    ...unfinished.map((u) => `${u.stream}: ${u.words}.`),
    ...(young.length === 0
      ? []
      : [`Months from ${formatMonth(young[0]?.month ?? (0 as Month))}: ${young[0]?.words ?? ''}.`]),
  ];
}

function place({
  entity,
  site,
}: {
  readonly entity: string;
  readonly site: string | null;
}): string {
  return site === null ? entity : `${entity} ${site}`;
}

function coverageTable({ coverage }: CompletenessFigures): Table {
  const month = (m: Month | null): string => (m === null ? 'never' : formatMonth(m));
  return {
    name: 'coverage',
    title: 'Which sources have arrived, by practice and site',
    columns: [
      text('place', 'Place'),
      text('source', 'Source'),
      text('first', 'First'),
      text('last', 'Last'),
      COUNT('events', 'Events'),
      COUNT('missing', 'Months missing'),
      text('words', 'What that means'),
    ],
    rows: coverage.map((c): Row => ({
      cells: [
        place(c),
        c.source,
        month(c.first),
        month(c.last),
        c.byMonth.reduce((a, b) => a + b, 0),
        c.missing.length + (c.first === null ? 0 : c.noneSince.length),
        c.words,
      ],
    })),
  };
}

function youngTable(view: View): Table {
  return {
    name: 'young-cohorts',
    title: 'Months of claims that are too young to judge',
    columns: [
      text('month', 'Month'),
      SHARE('open', 'Claims undecided'),
      SHARE('openCharges', 'Charges still asked'),
      text('words', 'Judgement'),
    ],
    rows: youngCohorts(view.figures(revenueCycle)).map((c) => ({
      cells: [formatMonth(c.month), c.openShare.value, c.openChargesShare.value, c.words],
    })),
  };
}

function statementTable({ statements }: CompletenessFigures): Table {
  return {
    name: 'statements',
    title: 'Bank statements: does each continue the one before, dollars',
    columns: [
      text('account', 'Account'),
      COUNT('statements', 'Statements'),
      text('from', 'From'),
      text('to', 'To'),
      money('closing', 'Closing balance'),
      COUNT('breaks', 'Breaks'),
      money('unaccounted', 'Lines missing'),
    ],
    rows: statements.map((s): Row => ({
      cells: [
        s.account,
        s.statements,
        formatDay(s.from),
        formatDay(s.to),
        s.closingCents,
        s.breaks.length,
        s.unaccountedCents,
      ],
    })),
  };
}

function suspenseTable({ suspense }: CompletenessFigures): Table {
  return {
    name: 'suspense',
    title: 'Money nobody has placed yet, dollars (account 1090)',
    columns: [text('entity', 'Entity'), money('open', 'Open'), text('words', 'What it is')],
    rows: suspense.map((s): Row => ({ cells: [s.entity, s.openCents, s.words] })),
    notes: suspense.length === 0 ? ['Nothing is in suspense.'] : [`In all ${total(suspense)}.`],
  };
}

function total(suspense: CompletenessFigures['suspense']): string {
  return dollars(suspense.reduce((sum, s) => sum + s.openCents, 0));
}
