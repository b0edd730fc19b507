import { run } from './run.ts';

export interface PrintedTable {
  readonly name: string;
  readonly columns: readonly { readonly key: string }[];
  readonly rows: readonly Readonly<Record<string, string | number | boolean>>[];
}
export interface Printed {
  readonly title: string;
  readonly tables: readonly PrintedTable[];
  readonly notes: readonly string[];
}

/** What a report says with --json; fails when it does not end well. */
export async function printed(argv: readonly string[], now?: string): Promise<Printed> {
  const { code, out, err } = await run([...argv, '--json'], now === undefined ? {} : { now });
  if (code !== 0) throw new Error(err);
  return (JSON.parse(out) as { data: Printed }).data;
}

/** The rows of a table, by its name. */
export function rowsOf(report: Printed, name: string): PrintedTable['rows'] {
  const table = report.tables.find((t) => t.name === name);
  if (table === undefined)
    throw new Error(`no table ${name} among ${report.tables.map((t) => t.name).join(', ')}`);
  return table.rows;
}
