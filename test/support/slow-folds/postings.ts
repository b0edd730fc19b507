// Postings straight from decoded JSON, event by event: no batches, no dictionaries, no columns.
import type { Json, RecordedEvent } from '../../../src/event.ts';
import type { AccountRef, Declaration, RowSpec } from '../../../src/events/declare.ts';
import { declarationOf } from '../../../src/events/vocabulary.ts';
import { parseCents } from '../../../src/money.ts';

export type Data = Readonly<Record<string, Json>>;

export interface SlowPosting {
  readonly entity: string;
  /** The row's own site, or the event's. */
  readonly site: string | undefined;
  readonly account: number;
  readonly cents: number;
  /** The declaration's leg was on the book's cash. */
  readonly isCashLeg: boolean;
}

/** What an event says once a reversal is taken apart: sign −1 for a reversal. */
export interface Said {
  readonly declaration: Declaration;
  readonly data: Data;
  readonly sign: 1 | -1;
  readonly occurredOn: string;
}

export function said(event: RecordedEvent): Said {
  const isReversal = event.type === 'EntryReversed';
  const copy = isReversal ? ((event.data as Data)['original'] as readonly Data[])[0] : undefined;
  const declaration = declarationOf(copy === undefined ? event.type : (copy['type'] as string));
  if (declaration === undefined) throw new Error(`unknown type ${event.type}`);
  return {
    declaration,
    data: (copy === undefined ? event.data : JSON.parse(copy['data'] as string)) as Data,
    sign: isReversal ? -1 : 1,
    occurredOn: copy === undefined ? event.meta.occurredOn : (copy['occurredOn'] as string),
  };
}

/** Each row of an event with the item it is of: the declaration's rows, repeated for lists. */
export function rowsOf({ declaration, data }: Said): { row: RowSpec; values: Data }[] {
  return declaration.rows.flatMap((row) => {
    if (row.each === undefined) return [{ row, values: data }];
    const items = (data[row.each] ?? []) as readonly Data[];
    return items.map((item) => ({ row, values: { ...data, ...item } }));
  });
}

export const centsOf = (values: Data, name: string): number => {
  const text = values[name];
  return typeof text === 'string' ? parseCents(text) : 0;
};

function accountOf(ref: AccountRef, values: Data, cash: number): number {
  if (ref === 'cash') return cash;
  if (typeof ref === 'number') return ref;
  if ('accountField' in ref) return Number(values[ref.accountField]);
  const to = ref.accounts[values[ref.field] as string];
  return to === 'cash' ? cash : (to ?? Number.NaN);
}

const isCash = (ref: AccountRef, values: Data): boolean =>
  ref === 'cash' ||
  (typeof ref === 'object' &&
    'accounts' in ref &&
    ref.accounts[values[ref.field] as string] === 'cash');

const siteOf = (row: RowSpec, values: Data): string | undefined =>
  row.site === undefined ? undefined : (values[row.site] as string | undefined);

/** Every leg of an event as a posting, or of the rows given. */
export function slowPostings(
  event: RecordedEvent,
  policy: 'bank' | 'document',
  spoken: Said = said(event),
  rows: readonly { row: RowSpec; values: Data }[] = rowsOf(spoken),
): SlowPosting[] {
  if (spoken.declaration.onlyUnder === 'bank' && policy !== 'bank') return [];
  const cash = policy === 'bank' ? 1036 : 1010;
  const { entity, counterparty } = event.meta;
  return rows.flatMap(({ row, values }) =>
    (row.posts ?? []).map((leg) => ({
      entity: leg.book === 'own' ? entity : (counterparty ?? ''),
      site: siteOf(row, values) ?? event.meta.site,
      account: accountOf(leg.account, values, cash),
      cents: spoken.sign * leg.sign * centsOf(values, leg.amount),
      isCashLeg: isCash(leg.account, values),
    })),
  );
}
