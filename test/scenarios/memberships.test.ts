import { describe, expect, it } from 'vitest';
import { moveMembers, startMembers, stayTable } from '../../scenarios/memberships.ts';
import type { MembershipPlan, StayPlan } from '../../scenarios/prepaid-plan.ts';
import { lnGamma } from '../../src/numeric/incomplete.ts';
import { relativeError } from '../support/numeric.ts';
import published from '../fixtures/calibration/retention-sbg.json' with { type: 'json' };

const stayOf = (alpha: number, beta: number): StayPlan => ({
  leave: alpha / (alpha + beta),
  spread: 1 / (alpha + beta),
});

const planOf = (of: Partial<MembershipPlan>): MembershipPlan => ({
  id: 'club',
  members: 0,
  joinsMonthly: 0,
  feeCents: 10_000,
  stay: stayOf(0.9, 20),
  sinceMonths: 1,
  unused: 0,
  banked: { share: 0, delayMonths: 0 },
  ...of,
});

/** Share of a cohort still there after each month: one cohort of 1, nobody joins. */
function survivors(stay: StayPlan, months: number, shift = 0): number[] {
  const table = stayTable(stay, months + 2);
  const members = new Float64Array(months + 2);
  const found = [moveMembers(table, 1, shift, members)];
  for (let m = 1; m <= months; m++) found.push(moveMembers(table, 0, shift, members));
  return found;
}

/** S(t) = B(α, β + t) / B(α, β). */
function closedForm(alpha: number, beta: number, t: number): number {
  const lnBeta = (a: number, b: number): number => lnGamma(a) + lnGamma(b) - lnGamma(a + b);
  return Math.exp(lnBeta(alpha, beta + t) - lnBeta(alpha, beta));
}

describe('a cohort of members', () => {
  it.each([['high_end'], ['regular']] as const)('stays as published: %s', (segment) => {
    const { refit, projected } = published[segment];
    const [alpha = 0, beta = 0] = refit;
    survivors(stayOf(alpha, beta), projected.length - 1).forEach((share, t) => {
      expect(relativeError(share, projected[t] ?? 0)).toBeLessThan(1e-9);
    });
  });

  it('stays by the closed form, also where the odds to stay are shifted', () => {
    const [alpha, beta, shift] = [0.9, 20, 0.4];
    const found = survivors(stayOf(alpha, beta), 60);
    const moved = survivors(stayOf(alpha, beta), 60, shift);
    found.forEach((share, t) => {
      expect(relativeError(share, closedForm(alpha, beta, t))).toBeLessThan(1e-11);
      // Odds of (β + t − 1) / α, all multiplied alike, are those of a smaller α.
      const other = closedForm(alpha * Math.exp(-shift), beta, t);
      expect(relativeError(moved[t] ?? 0, other)).toBeLessThan(1e-11);
    });
    expect(moved[60]).toBeGreaterThan(found[60] ?? 1);
  });

  it('loses the same share every month where people do not differ', () => {
    survivors({ leave: 0.04, spread: 0 }, 40).forEach((share, t) => {
      expect(relativeError(share, 0.96 ** t)).toBeLessThan(1e-12);
    });
  });
});

describe('members of all cohorts', () => {
  const [alpha, beta] = [2.4, 40];

  it('are as many as level joins have left, by the sum in closed form', () => {
    const [since, months, joins] = [30, 24, 7];
    /** S(0) + … + S(n − 1) = (α + β − 1) / (α − 1) × (1 − B(α − 1, β + n) / B(α − 1, β)). */
    const sum = (n: number): number =>
      ((alpha + beta - 1) / (alpha - 1)) * (1 - closedForm(alpha - 1, beta, n));
    const plan = planOf({
      stay: stayOf(alpha, beta),
      sinceMonths: since,
      members: joins * sum(since),
    });
    const table = stayTable(plan.stay, since + months + 1);
    const members = new Float64Array(since + months + 1);
    startMembers(plan, table, members);
    expect(
      relativeError(
        members.reduce((a, b) => a + b, 0),
        plan.members,
      ),
    ).toBeLessThan(1e-12);
    for (let m = 0; m < months; m++) {
      const found = moveMembers(table, joins, 0, members);
      expect(relativeError(found, joins * sum(since + m + 1))).toBeLessThan(1e-11);
    }
  });

  it('begin with the mix of ages that level joins leave', () => {
    const plan = planOf({ stay: stayOf(alpha, beta), sinceMonths: 12, members: 500 });
    const table = stayTable(plan.stay, 14);
    const members = new Float64Array(14).fill(9);
    startMembers(plan, table, members);
    for (let age = 0; age < 12; age++) {
      const share = (members[age] ?? 0) / (members[0] ?? 1);
      expect(relativeError(share, closedForm(alpha, beta, age))).toBeLessThan(1e-11);
    }
    expect([members[12], members[13]]).toEqual([0, 0]);
  });
});
