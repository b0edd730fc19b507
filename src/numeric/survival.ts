// Times to one kind of end under censoring: Kaplan and Meier 1958, Nelson and Aalen, the log-rank
// test. Where ends compete (a claim is paid, denied or written off) these overstate each of them:
// that is what projections/revenue-cycle/cumulative-incidence.ts is for.
import { invariant } from '../error.ts';
import { exp, log } from './elementary.ts';
import { incompleteGamma } from './incomplete.ts';
import { normalQuantile } from './normal.ts';

/** How long one subject was watched, and whether that ended in the event or in censoring. */
export interface Lifetime {
  readonly time: number;
  readonly isEvent: boolean;
  /** Watched only after this time (left truncation: a claim imported mid-life); always if absent. */
  readonly enteredAt?: number;
}

/** The curve from one time on; times are those at which anything happened, rising. */
export interface SurvivalStep {
  readonly time: number;
  /** Watched just before this time: entered before it, and not gone. */
  readonly atRisk: number;
  readonly events: number;
  /** Kaplan-Meier: share without the event after this time. */
  readonly survival: number;
  /** Greenwood's; null once nobody is left, where it has no value. */
  readonly standardError: number | null;
  /** Nelson-Aalen: Σ events/atRisk. */
  readonly cumulativeHazard: number;
  /** √Σ events/atRisk² (Aalen). */
  readonly hazardError: number;
}

/**
 * Kaplan-Meier and Nelson-Aalen estimates side by side. Ends come before censorings of the same
 * time, and who enters at a time is at risk after it, as in R's survfit.
 */
export function survivalSteps(lifetimes: readonly Lifetime[]): SurvivalStep[] {
  for (const { time, enteredAt = -Infinity } of lifetimes) {
    invariant(time >= 0 && enteredAt < time, 'a lifetime ends after it began to be watched');
  }
  const byEnd = lifetimes.toSorted((a, b) => a.time - b.time);
  const entries = Float64Array.from(lifetimes, (x) => x.enteredAt ?? -Infinity).sort();
  const steps: SurvivalStep[] = [];
  let [survival, greenwood, hazard, hazardVariance] = [1, 0, 0, 0];
  for (let gone = 0, entered = 0; gone < byEnd.length;) {
    const time = (byEnd[gone] as Lifetime).time;
    while (entered < entries.length && (entries[entered] as number) < time) entered++;
    const atRisk = entered - gone;
    let events = 0;
    for (; byEnd[gone]?.time === time; gone++) if (byEnd[gone]?.isEvent) events++;
    survival *= (atRisk - events) / atRisk;
    greenwood += events / atRisk / (atRisk - events);
    hazard += events / atRisk;
    hazardVariance += events / atRisk / atRisk;
    steps.push({
      time,
      atRisk,
      events,
      survival,
      standardError: survival === 0 ? null : survival * Math.sqrt(greenwood),
      cumulativeHazard: hazard,
      hazardError: Math.sqrt(hazardVariance),
    });
  }
  return steps;
}

/** What the interval is symmetric in: S itself, ln S (R's default) or ln(−ln S). */
export type SurvivalScale = 'plain' | 'log' | 'log-log';

/**
 * Interval of the survival at one step, cut to 0 … 1. Null before the first event and after
 * everybody's: Greenwood's formula knows no error there. `log-log` keeps within 0 … 1 by itself and
 * holds its level best in small groups.
 */
export function survivalInterval(
  { survival, standardError }: SurvivalStep,
  scale: SurvivalScale,
  confidence = 0.95,
): { readonly lower: number; readonly upper: number } | null {
  if (standardError === null || survival === 1) return null;
  const half = normalQuantile((1 + confidence) / 2) * standardError;
  switch (scale) {
    case 'plain':
      return { lower: Math.max(0, survival - half), upper: Math.min(1, survival + half) };
    case 'log': {
      const factor = exp(half / survival);
      return { lower: survival / factor, upper: Math.min(1, survival * factor) };
    }
    case 'log-log': {
      const lnSurvival = log(survival);
      const factor = exp(-half / (survival * lnSurvival));
      return { lower: exp(lnSurvival * factor), upper: exp(lnSurvival / factor) };
    }
  }
}

/** A share that a product of fractions may miss by its last bits. */
const ROUNDING = 1e-12;

/** First time after which at most this share is left; null if the curve does not fall so far. */
export function survivalTime(steps: readonly SurvivalStep[], share = 0.5): number | null {
  return steps.find(({ survival }) => survival <= share + ROUNDING)?.time ?? null;
}

/** Mean time up to `until` (by default the last time seen): the area under the curve from 0. */
export function restrictedMeanTime(steps: readonly SurvivalStep[], until?: number): number {
  const end = until ?? steps.at(-1)?.time ?? 0;
  let area = 0;
  let from = 0;
  let share = 1;
  for (const { time, survival } of steps) {
    if (time >= end) break;
    area += share * (time - from);
    from = time;
    share = survival;
  }
  return area + share * (end - from);
}

/** Events of the first of two groups, as they came and as they would have by a common hazard. */
export interface LogRank {
  readonly observed: number;
  readonly expected: number;
  readonly variance: number;
  /** (observed − expected)² / variance, χ² with one degree of freedom. */
  readonly chiSquared: number;
  readonly pValue: number;
}

/**
 * Log-rank test of two groups (Mantel 1966): do they wait alike? Null where no event happened while
 * both were watched, so that nothing compares them.
 */
export function logRank(first: readonly Lifetime[], second: readonly Lifetime[]): LogRank | null {
  const own = new Map(survivalSteps(first).map((step) => [step.time, step.events]));
  let [observed, expected, variance] = [0, 0, 0];
  for (const { time, atRisk, events } of survivalSteps([...first, ...second])) {
    const share = watched(first, time) / atRisk;
    observed += own.get(time) ?? 0;
    expected += events * share;
    if (atRisk > 1) {
      variance += (events * share * (1 - share) * (atRisk - events)) / (atRisk - 1);
    }
  }
  if (!(variance > 0)) return null;
  const chiSquared = ((observed - expected) * (observed - expected)) / variance;
  const pValue = incompleteGamma(0.5, chiSquared / 2).upper;
  return { observed, expected, variance, chiSquared, pValue };
}

function watched(lifetimes: readonly Lifetime[], at: number): number {
  return lifetimes.filter(({ time, enteredAt = -Infinity }) => enteredAt < at && time >= at).length;
}
