import type { AuditTest } from '../../projections/audit/audit-test.ts';
import type { AuditSettings, Finding, MeasureTable } from '../../projections/audit/audit-test.ts';
import type { Cite } from '../../projections/audit/entry.ts';
import type { Outcome } from '../../projections/audit/run-tests.ts';
import { text } from './columns.ts';
import type { Column, Provenance, Report, Row, Table } from './document.ts';
import { capital, counted } from './words.ts';

/** Exit code when findings were asked to fail the command. */
export const FINDINGS_EXIT_CODE = 7;
/** Findings of one test on a screen; JSON and CSV have all of them. */
const SHOWN = 20;

/** The tests there are, and what each asks. */
export function auditListReport(tests: readonly AuditTest[]): Report {
  return {
    schema: 'feeworth.audit-list/1',
    title: `${tests.length} tests that auditors run`,
    tables: [
      {
        name: 'tests',
        title: 'Name them after "feeworth audit"; without a name all run but the sample',
        columns: [text('test', 'Test'), text('question', 'Question'), text('source', 'Source')],
        rows: tests.map(({ name, question, source }) => ({ cells: [name, question, source] })),
      },
    ],
    notes: ['docs/audit-tests.md says what each finds, and what it finds wrongly.'],
  };
}

export interface AuditReportOptions {
  readonly settings: Omit<AuditSettings, 'recount'>;
  readonly failOnFindings: boolean;
  readonly provenance: Provenance;
}

/** What the tests found, each with what it looks for and what it does not prove. */
export function auditReport(outcomes: readonly Outcome[], options: AuditReportOptions): Report {
  const judged = outcomes.filter(({ test }) => test.isOnRequest !== true);
  const found = judged.reduce((sum, outcome) => sum + outcome.findings.length, 0);
  const isAlone = outcomes.length === 1;
  const measures = outcomes.flatMap((o) => (o.measures ?? []).map((m) => measureTable(m, isAlone)));
  const findings = findingTable(outcomes);
  const screens = outcomes.filter((o) => o.findings.length > 0).map(screenTable);
  const isMeasured = isAlone && outcomes[0]?.test.isMeasure === true;
  return {
    schema: 'feeworth.audit/1',
    title: titleOf(outcomes, judged.length, found),
    tables: [
      ...(isMeasured ? [...measures, findings] : [findings]),
      summaryTable(outcomes),
      ...(isMeasured ? [] : measures),
      ...screens,
    ],
    notes: [
      ...outcomes.flatMap((o) => (o.warnings ?? []).map((warning) => `${o.test.name}: ${warning}`)),
      ...outcomes.map(
        ({ test }) => `${test.name} looks for ${test.looksFor(settingsFor(options))}.`,
      ),
      ...outcomes.map(({ test }) => `${test.name} does not prove ${test.doesNotProve}`),
      'A finding is something to look at, never a verdict.',
    ],
    provenance: options.provenance,
    data: { findings: found },
    ...(options.failOnFindings && found > 0 ? { exitCode: FINDINGS_EXIT_CODE } : {}),
  };
}

const settingsFor = ({ settings }: AuditReportOptions): AuditSettings => ({
  ...settings,
  recount: null,
});

function titleOf(outcomes: readonly Outcome[], tests: number, found: number): string {
  const sampled = outcomes.find(({ test }) => test.isOnRequest === true);
  const drawn =
    sampled === undefined ? '' : `${counted(sampled.findings.length, 'entry', 'entries')} drawn`;
  if (tests === 0) return capital(drawn);
  const words =
    found === 0
      ? `${counted(tests, 'test')} found nothing to look at`
      : `${counted(tests, 'test')} found ${counted(found, 'thing')} to look at`;
  return capital(drawn === '' ? words : `${words}; ${drawn}`);
}

