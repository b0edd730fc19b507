// What is still coming in of recent months, three ways: the chain ladder, Bornhutter and Ferguson
// for the youngest months (1972, PCAS 59:181), and the payers' own lags as a check on both.
import { log } from '../../src/numeric/elementary.ts';
import { sum } from '../../src/numeric/statistics.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { calendarEffect } from './calendar-effect.ts';
import type { CashTriangle } from './cash-triangle.ts';
import { chainLadder } from './chain-ladder.ts';
import type { ChainLadder } from './chain-ladder.ts';
import { estimated, inconclusive } from './parameter.ts';
import type { CalibratedParameter, Counted, UnfinishedMonth } from './parameter.ts';
import type { Posterior } from './posterior.ts';
import { Waits } from './payer-lag.ts';

/** Cash that comes later than so many months after its service is not waited for. */
const LAST_AGE = 12;
/** The youngest months, where a chain ladder multiplies next to nothing (scenarios.md §4.2). */
const YOUNG = 2;
/** Completion factors that are shown. */
const SHOWN = 6;

export interface Completion {
  readonly parameters: readonly CalibratedParameter[];
  readonly unfinished: readonly UnfinishedMonth[];
  readonly reserveRatio: number | null;
  readonly calendarPValue: number | null;
}

/**
 * Completes a triangle. `dollars` are the waits of the same claims by dollars charged, `ages` their
 * charges by days since submission, month of service by month.
 */
export function completionOf(
  { first, rows, charges }: CashTriangle,
  more: {
    readonly firstMonth: Month;
    readonly window: string;
    readonly dollars: Waits;
    readonly ages: ChargesByAge;
  },
): Completion {
  const start = startAge(rows);
  const cut = rows.map((row) => row.slice(start, LAST_AGE + 1));
  const fit = chainLadder(cut);
  const about = (lag: number): Counted => ({
    parameter: `completion.${lag}`,
    of: 'group',
    unit: 'share',
    method: 'Mack chain ladder on insured cash by month of service; whole months only',
    window: more.window,
    n: cut.filter((row, i) => (charges[i] ?? 0) > 0 && row.length > lag - start + 1).length,
    counted: 'months of service',
  });
  const lags = Array.from({ length: SHOWN + 1 }, (_, lag) => lag);
  if (fit.status !== 'fitted') {
    const reason =
      fit.status === 'too-small'
        ? 'two factors that two months of service have reached are wanted'
        : 'a month of service has no cash to develop from';
    return {
      parameters: [inconclusive(about(0), reason)],
      unfinished: [],
      reserveRatio: null,
      calendarPValue: null,
    };
  }
  const unfinished = unfinishedOf({ first, rows, charges }, { ...more, fit, start });
  const byLadder = sum(unfinished.map((month) => month.ultimateCents - month.cashCents));
  const byLag = unfinished.map((month) => month.byLagCents);
  const other = byLag.every((x) => x !== null)
    ? sum(unfinished.map((month) => (month.byLagCents ?? 0) - month.cashCents))
    : 0;
  return {
    parameters: lags.map((lag) =>
      lag < start
        ? inconclusive(about(lag), `some month of service had no cash ${lag} months after it`)
        : factorOf(about(lag), fit, lag - start),
    ),
    unfinished,
    reserveRatio: other > 0 ? byLadder / other : null,
    calendarPValue: calendarEffect(cut).pValue,
  };
}

/** First age at which every month of service has cash: a factor cannot start from nothing. */
function startAge(rows: CashTriangle['rows']): number {
  let age = 0;
  while (age < LAST_AGE && rows.some((row) => row.length > age && !((row[age] ?? 0) > 0))) age += 1;
  return age;
}

type Fitted = Extract<ChainLadder, { status: 'fitted' }>;

/**
 * Share of the ultimate that has come by an age. Its logarithm is minus the sum of those of the
 * factors from there on, whose errors are Mack's and independent of each other.
 */
