import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import type { Dictionary } from '../src/batch/dictionary.ts';
import { ROW_KINDS } from '../src/batch/layout.ts';
import type { Month } from '../src/calendar.ts';
import { invariant } from '../src/error.ts';
import { outsideMonths } from './posting-state.ts';
import { postingTable, visitPostings } from './posting-table.ts';
import type { PostingTable } from './posting-table.ts';
import { makeBlock } from './projection.ts';
import type { Block, Projection } from './projection.ts';

/** The schedules auditors ask for (ledger.md I14), with the accounts of each. */
export const SCHEDULES = {
  'Receivables from payers': [1110],
  'Receivables from patients': [1120],
  Allowances: [1180, 1185, 1190],
  Inventory: [1310],
  Equipment: [1510, 1590],
  Leases: [1610, 2610],
  'Contract liabilities': [2310, 2320, 2330, 2340, 2350],
  'Refunds owed to payers': [2360],
  Intercompany: [1210, 1220, 2410, 2420],
} as const;
export type Schedule = keyof typeof SCHEDULES;

const ROLLED: readonly number[] = Object.values(SCHEDULES).flat();

/** What events of one type brought to an account or took from it; debits positive. */
export interface Movement {
  readonly type: string;
  readonly byMonth: readonly number[];
}

/** Opening + movements = closing in every month, in cents, debits positive. */
export interface AccountRollForward {
  readonly account: number;
  readonly opening: readonly number[];
  readonly movements: readonly Movement[];
  readonly closing: readonly number[];
}

export interface EntityRollForwards {
  readonly entity: string;
  /** Accounts that ever moved, in the order of the schedules. */
  readonly accounts: readonly AccountRollForward[];
}

export interface RollForwardFigures {
  readonly firstMonth: Month;
  readonly monthCount: number;
  readonly entities: readonly EntityRollForwards[];
}

/** Cents by entity, month and (account, row kind) that can meet. */
export interface RollForwardState extends Block {
  readonly cells: Float64Array;
  readonly table: PostingTable;
  readonly pairs: Pairs;
  readonly names: Dictionary;
  readonly firstMonth: Month;
  readonly entities: number;
  readonly months: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
}

/** Which row kinds can move which of the accounts: numbered, so that no cell is in vain. */
interface Pairs {
  readonly list: readonly { readonly account: number; readonly type: string }[];
  /** Number of a pair by kind × 10,000 + account. */
  readonly numbers: ReadonlyMap<number, number>;
}

const keyOf = (kind: number, account: number): number => kind * 10_000 + account;

/** Every movement of the accounts of the schedules, by what kind of row it came from. */
export const rollForwards: Projection<RollForwardState, RollForwardFigures> = {
  name: 'roll-forwards',
  start: startRollForwards,
  fold: foldRollForwards,
  figures(state) {
    const entities: EntityRollForwards[] = [];
    for (let e = 1; e < state.entities; e++) {
      const accounts = ROLLED.map((account) => accountOf(state, e, account));
      entities.push({
        entity: state.names.nameOf('entity', e),
        accounts: accounts.filter(({ movements }) => movements.length > 0),
      });
    }
    return { firstMonth: state.firstMonth, monthCount: state.months, entities };
  },
};

function startRollForwards(context: BookContext): RollForwardState {
  const table = postingTable(context.cashPolicy);
  const pairs = pairsOf(table);
  const entities = context.names.size('entity');
  return {
    ...makeBlock({ f64: { cells: entities * context.monthCount * pairs.list.length } }),
    table,
    pairs,
    names: context.names,
    firstMonth: context.firstMonth,
    entities,
    months: context.monthCount,
    firstDay: context.firstDay,
    monthOfDay: context.monthOfDay,
  };
}

function pairsOf(table: PostingTable): Pairs {
  const list: { account: number; type: string }[] = [];
  const numbers = new Map<number, number>();
  for (const { number, declaration } of ROW_KINDS) {
    const reached = new Set((table[number] ?? []).flatMap(({ accounts }) => accounts));
    for (const account of ROLLED) {
      if (!reached.has(account)) continue;
      numbers.set(keyOf(number, account), list.length);
      list.push({ account, type: declaration.type });
    }
  }
  return { list, numbers };
}

function foldRollForwards(
  state: RollForwardState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { cells, table, pairs, months, firstDay, monthOfDay } = state;
  invariant(
    state.names.size('entity') <= state.entities,
    'roll-forwards are started again when the book gains an entity',
  );
  const width = pairs.list.length;
  let kind = 0;
  let month = 0;
  const add = (entity: number, account: number, cents: number): void => {
    const pair = pairs.numbers.get(keyOf(kind, account));
    if (pair === undefined) return;
    const at = (entity * months + month) * width + pair;
    cells[at] = (cells[at] ?? 0) + cents;
  };
  for (let i = from; i < to; i++) {
    kind = batch.kind[i] ?? 0;
    if ((table[kind] ?? []).length === 0) continue;
    const found = monthOfDay[(batch.effective[i] ?? 0) - firstDay];
    if (found === undefined) outsideMonths(batch.firstSequence + (batch.sequence[i] ?? 0));
    month = found;
    visitPostings(table, batch, i, add);
  }
}

function accountOf(state: RollForwardState, entity: number, account: number): AccountRollForward {
  const { cells, pairs, months } = state;
  const width = pairs.list.length;
  const byType = new Map<string, number[]>();
  pairs.list.forEach((pair, number) => {
    if (pair.account !== account) return;
    const byMonth = byType.get(pair.type) ?? Array.from({ length: months }, () => 0);
    for (let m = 0; m < months; m++) {
      byMonth[m] = (byMonth[m] ?? 0) + (cells[(entity * months + m) * width + number] ?? 0);
    }
    byType.set(pair.type, byMonth);
  });
  const movements = [...byType]
    .map(([type, byMonth]) => ({ type, byMonth }))
    .filter(({ byMonth }) => byMonth.some((cents) => cents !== 0));
  let balance = 0;
  const opening: number[] = [];
  const closing: number[] = [];
  for (let m = 0; m < months; m++) {
    opening.push(balance);
    for (const { byMonth } of movements) balance += byMonth[m] ?? 0;
    closing.push(balance);
  }
  return { account, opening, movements, closing };
}
