import { monthOf, parseDay } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import { parseCents } from '../money.ts';
import { chargedDays } from './period.ts';
import type { ChargedDays } from './period.ts';
import { baseKey } from './terms.ts';
import type { AgreementTerms, FeeBase } from './terms.ts';

/** The months a compiled fee is made for. */
export interface FeeHorizon {
  readonly from: Month;
  readonly months: number;
  /** Last day of service, when the agreement is ended inside the horizon. */
  readonly endsOn?: Day;
}

/** Reads a number of month `m` (0 = first of the horizon) from a row of inputs. */
export type Reader = (m: number, inputs: Float64Array, at: number) => number;

/** What compiling keeps: the horizon's days, and the slots handed out so far. */
export interface FeePlan {
  readonly terms: AgreementTerms;
  readonly from: Month;
  /** Per month of the horizon; null where nothing is charged. */
  readonly days: readonly (ChargedDays | null)[];
  /** Index of an input in its row; a new one is added at the end. */
  slot(name: string): number;
  readonly slots: readonly string[];
}

/** Lays out the horizon of a fee. */
export function planFee(terms: AgreementTerms, horizon: FeeHorizon): FeePlan {
  const slots: string[] = [];
  const days: (ChargedDays | null)[] = [];
  for (let m = 0; m < horizon.months; m += 1)
    days.push(chargedDays(terms, (horizon.from + m) as Month, { endsOn: horizon.endsOn }));
  return {
    terms,
    from: horizon.from,
    days,
    slots,
    slot(name) {
      const known = slots.indexOf(name);
      return known >= 0 ? known : slots.push(name) - 1;
    },
  };
}

/** Numbers by month of the horizon; `none` where nothing is charged. */
export function byMonth(
  plan: FeePlan,
  none: number,
  valueOf: (days: ChargedDays) => number,
): Float64Array {
  return Float64Array.from(plan.days, (days) => (days === null ? none : valueOf(days)));
}

/** Reads a base; a prior-month base in the agreement's first month is its budget, or nothing. */
export function baseReader(plan: FeePlan, base: FeeBase): Reader {
  if (base.month !== 'prior') return slotReader(plan.slot(`base:${baseKey(base)}`));
  const slot = plan.slot(`prior:${baseKey(base)}`);
  const first = monthOf(parseDay(plan.terms.effectiveFrom)) - plan.from;
  const budget = base.budget === undefined ? 0 : parseCents(base.budget);
  return (m, inputs, at) => (m === first ? budget : (inputs[at + slot] ?? 0));
}

/** Reads one slot. */
export function slotReader(slot: number): Reader {
  return (_m, inputs, at) => inputs[at + slot] ?? 0;
}
