import { field } from '../reports/csv.ts';

export type CsvCell = string | number | null;

/** A CSV table as text, a record at a time (RFC 4180, CRLF). */
export function* csvText(
  header: readonly string[],
  records: Iterable<readonly CsvCell[]>,
): Generator<string> {
  yield csvLine(header);
  for (const record of records) yield csvLine(record);
}

export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => (cell === null ? '' : field(String(cell)))).join(',')}\r\n`;
}

/** Applies a function to each item, lazily. */
export function* mapped<A, B>(items: Iterable<A>, of: (item: A) => B): Generator<B> {
  for (const item of items) yield of(item);
}
