import { FeeworthError } from '../error.ts';
import { allocate } from '../money.ts';
import type { Cents } from '../money.ts';
import type { AgreementTerms, AllocationKey, FeeComponent } from './terms.ts';

/** The key that splits a component's shared cost: its own, else the agreement's. */
export function allocationOf(
  terms: AgreementTerms,
  component: FeeComponent,
): AllocationKey | undefined {
  const own =
    component.kind === 'cost-plus' || component.kind === 'pass-through'
      ? component.allocation
      : undefined;
  return own ?? terms.allocationKey;
}

/**
 * Splits the MSO's shared cost (cents) among practices so that the parts add up to it: by the fixed
 * shares of the key, else by each practice's measure (collections in cents, visits …), largest
 * remainder first. Practices are taken in the order given; measures below zero count as zero.
 */
export function allocateSharedCost(
  totalCents: number,
  key: AllocationKey,
  practices: readonly string[],
  measures: Readonly<Record<string, number>>,
): Record<string, Cents> {
  const weights = practices.map((practice) => {
    const weight = key.by === 'fixed' ? Number(key.shares?.[practice]) : measures[practice];
    if (weight === undefined || Number.isNaN(weight))
      throw new FeeworthError(
        'agreement/allocation-missing',
        'input',
        `Shared cost is split by ${key.by}, but ${practice} has none`,
        { place: { at: practice }, hint: 'give a share or a measure for every practice served' },
      );
    return Math.max(0, weight);
  });
  const parts = allocate(totalCents, weights);
  return Object.fromEntries(practices.map((p, i) => [p, parts[i]])) as Record<string, Cents>;
}
