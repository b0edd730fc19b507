import { lastDay } from '../calendar.ts';
import { Decimal, parseCents } from '../money.ts';
import { roundCents } from './fee-base.ts';
import { baseReader, byMonth } from './fee-plan.ts';
import type { FeePlan } from './fee-plan.ts';
import { daysShareCents, feeYearOf } from './period.ts';
import { divideRounded, isExact, millionths, RATE_SCALE } from './ratio.ts';
import type { Limits } from './terms.ts';

/**
 * Limits amount in place: reads and writes `state[at]` (due this year) and `state[at + 1]`
 * (credit).
 */
export type FastLimits = (
  amountCents: number,
  m: number,
  inputs: Float64Array,
  inputsAt: number,
  state: Float64Array,
  at: number,
) => number;

/** The limits of limits.ts as numbers by month; the same cents, without lines. */
export function compileLimits(
  plan: FeePlan,
  limits: Limits | undefined,
  prorated: boolean,
): FastLimits {
  if (limits === undefined)
    return (amount, _m, _inputs, _inputsAt, state, at) => {
      state[at] = (state[at] ?? 0) + amount;
      return amount;
    };
  const monthly = (text: string | undefined, none: number): Float64Array =>
    byMonth(plan, none, (days) => {
      if (text === undefined) return none;
      const whole = parseCents(text);
      return prorated ? daysShareCents(new Decimal(whole), days) : whole;
    });
  const yearly = (text: string | undefined, none: number): Float64Array =>
    byMonth(plan, none, (days) => {
      if (text === undefined) return none;
      const { months } = feeYearOf(plan.terms, days.month);
      return roundCents(new Decimal(parseCents(text)).times(months).div(12));
    });
  const floors = monthly(limits.floorPerMonth, -Infinity);
  const caps = monthly(limits.capPerMonth, Infinity);
  const capYears = yearly(limits.capPerYear, Infinity);
  const floorYears = yearly(limits.floorPerYear, -Infinity);
  for (const [m, days] of plan.days.entries()) {
    const closes =
      days !== null &&
      days.to === lastDay(days.month) &&
      feeYearOf(plan.terms, days.month).isLastMonth;
    if (!closes) floorYears[m] = -Infinity;
  }
  const share = compileShareCap(plan, limits);
  const { carryForward } = limits;
  return (raw, m, inputs, inputsAt, state, at) => {
    let amount = raw;
    const floor = floors[m] ?? -Infinity;
    if (carryForward !== undefined) {
      amount -= state[at + 1] ?? 0;
      const least = carryForward === 'negative' || floor === -Infinity ? 0 : floor;
      state[at + 1] = amount < least ? least - amount : 0;
      if (amount < least) amount = least;
    }
    if (amount < floor) amount = floor;
    let cap = caps[m] ?? Infinity;
    if (share !== null) cap = Math.min(cap, share(m, inputs, inputsAt));
    if (amount > cap) amount = cap;
    const before = state[at] ?? 0;
    const room = Math.max(0, (capYears[m] ?? Infinity) - before);
    if (amount > room) amount = room;
    const rest = (floorYears[m] ?? -Infinity) - before;
    if (amount < rest) amount = rest;
    state[at] = before + amount;
    return amount;
  };
}

function compileShareCap(
  plan: FeePlan,
  limits: Limits,
): ((m: number, inputs: Float64Array, at: number) => number) | null {
  if (limits.capPercentOf === undefined) return null;
  const parts = limits.capPercentOf.map((part) => ({
    read: baseReader(plan, part.base),
    rate: millionths(part.rate),
  }));
  return (m, inputs, at) => {
    let n = 0;
    let largest = 0;
    for (const part of parts) {
      const product = part.read(m, inputs, at) * part.rate;
      largest = Math.max(largest, Math.abs(product));
      n += product;
    }
    if (isExact(n) && isExact(largest * parts.length))
      return Math.max(0, divideRounded(n, RATE_SCALE));
    const exact = parts.reduce(
      (sum, part) => sum.plus(new Decimal(part.rate).times(part.read(m, inputs, at))),
      new Decimal(0),
    );
    return Math.max(0, roundCents(exact.div(RATE_SCALE)));
  };
}
