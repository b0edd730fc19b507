import type { BalanceLine, BalanceSheet } from '../../projections/balance-sheet.ts';
import type {
  IncomeLine,
  IncomeStatement,
  MonthlyCents,
} from '../../projections/income-statement.ts';
import { accountLabel, ACCOUNTS } from '../../src/chart.ts';
import type { Row } from './document.ts';

/** An income statement as rows; a column for each of what it calls months. */
export function incomeRows(s: IncomeStatement): Row[] {
  const lines = (list: readonly IncomeLine[]): Row[] =>
    list.map((line) => ({ cells: [accountLabel(line.account), ...line.byMonth] }));
  const total = (label: string, line: MonthlyCents): Row => ({
    kind: 'total',
    cells: [label, ...line.byMonth],
  });
  return [
    ...lines(s.revenue),
    total('Net revenue', s.netRevenue),
    ...lines(s.directCosts),
    total('Gross profit', s.grossProfit),
    ...lines(s.operatingCosts),
    total('Operating income', s.operatingIncome),
    ...lines(s.interestAndTax),
    total('Net income', s.netIncome),
  ];
}

/** Balance sheets as rows, a column for each; an account that one has stands in all. */
export function balanceRows(sheets: readonly BalanceSheet[]): Row[] {
  const lines = (side: (sheet: BalanceSheet) => readonly BalanceLine[]): Row[] =>
    ACCOUNTS.flatMap(({ number: account }): Row[] => {
      const found = sheets.map((sheet) => side(sheet).find((line) => line.account === account));
      if (found.every((line) => line === undefined)) return [];
      return [{ cells: [accountLabel(account), ...found.map((line) => line?.balanceCents ?? 0)] }];
    });
  const total = (label: string, cents: (sheet: BalanceSheet) => number): Row => ({
    kind: 'total',
    cells: [label, ...sheets.map(cents)],
  });
  return [
    ...lines((sheet) => sheet.assets),
    total('Assets', (sheet) => sheet.assetsCents),
    ...lines((sheet) => sheet.liabilities),
    total('Liabilities', (sheet) => sheet.liabilitiesCents),
    ...lines((sheet) => sheet.equity),
    { cells: ['Income not yet closed', ...sheets.map((sheet) => sheet.incomeNotClosedCents)] },
    total('Equity and income', (sheet) => sheet.equityCents + sheet.incomeNotClosedCents),
  ];
}
