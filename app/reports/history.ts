// What every answer of history and of scenarios says of where it comes from: log, prior or entry,
// where these contradict each other, and how much this history could show at all.
import type {
  CalibratedParameter,
  EffectPower,
  ParameterUnit,
} from '../../scenarios/calibration/parameter.ts';
import type { HistoryLimits } from '../../scenarios/calibration/limits.ts';
import type { History } from '../../scenarios/history.ts';
import type { Origins } from '../../scenarios/origins.ts';
import { display, percent } from './numbers.ts';

/** A value as people read it in its unit; rates and spreads of logarithms are plain numbers. */
export const written = (x: number, unit: ParameterUnit): string =>
  display(x, unit === 'log a year' || unit === 'sd of log' ? 'factor' : unit);

/** How large a fee difference a history could show at all (scenarios.md §4.5.7). */
export function powerWords(power: Omit<EffectPower, 'standardError'> | null): string {
  if (power === null) {
    return 'How large a fee difference this history could show is inconclusive: six months on each side of a change are wanted.';
  }
  const { monthsBefore, monthsAfter, isSupposed } = power;
  const least = percent(power.detectable);
  const change = isSupposed
    ? 'a change supposed in its middle, as there is no agreement'
    : 'joining';
  return `This history could show a change of collections of ${least} or more (80 % power, 5 % level), from ${monthsBefore} months before and ${monthsAfter} after ${change}: a fee difference below ${least} of collections is beyond it.`;
}

/** A default that the log alone contradicts, said aloud; empty where there is none. */
export function conflictWords(p: CalibratedParameter): string {
  if (p.status !== 'estimated' || p.logAlone === null || p.shipped === null) return '';
  const shown = (x: number): string => written(x, p.unit);
  const [low, , high] = p.shipped.range;
  return `Conflict: ${p.parameter} of ${p.of} is ${shown(p.logAlone.lower)} to ${shown(p.logAlone.upper)} by the log alone, and the default says ${shown(low)} to ${shown(high)} (${p.shipped.source}).`;
}

/** What stands below a report that looks back: conflicts first, then how much it could show. */
export const limitNotes = ({ power, conflicts }: HistoryLimits): string[] => [
  ...conflicts.map(conflictWords),
  powerWords(power),
];

/** Names by their grade, the best one first: "B denials; E volume, dip". */
export function byGrade(priors: Origins['priors']): string {
  return priors.length === 0
    ? 'none'
    : priors.map(({ grade, ids }) => `${grade} ${ids.join(', ')}`).join('; ');
}

/** Which parameters are from the log, from priors and entered, in one line. */
function originWords({ log, priors, recorded, entered }: Origins): string {
  const list = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
  return [
    `Assumptions drawn from the log: ${list(log)}`,
    ...(recorded.length === 0 ? [] : [`Said to be recorded: ${list(recorded)}`]),
    `From priors, by grade: ${byGrade(priors)}`,
    `Entered: ${list(entered)}.`,
  ].join('. ');
}

/** What an answer says of its parameters: where they are from, and what of that the log bears. */
export const originNotes = (about: {
  readonly origins: Origins;
  readonly history?: History;
}): string[] => [originWords(about.origins), ...historyNotes(about.history)];

/** What an answer that drew from the log says of it: conflicts, what it leaves, and its limits. */
function historyNotes(history: History | undefined): string[] {
  if (history === undefined) return [];
  return [
    ...history.conflicts,
    ...history.held.map(
      ({ id, reason }) => `The log says too little of ${id}, which stays a value: ${reason}.`,
    ),
    powerWords(history.power),
  ];
}
