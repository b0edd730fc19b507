import { formatMonth } from '../src/calendar.ts';
import type { Comparison } from './compare.ts';
import { MODEL_VERSION } from './model.ts';
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
}

export function aboutRun({ title, plan, paths, seed, scenarioDigest }: Comparison): AboutRun {
  return {
    title,
    question: questionOf(plan),
    months: plan.months,
    firstMonth: formatMonth(plan.start),
    paths,
    seed,
    modelVersion: MODEL_VERSION,
    scenarioDigest,
  };
}

/** A group with an MSO stays or leaves; one without joins or stays as it is. */
export const questionOf = ({ recorded }: Pick<Plan, 'recorded'>): AboutRun['question'] =>
  recorded === 'withMso' ? 'stay-or-leave' : 'join-or-stay';
