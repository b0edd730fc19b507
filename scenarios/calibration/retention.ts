// Retention of memberships: a cohort loses its loosest members first, so its retention rises with
// age although nobody changes (scenarios.md §4.4). What is fitted is the shifted beta-geometric of
// Fader and Hardie 2007, J. Interactive Marketing 21(1):76.
import { invariant } from '../../src/error.ts';
import { exp, log } from '../../src/numeric/elementary.ts';
import { brent } from '../../src/numeric/roots.ts';
import { sum } from '../../src/numeric/statistics.ts';

/** Everybody has a renewal probability of their own, spread over people as 1 − Beta(α, β). */
export interface RetentionModel {
  readonly alpha: number;
  readonly beta: number;
}

/** What a fit says; only `fitted` and `constant` tell of a future. */
export type RetentionFit =
  | (RetentionModel & {
      readonly status: 'fitted';
      readonly logLikelihood: number;
      /** From the observed information, as are the standard errors: they want a large cohort. */
      readonly covariance: {
        readonly alpha: number;
        readonly alphaBeta: number;
        readonly beta: number;
      };
      readonly standardErrors: RetentionModel;
    })
  /** People do not differ more than chance: one churn rate per period fits best (α, β → ∞). */
  | { readonly status: 'constant'; readonly churn: number; readonly logLikelihood: number }
  | {
      readonly status: 'undetermined';
      /** `leave-at-once`: who left did so in the first period, and nobody after it (α, β → 0). */
      readonly reason: 'one-period' | 'nobody-left' | 'everybody-left' | 'leave-at-once';
    };

/** Of those who entered period t + 1, over all cohorts: how many there were, how many it kept. */
interface Periods {
  readonly entered: readonly number[];
  readonly kept: readonly number[];
  readonly lost: number;
}

function periodsOf(cohorts: readonly (readonly number[])[]): Periods {
  const entered: number[] = [];
  const kept: number[] = [];
  let lost = 0;
  for (const survivors of cohorts) {
    survivors.forEach((now, t) => {
      invariant(now >= 0 && now < Infinity, 'survivors are counts');
      const before = survivors[t - 1];
      if (before === undefined) return;
      invariant(now <= before, 'survivors of a cohort do not rise');
      entered[t - 1] = (entered[t - 1] ?? 0) + before;
      kept[t - 1] = (kept[t - 1] ?? 0) + now;
      lost += before - now;
    });
  }
  return { entered, kept, lost };
}

const over = (counts: readonly number[], term: (count: number, t: number) => number): number =>
  sum(counts.map((count, t) => (count === 0 ? 0 : term(count, t))));

// With churn m = α/(α+β) of the first period and polarisation φ = 1/(α+β), a period t (from 0)
// keeps (1 − m + tφ)/(1 + tφ). For each φ the likelihood is concave in m; φ = 0 is one churn rate.

function likelihood({ entered, kept, lost }: Periods, m: number, phi: number): number {
  const stay = over(kept, (count, t) => count * log(1 - m + t * phi));
  return stay + lost * log(m) - over(entered, (count, t) => count * log(1 + t * phi));
}

/** The likeliest first churn for a polarisation; its bracket follows from the first period's. */
function churnFor({ entered, kept, lost }: Periods, phi: number): number {
  const slope = (m: number): number =>
    lost / m - over(kept, (count, t) => count / (1 - m + t * phi));
  const low = lost / sum(entered) / 2;
  const first = kept[0] ?? 0;
  const found = brent(slope, low, 1 - first / (lost + first) / 2, { tolerance: 1e-15 });
  invariant(found.kind === 'root', 'the slope in the first churn changes its sign');
  return found.root;
}

/** Slope of the likelihood in φ, along the likeliest churn. */
function polarisationSlope(periods: Periods, phi: number): number {
  const m = churnFor(periods, phi);
  const stay = over(periods.kept, (count, t) => (count * t) / (1 - m + t * phi));
  return stay - over(periods.entered, (count, t) => (count * t) / (1 + t * phi));
}

/** ln φ that is tried for changes of the slope's sign; beyond it lie the two limits. */
const LN_PHI = { from: -16, to: 16, step: 0.5 };

