import { formatMonth } from '../src/calendar.ts';
import type { Comparison } from './compare.ts';
import type { History } from './history.ts';
import { MODEL_VERSION } from './model.ts';
import { originsOf } from './origins.ts';
import type { Origins } from './origins.ts';
import type { Plan } from './plan.ts';

/** What was asked, and what it takes to ask it again: stands on every answer. */
export interface AboutRun {
  readonly title: string;
  readonly question: 'stay-or-leave' | 'join-or-stay';
  readonly months: number;
  readonly firstMonth: string;
  readonly paths: number;
  readonly seed: string;
  readonly modelVersion: string;
  readonly scenarioDigest: string;
  /** What the log was that parameters are drawn from; absent where none are. */
  readonly history?: History;
}

/** The same with where every parameter comes from: of answers that do not list them. */
export interface AboutQuestion extends AboutRun {
  readonly origins: Origins;
}

export const aboutQuestion = (comparison: Comparison): AboutQuestion => ({
  ...aboutRun(comparison),
  origins: originsOf(comparison.parameters, comparison.history),
});

export function aboutRun(comparison: Comparison): AboutRun {
  const { title, plan, paths, seed, scenarioDigest, history } = comparison;
  return {
    title,
    question: questionOf(plan),
    months: plan.months,
    firstMonth: formatMonth(plan.start),
    paths,
    seed,
    modelVersion: MODEL_VERSION,
    scenarioDigest,
    ...(history === undefined ? {} : { history }),
  };
}

/** A group with an MSO stays or leaves; one without joins or stays as it is. */
export const questionOf = ({ recorded }: Pick<Plan, 'recorded'>): AboutRun['question'] =>
  recorded === 'withMso' ? 'stay-or-leave' : 'join-or-stay';