function factorOf(
  about: Counted,
  { completion, factors }: Fitted,
  at: number,
): CalibratedParameter {
  const share = completion[at];
  const errors = factors.slice(at).map(({ factor, standardError }) => standardError / factor);
  const scale = Math.sqrt(sum(errors.map((e) => e * e)));
  if (share === undefined || !(share > 0)) {
    return inconclusive(about, 'no month of service has been watched so long');
  }
  if (!(scale > 0)) {
    return inconclusive(about, 'no month of service changed after it: taken as complete');
  }
  const posterior: Posterior = {
    kind: 'students',
    degrees: Math.max(1, about.n - 1),
    isLog: true,
    parts: [{ weight: 1, centre: log(share), scale }],
  };
  return estimated(about, posterior, { restsOn: 'log' });
}

/** Charges of each month of service by days since they were submitted. */
export type ChargesByAge = readonly (readonly {
  readonly days: number;
  readonly cents: number;
}[])[];

/** Of what is paid in the end, the share paid by a day after submission, by dollars. */
function paidByDay(dollars: Waits): (days: number) => number {
  const observed = dollars.waits.map(({ weight }) => weight);
  const last = Math.max(1, dollars.longest);
  const curve = Array.from({ length: last + 1 }, (_, d) => dollars.figures(d, observed).paidShare);
  const inTheEnd = curve[last] ?? 0;
  return (days) => (inTheEnd > 0 ? (curve[Math.min(last, Math.max(0, days))] ?? 0) / inTheEnd : 0);
}

interface Completing {
  readonly firstMonth: Month;
  readonly dollars: Waits;
  readonly ages: ChargesByAge;
  readonly fit: Fitted;
  readonly start: number;
}

function unfinishedOf(
  { first, rows, charges }: CashTriangle,
  { firstMonth, dollars, ages: charged, fit, start }: Completing,
): UnfinishedMonth[] {
  const ages = rows.map((row) => row.length - 1);
  // Months whose cash has all but come: what a dollar charged brings in the end.
  const mature = ages.flatMap((age, i) => (age >= SHOWN && (charges[i] ?? 0) > 0 ? [i] : []));
  const asked = sum(mature.map((i) => charges[i] ?? 0));
  const brought = sum(mature.map((i) => fit.origins[i]?.ultimate ?? 0));
  const perCharge = asked > 0 ? brought / asked : null;
  const paidBy = paidByDay(dollars);
  const came = (age: number): number =>
    brought > 0 ? sum(mature.map((i) => rows[i]?.[age] ?? 0)) / brought : 0;
  return rows.flatMap((row, i): UnfinishedMonth[] => {
    const age = ages[i] ?? 0;
    if (age > SHOWN || (charges[i] ?? 0) === 0) return [];
    const cash = row.at(-1) ?? 0;
    const ladder = age < start ? null : (fit.origins[i]?.ultimate ?? cash);
    const complete = age < start ? came(age) : (fit.completion[age - start] ?? 1);
    const expected = perCharge === null ? null : perCharge * (charges[i] ?? 0);
    const borrowed = expected === null ? (ladder ?? cash) : cash + (1 - complete) * expected;
    const missing = charged[i]?.reduce(
      (sum, { days, cents }) => sum + cents * (1 - paidBy(days)),
      0,
    );
    const byLag = perCharge === null || missing === undefined ? null : cash + perCharge * missing;
    const ultimate = ladder === null || age <= YOUNG ? borrowed : ladder;
    const cents = Math.round;
    return [
      {
        month: formatMonth((firstMonth + first + i) as Month),
        lagMonths: age,
        chargesCents: charges[i] ?? 0,
        cashCents: cash,
        chainLadderCents: cents(ladder ?? cash),
        bornhutterFergusonCents: cents(borrowed),
        ultimateCents: cents(ultimate),
        byLagCents: byLag === null ? null : cents(byLag),
      },
    ];
  });
}
