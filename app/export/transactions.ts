import type { Extract } from './extract.ts';

/** The legs of one event in one book: a journal entry that balances by itself. */
export interface Transaction {
  readonly day: string;
  readonly sequence: number;
  readonly entity: string;
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly site: string | null;
  readonly legs: readonly { readonly account: number; readonly cents: number }[];
}

interface Leg {
  effective_on: string;
  sequence: number;
  entity: string;
  account: number;
  amount_cents: number;
  id: string;
  type: string;
  actor: string;
  site: string | null;
}

const LEGS = `SELECT p.effective_on, p.sequence, p.entity, p.account, p.amount_cents,
  e.id, e.type, e.actor, e.site FROM postings p JOIN events e USING (sequence)`;
const ORDER = 'ORDER BY p.effective_on, p.sequence, p.entity, p.line';

/**
 * Every journal entry in order of date; an event that posts to two books gives one to each, since
 * each balances alone, so that a cent moved from one book to the other is found in the entry itself.
 */
export function* transactions(extract: Extract, entity?: string): Generator<Transaction> {
  const rows =
    entity === undefined
      ? extract.rows<Leg>(`${LEGS} ${ORDER}`)
      : extract.rows<Leg>(`${LEGS} WHERE p.entity = ? ${ORDER}`, entity);
  let open: (Transaction & { legs: { account: number; cents: number }[] }) | undefined;
  for (const row of rows) {
    if (open?.sequence !== row.sequence || open.entity !== row.entity) {
      if (open !== undefined) yield open;
      const { sequence, entity: book, id, type, actor, site } = row;
      open = { day: row.effective_on, sequence, entity: book, id, type, actor, site, legs: [] };
    }
    open.legs.push({ account: row.account, cents: row.amount_cents });
  }
  if (open !== undefined) yield open;
}
