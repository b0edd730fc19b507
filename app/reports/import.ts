import type { Preview } from '../../src/intake/csv/preview.ts';
import type { Ignored, ImportPlan } from '../commands/import.ts';
import { text } from './columns.ts';
import type { Column, Report, Row, Table } from './document.ts';
import { percent } from './numbers.ts';
import { capital, counted } from './words.ts';

/** What became of a file, or would. */
export interface FileOutcome {
  readonly file: string;
  readonly status: 'preview' | 'imported' | 'resumed' | 'already-imported';
  /** Null when nothing was read because it is in the book already. */
  readonly plan: ImportPlan | null;
  /** Columns of a CSV file. */
  readonly columns?: Preview | null;
  /** Options that changed nothing because the file is in the book already. */
  readonly ignored?: readonly Ignored[];
}

/** Step one: what would be recorded. Nothing has been. */
export function previewReport(outcomes: readonly FileOutcome[]): Report {
  const fresh = sum(outcomes, (o) => (o.status === 'preview' ? (o.plan?.events ?? 0) : 0));
  return {
    schema: 'feeworth.import-preview/1',
    title: `${capital(counted(outcomes.length, 'file'))} would record ${counted(fresh, 'event')}; nothing is recorded yet`,
    tables: [fileTable(outcomes, 'What each file would record'), ...outcomes.flatMap(detail)],
    notes: [
      ...notices(outcomes),
      ...ignoredWords(outcomes),
      fresh === 0 ? 'There is nothing to record.' : 'Next: the same command with --commit.',
    ],
    data: { committed: false },
  };
}

/** Step two: what was recorded. */
export function importReport(outcomes: readonly FileOutcome[]): Report {
  const events = sum(outcomes, (o) =>
    o.status === 'already-imported' ? 0 : (o.plan?.events ?? 0),
  );
  const known = outcomes.filter((o) => o.status === 'already-imported').length;
  const again = known === 0 ? '' : `; ${counted(known, 'file')} had been imported before`;
  const suspended = sum(outcomes, (o) => o.plan?.suspended ?? 0);
  return {
    schema: 'feeworth.import/1',
    title: `Recorded ${counted(events, 'event')} from ${counted(outcomes.length - known, 'file')}${again}`,
    tables: [fileTable(outcomes, 'What each file recorded')],
    notes: [
      ...notices(outcomes),
      ...ignoredWords(outcomes),
      ...(suspended === 0
        ? []
        : [`${capital(counted(suspended, 'record'))} wait in suspense: feeworth suspense list.`]),
      'To take a file back: feeworth import revert FILE --reason "…"',
    ],
    data: { committed: true },
  };
}

function sum(outcomes: readonly FileOutcome[], of: (outcome: FileOutcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}

const COUNT = (key: string, label: string): Column => ({ key, label, unit: 'count' });

function fileTable(outcomes: readonly FileOutcome[], title: string): Table {
  return {
    name: 'files',
    title,
    columns: [
      text('file', 'File'),
      text('status', 'Status'),
      text('format', 'Read as'),
      text('entity', 'Entity'),
      COUNT('records', 'Records'),
      COUNT('events', 'Events'),
      COUNT('suspended', 'Suspense'),
      COUNT('known', 'Known'),
      COUNT('moved', 'Moved'),
      text('first', 'First'),
      text('last', 'Last'),
      text('digest', 'Digest'),
    ],
    rows: outcomes.map(({ file, status, plan }): Row => ({
      cells:
        plan === null
          ? [file, status, '', '', '', '', '', '', '', '', '', '']
          : [
              file,
              status,
              plan.format,
              plan.entity,
              plan.records,
              plan.events,
              plan.suspended,
              plan.alreadyKnown,
              plan.moved.length,
              plan.firstOn ?? '',
              plan.lastOn ?? '',
              plan.digest.slice(0, 16),
            ],
    })),
  };
}

/** Events by type, columns with fill rate and samples, rows left out or in suspense. */
function detail({ file, plan, columns }: FileOutcome): Table[] {
  const tables: Table[] = [];
  if (plan !== null && Object.keys(plan.byType).length > 0) {
    tables.push({
      name: `types-${file}`,
      title: `Events of ${file}`,
      columns: [text('type', 'Event'), COUNT('events', 'Events')],
      rows: Object.entries(plan.byType).map(([type, count]) => ({ cells: [type, count] })),
    });
  }
  if (plan !== null && plan.moved.length > 0) {
    tables.push({
      name: `moved-${file}`,
      title: 'Dated in a closed period: they would count on the first open day',
      columns: [
        text('type', 'Event'),
        text('record', 'Record'),
        text('from', 'Dated'),
        text('to', 'Counts on'),
      ],
      rows: plan.moved.map((m) => ({ cells: [m.type, m.sourceRecord, m.from, m.to] })),
    });
  }
  if (columns !== undefined && columns !== null) tables.push(...columnTables(file, columns));
  return tables;
}

function columnTables(file: string, preview: Preview): Table[] {
  const columns: Table = {
    name: `columns-${file}`,
    title: `Columns of ${file}: header on line ${preview.headerLine ?? '—'}, ${preview.encoding?.encoding ?? 'unknown'} text`,
    columns: [
      text('number', 'No.'),
      text('column', 'Column'),
      text('filled', 'Filled'),
      text('mapsTo', 'Becomes'),
      text('samples', 'Samples (line: value)'),
    ],
    rows: preview.columns.map((c): Row => ({
      cells: [
        String(c.number),
        c.name === '' ? '(no name)' : c.name,
        c.rows === 0 ? '' : percent(c.filled / c.rows, 0),
        c.mapsTo.join(', ') || (c.isNew ? 'not imported: new?' : 'ignored'),
        c.samples.map((s) => `${s.line}: ${s.text}`).join(' · '),
      ],
    })),
  };
  const left = [
    ...preview.skipped.map((g) => ({ ...g, fate: 'left out' })),
    ...preview.suspense.map((g) => ({ ...g, fate: 'suspense' })),
  ];
  if (left.length === 0) return [columns];
  return [
    columns,
    {
      name: `rows-${file}`,
      title: `Rows of ${file} that do not become an ordinary event`,
      columns: [
        text('fate', 'Fate'),
        text('reason', 'Reason'),
        COUNT('rows', 'Rows'),
        text('lines', 'Lines'),
      ],
      rows: left.map((g) => ({ cells: [g.fate, g.reason, g.count, g.lines.join(', ')] })),
    },
  ];
}

function notices(outcomes: readonly FileOutcome[]): string[] {
  return outcomes.flatMap(({ file, plan }) =>
    (plan?.notices ?? []).map((n) => `${file} ${n.where}: ${n.words}`),
  );
}

/** A file that is in the book is not read again: what was said differently would go unheard. */
function ignoredWords(outcomes: readonly FileOutcome[]): string[] {
  return outcomes.flatMap(({ file, ignored = [] }) =>
    ignored.length === 0
      ? []
      : [
          `${file} is in the book already, so another ${ignored.join(' and ')} changed nothing. To ` +
            `read it anew: feeworth import revert ${file} --reason "…", then import it again.`,
        ],
  );
}
