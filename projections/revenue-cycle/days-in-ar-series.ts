import type { Month } from '../../src/calendar.ts';
import { daysInAr, WINDOW_MONTHS } from '../days-in-ar.ts';
import type { DaysInAr, LedgerReader } from '../days-in-ar.ts';
import { monthsWords } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { balanceOf, changeOf } from '../ledger.ts';
import type { LedgerState } from '../ledger.ts';

/** Days in A/R at the end of one month. */
export interface DaysInArAt {
  readonly month: Month;
  readonly gross: Figure;
  readonly net: Figure;
  readonly parts: DaysInAr;
}

/** A reader of one entity's control accounts, or of several added up. */
export function readerOf(ledger: LedgerState, entities: readonly number[]): LedgerReader {
  const over = (read: (entity: number) => number): number =>
    entities.reduce((sum, entity) => sum + read(entity), 0);
  return {
    balance: (account, month) => over((e) => balanceOf(ledger, e, account, month)),
    change: (account, month) => over((e) => changeOf(ledger, e, month, account)),
  };
}

/**
 * Days in A/R at the end of each month from the first month of business, from the ledger alone.
 * `since` is that month's index (book-start.ts).
 */
export function daysInArSeries(
  ledger: LedgerState,
  entities: readonly number[],
  since: number,
): DaysInArAt[] {
  const reader = readerOf(ledger, entities);
  const series: DaysInArAt[] = [];
  for (let m = since; m < ledger.months; m++) {
    const parts = daysInAr(reader, m, { firstMonth: ledger.firstMonth, since });
    const month = (ledger.firstMonth + m) as Month;
    const first = (ledger.firstMonth + Math.max(since, m - WINDOW_MONTHS + 1)) as Month;
    const window = monthsWords(first, month);
    const figure = (cents: number, flow: number, definition: string, what: string): Figure => ({
      value: flow > 0 ? (cents * parts.windowDays) / flow : null,
      numerator: cents,
      denominator: flow / parts.windowDays,
      unit: 'days',
      window,
      definition,
      ...(flow > 0 ? {} : { reason: `no ${what} in the window` }),
    });
    series.push({
      month,
      parts,
      gross: figure(
        parts.grossArCents,
        parts.chargesCents,
        'gross receivables at month end / average daily gross charges (MGMA, AAFP)',
        'charges',
      ),
      net: figure(
        parts.netArCents,
        parts.netRevenueCents,
        'net receivables at month end / average daily net patient service revenue (HFMA FM-1)',
        'net revenue',
      ),
    });
  }
  return series;
}
