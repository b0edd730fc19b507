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
  retention: 'Shift of the log odds that an active patient stays another month.',
  'new-patients': 'Relative rise of new patients a month.',
  'no-shows': 'Relative fall of the share of booked visits that are missed.',
  compliance: 'Relative fall of the chance of a compliance loss.',
  'marketing-response': 'New patients: elasticity to marketing spend, without any MSO.',
  'level.visits': 'Visits against their level, without any MSO.',
  'level.ticket': 'Self-pay revenue a visit against its level, without any MSO.',
  'level.denials': 'Initial denial rate against its level, without any MSO.',
  'level.payer-days': 'Days from submission to payment against their level, without any MSO.',
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
  readonly drivers: Readonly<Record<Driver, boolean>>;
  readonly hasFee: boolean;
  /** Joining or exit outlays are paid in this arm. */
  readonly hasChangeCost: boolean;
  readonly hasCredit: boolean;
}

/** These drivers on, all others off. */
export const driversOn = (on: readonly Driver[]): Arm['drivers'] =>
  Object.fromEntries(DRIVERS.map((driver) => [driver, on.includes(driver)])) as Record<
    Driver,
    boolean
  >;

/** The two arms of a comparison as the regimes say. */
export function arms(plan: Plan): { independent: Arm; withMso: Arm } {
  return {
    independent: {
      id: 'independent',
      drivers: driversOn([]),
      hasFee: false,
      hasChangeCost: plan.recorded === 'withMso',
      hasCredit: true,
    },
    withMso: {
      id: 'withMso',
      drivers: driversOn(DRIVERS),
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
  if (plan.recorded === 'withMso') {
    return { withMso: 1, independent: 1 - progress(at, plan.effective, plan.rampMonths) };
  }
  const { leaves } = plan;
  if (leaves === undefined || at < leaves.from) {
    return { withMso: progress(at, plan.effective, plan.rampMonths), independent: 0 };
  }
  // What had built up until then fades.
  const built = progress(leaves.from - 1, plan.effective, plan.rampMonths);
  return { withMso: built * (1 - progress(at, leaves.from, leaves.fadeMonths)), independent: 0 };
}

/** How far something that began in a month has come in another, over a ramp; 1 from its end on. */
export function progress(at: number, from: number, rampMonths: number): number {
  if (at < from) return 0;
  return rampMonths <= 0 ? 1 : Math.min(1, (at - from + 1) / rampMonths);
}

/** Whether a change is under way in a month, to an MSO or away from it: it has a dip. */
export function isChanging(plan: Plan, month: number): boolean {
  const at = (plan.start + month) as Month;
  const isWithin = (from: Month): boolean => at >= from && at < from + plan.dipMonths;
  return isWithin(plan.effective) || (plan.leaves !== undefined && isWithin(plan.leaves.from));
}

/** An outlay for joining or leaving an MSO and the month on whose first day it is paid. */
export interface ChangeOutlay {
  readonly month: Month;
  readonly cents: number;
  readonly isJoining: boolean;
}

/** Outlays of the arm that bears them: joining, leaving again; or leaving. */
export function changesOf(plan: Plan): readonly ChangeOutlay[] {
  const { effective, joiningCents, exitCents, leaves } = plan;
  if (plan.recorded === 'withMso') {
    return [{ month: effective, cents: exitCents, isJoining: false }];
  }
  const joining = { month: effective, cents: joiningCents, isJoining: true };
  if (leaves === undefined) return [joining];
  return [joining, { month: leaves.from, cents: exitCents, isJoining: false }];
}

/** Whether the with-MSO arm pays a fee on a month. */
export function isCharged(plan: Plan, arm: Arm, month: number): boolean {
  const at = plan.start + month;
  if (at < plan.effective) return plan.recorded === 'withMso';
  return arm.hasFee && (plan.leaves === undefined || at < plan.leaves.from);
}
