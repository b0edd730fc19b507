import { ACCOUNTS } from '../src/chart.ts';
import type { Account } from '../src/chart.ts';

/** One account of an income statement; revenue positive, contra-revenue and costs negative. */
export interface IncomeLine {
  readonly account: number;
  readonly name: string;
  readonly byMonth: readonly number[];
  readonly totalCents: number;
}

/** A line of cents over the months, with its total. */
export interface MonthlyCents {
  readonly byMonth: readonly number[];
  readonly totalCents: number;
}

/** Accrual income by month in cents. Every line is signed so that lines add up to the subtotal. */
export interface IncomeStatement {
  /** 4xxx: gross revenue and what reduces it (ASC 606-10-32). */
  readonly revenue: readonly IncomeLine[];
  readonly netRevenue: MonthlyCents;
  /** 5xxx: product and providers. */
  readonly directCosts: readonly IncomeLine[];
  readonly grossProfit: MonthlyCents;
  /** 6xxx. */
  readonly operatingCosts: readonly IncomeLine[];
  readonly operatingIncome: MonthlyCents;
  /** 7xxx. */
  readonly interestAndTax: readonly IncomeLine[];
  readonly netIncome: MonthlyCents;
}

/**
 * The income statement from each account's activity in a month (debits positive, without the
 * entries that close a fiscal year). Accounts without activity are left out.
 */
export function incomeStatementOf(
  months: number,
  activity: (account: number, month: number) => number,
): IncomeStatement {
  const section = (thousand: number): IncomeLine[] =>
    ACCOUNTS.filter((a) => Math.floor(a.number / 1000) === thousand)
      .map((account) => lineOf(account, months, activity))
      .filter((line) => line.byMonth.some((cents) => cents !== 0));
  const revenue = section(4);
  const directCosts = section(5);
  const operatingCosts = section(6);
  const interestAndTax = section(7);
  const netRevenue = sumOf(months, revenue);
  const grossProfit = sumOf(months, [netRevenue, ...directCosts]);
  const operatingIncome = sumOf(months, [grossProfit, ...operatingCosts]);
  const netIncome = sumOf(months, [operatingIncome, ...interestAndTax]);
  return {
    revenue,
    netRevenue,
    directCosts,
    grossProfit,
    operatingCosts,
    operatingIncome,
    interestAndTax,
    netIncome,
  };
}

function lineOf(
  { number, name }: Account,
  months: number,
  activity: (account: number, month: number) => number,
): IncomeLine {
  const byMonth = Array.from({ length: months }, (_, m) => 0 - activity(number, m));
  return { account: number, name, byMonth, totalCents: byMonth.reduce((a, b) => a + b, 0) };
}

/** Lines added up month by month. */
export function sumOf(
  months: number,
  lines: readonly { readonly byMonth: readonly number[] }[],
): MonthlyCents {
  const byMonth = Array.from({ length: months }, (_, m) =>
    lines.reduce((sum, line) => sum + (line.byMonth[m] ?? 0), 0),
  );
  return { byMonth, totalCents: byMonth.reduce((a, b) => a + b, 0) };
}
