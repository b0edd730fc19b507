import type { Day } from '../src/calendar.ts';
import { ACCOUNT_INDEX, ACCOUNTS } from '../src/chart.ts';
import type { ConsolidationException, ConsolidationState } from './consolidation.ts';
import { balanceOf } from './ledger.ts';
import type { LedgerState } from './ledger.ts';

/** An amount taken out of an account of the group, and why. */
export interface Elimination {
  readonly account: number;
  readonly amountCents: number;
  readonly of: Eliminated;
}

/** Entities by id. */
export type Eliminated =
  /** What `entity` has on `account` with `counterparty`: taken out of it and of its mirror. */
  | {
      readonly kind: 'pair';
      readonly entity: string;
      readonly counterparty: string;
      readonly account: number;
    }
  /** Supplies that `entity` bought: their price, their cost, the mark-up still in stock or used. */
  | { readonly kind: 'price' | 'cost' | 'stock' | 'used'; readonly entity: string };

/** Stock that came in on a day and is still there, with the mark-up that is left in it. */
export interface StockLayer {
  readonly day: Day;
  readonly leftCents: number;
  readonly markUpCents: number;
}

/** Accounts of one book and of the other that are the same money seen from two sides. */
const PAIRS: readonly (readonly [number, number])[] = [
  [1210, 2410],
  [1220, 2420],
  [4510, 6110],
  [4520, 6220],
  [4540, 6120],
  [4610, 7010],
];
/** Supplies in stock: what mark-up inside the group may still lie in. */
export const STOCK = 1310;
const SOLD = 4530;
const COST_OF_SOLD = 5030;
const USED = 5010;

/** Accounts of a book, in the order of the chart. */
export const SLOTS = ACCOUNTS.length;
export const slotOf = (account: number): number => ACCOUNT_INDEX[account] ?? -1;

/** What is taken out, and what cannot be. */
export interface Taking {
  readonly eliminate: (account: number, amountCents: number, of: Eliminated) => void;
  readonly exceptions: ConsolidationException[];
}

/** The account of the other book that says the same as this one. */
export const mirrorOf = (account: number): number | undefined =>
  PAIRS.find(([own]) => own === account)?.[1];

/** What events that post to both books have put on an account of one of them; entities by number. */
export function betweenOf(
  { between, entities }: ConsolidationState,
  {
    own,
    other,
    account,
  }: { readonly own: number; readonly other: number; readonly account: number },
): number {
  return between[(own * entities + other) * SLOTS + slotOf(account)] ?? 0;
}

/** Takes out what two books say alike: a receivable and its payable, an income and its expense. */
export function eliminatePairs(
  state: ConsolidationState,
  numbers: readonly number[],
  { eliminate, exceptions }: Taking,
): void {
  for (const own of numbers) {
    for (const other of numbers) {
      for (const [account, mirror] of PAIRS) {
        const here = betweenOf(state, { own, other, account });
        const there = betweenOf(state, { own: other, other: own, account: mirror });
        const entity = state.names.nameOf('entity', own);
        const counterparty = state.names.nameOf('entity', other);
        const of = { kind: 'pair', entity, counterparty, account } as const;
        eliminate(account, 0 - here, of);
        eliminate(mirror, here, of);
        const difference = here + there;
        if (difference === 0) continue;
        exceptions.push({
          entity,
          counterparty,
          account,
          amountCents: difference,
          why: 'pair-differs',
        });
      }
    }
  }
}

/** Sales of supplies inside the group: their price, their cost, and the mark-up by where it lies. */
export function eliminateSupplies(
  state: ConsolidationState,
  books: LedgerState,
  { numbers, eliminate, exceptions }: Taking & { readonly numbers: readonly number[] },
): number {
  let unrealised = 0;
  for (const number of numbers) {
    const entity = state.names.nameOf('entity', number);
    const price = boughtOf(state, number);
    const markUp = markUpOf(state, number);
    const layers = stockLayers(state, books, number);
    const left = layers.reduce((sum, { markUpCents }) => sum + markUpCents, 0);
    eliminate(SOLD, price, { kind: 'price', entity });
    eliminate(COST_OF_SOLD, markUp - price, { kind: 'cost', entity });
    eliminate(STOCK, 0 - left, { kind: 'stock', entity });
    eliminate(USED, left - markUp, { kind: 'used', entity });
    unrealised += left;
    const unknown = state.withoutCost[number] ?? 0;
    if (unknown === 0) continue;
    exceptions.push({
      entity,
      counterparty: null,
      account: SOLD,
      amountCents: 0 - unknown,
      why: 'cost-not-known',
    });
  }
  return unrealised;
}

/** Price of the supplies that an entity bought inside the group, where their cost is known. */
export const boughtOf = (state: ConsolidationState, entity: number): number =>
  overDays(state, state.bought, entity);

/** Mark-up of those supplies. */
export const markUpOf = (state: ConsolidationState, entity: number): number =>
  overDays(state, state.markUp, entity);

function overDays({ days }: ConsolidationState, of: Float64Array, entity: number): number {
  let total = 0;
  for (let day = 0; day < days; day++) total += of[entity * days + day] ?? 0;
  return total;
}

/** What is in stock came last: walks back through receipts until they make up the balance. */
export function stockLayers(
  state: ConsolidationState,
  books: LedgerState,
  entity: number,
): StockLayer[] {
  const layers: StockLayer[] = [];
  let stock = balanceOf(books, entity, STOCK);
  for (let day = state.days - 1; day >= 0 && stock > 0; day--) {
    const at = entity * state.days + day;
    const received = state.received[at] ?? 0;
    const markUp = state.markUp[at] ?? 0;
    const isWhole = received <= stock;
    const markUpCents = isWhole ? markUp : Math.round((markUp * stock) / received);
    if (markUpCents !== 0) {
      const leftCents = Math.min(received, stock);
      layers.push({ day: (state.firstDay + day) as Day, leftCents, markUpCents });
    }
    stock -= received;
  }
  return layers;
}
