// What a log says of one parameter, as plain data.
import type { Grade } from '../plan.ts';
import type { DefaultsKind, Range } from '../defaults-tables.ts';
import { intervalOf, medianOf } from './posterior.ts';
import type { Interval, Posterior } from './posterior.ts';

/** What an estimate is counted in. */
export type ParameterUnit =
  'share' | 'days' | 'count' | 'cents' | 'factor' | 'log a year' | 'sd of log';

/** The shipped default of a parameter, for comparison; null where none is shipped. */
export interface ShippedDefault {
  readonly range: Range;
  readonly grade: Grade;
  readonly source: string;
}

/** What is told of every parameter, estimated or not. */
interface About {
  /** What it is: `denialRate`. */
  readonly parameter: string;
  /** Whose: a payer, a site, a service line, or `group`. */
  readonly of: string;
  readonly unit: ParameterUnit;
  readonly method: string;
  /** `2025-11..2026-07` */
  readonly window: string;
  /** How many of what was counted. */
  readonly n: number;
  readonly counted: string;
  readonly shipped: ShippedDefault | null;
}

export interface Estimated extends About {
  readonly status: 'estimated';
  readonly grade: 'recorded';
  /** The posterior median. */
  readonly estimate: number;
  readonly interval80: Interval;
  readonly interval95: Interval;
  readonly posterior: Posterior;
  /** Whether the interval is the log's alone, or leans on a prior that is told in `method`. */
  readonly restsOn: 'log' | 'log and prior';
  /** What the log says without any prior, 95 %; null where that cannot be had. */
  readonly logAlone: Interval | null;
  /** The log alone lies outside the whole range of the shipped default: one of the two is wrong. */
  readonly isInConflict: boolean;
  /** Another parameter of the same fit, whose value moves with this one's. */
  readonly tie?: Tie;
}

export interface Tie {
  readonly parameter: string;
  /** Spearman's correlation. */
  readonly rho: number;
}

/** What the log cannot judge: a reason, never a number. */
export interface Inconclusive extends About {
  readonly status: 'inconclusive';
  readonly restsOn: 'prior' | 'nothing';
  readonly reason: string;
}

export type CalibratedParameter = Estimated | Inconclusive;

/** How large a difference a history could show at all. */
export interface EffectPower {
  readonly monthsBefore: number;
  readonly monthsAfter: number;
  /** Whether the book has an agreement; otherwise a change in the middle is supposed. */
  readonly isSupposed: boolean;
  /** Standard error of a change of collections between the two, as difference of logarithms. */
  readonly standardError: number;
  /** Least change of collections seen with 80 % power at a 5 % level, two-sided, as a share. */
  readonly detectable: number;
}

/** A change pretended where there was none (scenarios.md §4.5.7). */
export type Placebo =
  | {
      readonly status: 'estimated';
      readonly at: string;
      readonly change: Interval & { readonly estimate: number };
      readonly isClear: boolean;
    }
  | { readonly status: 'inconclusive'; readonly reason: string };

/** A month of service that is still coming in, completed in three ways; cents. */
export interface UnfinishedMonth {
  readonly month: string;
  readonly lagMonths: number;
  readonly chargesCents: number;
  readonly cashCents: number;
  /** Chain ladder alone. */
  readonly chainLadderCents: number;
  /** Bornhutter and Ferguson: what is missing by the mature months' cash per charge. */
  readonly bornhutterFergusonCents: number;
  /** What is used: Bornhutter-Ferguson for lags 0 to 2, else the chain ladder. */
  readonly ultimateCents: number;
  /** By the payers' own lags: allowed charges times the share not yet paid at this age. */
  readonly byLagCents: number | null;
}

/** What the log of a book says at a cut; a scenario may take any posterior from it. */
export interface Calibration {
  readonly asOf: string;
  readonly knownAt: number;
  readonly months: string;
  readonly site: string | null;
  readonly defaults: DefaultsKind;
  readonly parameters: readonly CalibratedParameter[];
  /** Levels counted as the model counts them: what all payers do is one level. */
  readonly levels: readonly CalibratedParameter[];
  readonly unfinished: readonly UnfinishedMonth[];
  /** Chain ladder's reserve over that of the lags; null where either is missing. */
  readonly reserveRatio: number | null;
  /** Mack's test that payers did not change their behaviour at some month; null if too small. */
  readonly calendarPValue: number | null;
  readonly power: EffectPower | null;
  readonly placebo: Placebo;
}

/** What was counted, in words and figures. */
export type Counted = Pick<
  About,
  'parameter' | 'of' | 'unit' | 'method' | 'window' | 'n' | 'counted'
>;

/** A parameter with an estimate; conflict is judged by the log alone, else by the 95 % interval. */
export function estimated(
  about: Counted,
  posterior: Posterior,
  more: {
    readonly restsOn: Estimated['restsOn'];
    readonly shipped?: ShippedDefault | null;
    readonly logAlone?: Interval | null;
    readonly tie?: Tie;
  },
): Estimated {
  const shipped = more.shipped ?? null;
  const interval95 = intervalOf(posterior, 0.95);
  const logAlone = more.restsOn === 'log' ? interval95 : (more.logAlone ?? null);
  return {
    ...about,
    status: 'estimated',
    grade: 'recorded',
    estimate: medianOf(posterior),
    interval80: intervalOf(posterior, 0.8),
    interval95,
    posterior,
    restsOn: more.restsOn,
    logAlone,
    shipped,
    isInConflict: shipped !== null && logAlone !== null && isApart(logAlone, shipped.range),
    ...(more.tie === undefined ? {} : { tie: more.tie }),
  };
}

/** Whether an interval and a range have no value in common. */
function isApart({ lower, upper }: Interval, [low, , high]: Range): boolean {
  return upper < low || lower > high;
}

/** A parameter of which the log says too little. */
export function inconclusive(
  about: Omit<Counted, 'method'>,
  reason: string,
  shipped: ShippedDefault | null = null,
): Inconclusive {
  return {
    ...about,
    method: '—',
    status: 'inconclusive',
    reason,
    shipped,
    restsOn: shipped === null ? 'nothing' : 'prior',
  };
}
