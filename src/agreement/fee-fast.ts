import type { Month } from '../calendar.ts';
import { invariant } from '../error.ts';
import { compileComponent } from './fee-fast-parts.ts';
import { planFee } from './fee-plan.ts';
import type { FeeHorizon, FeePlan, Reader } from './fee-plan.ts';
import { compileLimits } from './limits-fast.ts';
import type { FastLimits } from './limits-fast.ts';
import { feeYearOf } from './period.ts';
import { millionths, RATE_SCALE, timesRounded } from './ratio.ts';
import type { AgreementTerms, FeeComponent } from './terms.ts';

/** Places of a result in `out`, in cents; the same names as FeeResult. */
export const FEE_OUT = { due: 0, fee: 1, passThrough: 2, credit: 3 } as const;
export const FEE_OUT_SIZE = 4;

/** A fee made ready for a hot loop: no allocation, integer cents in doubles. */
export interface CompiledFee {
  /**
   * Names of the inputs in a row, in order: `base:<baseKey>`, `prior:<baseKey>` (the same base a
   * month earlier), `units:<unit>`, `cost:<pool>` and `missed:<standard>` (not 0 when missed).
   */
  readonly slots: readonly string[];
  /** Numbers one path keeps from month to month. */
  readonly stateSize: number;
  /** Empties a path's state. */
  start(state: Float64Array, at: number): void;
  /**
   * The fee of a month of the horizon (0 = first): returns what is due, before credits, and writes
   * FEE_OUT_SIZE numbers at `outAt`. Months of one path are asked in order, each once.
   */
  due(
    month: number,
    inputs: Float64Array,
    inputsAt: number,
    state: Float64Array,
    stateAt: number,
    out: Float64Array,
    outAt: number,
  ): number;
}

interface Part {
  readonly raw: Reader;
  readonly limit: FastLimits;
  readonly credit: ((amount: number, inputs: Float64Array, at: number) => number) | null;
  readonly isPassThrough: boolean;
}

/**
 * Compiles the fee for a horizon of months. It gives the cents of feeOf, for terms that do not
 * change inside the horizon; a property test holds the two together.
 */
export function compileFee(terms: AgreementTerms, horizon: FeeHorizon): CompiledFee {
  const plan = planFee(terms, horizon);
  const parts: Part[] = terms.fee.components.map((component) => ({
    raw: compileComponent(plan, component),
    limit: compileLimits(plan, component.limits, component.proration === 'days'),
    credit: compileCredit(plan, component),
    isPassThrough: component.kind === 'pass-through',
  }));
  const limitWhole = compileLimits(plan, terms.fee.limits, true);
  const years = Float64Array.from(
    plan.days,
    (_d, m) => feeYearOf(terms, (plan.from + m) as Month).year,
  );
  const isCharged = plan.days.map((days) => days !== null);
  const wholeAt = 1 + 2 * parts.length;
  const stateSize = wholeAt + 2;
  return {
    slots: plan.slots,
    stateSize,
    start: (state, at) => {
      state.fill(0, at, at + stateSize);
    },
    due(m, inputs, inputsAt, state, stateAt, out, outAt) {
      invariant(m >= 0 && m < years.length, 'a compiled fee is asked inside its horizon');
      if (state[stateAt] !== years[m]) openYear(state, stateAt, stateSize, years[m] ?? 0);
      let fee = 0;
      let passThrough = 0;
      let credit = 0;
      if (isCharged[m]) {
        let at = stateAt + 1;
        for (const part of parts) {
          const raw = part.raw(m, inputs, inputsAt);
          const amount = part.limit(raw, m, inputs, inputsAt, state, at);
          if (part.credit !== null) credit += part.credit(amount, inputs, inputsAt);
          if (part.isPassThrough) passThrough += amount;
          else fee += amount;
          at += 2;
        }
        fee = limitWhole(fee, m, inputs, inputsAt, state, at);
      }
      out[outAt] = fee + passThrough;
      out[outAt + 1] = fee;
      out[outAt + 2] = passThrough;
      out[outAt + 3] = credit;
      return fee + passThrough;
    },
  };
}

/** A new fee year: nothing due yet; credits are kept. */
function openYear(state: Float64Array, at: number, size: number, year: number): void {
  state[at] = year;
  for (let i = at + 1; i < at + size; i += 2) state[i] = 0;
}

function compileCredit(plan: FeePlan, component: FeeComponent): Part['credit'] {
  const { atRisk } = component;
  if (!atRisk) return null;
  const share = millionths(atRisk.share);
  const slots = atRisk.standards.map((standard) => plan.slot(`missed:${standard.code}`));
  const weights = atRisk.standards.map((standard) => standard.weight ?? 1);
  const sum = weights.reduce((a, b) => a + b, 0);
  return (amount, inputs, at) => {
    if (amount <= 0) return 0;
    let credit = 0;
    let pot = -1;
    for (let i = 0; i < slots.length; i += 1) {
      if ((inputs[at + (slots[i] ?? 0)] ?? 0) === 0) continue;
      if (pot < 0) pot = timesRounded(amount, share, RATE_SCALE);
      credit += partOf(pot, weights, sum, i);
    }
    return credit;
  };
}

/** Part `i` of `pot` as `allocate` splits it: largest remainder, ties to the earlier part. */
function partOf(pot: number, weights: readonly number[], sum: number, i: number): number {
  const own = weights[i] ?? 0;
  const floor = Math.floor((pot * own) / sum);
  const rest = pot * own - floor * sum;
  let left = pot;
  let ahead = 0;
  for (let j = 0; j < weights.length; j += 1) {
    const product = pot * (weights[j] ?? 0);
    const part = Math.floor(product / sum);
    left -= part;
    const remainder = product - part * sum;
    if (remainder > rest || (remainder === rest && j < i)) ahead += 1;
  }
  return floor + (ahead < left ? 1 : 0);
}
