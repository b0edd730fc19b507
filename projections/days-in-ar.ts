import { firstDay } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';

/** What days in A/R are made of, in cents; every part can be explained on its own. */
export interface DaysInAr {
  readonly grossArCents: number;
  readonly netArCents: number;
  /** Gross charges of insured care in the window. */
  readonly chargesCents: number;
  /** Net patient service revenue of insured care in the window. */
  readonly netRevenueCents: number;
  readonly windowDays: number;
  /** Gross A/R by average daily gross charges (MGMA, AAFP); null without charges. */
  readonly daysInArGross: number | null;
  /** Net A/R by average daily net revenue (HFMA FM-1); null without revenue. */
  readonly daysInArNet: number | null;
}

/** Balances and movements of the ledger, debits positive, in cents. */
export interface LedgerReader {
  /** Balance at the end of a month (index of the context). */
  balance(account: number, month: number): number;
  /** Net change in a month. */
  change(account: number, month: number): number;
}

/** Accounts of each part; allowances take off the receivables. */
export const RECEIVABLES = [1110, 1120] as const;
export const ALLOWANCES = [1180, 1185, 1190] as const;
export const CHARGES = 4010;
export const NET_REVENUE = [4010, 4110, 4115, 4120, 4125] as const;
/** Months of the window: three full ones, actual days (revenue-cycle.md §1.7). */
export const WINDOW_MONTHS = 3;

/** First month of the window that ends with a month. */
export const windowStart = (month: number, since = 0): number =>
  Math.max(since, month - WINDOW_MONTHS + 1);

/**
 * Days in A/R at the end of a month, gross over gross and net over net, never mixed. Receivables
 * are the control accounts for claims and patient balances; credit balances are liabilities of
 * their own (2350, 2360) and are not netted. Unbilled services are in, as HFMA has it.
 */
export function daysInAr(
  ledger: LedgerReader,
  month: number,
  calendar: { readonly firstMonth: Month; readonly since?: number },
): DaysInAr {
  const from = windowStart(month, calendar.since);
  let charges = 0;
  let revenue = 0;
  for (let m = from; m <= month; m++) {
    charges -= ledger.change(CHARGES, m);
    for (const account of NET_REVENUE) revenue -= ledger.change(account, m);
  }
  let gross = 0;
  for (const account of RECEIVABLES) gross += ledger.balance(account, month);
  let net = gross;
  for (const account of ALLOWANCES) net += ledger.balance(account, month);
  const at = (m: number): number => firstDay((calendar.firstMonth + m) as Month);
  const days = at(month + 1) - at(from);
  return {
    grossArCents: gross,
    netArCents: net,
    chargesCents: charges,
    netRevenueCents: revenue,
    windowDays: days,
    daysInArGross: charges > 0 ? (gross * days) / charges : null,
    daysInArNet: revenue > 0 ? (net * days) / revenue : null,
  };
}
