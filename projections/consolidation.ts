import { ROW_KINDS } from '../src/batch/layout.ts';
import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import type { Dictionary } from '../src/batch/dictionary.ts';
import type { Day } from '../src/calendar.ts';
import { accountOf, ACCOUNTS } from '../src/chart.ts';
import { invariant } from '../src/error.ts';
import { betweenOf, eliminatePairs, eliminateSupplies, slotOf, SLOTS } from './eliminations.ts';
import type { Elimination, Taking } from './eliminations.ts';
import { activityOf, balanceOf } from './ledger.ts';
import type { LedgerState } from './ledger.ts';
import { accountOfLeg, amountAt, ruleOf } from './posting-rules.ts';
import type { CashPolicy, RuleLeg } from './posting-rules.ts';
import { makeBlock } from './projection.ts';
import type { Block, Projection } from './projection.ts';

/** What entities of the group posted against each other, pair by pair, and what each keeps in stock. */
export interface ConsolidationState extends Block {
  readonly names: Dictionary;
  readonly entities: number;
  readonly cashPolicy: CashPolicy;
  readonly firstDay: Day;
  readonly days: number;
  /** Cents by (book, other book, account), debits positive, of events that post to both. */
  readonly between: Float64Array;
  /** By (entity, day): stock that came in, the part of it from an affiliate, and its mark-up. */
  readonly received: Float64Array;
  readonly bought: Float64Array;
  readonly markUp: Float64Array;
  /** By entity: supplies sold to an affiliate whose cost the book does not know. */
  readonly withoutCost: Float64Array;
}

/** One account of one entity, or of the group. Cents, debits positive. */
export interface ConsolidatedLine {
  readonly account: number;
  readonly name: string;
  /** In the order of `ConsolidationFigures.entities`; closing entries of fiscal years left out. */
  readonly byEntity: readonly number[];
  readonly eliminationCents: number;
  readonly consolidatedCents: number;
}

/** What two books do not say alike; it stays in the consolidated balance and is listed here. */
export interface ConsolidationException {
  readonly entity: string;
  /** The other book, where the difference is one pair's. */
  readonly counterparty: string | null;
  readonly account: number;
  readonly amountCents: number;
  readonly why: 'one-book-only' | 'cost-not-known' | 'pair-differs';
}

/** The group as one: balances of all, less what they only owe and sell each other. */
export interface ConsolidationFigures {
  readonly entities: readonly string[];
  readonly lines: readonly ConsolidatedLine[];
  /** What the lines' eliminations are made of, one by one. */
  readonly eliminations: readonly Elimination[];
  /** Mark-up of supplies that a practice bought from its MSO and has still in stock. */
  readonly unrealisedMarkUpCents: number;
  readonly exceptions: readonly ConsolidationException[];
}

/** Accounts that hold nothing but dealings inside the group; 4610 and 7010 also hold others'. */
const AFFILIATE_ACCOUNTS = [1210, 1220, 2410, 2420, 4510, 4520, 4530, 4540, 6110, 6120, 6220];

/** Rules of rows that post to both books, by kind; undefined for all others. */
const BOTH: readonly (readonly RuleLeg[] | undefined)[] = [
  undefined,
  ...ROW_KINDS.map((kind) => {
    const legs = ruleOf(kind);
    return legs.some(({ book }) => book === 'other') ? legs : undefined;
  }),
];
const numberOf = (name: string): number => ROW_KINDS.find((k) => k.name === name)?.number ?? -1;
const SUPPLIES = numberOf('SuppliesSoldToAffiliate');
const RECEIVED = numberOf('InventoryReceived');

/**
 * Eliminations as a projection: nothing is recorded for them and nothing is plugged. What a pair of
 * books says alike is taken out on both sides; whatever else is left shows as an exception
 * (ledger.md §2.8, A21). Which of the stock is left is by first in, first out (ASC 330-10-30-9).
 */
export const consolidation: Projection<ConsolidationState, null> = {
  name: 'consolidation',
  kinds: Uint8Array.from({ length: 256 }, (_, kind) =>
    kind === RECEIVED || BOTH[kind] !== undefined ? 1 : 0,
  ),
  start: startConsolidation,
  fold: foldConsolidation,
  figures: () => null,
};

function startConsolidation(context: BookContext): ConsolidationState {
  const entities = context.names.size('entity');
  const days = context.monthOfDay.length;
  const stock = entities * days;
  return {
    ...makeBlock({
      f64: {
        between: entities * entities * SLOTS,
        received: stock,
        bought: stock,
        markUp: stock,
        withoutCost: entities,
      },
    }),
    names: context.names,
    entities,
    cashPolicy: context.cashPolicy,
    firstDay: context.firstDay,
    days,
  };
}

function foldConsolidation(
  state: ConsolidationState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) {
    const kind = batch.kind[row] ?? 0;
    if (kind === RECEIVED) addReceipt(state, batch, row, amountAt(batch, row, 0));
    const legs = BOTH[kind];
    if (legs === undefined) continue;
    for (const leg of legs) addLeg(state, batch, row, leg);
    if (kind === SUPPLIES) addSupplies(state, batch, row);
  }
}

