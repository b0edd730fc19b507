import { ACCOUNTS } from '../src/chart.ts';
import { roundModelCents } from '../src/money.ts';
import { changeOf } from '../projections/ledger.ts';
import type { Folds } from './folds.ts';
import { K } from './kinds.ts';
import type { MonthDays } from './model.ts';
import type { Grade, Plan } from './plan.ts';
import type { RowWriter } from './row-writer.ts';

/** Income tax of practices that pay their own: a flat rate on what they earn before it. */
export interface IncomeTaxPlan {
  readonly rate: number;
  /** Losses that each practice has from years before the start. */
  readonly lossesCents: number;
  /** Share of a year's income that losses of earlier years may be set against. */
  readonly lossLimit: number;
  /** Practices that pay; null: all. */
  readonly practices: readonly string[] | null;
  readonly grade: Grade;
  readonly source: string;
}

/** What is known of a practice's tax year so far; whole cents. */
export interface TaxYear {
  /** Losses of earlier years not yet used. */
  carried: number;
  /** Income and tax of the year so far. */
  income: number;
  tax: number;
  /** Accrued and not paid; below zero where too much was paid. */
  unpaid: number;
}

export const newTaxYears = ({ incomeTax, practices }: Plan): TaxYear[] =>
  incomeTax === undefined
    ? []
    : practices.map(() => ({ carried: incomeTax.lossesCents, income: 0, tax: 0, unpaid: 0 }));

/** Puts tax years back to the start of a future. */
export function resetTaxYears(years: readonly TaxYear[], { incomeTax }: Plan): void {
  for (const year of years) {
    year.carried = incomeTax?.lossesCents ?? 0;
    year.income = year.tax = year.unpaid = 0;
  }
}

/**
 * The tax that a month's income adds: the year's tax so far less what was accrued of it. A loss
 * takes tax of the same year back; one that is left at the end of the year is carried forward.
 */
export function accrueTax(
  year: TaxYear,
  { rate, lossLimit }: Pick<IncomeTaxPlan, 'rate' | 'lossLimit'>,
  income: number,
  isYearEnd: boolean,
): number {
  year.income += income;
  const gained = Math.max(0, year.income);
  const used = Math.min(year.carried, roundModelCents(gained * lossLimit));
  const tax = roundModelCents((gained - used) * rate);
  const accrued = tax - year.tax;
  year.tax = tax;
  year.unpaid += accrued;
  if (isYearEnd) {
    year.carried += Math.max(0, -year.income) - used;
    year.income = year.tax = 0;
  }
  return accrued;
}

/** April, June, September and December: the months in which tax so far is paid, 0 = January. */
const PAID_IN: ReadonlySet<number> = new Set([3, 5, 8, 11]);
const PAID_ON = 14;
const DECEMBER = 11;

const INCOME_TAX = 7110;
const BEFORE_TAX = ACCOUNTS.filter(
  ({ type, number }) => (type === 'Income' || type === 'Expenses') && number !== INCOME_TAX,
).map(({ number }) => number);

/** Accrual income of a month before income tax; postings of income are below zero. */
export function incomeBeforeTaxCents({ ledger }: Folds, entity: number, month: number): number {
  let sum = 0;
  for (const account of BEFORE_TAX) sum -= changeOf(ledger, entity, month, account);
  return sum;
}

/** Income tax of a month as it is folded; what is due is paid in the month after, on the 15th. */
export function writeIncomeTax(
  w: RowWriter,
  tax: IncomeTaxPlan,
  year: TaxYear,
  folds: Folds,
  of: { readonly entity: number; readonly month: number; readonly days: MonthDays },
): void {
  const { entity, month, days } = of;
  const income = incomeBeforeTaxCents(folds, entity, month);
  w.place(entity, 0);
  const accrued = accrueTax(year, tax, income, days.season === DECEMBER);
  if (accrued !== 0) w.put(K.taxAccrued, days.last, 0, 0, 0, accrued, 0, 0, 0);
  if (year.unpaid <= 0 || !PAID_IN.has((days.season + 1) % 12)) return;
  const day = days.last + 1 + PAID_ON;
  w.put(K.taxPaid, day, 0, 0, 0, year.unpaid, 0, 0, 0);
  year.unpaid = 0;
}
