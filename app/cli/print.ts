import { figureOf } from '../reports/document.ts';
import type { Provenance, Report, Table } from '../reports/document.ts';
import { tableCsv, tableData } from '../reports/csv.ts';
import { tableText } from '../reports/table.ts';
import type { Context } from './context.ts';

/** Writes a report to standard output in the form that was asked for; returns the exit code. */
export function printReport(report: Report, context: Context): number {
  const { globals, io } = context;
  if (globals.json) io.stdout.write(reportJson(report));
  else if (globals.csv) io.stdout.write(reportCsv(report));
  else {
    io.stdout.write(reportText(report, context));
    if (report.provenance !== undefined) context.say(`Printed ${io.now()}`);
  }
  return report.exitCode ?? 0;
}

/** The envelope {schema, ok, data, meta}; the same document gives the same bytes. */
export function reportJson(report: Report): string {
  const body = {
    schema: report.schema,
    ok: (report.exitCode ?? 0) === 0,
    data: {
      title: report.title,
      ...(report.summary === undefined ? {} : { summary: report.summary }),
      ...report.data,
      tables: report.tables.map((t) => ({
        ...tableData(t),
        figures: figureNames(t),
        mentions: t.mentions,
      })),
      notes: report.notes,
      ...(report.mentions === undefined ? {} : { mentions: report.mentions }),
    },
    meta: report.provenance ?? {},
  };
  return `${JSON.stringify(body, bigintText, 2)}\n`;
}

/** Names that `explain` takes, by row and column of a table; only where there are any. */
function figureNames(table: Table): Record<string, string>[] | undefined {
  const rows = table.rows.filter((row) => row.kind !== 'heading');
  const names = rows.map((row) => {
    const record: Record<string, string> = {};
    table.columns.forEach((c, i) => {
      const figure = figureOf(row.cells[i] ?? null);
      if (figure !== undefined) record[c.key] = figure;
    });
    return record;
  });
  return names.some((n) => Object.keys(n).length > 0) ? names : undefined;
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** The first table: the long one, which the others only sum up. */
function reportCsv(report: Report): string {
  const [main] = report.tables;
  return main === undefined ? '' : tableCsv(main);
}

export function reportText(report: Report, { paint }: Pick<Context, 'paint'>): string {
  const parts = [`${paint.bold(report.title)}\n`];
  if (report.summary !== undefined) parts.push(report.summary.map((line) => `${line}\n`).join(''));
  for (const table of report.tables) {
    if (table.isForMachines !== true) parts.push(tableText(table, paint));
  }
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `• ${note}\n`).join(''));
  if (report.provenance !== undefined) {
    parts.push(`${footerLines(report.provenance).map(paint.dim).join('\n')}\n`);
  }
  return parts.join('\n');
}

/** What a reader needs to get the same figures again. */
export function footerLines(p: Provenance): string[] {
  // Recorded months are folded by the program, future ones by its practice model.
  const program = p.scenarioDigest === undefined ? 'feeworth' : 'model';
  const lines = [
    p.cutSequence === 0
      ? p.book
      : `${p.book}: events 0 to ${p.cutSequence - 1}, root ${p.root}, as of ${p.asOf}`,
    `posting policy ${p.policy}, cash policy ${p.cashPolicy}, ${program} ${p.modelVersion}`,
  ];
  if (p.scenarioDigest !== undefined) {
    const of = [`scenario ${p.scenarioDigest.slice(0, 16)}`, `seed ${p.seed ?? ''}`];
    if (p.runDigest !== undefined) of.push(`result ${p.runDigest.slice(0, 16)}`);
    lines.push(of.join(', '));
  }
  return lines;
}