/** All polarisations where the likelihood has a peak. */
function peaks(periods: Periods): { readonly phis: number[]; readonly isRisingAtEnd: boolean } {
  const slope = (lnPhi: number): number => polarisationSlope(periods, exp(lnPhi));
  const phis: number[] = [];
  let before = slope(LN_PHI.from);
  for (let at = LN_PHI.from + LN_PHI.step; at <= LN_PHI.to; at += LN_PHI.step) {
    const now = slope(at);
    if (before > 0 && now <= 0) {
      const found = brent(slope, at - LN_PHI.step, at, { tolerance: 1e-13 });
      if (found.kind === 'root') phis.push(exp(found.root));
    }
    before = now;
  }
  return { phis, isRisingAtEnd: before > 0 };
}

/**
 * Fits α and β by maximum likelihood to survivors by age: each cohort counts its members at ages 0,
 * 1, 2 … as far as it was observed (counts, not percentages: they are the weight of the evidence).
 * Standard errors by the inverse of the observed information.
 */
export function fitRetention(cohorts: readonly (readonly number[])[]): RetentionFit {
  const periods = periodsOf(cohorts);
  const { kept, lost } = periods;
  if (sum(periods.entered) === 0) return { status: 'undetermined', reason: 'one-period' };
  if (lost === 0) return { status: 'undetermined', reason: 'nobody-left' };
  if (kept[0] === 0) return { status: 'undetermined', reason: 'everybody-left' };
  if (!periods.entered.some((count, t) => t > 0 && count > 0)) {
    return { status: 'undetermined', reason: 'one-period' };
  }
  const churn = lost / sum(periods.entered);
  const constant = likelihood(periods, churn, 0);
  const { phis, isRisingAtEnd } = peaks(periods);
  let best = { churn, phi: 0, logLikelihood: constant };
  for (const phi of phis) {
    const m = churnFor(periods, phi);
    const logLikelihood = likelihood(periods, m, phi);
    if (logLikelihood > best.logLikelihood) best = { churn: m, phi, logLikelihood };
  }
  if (best.phi > 0) return fitted(periods, best);
  if (isRisingAtEnd) return { status: 'undetermined', reason: 'leave-at-once' };
  return { status: 'constant', churn, logLikelihood: constant };
}

function fitted(
  periods: Periods,
  best: { churn: number; phi: number; logLikelihood: number },
): RetentionFit {
  const alpha = best.churn / best.phi;
  const beta = (1 - best.churn) / best.phi;
  const shared = over(periods.entered, (n, t) => n / (alpha + beta + t) / (alpha + beta + t));
  const aa = periods.lost / alpha / alpha - shared;
  const bb = over(periods.kept, (n, t) => n / (beta + t) / (beta + t)) - shared;
  const determinant = aa * bb - shared * shared;
  const covariance = {
    alpha: bb / determinant,
    alphaBeta: shared / determinant,
    beta: aa / determinant,
  };
  return {
    status: 'fitted',
    alpha,
    beta,
    logLikelihood: best.logLikelihood,
    covariance,
    standardErrors: { alpha: Math.sqrt(covariance.alpha), beta: Math.sqrt(covariance.beta) },
  };
}

/** Share of period `period` (1, 2 …)'s members who renew: rises with the period, to 1. */
export function retentionIn({ alpha, beta }: RetentionModel, period: number): number {
  return (beta + period - 1) / (alpha + beta + period - 1);
}

/** S(0) … S(periods): share of a cohort still there after each period, S(t) = S(t−1)·r(t). */
export function survivalCurve(model: RetentionModel, periods: number): number[] {
  const curve = [1];
  let share = 1;
  for (let t = 1; t <= periods; t++) curve.push((share *= retentionIn(model, t)));
  return curve;
}

/**
 * Standard errors of `survivalCurve`, by the delta method from the covariance of a fit: what the
 * parameters are not known by, without the chance of the people themselves.
 */
export function survivalErrors(
  fit: Extract<RetentionFit, { status: 'fitted' }>,
  periods: number,
): number[] {
  const { alpha, beta, covariance } = fit;
  let inAlpha = 0;
  let inBeta = 0;
  return survivalCurve(fit, periods).map((share, t) => {
    if (t > 0) {
      inAlpha -= 1 / (alpha + beta + t - 1);
      inBeta += 1 / (beta + t - 1) - 1 / (alpha + beta + t - 1);
    }
    const square =
      inAlpha * inAlpha * covariance.alpha +
      2 * inAlpha * inBeta * covariance.alphaBeta +
      inBeta * inBeta * covariance.beta;
    return share * Math.sqrt(square);
  });
}
