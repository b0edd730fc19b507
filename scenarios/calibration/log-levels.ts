// From what the log leaves open to what a scenario draws: a posterior in its own unit becomes a
// distribution of the model's parameter, which is relative to the level the plan starts from.
import { exp, normalCdf } from '../../src/numeric/elementary.ts';
import type { Draw } from '../draw.ts';
import { PARAMETER_UNITS } from '../file/read-parameters.ts';
import type { Bounds } from '../file/units.ts';
import { LOG_PARAMETERS } from '../log-parameters.ts';
import type { LogParameter } from '../log-parameters.ts';
import type { SitePlan } from '../plan.ts';
import { ALL_PAYERS } from './levels-say.ts';
import type { Calibration, Estimated, ParameterUnit } from './parameter.ts';
import { quantileOf } from './posterior.ts';
import type { Posterior } from './posterior.ts';

/** A parameter as the log leaves it open, against the level it is relative to. */
export interface LogDraw {
  readonly id: LogParameter;
  readonly status: 'drawn';
  readonly draw: Draw;
  readonly calibrated: Estimated;
  /** The level a scenario starts from, in the unit of what was calibrated; null of growth. */
  readonly level: number | null;
  /** What one fit ties it to: drawn apart, both would spread too little together. */
  readonly tie: { readonly id: LogParameter; readonly rho: number } | null;
}

/** A parameter of which the log says too little. */
export interface LogSilence {
  readonly id: LogParameter;
  readonly status: 'inconclusive';
  readonly reason: string;
}

export type LogSaid = LogDraw | LogSilence;

interface Source {
  readonly parameter: string;
  readonly of: string;
  readonly unit: ParameterUnit;
  /** Null: it is no level. */
  readonly level: ((sites: readonly SitePlan[]) => number) | null;
}

const SOURCES: Readonly<Record<LogParameter, Source>> = {
  growth: { parameter: 'growth', of: 'group', unit: 'log a year', level: null },
  'level.visits': {
    parameter: 'visits',
    of: 'group',
    unit: 'count',
    level: (sites) => total(sites.map(({ visitsMonthly }) => visitsMonthly)),
  },
  'level.ticket': {
    parameter: 'ticket',
    of: 'group',
    unit: 'cents',
    level: (sites) =>
      average(sites.map(({ visitsMonthly, ticketCents }) => [visitsMonthly, ticketCents])),
  },
  'level.denials': {
    parameter: 'denialRate',
    of: ALL_PAYERS,
    unit: 'share',
    level: (sites) =>
      average(payersOf(sites).map(({ claimsMonthly, denialRate }) => [claimsMonthly, denialRate])),
  },
  'level.payer-days': {
    parameter: 'payDays',
    of: ALL_PAYERS,
    unit: 'days',
    level: (sites) =>
      average(payersOf(sites).map(({ claimsMonthly, payDays }) => [claimsMonthly, payDays])),
  },
};

const payersOf = (sites: readonly SitePlan[]) => sites.flatMap(({ payers }) => payers);
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Mean of values by their weights; 0 where nothing has weight. */
function average(weighed: readonly (readonly [weight: number, value: number])[]): number {
  const weight = total(weighed.map(([own]) => own));
  return weight > 0 ? total(weighed.map(([own, value]) => own * value)) / weight : 0;
}

/**
 * What a calibration of a whole group says of the parameters of the model, for a plan that starts
 * from these sites. Plain data: quantiles of each, so that a recorded run holds all it was drawn of.
 */
export function logSays(
  { parameters, levels }: Pick<Calibration, 'parameters' | 'levels'>,
  sites: readonly SitePlan[],
): readonly LogSaid[] {
  return LOG_PARAMETERS.map((id): LogSaid => {
    const { parameter, of, level: levelOf } = SOURCES[id];
    const told = [...levels, ...parameters].filter((p) => p.parameter === parameter);
    // Where nothing is billed to payers, that is told of them all.
    const found = told.find((p) => p.of === of) ?? told.find((p) => p.status === 'inconclusive');
    const silent = (reason: string): LogSilence => ({ id, status: 'inconclusive', reason });
    if (found === undefined) return silent('nothing is recorded that would tell it');
    if (found.status === 'inconclusive') return silent(found.reason);
    const level = levelOf === null ? null : levelOf(sites);
    if (level === 0) return silent('the level the scenario starts from is zero');
    // Growth is told as a difference of logarithms, and drawn as a share a year.
    const relative = (x: number): number => (level === null ? exp(x) : x / level) - 1;
    const { bounds } = PARAMETER_UNITS[id];
    const isWithin = TAILS.map((p) => relative(quantileOf(found.posterior, p))).every(
      (x) => x >= bounds.min && x <= bounds.max,
    );
    if (!isWithin) return silent('one path in a thousand would lie outside what it may be');
    return {
      id,
      status: 'drawn',
      draw: quantilesOf(found.posterior, relative, bounds),
      calibrated: found,
      level,
      tie: tieOf(found),
    };
  });
}

function tieOf({ tie, of }: Estimated): LogDraw['tie'] {
  const id = LOG_PARAMETERS.find(
    (known) => SOURCES[known].parameter === tie?.parameter && SOURCES[known].of === of,
  );
  return tie === undefined || id === undefined ? null : { id, rho: tie.rho };
}

/** Standard normal places of the quantiles that are kept: so far to each side, so near together. */
const REACH = 4.5;
const STEPS_TO_ONE = 8;

/** Nine digits of a place, and eight of a value: as many as a scenario file writes. */
const rounded = (x: number, digits: number): number => Number(x.toFixed(digits));

/** What lies further out is beyond one path in a thousand. */
const TAILS = [0.001, 0.999] as const;

/**
 * A posterior by its quantiles; between two of them it is missed by far less than its own spread. The
 * last paths of a long tail end where the parameter does: no level falls below zero.
 */
function quantilesOf(posterior: Posterior, of: (x: number) => number, bounds: Bounds): Draw {
  const { min, max } = bounds;
  const steps = REACH * STEPS_TO_ONE;
  const at = Array.from({ length: 2 * steps + 1 }, (_, i) =>
    rounded(normalCdf((i - steps) / STEPS_TO_ONE), 9),
  );
  const values = at.map((p) =>
    rounded(Math.min(max, Math.max(min, of(quantileOf(posterior, p)))), 8),
  );
  return { kind: 'quantiles', at, values };
}
