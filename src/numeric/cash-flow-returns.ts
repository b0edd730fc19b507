// Rates of return of cash flows, with all the rates there are.
import { invariant } from '../error.ts';
import { expm1, pow } from './exp-log.ts';
import { signChanges, zerosOfExponentialSum } from './exponential-sum.ts';
import type { Term } from './exponential-sum.ts';
import { npv } from './present-value.ts';
import type { DatedFlow } from './present-value.ts';
import { sum } from './statistics.ts';

/** A rate at which the present value of the flows is zero. */
export interface RateOfReturn {
  /** Above −1; per year for `xirr`, per period for `irr`. */
  readonly rate: number;
  /**
   * ln(1 + rate). It still tells rates apart that a double cannot hold: `rate` is Infinity where
   * this is above 709.8, and −1 below −37.4.
   */
  readonly logGrowth: number;
  /** The present value touches zero here and does not cross it: a double root. */
  readonly isTouching: boolean;
}

/**
 * What there is to say of a rate of return. `none`: no rate above −100 % makes the present value
 * zero; `one`; `several`: all of them, ascending, and none is *the* return; `every`: nothing was
 * paid or received in the net, so that any rate will do.
 */
export type RatesOfReturn = {
  /** Changes of sign in the net flows: at most as many rates (Descartes), and as even or odd. */
  readonly signChanges: number;
} & (
  | { readonly status: 'none' | 'every'; readonly rates: readonly [] }
  | { readonly status: 'one'; readonly rates: readonly [RateOfReturn] }
  | { readonly status: 'several'; readonly rates: readonly RateOfReturn[] }
);

/**
 * The internal rates of return of flows on dates: all r > −1 with Σ amount·(1 + r)^(−days/365) = 0,
 * actual/365 fixed as Excel's XIRR, which gives one of them, the one its guess leads to. Order and
 * valuation date do not matter. Flows of one day are netted. A rate over less than half a year is an
 * annualised one that nobody earns: 100 to 200 in 30 days is 459,660 %. Refuses NaN and infinity.
 */
export function xirr(flows: readonly DatedFlow[]): RatesOfReturn {
  const byDay = new Map<number, number[]>();
  for (const { day, amount } of flows) {
    const ofDay = byDay.get(day);
    if (ofDay) ofDay.push(amount);
    else byDay.set(day, [amount]);
  }
  const first = flows.reduce((least, { day }) => Math.min(least, day), Infinity);
  const days = [...byDay].sort(([a], [b]) => a - b);
  const terms = days.map(([day, amounts]) => ({
    exponent: day - first,
    coefficient: net(amounts),
  }));
  return ratesOf(terms, 365);
}

/**
 * The internal rates of return of flows one period apart: all r > −1 with Σ flow_k·(1 + r)^(−k) = 0.
 * Excel's IRR gives one of them. Refuses NaN and infinity.
 */
export function irr(flows: readonly number[]): RatesOfReturn {
  const terms = flows.map((coefficient, exponent) => ({ exponent, coefficient }));
  return ratesOf(terms, 1);
}

/** The sum of amounts; 0 where it is what the rounding of the amounts left over. */
function net(amounts: readonly number[]): number {
  const total = sum(amounts);
  return Math.abs(total) <= 2.220446049250313e-16 * sum(amounts.map(Math.abs)) ? 0 : total;
}

function ratesOf(all: readonly Term[], exponentsPerUnit: number): RatesOfReturn {
  invariant(
    all.every(({ coefficient }) => Math.abs(coefficient) < Infinity),
    'cash flows are finite',
  );
  const terms = all.filter(({ coefficient }) => coefficient !== 0);
  const changes = signChanges(terms.map(({ coefficient }) => coefficient));
  if (terms.length === 0) return { status: 'every', rates: [], signChanges: 0 };
  const rates = zerosOfExponentialSum(terms).map(({ x, isTouching }) => {
    const logGrowth = x * exponentsPerUnit;
    return { rate: expm1(logGrowth), logGrowth, isTouching };
  });
  const [only, another] = rates;
  if (only === undefined) return { status: 'none', rates: [], signChanges: changes };
  if (another === undefined) return { status: 'one', rates: [only], signChanges: changes };
  return { status: 'several', rates, signChanges: changes };
}

/**
 * Modified internal rate of return per period, as Excel's MIRR: what is paid out is discounted to
 * the first flow at `financeRate`, what comes in grows to the last one at `reinvestRate`, and the
 * rate is what leads from one to the other. Null unless there is money both ways.
 */
export function mirr(
  flows: readonly number[],
  { financeRate, reinvestRate }: { readonly financeRate: number; readonly reinvestRate: number },
): number | null {
  const paid = npv(
    financeRate,
    flows.map((flow) => Math.min(flow, 0)),
    { first: 'undiscounted' },
  );
  const received = npv(
    reinvestRate,
    flows.map((flow) => Math.max(flow, 0)),
    { first: 'undiscounted' },
  );
  if (!(paid < 0 && received > 0)) return null;
  return (1 + reinvestRate) * pow(received / -paid, 1 / (flows.length - 1)) - 1;
}
