import { allocateSharedCost, allocationOf } from '../../src/agreement/allocate-cost.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import { costsOf } from '../../src/agreement/cost-pools.ts';
import type { AgreementTerms, AllocationKey, FeeComponent } from '../../src/agreement/terms.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { PracticeAgreement } from './agreements.ts';
import { baseOver, unitsOver } from './amounts.ts';
import type { PartRange } from './amounts.ts';
import { hasCosts, poolCents } from './costs.ts';
import type { ManagementFeeState } from './state.ts';

type CostPlus = Extract<FeeComponent, { kind: 'cost-plus' }>;

/** Whose share of the MSO's cost is looked for, and of which days. */
export interface CostScene {
  readonly state: ManagementFeeState;
  readonly agreement: PracticeAgreement;
  readonly terms: AgreementTerms;
  readonly month: Month;
  readonly range: PartRange;
}

/**
 * This practice's share of a pool of the MSO's cost: what the MSO's own book holds under the costs
 * the agreement names, on the days of the range, split over the practices it serves.
 */
export function sharedCostCents(scene: CostScene, component: CostPlus): number {
  const { state, agreement, terms, range } = scene;
  const mso = state.context.names.numberOf('entity', agreement.mso);
  let pool = 0;
  for (let part = range.first; part <= range.last; part++) {
    pool += poolCents(state, costsOf(component), mso, part);
  }
  const served = servedBy(scene);
  const key = allocationOf(terms, component);
  if (key === undefined) return pool;
  const practices = key.by === 'fixed' ? Object.keys(key.shares ?? {}).sort() : served;
  const measures = practices.map((p) => [p, measureOf(state, key, p, range) ?? 0] as const);
  return (
    allocateSharedCost(pool, key, practices, Object.fromEntries(measures))[agreement.practice] ?? 0
  );
}

/** Practices that this MSO serves in the month, each once, by name. */
function servedBy({ state, agreement, month }: CostScene): string[] {
  const served = state.agreements.filter(
    ({ mso, histories }) =>
      mso === agreement.mso && histories.some((h) => termsInMonth(h, month).length > 0),
  );
  return [...new Set(served.map(({ practice }) => practice))].sort();
}

function measureOf(
  state: ManagementFeeState,
  { by }: AllocationKey,
  practice: string,
  range: PartRange,
): number | null {
  const entity = state.context.names.numberOf('entity', practice);
  switch (by) {
    case 'collections':
      return baseOver(
        state,
        { kind: 'collections-net-of-refunds', month: 'accrual' },
        entity,
        range,
      );
    case 'net-patient-revenue':
      return baseOver(state, { kind: by, month: 'accrual' }, entity, range);
    case 'visits':
      return unitsOver(state, 'visit', entity, range);
    case 'claims':
      return unitsOver(state, 'claim', entity, range);
    case 'sites':
      return unitsOver(state, 'site', entity, range);
    case 'fixed':
      return 0;
    case 'providers':
    case 'ftes':
      return null;
  }
}

/** Why the MSO's cost of a month is not in the book, or cannot be split; null when it is. */
export function unknownCost(scene: CostScene): string | null {
  const { state, agreement, terms, month, range } = scene;
  const { mso } = agreement;
  const components = terms.fee.components.filter((c) => c.kind === 'cost-plus');
  if (components.length === 0) return null;
  const entity = state.context.names.numberOf('entity', mso);
  const parts = Array.from({ length: range.last - range.first + 1 }, (_, i) => range.first + i);
  if (!parts.some((part) => hasCosts(state, entity, part)))
    return `the book holds no cost of ${mso} in ${formatMonth(month)}; import its bills and payroll`;
  for (const component of components) {
    const key = allocationOf(terms, component);
    const served = servedBy(scene);
    if (key === undefined && served.length > 1)
      return `${served.join(', ')} share the cost of ${component.cost} and no key splits it; add an allocation key`;
    if (key?.by === 'providers' || key?.by === 'ftes')
      return `no event counts ${key.by}; split the cost of ${component.cost} by collections, visits, claims, sites or fixed shares`;
  }
  return null;
}
