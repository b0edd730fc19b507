import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { formatMonth } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { accountsOf } from '../src/chart.ts';
import { invariant } from '../src/error.ts';
import { changeOf } from './ledger.ts';
import type { LedgerState } from './ledger.ts';
import { postingTable, visitPostings } from './posting-table.ts';

interface Span {
  readonly batch: EventBatch;
  readonly from: number;
  readonly to: number;
}

/** A book at one cut: its ledger, folded, and the rows it was folded from. */
export interface KnownBook {
  readonly context: BookContext;
  readonly ledger: LedgerState;
  readonly spans: () => Iterable<Span>;
}

/** What an event changed about an account between two cuts. */
export interface RestatedPart {
  readonly sequence: number;
  /** False for one that counted and does so no longer: its import was taken back. */
  readonly countsNow: boolean;
  readonly cents: number;
}

/** An account in a month, as first reported and as now known; cents, debits positive. */
export interface Restated {
  readonly entity: string;
  readonly account: number;
  readonly month: string;
  readonly firstCents: number;
  readonly nowCents: number;
  /** They add up to the difference. */
  readonly parts: readonly RestatedPart[];
}

/**
 * Where two cuts of one book differ, account by account and month by month, with the events that
 * explain each difference: those that count at one cut and not at the other. Exact: asserted.
 */
export function restatedBetween(first: KnownBook, now: KnownBook): Restated[] {
  const parts = partsBetween(first, now);
  const { names } = now.context;
  const months = new Set([...monthsOf(first), ...monthsOf(now)].sort());
  const found: Restated[] = [];
  for (let entity = 1; entity < names.size('entity'); entity++) {
    for (const { number: account } of accountsOf()) {
      for (const month of months) {
        const firstCents = changeIn(first, entity, account, month);
        const nowCents = changeIn(now, entity, account, month);
        const own = parts.get(keyOf(entity, account, month)) ?? [];
        const sum = own.reduce((total, { cents }) => total + cents, 0);
        invariant(sum === nowCents - firstCents, 'events explain what was restated');
        if (firstCents === nowCents) continue;
        const of = { entity: names.nameOf('entity', entity), account, month };
        found.push({ ...of, firstCents, nowCents, parts: own });
      }
    }
  }
  return found;
}

const keyOf = (entity: number, account: number, month: string): string =>
  `${entity} ${account} ${month}`;

const monthText = (first: Month, m: number): string => formatMonth((first + m) as Month);

const monthsOf = ({ context }: KnownBook): string[] =>
  Array.from({ length: context.monthCount }, (_, m) => monthText(context.firstMonth, m));

function changeIn({ ledger }: KnownBook, entity: number, account: number, month: string): number {
  for (let m = 0; m < ledger.months; m++)
    if (monthText(ledger.firstMonth, m) === month)
      return entity < ledger.entities ? changeOf(ledger, entity, m, account) : 0;
  return 0;
}

function partsBetween(first: KnownBook, now: KnownBook): Map<string, RestatedPart[]> {
  const counted = [sequencesOf(first), sequencesOf(now)] as const;
  const found = new Map<string, RestatedPart[]>();
  collect(now, counted[0], true, found);
  collect(first, counted[1], false, found);
  return found;
}

function sequencesOf({ spans }: KnownBook): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { batch, from, to } of spans())
    for (let i = from; i < to; i++) found.add(batch.firstSequence + (batch.sequence[i] ?? 0));
  return found;
}

/** Postings of the rows of a book whose events the other one does not count. */
function collect(
  book: KnownBook,
  other: ReadonlySet<number>,
  countsNow: boolean,
  into: Map<string, RestatedPart[]>,
): void {
  const { firstMonth, firstDay, monthOfDay, cashPolicy } = book.context;
  const table = postingTable(cashPolicy);
  for (const { batch, from, to } of book.spans()) {
    for (let i = from; i < to; i++) {
      const sequence = batch.firstSequence + (batch.sequence[i] ?? 0);
      if (other.has(sequence)) continue;
      const month = monthText(firstMonth, monthOfDay[(batch.effective[i] ?? 0) - firstDay] ?? 0);
      visitPostings(table, batch, i, (entity, account, posted) => {
        const cents = countsNow ? posted : 0 - posted;
        const key = keyOf(entity, account, month);
        const parts = into.get(key) ?? [];
        const last = parts.at(-1);
        // An event may post to an account with several rows: it is one part.
        if (last?.sequence === sequence && last.countsNow === countsNow)
          parts[parts.length - 1] = { ...last, cents: last.cents + cents };
        else parts.push({ sequence, countsNow, cents });
        into.set(key, parts);
      });
    }
  }
}
