import { firstDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { mirr, xirr } from '../src/numeric/cash-flow-returns.ts';
import type { RatesOfReturn } from '../src/numeric/cash-flow-returns.ts';
import { pow } from '../src/numeric/elementary.ts';
import { discountFactor } from '../src/numeric/present-value.ts';
import type { DatedFlow } from '../src/numeric/present-value.ts';
import { meanInterval } from '../src/numeric/statistics.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import type { Plan } from './plan.ts';
import type { Paths } from './statistics.ts';

/** The rate of return of what is paid for the MSO against what it brings, where there is one. */
export interface ReturnAnswer {
  /** `short`: the flows span too little time for a yearly rate to mean anything. */
  readonly status: RatesOfReturn['status'] | 'short';
  /** All rates a year, ascending; one beyond what a double holds is left out. */
  readonly rates: readonly number[];
  /** Of the only rate, 95 %; null where there is none or several, or the present value touches 0. */
  readonly interval: Interval | null;
  /** Changes of sign in the mean path's monthly flows: at most as many rates. */
  readonly signChanges: number;
  /** Modified rate a year, paid and received money both at the discount rate; null one way only. */
  readonly modified: number | null;
  readonly words: string;
}

/** Days below which a rate is not said by the year (scenarios.md §2.2). */
const SHORTEST_DAYS = 180;

/**
 * XIRR of the mean path: fee, joining and exit outlays against the benefit, netted by month on its
 * last day, which is the cash difference (mso.md §6 M9). The interval follows from that of the
 * present value at the rate, over its slope.
 */
export function returnOf(run: Paths, plan: Plan): ReturnAnswer {
  const { months } = plan;
  const days = Array.from({ length: months }, (_, m) => lastDayOf(plan, m));
  const flows = meanFlows(run, days);
  const some = flows.filter(({ amount }) => amount !== 0);
  const [first] = some;
  const last = some.at(-1);
  const { status, rates, signChanges } = xirr(some);
  const found = rates.flatMap(({ rate }) => (Number.isFinite(rate) ? [rate] : []));
  const span = first === undefined || last === undefined ? 0 : last.day - first.day;
  const isShort = status !== 'every' && status !== 'none' && span < SHORTEST_DAYS;
  const [only] = rates;
  const isAlone = status === 'one' && only !== undefined && !only.isTouching && !isShort;
  return {
    status: isShort ? 'short' : status,
    rates: isShort ? [] : found,
    interval: isAlone && found.length === 1 ? rateInterval(run, days, only.rate) : null,
    signChanges,
    modified: isShort ? null : modifiedRate(flows, plan.discountAnnual),
    words: wordsOf(isShort ? 'short' : status, first?.amount ?? 0, signChanges),
  };
}

const lastDayOf = (plan: Plan, m: number): Day =>
  (firstDay((plan.start + m + 1) as Month) - 1) as Day;

function meanFlows(run: Paths, days: readonly Day[]): DatedFlow[] {
  return days.map((day, m) => {
    let sum = 0;
    for (let p = 0; p < run.paths; p++) sum += run.monthlyDelta[p * run.months + m] as number;
    return { day, amount: sum / run.paths };
  });
}

function rateInterval(run: Paths, days: readonly Day[], rate: number): Interval | null {
  if (run.paths < 2) return null;
  const origin = days[0] ?? 0;
  const factors = days.map((day) => discountFactor(rate, day - origin));
  const values = new Float64Array(run.paths);
  let slope = 0;
  for (let p = 0; p < run.paths; p++) {
    let value = 0;
    for (let m = 0; m < run.months; m++) {
      const worth = (run.monthlyDelta[p * run.months + m] as number) * (factors[m] as number);
      value += worth;
      slope -= (worth * ((days[m] as number) - origin)) / 365 / (1 + rate);
    }
    values[p] = value;
  }
  slope /= run.paths;
  if (slope === 0) return null;
  const { lower, upper } = meanInterval(values);
  const half = (upper - lower) / 2 / Math.abs(slope);
  return { estimate: rate, lower: rate - half, upper: rate + half };
}

function modifiedRate(flows: readonly DatedFlow[], discountAnnual: number): number | null {
  const from = flows.findIndex(({ amount }) => amount !== 0);
  if (from < 0 || flows.length - from < 2) return null;
  const monthly = pow(1 + discountAnnual, 1 / 12) - 1;
  const amounts = flows.slice(from).map(({ amount }) => amount);
  const rate = mirr(amounts, { financeRate: monthly, reinvestRate: monthly });
  return rate === null ? null : pow(1 + rate, 12) - 1;
}

function wordsOf(status: ReturnAnswer['status'], first: number, signChanges: number): string {
  switch (status) {
    case 'every':
      return 'n/a (no difference)';
    case 'short':
      return 'n/a (too short a time for a yearly rate)';
    case 'none':
      if (signChanges > 0) return 'none: no rate makes the present value zero';
      return first < 0 ? 'none: money only goes out' : 'none: money only comes in';
    case 'several':
      return 'several rates, so none is the return';
    case 'one':
      return first < 0
        ? 'money goes out first: a rate that is earned'
        : 'money comes in first: a rate that is paid, as on a loan';
  }
}
