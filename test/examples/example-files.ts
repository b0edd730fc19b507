// Reads the committed files of the example group by hand, without any of Feeworth's readers.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../examples/three-sites');

/** Every committed file of the example, by its path with slashes. */
export function paths(): string[] {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

export const bytesOf = (path: string): Buffer => readFileSync(join(ROOT, path));

/** Text of a file: UTF-16 by its mark, else UTF-8 where it is, else Windows-1252. */
export function textOf(path: string): string {
  const bytes = bytesOf(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

/** Rows of a delimited file; quoted cells have no line breaks in the example. */
export function rowsOf(path: string, separator = ','): string[][] {
  return textOf(path)
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '')
    .map((line) => cellsOf(line, separator));
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const c of line) {
    if (c === '"') isQuoted = !isQuoted;
    else if (c === separator && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...cells, cell];
}

/** Rows below the header that starts with `first`, as objects; later headers of a name get "#2". */
export function recordsOf(path: string, first: string, separator = ','): Record<string, string>[] {
  const rows = rowsOf(path, separator);
  const at = rows.findIndex((r) => r[0] === first);
  if (at < 0) throw new Error(`${path} has no header "${first}"`);
  const header = rows[at] ?? [];
  const names = header.map((name, i) => {
    const before = header.slice(0, i).filter((n) => n === name).length;
    return before > 0 ? `${name}#${before + 1}` : name;
  });
  return rows
    .slice(at + 1)
    .filter((r) => r.length === header.length)
    .map((r) => Object.fromEntries(names.map((name, i) => [name, r[i] ?? ''])));
}

/** Cents of what a person would read as an amount; an empty cell is zero. */
export function centsOf(text: string): number {
  const isNegative = /^\(.*\)$|^-/.test(text);
  const digits = text.replace(/[^0-9.]/g, '');
  if (digits === '') return 0;
  const [whole = '0', rest = ''] = digits.split('.');
  const cents = Number(whole) * 100 + Number(rest.padEnd(2, '0'));
  return isNegative ? -cents : cents;
}

export interface Control {
  readonly month: string;
  readonly [figure: string]: string | number;
}

/** The generator's control totals. */
export function expected(): {
  readonly insuredShareOfNetRevenue: string;
  readonly opening: { readonly practices: Record<string, Record<string, string>> };
  readonly lateEntry: Record<string, string>;
  readonly practices: Record<string, Control[]>;
} {
  return JSON.parse(textOf('expected.json')) as ReturnType<typeof expected>;
}

export const PRACTICES = ['tx-practice', 'az-practice'] as const;
export const SITES_OF = {
  'tx-practice': ['austin', 'dallas'],
  'az-practice': ['phoenix'],
} as const;

export interface Segment {
  readonly id: string;
  readonly elements: readonly string[];
}

/** Segments of an X12 file; each interchange says its own delimiters. */
export function segmentsOf(path: string): Segment[] {
  let text = textOf(path);
  const segments: Segment[] = [];
  while (text !== '') {
    const element = text[3] ?? '*';
    const terminator = text[105] ?? '~';
    const end = text.indexOf('IEA' + element);
    const stop = text.indexOf(terminator, end) + 1;
    for (const raw of text.slice(0, stop).split(terminator)) {
      const elements = raw.trim().split(element);
      if (elements[0]) segments.push({ id: elements[0], elements });
    }
    text = text.slice(stop).trimStart();
  }
  return segments;
}

/** Transactions of a file, ST to SE. */
export function transactionsOf(path: string): Segment[][] {
  const result: Segment[][] = [];
  for (const segment of segmentsOf(path)) {
    if (segment.id === 'ST') result.push([]);
    if (!['ISA', 'GS', 'GE', 'IEA'].includes(segment.id)) result.at(-1)?.push(segment);
  }
  return result;
}

export interface Payment {
  readonly file: string;
  readonly trace: string;
  readonly paidOn: string;
  readonly amount: number;
  readonly claims: number;
  readonly provider: number;
  readonly segments: readonly Segment[];
}

/** Payments of one 835 file with their sums. */
export function paymentsOf(path: string): Payment[] {
  return transactionsOf(path).map((segments) => {
    const find = (id: string): readonly string[] =>
      segments.find((s) => s.id === id)?.elements ?? [];
    const sum = (id: string, at: (e: readonly string[]) => readonly string[]): number =>
      segments
        .filter((s) => s.id === id)
        .flatMap((s) => at(s.elements))
        .reduce((n, text) => n + centsOf(text), 0);
    const day = find('BPR')[16] ?? '';
    return {
      file: path,
      trace: find('TRN')[2] ?? '',
      paidOn: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
      amount: centsOf(find('BPR')[2] ?? ''),
      claims: sum('CLP', (e) => [e[4] ?? '']),
      provider: sum('PLB', (e) => e.filter((_, i) => i >= 4 && i % 2 === 0)),
      segments,
    };
  });
}