function summaryTable(outcomes: readonly Outcome[]): Table {
  return {
    name: 'summary',
    title: 'What each test found',
    columns: [
      text('test', 'Test'),
      { key: 'population', label: 'Looked at', unit: 'count' },
      { key: 'findings', label: 'Findings', unit: 'count' },
      { key: 'events', label: 'Events', unit: 'count' },
      { key: 'amount', label: 'Amount, dollars', unit: 'cents' },
      text('question', 'Question'),
    ],
    rows: outcomes.map(({ test, population, findings }) => ({
      cells: [
        test.name,
        population,
        // A test that looked at nothing has found nothing out.
        ...(population === 0
          ? [null, null, null]
          : [
              findings.length,
              findings.reduce((sum, f) => sum + f.cites.length, 0),
              findings.reduce((sum, f) => sum + f.amountCents, 0),
            ]),
        test.question,
      ],
    })),
  };
}

const FINDING_COLUMNS: readonly Column[] = [
  text('test', 'Test'),
  text('finding', 'Finding'),
  text('words', 'What'),
  text('sequence', 'Sequence'),
  text('event', 'Event'),
  text('type', 'Type'),
  text('entity', 'Entity'),
  text('occurredOn', 'Happened'),
  text('effectiveOn', 'Counts on'),
  text('recordedAt', 'Recorded'),
  text('actor', 'By'),
  { key: 'amount', label: 'Amount', unit: 'cents' },
  text('file', 'File'),
  text('record', 'Record'),
  text('digest', 'Digest'),
];

/** Every event of every finding, a row each: for files, too wide for a screen. */
function findingTable(outcomes: readonly Outcome[]): Table {
  return {
    name: 'findings',
    title: 'Every event of every finding',
    isForMachines: true,
    columns: FINDING_COLUMNS,
    rows: outcomes.flatMap(({ test, findings }) =>
      findings.flatMap((finding, i) => rowsOf(test.name, `${test.name}-${i + 1}`, finding)),
    ),
  };
}

function rowsOf(test: string, number: string, { words, amountCents, cites }: Finding): Row[] {
  if (cites.length === 0) {
    const empty = Array.from({ length: 8 }, () => '');
    return [{ cells: [test, number, words, ...empty, amountCents, '', '', ''] }];
  }
  return cites.map((cite) => ({ cells: [test, number, words, ...citeCells(cite)] }));
}

const citeCells = (c: Cite): Row['cells'] => [
  String(c.sequence),
  c.id,
  c.type,
  c.entity,
  c.occurredOn,
  c.effectiveOn,
  c.recordedAt,
  c.actor,
  c.amountCents,
  c.source?.file ?? '',
  c.source?.record ?? '',
  c.source?.digest ?? '',
];

/** The first findings of a test as a person reads them. */
function screenTable({ test, findings }: Outcome): Table {
  const shown = findings.slice(0, SHOWN);
  const more = findings.length - shown.length;
  return {
    name: `shown-${test.name}`,
    title: `${capital(test.name)}: ${counted(findings.length, 'finding')}, dollars`,
    columns: [
      text('words', 'What'),
      text('sequence', 'Sequence'),
      text('event', 'Event'),
      text('type', 'Type'),
      text('entity', 'Entity'),
      text('actor', 'By'),
      { key: 'amount', label: 'Amount', unit: 'cents' },
      text('source', 'Record'),
    ],
    rows: shown.flatMap(screenRows),
    ...(more > 0 ? { notes: [`${more} more: --csv or --json has all of them.`] } : {}),
  };
}

function screenRows({ words, amountCents, cites }: Finding): Row[] {
  if (cites.length === 0) return [{ cells: [words, '', '', '', '', '', amountCents, ''] }];
  return cites.map((c, i) => ({
    cells: [
      i === 0 ? words : '',
      String(c.sequence),
      c.id.slice(0, 8),
      c.type,
      c.entity,
      c.actor,
      c.amountCents,
      c.source === null ? '' : `${c.source.file} ${c.source.record}`.trim(),
    ],
  }));
}

/** Longer ones are for a screen only when they were asked for alone. */
const LONG = 30;

function measureTable({ name, title, columns, rows }: MeasureTable, isAlone: boolean): Table {
  const isLong = !isAlone && rows.length > LONG;
  return {
    name,
    title,
    columns,
    rows: rows.map((cells) => ({ cells })),
    ...(isLong ? { isForMachines: true } : {}),
  };
}
