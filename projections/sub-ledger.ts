import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { codeIndex, kindOf, rowKind } from '../src/batch/layout.ts';
import { postingTable, visitPostings } from './posting-table.ts';

/** An account by what its postings are about: a bill, a claim, a patient. */
export interface SubLedger {
  readonly entity: string;
  readonly account: number;
  /** Balances that are not zero, by name: cents, debits positive. */
  readonly items: ReadonlyMap<string, number>;
  readonly itemsCents: number;
  /** The part of them that names only whose it is (patient, vendor), no claim and no bill. */
  readonly unappliedCents: number;
  /** Postings that name no item (journal entries), and opening balances beyond their items. */
  readonly withoutItemCents: number;
}

const ITEM = 'OpeningBalanceRecorded.Item';
const ITEM_KIND = kindOf(ITEM);
/** The control account behind each kind of opening item; debts stand as they are: credits. */
const CONTROL = new Map(
  (
    [
      ['claim', 1110, 1],
      ['patient-balance', 1120, 1],
      ['package', 2310, -1],
      ['membership', 2320, -1],
      ['gift-card', 2330, -1],
      ['bill', 2010, -1],
      ['arrears', 2410, -1],
    ] as const
  ).map(([kind, account, sign]) => [codeIndex(ITEM, 'kind', kind), { account, sign }]),
);

/**
 * The items behind an account at the cut, by the subject of the rows that post to it, else by their
 * party; opening items count for the account that they support. Items and what has none are the
 * account's balance.
 */
export function subLedger(
  context: BookContext,
  spans: Iterable<{ readonly batch: EventBatch; readonly from: number; readonly to: number }>,
  account: number,
): SubLedger[] {
  const table = postingTable(context.cashPolicy);
  const { names } = context;
  const byEntity = Array.from({ length: names.size('entity') }, () => new Map<number, number>());
  // Subjects are numbers above zero, parties below, 0 is neither.
  const add = (entity: number, item: number, cents: number): void => {
    const items = byEntity[entity];
    items?.set(item, (items.get(item) ?? 0) + cents);
  };
  for (const { batch, from, to } of spans) {
    let item = 0;
    const visit = (entity: number, of: number, cents: number): void => {
      if (of === account) add(entity, item, cents);
    };
    for (let i = from; i < to; i++) {
      const kind = batch.kind[i] ?? 0;
      item = batch.subject[i] ?? 0;
      if (item === 0 && !isBetweenBooks(kind)) item = 0 - (batch.party[i] ?? 0);
      visitPostings(table, batch, i, visit);
      if (kind !== ITEM_KIND) continue;
      const control = CONTROL.get((batch.code[i] ?? 0) & 255);
      if (control?.account !== account) continue;
      const cents = control.sign * (batch.amount0[i] ?? 0);
      // The line of the trial balance has posted it already: the item only gives it a name.
      add(batch.entity[i] ?? 0, item, cents);
      add(batch.entity[i] ?? 0, 0, -cents);
    }
  }
  return byEntity.flatMap((items, entity) => {
    if (entity === 0) return [];
    const named = [...items].filter(([item, cents]) => item !== 0 && cents !== 0);
    const sumOf = (list: typeof named): number => list.reduce((sum, [, cents]) => sum + cents, 0);
    const nameOf = (item: number): string =>
      item > 0 ? names.nameOf('subject', item) : names.nameOf('party', 0 - item);
    return {
      entity: names.nameOf('entity', entity),
      account,
      items: new Map(named.map(([item, cents]) => [nameOf(item), cents])),
      itemsCents: sumOf(named),
      unappliedCents: sumOf(named.filter(([item]) => item < 0)),
      withoutItemCents: items.get(0) ?? 0,
    };
  });
}

const isBetweenBooks = (kind: number): boolean => rowKind(kind)?.spec.party === 'counterparty';
