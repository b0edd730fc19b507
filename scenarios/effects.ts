import type { Month } from '../src/calendar.ts';
import { DRIVERS } from './plan.ts';
import type { Driver, Plan } from './plan.ts';

/**
 * The parameters the model asks for by name. Effects are those of an MSO against being without
 * one, at full strength; a scenario gives each a value or a distribution, a unit and a grade.
 */
export const PARAMETERS = {
  'removed.manager': 'Share of the practice manager that the MSO replaces.',
  'removed.overhead': 'Share of every other stand-alone service cost that ends with the MSO.',
  'supply-price': 'Relative fall of product cost.',
  volume: 'Relative rise of visits, insured and self-pay alike.',
  'collection-rate': 'Points of insured revenue collected in addition (net collection rate).',
  denials: 'Relative fall of the initial denial rate.',
  'payer-speed': 'Relative fall of the days from submission to payment.',
  dip: 'Share of revenue lost while the regime changes.',
  'fee-level': 'Factor on the whole fee schedule; 1 is the agreement as written.',
  growth: 'Growth of demand a year, without any MSO.',
} as const;
export type ParameterId = keyof typeof PARAMETERS;
export const PARAMETER_IDS = Object.keys(PARAMETERS) as readonly ParameterId[];

/** Place of a parameter in the values of a path. */
export const PARAMETER_INDEX: Readonly<Record<ParameterId, number>> = Object.fromEntries(
  PARAMETER_IDS.map((id, i) => [id, i]),
) as Record<ParameterId, number>;

/** The value at which a parameter changes nothing. */
export const neutralOf = (id: ParameterId): number => (id === 'fee-level' ? 1 : 0);

/** What an arm of a comparison does. Operating drivers can be switched one by one. */
export interface Arm {
  readonly id: 'independent' | 'withMso';
  /** Drivers taken at the with-MSO arm's strength; the others at the independent arm's. */
  readonly drivers: ReadonlySet<Driver>;
  readonly hasFee: boolean;
  /** Joining or exit outlays are paid in this arm. */
  readonly hasChangeCost: boolean;
  readonly hasCredit: boolean;
}

const ALL: ReadonlySet<Driver> = new Set(DRIVERS);

/** The two arms of a comparison as the regimes say. */
export function arms(plan: Plan): { independent: Arm; withMso: Arm } {
  return {
    independent: {
      id: 'independent',
      drivers: new Set(),
      hasFee: false,
      hasChangeCost: plan.recorded === 'withMso',
      hasCredit: true,
    },
    withMso: {
      id: 'withMso',
      drivers: ALL,
      hasFee: true,
      hasChangeCost: plan.recorded === 'independent',
      hasCredit: true,
    },
  };
}

/**
 * How much of the MSO's effect is there in a month, from 0 to 1, in the with-MSO world and in the
 * independent one. Both are the recorded regime's before the effective month, so that nothing can
 * differ before it. Joining builds up over the ramp; leaving fades over it.
 */
export function strengths(plan: Plan, month: number): { withMso: number; independent: number } {
  const recorded = plan.recorded === 'withMso' ? 1 : 0;
  const at = plan.start + month;
  if (at < plan.effective) return { withMso: recorded, independent: recorded };
  const passed = at - plan.effective + 1;
  const ramp = plan.rampMonths <= 0 ? 1 : Math.min(1, passed / plan.rampMonths);
  return plan.recorded === 'independent'
    ? { withMso: ramp, independent: 0 }
    : { withMso: 1, independent: 1 - ramp };
}

/** Whether the change itself is under way in a month: the dip falls on the arm that changes. */
export function isChanging(plan: Plan, month: number): boolean {
  const at = (plan.start + month) as Month;
  return at >= plan.effective && at < plan.effective + plan.dipMonths;
}
