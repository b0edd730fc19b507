import { ACCOUNTS } from '../src/chart.ts';
import type { AccountType } from '../src/chart.ts';
import { invariant } from '../src/error.ts';

/** One account of a balance sheet in cents; each side is positive on its own side. */
export interface BalanceLine {
  readonly account: number;
  readonly name: string;
  readonly balanceCents: number;
}

/** Balances at a date, in cents: assets = liabilities + equity + income not yet closed. */
export interface BalanceSheet {
  readonly assets: readonly BalanceLine[];
  readonly assetsCents: number;
  readonly liabilities: readonly BalanceLine[];
  readonly liabilitiesCents: number;
  readonly equity: readonly BalanceLine[];
  readonly equityCents: number;
  /** Income less expenses that no closing entry has moved to retained earnings. */
  readonly incomeNotClosedCents: number;
}

/** The balance sheet from each account's balance, debits positive. */
export function balanceSheetOf(balance: (account: number) => number): BalanceSheet {
  const side = (type: AccountType, sign: 1 | -1): BalanceLine[] =>
    ACCOUNTS.filter((a) => a.type === type)
      .map(({ number, name }) => ({
        account: number,
        name,
        balanceCents: sign * balance(number) + 0,
      }))
      .filter((line) => line.balanceCents !== 0);
  const assets = side('Assets', 1);
  const liabilities = side('Liabilities', -1);
  const equity = side('Equity', -1);
  const assetsCents = totalOf(assets);
  const liabilitiesCents = totalOf(liabilities);
  const equityCents = totalOf(equity);
  const incomeNotClosedCents = totalOf(side('Income', -1)) + totalOf(side('Expenses', -1));
  invariant(
    assetsCents === liabilitiesCents + equityCents + incomeNotClosedCents,
    'assets equal liabilities, equity and income',
  );
  return {
    assets,
    assetsCents,
    liabilities,
    liabilitiesCents,
    equity,
    equityCents,
    incomeNotClosedCents,
  };
}

function totalOf(lines: readonly BalanceLine[]): number {
  return lines.reduce((sum, line) => sum + line.balanceCents, 0);
}
