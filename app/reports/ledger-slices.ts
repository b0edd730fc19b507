import { activityOf, balanceOf } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import {
  addMonths,
  formatDay,
  formatMonth,
  isDay,
  lastDay,
  monthOf,
  parseDay,
} from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { allMonths, firstMsoMonth, fiscalYearEndBefore, recordedMonths } from './months.ts';

/** A column of an income statement: what each account brought in some months of a ledger. */
export interface Slice {
  readonly key: string;
  readonly label: string;
  readonly activity: (entity: number, account: number) => number;
}

/** What a ledger is compared with: its label, and the same ledger cut at that day. */
export interface Comparison {
  readonly day: Day;
  /** Of income: a month against the one before, or fiscal years to date. */
  readonly span: 'month' | 'year';
}

/** Reads `--compare-to`. Throws `usage/not-a-date`. */
export function comparisonOf(text: string, asOf: Day): Comparison {
  const month = monthOf(asOf);
  if (text === 'prior-month') return { day: lastDay((month - 1) as Month), span: 'month' };
  if (text === 'prior-year') {
    const isMonthEnd = asOf === lastDay(month);
    const day = isMonthEnd ? lastDay((month - 12) as Month) : addMonths(asOf, -12);
    return { day, span: 'year' };
  }
  if (isDay(text) && parseDay(text) < asOf) return { day: parseDay(text), span: 'year' };
  throw new FeeworthError('usage/not-a-date', 'usage', '--compare-to wants an earlier date', {
    hint: 'write prior-month, prior-year, or a day before --as-of: 2025-12-31',
  });
}

const sumOf = (state: LedgerState, from: number, to: number): Slice['activity'] => {
  return (entity, account) => {
    let sum = 0;
    for (let m = Math.max(0, from); m <= to; m++) sum += activityOf(state, entity, m, account);
    return sum;
  };
};

/** Before and with the MSO side by side, so that a reader need not add months up; then the total. */
export function sinceOpening(view: View, state: LedgerState): Slice[] {
  const months = allMonths(view);
  const last = months.length - 1;
  const total = { key: 'total', label: 'Total', activity: sumOf(state, 0, last) };
  const start = firstMsoMonth(view);
  if (start === null) return [total];
  const first = months.findIndex((month) => month >= start);
  const from = first < 0 ? months.length : first;
  const opened = months.indexOf(recordedMonths(view)[0] ?? '');
  return [
    { key: 'before', label: `Before ${start}`, activity: sumOf(state, opened, from - 1) },
    { key: 'with', label: `From ${start}`, activity: sumOf(state, from, last) },
    total,
  ];
}

/** A column for each month, then the total. */
export function byMonth(view: View, state: LedgerState): Slice[] {
  const months = allMonths(view);
  return [
    ...months.map((month, m) => ({ key: month, label: month, activity: sumOf(state, m, m) })),
    { key: 'total', label: 'Total', activity: sumOf(state, 0, months.length - 1) },
  ];
}

/** A ledger at a cut. */
export interface LedgerAt {
  readonly view: View;
  readonly state: LedgerState;
}

/** The month or fiscal year to the cut, the earlier one, and the change. */
export function compared(
  now: LedgerAt,
  earlier: LedgerAt & { readonly span: Comparison['span'] },
): Slice[] {
  const slice = (key: string, { view, state }: LedgerAt): Slice => {
    const month = monthOf(view.cut.asOf);
    const last = month - view.context.firstMonth;
    const isMonth = earlier.span === 'month';
    const first = isMonth ? last : fiscalYearEndBefore(view, last) + 1;
    const label = isMonth ? formatMonth(month) : `Year to ${formatDay(view.cut.asOf)}`;
    return { key, label, activity: sumOf(state, first, last) };
  };
  const current = slice('current', now);
  const prior = slice('prior', earlier);
  return [
    current,
    prior,
    {
      key: 'change',
      label: 'Change',
      activity: (e, a) => current.activity(e, a) - prior.activity(e, a),
    },
  ];
}

/** A column of a balance sheet: what each account came to on a day. */
export interface Instant {
  readonly key: string;
  readonly label: string;
  readonly balance: (entity: number, account: number) => number;
}

/** Balances now, then, and the change. */
export function instants(now: LedgerAt, earlier?: LedgerAt): Instant[] {
  const at = (key: string, label: string, state: LedgerState): Instant => ({
    key,
    label,
    balance: (e, a) => balanceOf(state, e, a),
  });
  if (earlier === undefined) return [at('balance', 'Balance', now.state)];
  const current = at('balance', formatDay(now.view.cut.asOf), now.state);
  const prior = at('prior', formatDay(earlier.view.cut.asOf), earlier.state);
  return [
    current,
    prior,
    {
      key: 'change',
      label: 'Change',
      balance: (e, a) => current.balance(e, a) - prior.balance(e, a),
    },
  ];
}
