// What every part of the simulation writes into: files, bank lines, remarks and control totals.
import type { Day } from '../../src/calendar.ts';
import { indexOf } from './days.ts';
import type { PracticeId, SiteId } from './group.ts';

export type Tender = 'card' | 'cash' | 'check' | 'financing' | 'reward' | 'none';

export interface BankLine {
  readonly practice: PracticeId;
  readonly day: Day;
  readonly description: string;
  readonly reference: string;
  /** Above zero it is a deposit. */
  readonly amount: number;
  /** Which document explains it; `oddity` when none does. */
  readonly document: string;
}

export interface Oddity {
  readonly name: string;
  readonly file: string;
  /** What to look for in the file; its line number is found when all files are written. */
  readonly find: string;
  readonly amount: number;
  readonly reading: string;
}

export type Category =
  | 'service'
  | 'retail'
  | 'package-sale'
  | 'package-use'
  | 'package-refund'
  | 'membership'
  | 'membership-earned'
  | 'gift-card-sale'
  | 'gift-card-use'
  | 'patient-payment'
  | 'refund';

/** A line of a ticket at the front desk. Amounts in cents. */
export interface TicketLine {
  readonly site: SiteId;
  readonly day: Day;
  readonly ticket: number;
  readonly line: number;
  readonly account: string;
  readonly provider: string;
  readonly category: Category;
  readonly service: string;
  readonly item: string;
  readonly price: number;
  readonly tax: number;
  readonly tip: number;
  readonly tender: Tender;
  readonly reference: string;
  readonly sessions: number;
  /** 1 on the first line of a visit. */
  readonly visit: number;
  /** True when the front desk's system only gave it up much later. */
  readonly isLate?: boolean;
}

/** One journal of everything that happened, shared by all parts. */
export interface Journal {
  readonly bank: BankLine[];
  readonly tickets: TicketLine[];
  readonly oddities: Oddity[];
  readonly files: Map<string, Uint8Array>;
}

export const newJournal = (): Journal => ({
  bank: [],
  tickets: [],
  oddities: [],
  files: new Map(),
});

/** Groups items by a key, keeping the order in which keys first appear. */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const k = key(item);
    const group = groups.get(k);
    if (group) group.push(item);
    else groups.set(k, [item]);
  }
  return groups;
}

/** True for a day inside the 24 months of history. */
export const isInHistory = (day: Day): boolean => indexOf(day) >= 0 && indexOf(day) < 24;

const encoder = new TextEncoder();

/** Writes a file as UTF-8. */
export function write(journal: Journal, path: string, text: string): void {
  if (journal.files.has(path)) throw new Error(`${path} is written twice`);
  journal.files.set(path, encoder.encode(text));
}

/** Writes a file in Windows-1252; only characters that Latin-1 shares with it are used. */
export function writeCp1252(journal: Journal, path: string, text: string): void {
  journal.files.set(
    path,
    Uint8Array.from(text, (c) => c.charCodeAt(0)),
  );
}

/** Writes a file as UTF-16, little-endian, with its byte order mark, as spreadsheets save it. */
export function writeUtf16(journal: Journal, path: string, text: string): void {
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 + i * 2] = unit & 0xff;
    bytes[3 + i * 2] = unit >> 8;
  }
  journal.files.set(path, bytes);
}

/** A CSV field, quoted only when it must be. */
export const quoted = (text: string, separator = ','): string =>
  text.includes(separator) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;

/** One CSV row. */
export const row = (fields: readonly (string | number)[], separator = ','): string =>
  fields.map((f) => quoted(String(f), separator)).join(separator);
