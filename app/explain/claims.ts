import type { RevenueCycle } from '../../projections/revenue-cycle.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { measureClaim } from '../../projections/revenue-cycle/measures.ts';
import type { Measure, MonthlyMeasures } from '../../projections/revenue-cycle/measures.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { claimChanges, claimsOf, cycleNear } from './claim-changes.ts';
import type { SumExplanation } from './explanation.ts';
import { isOneEvent } from './one-event.ts';
import { partsOf } from './parts.ts';

/** A measure over a window, each month counted so often as `weight` says (from the first month). */
export interface MeasureSum {
  readonly measure: Measure;
  readonly weightOf: (month: number) => number;
  readonly from: number;
  readonly to: number;
}

/** What one claim adds to a measure; the same code that counts them all counts it alone. */
function partOfClaim({ state }: RevenueCycle, claim: Claim, sum: MeasureSum): number {
  const { from, to, weightOf } = sum;
  const last = Math.min(to, state.months - 1);
  let part = 0;
  measureClaim(state, claim, (month, measure, amount) => {
    if (measure !== sum.measure || month < Math.max(0, from) || month > last) return;
    part += weightOf(month) * amount;
  });
  return part;
}

/** Sum of a measure over its window for a group of claims. */
export function weighted(measures: MonthlyMeasures, group: number, sum: MeasureSum): number {
  let total = 0;
  for (let m = Math.max(0, sum.from); m <= sum.to; m++) {
    const weight = sum.weightOf(m);
    if (weight !== 0) total += weight * measures.sum(group, sum.measure, m, m);
  }
  return total;
}

/**
 * A measure as its claims, each by the events that made it count, with their source records. Adds up
 * to what the report counted: asserted.
 */
export async function explainMeasure(
  view: View,
  sum: MeasureSum,
  about: Pick<SumExplanation, 'figure' | 'label' | 'unit' | 'definition'>,
  name?: string,
): Promise<SumExplanation> {
  const cycle = cycleNear(view, sum);
  const group = groupOf(cycle, name);
  const amountOf = (claim: Claim): number => partOfClaim(cycle, claim, sum);
  const counted = claimsOf(view, group, cycle).filter((claim) => amountOf(claim) !== 0);
  const subjects = new Set(counted.map(({ subject }) => subject));
  const changes = claimChanges(view, cycle, subjects, amountOf);
  const value = weighted(cycle.measures, group, sum);
  invariant(
    isOneEvent(view) || changes.total === value,
    `the claims behind ${sum.measure} add up to it`,
  );
  return { kind: 'sum', ...about, value, ...(await partsOf(view, changes)) };
}

/** Number of the group of claims of an entity or a payer class; 0 is all of them. */
export function groupOf(cycle: RevenueCycle, name: string | undefined): number {
  if (name === undefined) return 0;
  const { groups } = cycle.measures;
  const named = [...groups.in('entity'), ...groups.in('payerClass')];
  return named.find((group) => group.name === name)?.number ?? -1;
}