function addLeg(state: ConsolidationState, batch: EventBatch, row: number, leg: RuleLeg): void {
  const kind = ROW_KINDS[(batch.kind[row] ?? 0) - 1];
  invariant(kind, 'a row has a kind');
  const account = accountOfLeg(leg.account, kind, batch, row, state.cashPolicy);
  if (account === undefined) return;
  let cents = 0;
  for (const { slot, sign } of leg.terms) cents += sign * amountAt(batch, row, slot);
  const own = batch.entity[row] ?? 0;
  const other = batch.party[row] ?? 0;
  const pair = leg.book === 'own' ? own * state.entities + other : other * state.entities + own;
  const at = pair * SLOTS + slotOf(account);
  state.between[at] = (state.between[at] ?? 0) + cents;
}

function addReceipt(
  state: ConsolidationState,
  batch: EventBatch,
  row: number,
  cents: number,
): number {
  const day = (batch.effective[row] ?? 0) - state.firstDay;
  const at = (batch.entity[row] ?? 0) * state.days + day;
  state.received[at] = (state.received[at] ?? 0) + cents;
  return at;
}

function addSupplies(state: ConsolidationState, batch: EventBatch, row: number): void {
  const price = amountAt(batch, row, 0);
  const cost = amountAt(batch, row, 1);
  const at = addReceipt(state, batch, row, price);
  const seller = batch.party[row] ?? 0;
  if (cost === 0) state.withoutCost[seller] = (state.withoutCost[seller] ?? 0) + price;
  else {
    state.bought[at] = (state.bought[at] ?? 0) + price;
    state.markUp[at] = (state.markUp[at] ?? 0) + price - cost;
  }
}

/** Reads the group's figures off what passed between its entities and its ledger at one cut. */
export function consolidationFigures(
  state: ConsolidationState,
  books: LedgerState,
): ConsolidationFigures {
  const numbers = Array.from({ length: state.entities - 1 }, (_, i) => i + 1).filter((entity) =>
    ACCOUNTS.some(({ number }) => hasBalance(books, entity, number)),
  );
  const exceptions: ConsolidationException[] = [];
  const eliminations: Elimination[] = [];
  const eliminate: Taking['eliminate'] = (account, amountCents, of) => {
    if (amountCents !== 0) eliminations.push({ account, amountCents, of });
  };
  eliminatePairs(state, numbers, { eliminate, exceptions });
  const unrealised = eliminateSupplies(state, books, { numbers, eliminate, exceptions });
  listOneSided(state, books, numbers, exceptions);
  const lines: ConsolidatedLine[] = [];
  for (const { number, name } of ACCOUNTS) {
    const byEntity = numbers.map((entity) => beforeClosing(books, entity, number));
    const eliminationCents = eliminations
      .filter(({ account }) => account === number)
      .reduce((total, { amountCents }) => total + amountCents, 0);
    const sum = byEntity.reduce((total, cents) => total + cents, 0);
    if (eliminationCents === 0 && byEntity.every((cents) => cents === 0)) continue;
    const consolidatedCents = sum + eliminationCents;
    lines.push({ account: number, name, byEntity, eliminationCents, consolidatedCents });
  }
  const entities = numbers.map((entity) => state.names.nameOf('entity', entity));
  const total = lines.reduce((sum, { consolidatedCents }) => sum + consolidatedCents, 0);
  const taken = eliminations.reduce((sum, { amountCents }) => sum + amountCents, 0);
  invariant(total === 0 && taken === 0, 'debits equal credits in the group and its eliminations');
  return { entities, lines, eliminations, unrealisedMarkUpCents: unrealised, exceptions };
}

function hasBalance(books: LedgerState, entity: number, account: number): boolean {
  return beforeClosing(books, entity, account) !== 0 || balanceOf(books, entity, account) !== 0;
}

/** Whether entries that close a fiscal year move an account. */
export function isClosedYearly(account: number): boolean {
  const type = accountOf(account)?.type;
  return type !== 'Assets' && type !== 'Liabilities';
}

/** Balance without the entries that close a fiscal year: they would hide income that was earned. */
export function beforeClosing(books: LedgerState, entity: number, account: number): number {
  if (!isClosedYearly(account)) return balanceOf(books, entity, account);
  let sum = 0;
  for (let m = 0; m < books.months; m++) sum += activityOf(books, entity, m, account);
  return sum;
}

/** Balances on affiliate accounts that no event between two books has made. */
function listOneSided(
  state: ConsolidationState,
  books: LedgerState,
  numbers: readonly number[],
  exceptions: ConsolidationException[],
): void {
  for (const entity of numbers) {
    for (const account of AFFILIATE_ACCOUNTS) {
      let rest = beforeClosing(books, entity, account);
      for (const other of numbers) rest -= betweenOf(state, { own: entity, other, account });
      if (rest === 0) continue;
      exceptions.push({
        entity: state.names.nameOf('entity', entity),
        counterparty: null,
        account,
        amountCents: rest,
        why: 'one-book-only',
      });
    }
  }
}
