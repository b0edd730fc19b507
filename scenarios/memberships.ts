// Members of a site by the month they joined. People differ in how likely they are to stay, so that
// a cohort keeps more of its members the older it is: the shifted beta-geometric of Fader and Hardie
// 2007, J. Interactive Marketing 21(1):76 (scenarios.md §4.4).
import { exp } from '../src/numeric/elementary.ts';
import type { MembershipPlan, StayPlan } from './prepaid-plan.ts';

/** Whom a month keeps, by how many times a member was billed before: laid out once. */
export interface StayTable {
  readonly stay: Float64Array;
  /** Odds to leave: a shift of the log odds to stay divides them by its exponential. */
  readonly leaveOdds: Float64Array;
}

/** r(t) = (β + t − 1) / (α + β + t − 1) for the t-th month, with α = c/φ and β = (1 − c)/φ. */
export function stayTable({ leave, spread }: StayPlan, ages: number): StayTable {
  const kept = (t: number): number => 1 - leave + t * spread;
  return {
    stay: Float64Array.from({ length: ages }, (_, t) => kept(t) / (1 + t * spread)),
    leaveOdds: Float64Array.from({ length: ages }, (_, t) => leave / kept(t)),
  };
}

/** Members by age in months, those who joined in the month first. */
export type Members = Float64Array;

/** Ages a horizon needs: as old as members may be at its start, and its months. */
export const agesOf = ({ sinceMonths }: MembershipPlan, months: number): number =>
  sinceMonths + months + 1;

/**
 * Members before the first month have the mix of ages that level joins would have left since the
 * membership began: an age has its share of S(0) + … + S(since − 1).
 */
export function startMembers(
  { members, sinceMonths }: MembershipPlan,
  { stay }: StayTable,
  out: Members,
): void {
  out.fill(0);
  let share = 1;
  let whole = 0;
  for (let age = 0; age < sinceMonths; age++) {
    out[age] = share;
    whole += share;
    share *= stay[age] as number;
  }
  for (let age = 0; age < sinceMonths; age++) {
    out[age] = (members * (out[age] as number)) / whole;
  }
}

/** A month passes: who does not stay leaves, the others grow older, and some join. */
export function moveMembers(
  { stay, leaveOdds }: StayTable,
  joins: number,
  shift: number,
  out: Members,
): number {
  const turned = shift === 0 ? 1 : exp(-shift);
  let sum = joins;
  for (let age = out.length - 1; age > 0; age--) {
    const before = out[age - 1] as number;
    const share =
      shift === 0 ? (stay[age - 1] as number) : 1 / (1 + (leaveOdds[age - 1] as number) * turned);
    const now = before * share;
    out[age] = now;
    sum += now;
  }
  out[0] = joins;
  return sum;
}
