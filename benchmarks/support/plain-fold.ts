// The peer of the folds: decoded events one by one, objects and Maps with text as keys. Written to
// be as good as that style gets: legs prepared once by type, nothing copied, each event read once.
import type { Json, RecordedEvent } from '../../src/event.ts';
import type { AccountRef, Declaration, RowSpec } from '../../src/events/declare.ts';
import { declarationOf } from '../../src/events/vocabulary.ts';

export type Data = Readonly<Record<string, Json>>;

/** One posting of a row: the legs on one account of one book, taken together. */
export interface PlainLeg {
  readonly isOwn: boolean;
  readonly ref: AccountRef;
  readonly terms: readonly { readonly field: string; readonly sign: number }[];
}

export interface PlainRow {
  readonly each: string | undefined;
  readonly legs: readonly PlainLeg[];
}

/** An event as every plain fold wants it: a reversal is taken apart, its legs are looked up. */
export interface Spoken {
  readonly event: RecordedEvent;
  readonly type: string;
  readonly declaration: Declaration;
  readonly rows: readonly PlainRow[];
  readonly data: Data;
  readonly sign: number;
  readonly month: string;
  readonly occurredOn: string;
}

const ROWS = new Map<string, readonly PlainRow[]>();

function plainRow({ each, posts = [] }: RowSpec): PlainRow {
  const merged = new Map<
    string,
    { isOwn: boolean; ref: AccountRef; terms: { field: string; sign: number }[] }
  >();
  for (const { book, account, amount, sign } of posts) {
    const key = `${book} ${JSON.stringify(account)}`;
    const leg = merged.get(key) ?? { isOwn: book === 'own', ref: account, terms: [] };
    leg.terms.push({ field: amount, sign });
    merged.set(key, leg);
  }
  return { each, legs: [...merged.values()] };
}

function rowsOf(declaration: Declaration): readonly PlainRow[] {
  const known = ROWS.get(declaration.type);
  if (known) return known;
  const rows = declaration.rows.map(plainRow).filter((row) => row.legs.length > 0);
  ROWS.set(declaration.type, rows);
  return rows;
}

export function speak(event: RecordedEvent): Spoken {
  const isReversal = event.type === 'EntryReversed';
  const copy = isReversal ? ((event.data as Data)['original'] as readonly Data[])[0] : undefined;
  const type = copy === undefined ? event.type : (copy['type'] as string);
  const declaration = declarationOf(type);
  if (declaration === undefined) throw new Error(`unknown type ${type}`);
  return {
    event,
    type,
    declaration,
    rows: rowsOf(declaration),
    data: (copy === undefined ? event.data : JSON.parse(copy['data'] as string)) as Data,
    sign: isReversal ? -1 : 1,
    month: event.meta.effectiveOn.slice(0, 7),
    occurredOn: copy === undefined ? event.meta.occurredOn : (copy['occurredOn'] as string),
  };
}

/** Cents of an amount in text; absent is nothing. */
export function cents(value: Json | undefined): number {
  return value === undefined ? 0 : Math.round(Number(value as string) * 100);
}

export const CASH = 1036;

/** The account of a leg; the made-up book keeps its cash by policy `bank`. */
export function accountOf(ref: AccountRef, data: Data, item: Data | undefined): number {
  if (typeof ref === 'number') return ref;
  if (ref === 'cash') return CASH;
  if ('accountField' in ref) return Number(item?.[ref.accountField] ?? data[ref.accountField]);
  const to = ref.accounts[(item?.[ref.field] ?? data[ref.field]) as string];
  return to === 'cash' ? CASH : (to ?? 0);
}

/** What a leg comes to in one row, its sign and a reversal's taken in. */
export function legCents(leg: PlainLeg, data: Data, item: Data | undefined, sign: number): number {
  let sum = 0;
  for (const { field, sign: s } of leg.terms) sum += s * cents(item?.[field] ?? data[field]);
  return sign * sum;
}

/** Which events a cut lets through, in order: the rule of the batch feed, import by import. */
export function* plainFeed(
  events: readonly RecordedEvent[],
  cut: { readonly asOf: string; readonly knownAt: number },
): Generator<RecordedEvent, undefined> {
  const fate = importFates(events, cut.knownAt);
  const attempt = new Map<string, number>();
  for (const event of events) {
    if (event.sequence >= cut.knownAt) return;
    if (event.stream.startsWith('import-')) {
      if (event.type === 'ImportStarted') attempt.set(event.stream, event.sequence);
      const started = attempt.get(event.stream);
      if (started !== undefined && fate.get(started) !== true) continue;
    }
    if (event.meta.effectiveOn <= cut.asOf) yield event;
  }
}

function importFates(events: readonly RecordedEvent[], knownAt: number): Map<number, boolean> {
  const counts = new Map<number, boolean>();
  const attempt = new Map<string, number>();
  for (const { type, stream, sequence } of events) {
    if (sequence >= knownAt) break;
    if (type === 'ImportStarted') attempt.set(stream, sequence);
    const started = attempt.get(stream);
    if (started === undefined) continue;
    if (type === 'ImportCompleted') counts.set(started, true);
    if (type === 'ImportReverted') counts.set(started, false);
  }
  return counts;
}
