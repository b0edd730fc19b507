import { formatCents } from '../money.ts';
import type { Limits } from './terms.ts';

/** What a floor, a cap or a carried credit did to an amount; its own line on the invoice. */
export interface LimitStep {
  readonly rule: LimitRule;
  readonly amountCents: number;
  readonly words: string;
}
export type LimitRule = 'carried-in' | 'carried-out' | 'floor' | 'cap' | 'floor-year' | 'cap-year';

/** What a component, or the whole fee, carries from month to month. */
export interface ScopeState {
  /** Due so far in the fee year, cents. */
  readonly yearToDateCents: number;
  /** Credit that later months use up, cents, zero or more. */
  readonly carryForwardCents: number;
}

/** The limits of one month in cents, prorated already; null where there is none. */
export interface MonthLimits {
  readonly floor: number | null;
  readonly cap: number | null;
  readonly floorYear: number | null;
  readonly capYear: number | null;
  readonly carryForward: Limits['carryForward'];
  /** Whether these days close the fee year: its floor is made up now. */
  readonly closesYear: boolean;
}

/**
 * Applies the limits of a month: carried credit, floor, cap, then the yearly cap and floor
 * (mso.md §6: "caps tested yearly after monthly"). The steps add up to the change of the amount.
 */
export function applyLimits(
  amountCents: number,
  limits: MonthLimits,
  state: ScopeState,
): { amountCents: number; steps: LimitStep[]; state: ScopeState } {
  const steps: LimitStep[] = [];
  let amount = amountCents;
  const moveTo = (target: number, rule: LimitRule, words: string): void => {
    if (target === amount) return;
    steps.push({ rule, amountCents: target - amount, words });
    amount = target;
  };
  let carry = 0;
  if (limits.carryForward !== undefined) {
    const credit = state.carryForwardCents;
    moveTo(amount - credit, 'carried-in', `credit of ${formatCents(credit)} from earlier months`);
    const least = limits.carryForward === 'negative' ? 0 : (limits.floor ?? 0);
    if (amount < least) {
      carry = least - amount;
      moveTo(least, 'carried-out', `${formatCents(carry)} credited to later months`);
    }
  }
  if (limits.floor !== null && amount < limits.floor)
    moveTo(limits.floor, 'floor', `at least ${formatCents(limits.floor)} a month`);
  if (limits.cap !== null && amount > limits.cap)
    moveTo(limits.cap, 'cap', `at most ${formatCents(limits.cap)} a month`);
  const before = state.yearToDateCents;
  if (limits.capYear !== null && amount > Math.max(0, limits.capYear - before))
    moveTo(
      Math.max(0, limits.capYear - before),
      'cap-year',
      `at most ${formatCents(limits.capYear)} a fee year, ${formatCents(before)} due before`,
    );
  if (limits.closesYear && limits.floorYear !== null && before + amount < limits.floorYear)
    moveTo(
      limits.floorYear - before,
      'floor-year',
      `at least ${formatCents(limits.floorYear)} a fee year, ${formatCents(before)} due before`,
    );
  return {
    amountCents: amount,
    steps,
    state: { yearToDateCents: before + amount, carryForwardCents: carry },
  };
}
