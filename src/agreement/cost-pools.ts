import { STAFF_ROLES } from '../events/people.ts';
import { COST_CATEGORIES } from '../events/shared.ts';
import type { FeeComponent } from './terms.ts';

/**
 * What a pool of the MSO's cost may be made of: categories of bills, all of its payroll, or the
 * payroll of one role (wages and employer taxes).
 */
export const COST_POOLS = [
  ...COST_CATEGORIES,
  'payroll',
  ...STAFF_ROLES.map((role) => `payroll/${role}` as const),
] as const;
export type CostPool = (typeof COST_POOLS)[number];

/** What a cost-plus component's pool is made of: the costs it names, else the pool's own name. */
export function costsOf(
  component: Extract<FeeComponent, { kind: 'cost-plus' }>,
): readonly string[] {
  return component.costs ?? [component.cost];
}
