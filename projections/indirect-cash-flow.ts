import { ACCOUNTS } from '../src/chart.ts';
import { invariant } from '../src/error.ts';
import { nonCashOperating } from './cash-flow.ts';
import type { CashFlowState } from './cash-flow.ts';
import { sumOf } from './income-statement.ts';
import type { MonthlyCents } from './income-statement.ts';
import { activityOf } from './ledger.ts';
import type { LedgerState } from './ledger.ts';

/** From net income to cash from operations (ASC 230-10-45-28), by month in cents. */
export interface IndirectCashFlow {
  readonly entity: string;
  readonly netIncome: MonthlyCents;
  /** Operating balance-sheet accounts: a rise of an asset takes cash, one of a debt gives it. */
  readonly changes: readonly (MonthlyCents & { readonly account: number })[];
  /**
   * Operating balances that moved against investing or financing ones, or were taken over, without
   * cash: equipment bought on account, opening balances (230-10-50-3).
   */
  readonly withoutCash: MonthlyCents;
  readonly cfoIndirect: MonthlyCents;
}

const OPERATING = ACCOUNTS.filter(
  (a) => a.cashFlow === 'O' && a.type !== 'Income' && a.type !== 'Expenses',
);
const INCOME = ACCOUNTS.filter((a) => a.type === 'Income' || a.type === 'Expenses');

/**
 * Cash from operations by the indirect method, from the ledger's balances; only the movements
 * without cash come from the cash-flow fold. It must equal the direct one.
 */
export function indirectCashFlow(ledger: LedgerState, cash: CashFlowState): IndirectCashFlow[] {
  invariant(
    ledger.months === cash.months && ledger.entities === cash.entities,
    'ledger and cash flow are of one cut',
  );
  const isCash = new Set(ledger.isBank ? [1010, 1036, 1090] : [1010]);
  const accounts = OPERATING.filter((a) => !isCash.has(a.number));
  const found: IndirectCashFlow[] = [];
  for (let entity = 1; entity < ledger.entities; entity++) {
    found.push(
      entityIndirect(
        ledger,
        cash,
        entity,
        accounts.map((a) => a.number),
      ),
    );
  }
  return found;
}

function entityIndirect(
  ledger: LedgerState,
  cash: CashFlowState,
  entity: number,
  accounts: readonly number[],
): IndirectCashFlow {
  const { months, names } = ledger;
  const given = (account: number): MonthlyCents => {
    const byMonth = Array.from({ length: months }, (_, m) => {
      return 0 - activityOf(ledger, entity, m, account);
    });
    return { byMonth, totalCents: byMonth.reduce((a, b) => a + b, 0) };
  };
  const netIncome = sumOf(
    months,
    INCOME.map((a) => given(a.number)),
  );
  const changes = accounts
    .map((account) => ({ account, ...given(account) }))
    .filter(({ byMonth }) => byMonth.some((c) => c !== 0));
  const without = Array.from({ length: months }, (_, m) => 0 - nonCashOperating(cash, entity, m));
  const withoutCash = sumOf(months, [{ byMonth: without }]);
  return {
    entity: names.nameOf('entity', entity),
    netIncome,
    changes,
    withoutCash,
    cfoIndirect: sumOf(months, [netIncome, ...changes, withoutCash]),
  };
}
