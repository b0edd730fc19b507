// The shipped defaults in the units that the log is read in.
import { central, defaultPayer, seasonIndex } from '../defaults.ts';
import { LINES, OPERATING } from '../defaults-tables.ts';
import type { Default, DefaultsKind, Range } from '../defaults-tables.ts';
import { log } from '../../src/numeric/elementary.ts';
import type { RatePrior } from './pooled-rates.ts';
import type { ShippedDefault } from './parameter.ts';
import type { TrendPrior } from './log-trend.ts';

/** The column of defaults for a group of so many sites. */
export function kindOfGroup(sites: number): DefaultsKind {
  return sites <= 1 ? 'solo' : sites < 20 ? 'five-sites' : 'forty-sites';
}

const from = (
  row: Default,
  kind: DefaultsKind,
  of: (x: number) => number = (x) => x,
): ShippedDefault => {
  const [low, middle, high] = row.of[kind];
  return { range: [of(low), of(middle), of(high)], grade: row.grade, source: row.source };
};

export const shippedDenialRate = (kind: DefaultsKind): ShippedDefault =>
  from(OPERATING.denialRate, kind);

/** Days to the first decision: days in A/R less submission, rework and the patients' part. */
export function shippedPayDays(kind: DefaultsKind): ShippedDefault {
  const taken = central(OPERATING.daysInAr, kind) - defaultPayer(kind).payDays;
  return from(OPERATING.daysInAr, kind, (days) => days - taken);
}

/** Denials paid in the end: what the net collection rate leaves of the denied. */
export function shippedOverturned(kind: DefaultsKind): ShippedDefault {
  const { denialRate, patientShare, patientCollected } = defaultPayer(kind);
  return from(OPERATING.netCollectionRate, kind, (rate) =>
    Math.min(
      1,
      Math.max(0, 1 - (1 - rate / (1 - patientShare * (1 - patientCollected))) / denialRate),
    ),
  );
}

/** As a difference of logarithms a year. */
export const shippedGrowth = (kind: DefaultsKind): ShippedDefault =>
  from(OPERATING.growth, kind, (growth) => log(1 + growth));
export const shippedNoise = (kind: DefaultsKind, of: 'group' | 'site'): ShippedDefault => {
  if (of === 'group') return from(OPERATING.groupNoise, kind);
  // A site has the group's noise and its own.
  const group = OPERATING.groupNoise.of[kind];
  const own = OPERATING.siteNoise.of[kind];
  const both = (i: 0 | 1 | 2): number => Math.sqrt(group[i] * group[i] + own[i] * own[i]);
  const { grade, source } = OPERATING.siteNoise;
  return { range: [both(0), both(1), both(2)], grade, source };
};
/** Self-pay revenue of a visit, in cents. */
export const shippedTicket = (kind: DefaultsKind): ShippedDefault =>
  from(OPERATING.ticket, kind, (dollars) => dollars * 100);
export const shippedVisits = (kind: DefaultsKind): ShippedDefault => from(OPERATING.visits, kind);

/** How far a month may lie from the documented season, as a factor: an estimate. */
export const SEASON_SD = 0.08;

export function shippedSeason(month: number): ShippedDefault {
  const index = seasonIndex()[month] ?? 1;
  const wide = 1 + 2 * SEASON_SD;
  const range: Range = [index / wide, index, index * wide];
  return { range, grade: 'E', source: 'docs/sources.md#season' };
}

/** Product cost of the lines but retail, as a share of their revenue. */
export function shippedProductCost(): ShippedDefault {
  const lines = LINES.filter(({ line }) => line !== 'retail');
  const share = lines.reduce((sum, { share: own }) => sum + own[1], 0);
  const blend = (i: 0 | 1 | 2): number =>
    lines.reduce((sum, line) => sum + line.share[1] * line.productCost[i], 0) / share;
  return {
    range: [blend(0), blend(1), blend(2)],
    grade: 'E',
    source: 'docs/sources.md#service-lines',
  };
}

export function shippedRetailCost(): ShippedDefault | null {
  const retail = LINES.find(({ line }) => line === 'retail');
  return retail === undefined
    ? null
    : { range: retail.productCost, grade: retail.grade, source: retail.source };
}

/** Low to high is taken to hold the rate of the group with 80 %: 2.56 sd. */
const SDS_IN_RANGE = 2.5631031310892007;

/** A rate beforehand, from a shipped range. */
export function ratePrior({ range }: ShippedDefault): RatePrior {
  const [low, middle, high] = range;
  const mean = Math.min(0.95, Math.max(0.02, middle));
  const sd = Math.max((high - low) / SDS_IN_RANGE, 0.01);
  // No wider than a beta of that mean can be with a peak inside.
  return { mean, sd: Math.min(sd, 0.9 * Math.sqrt((mean * (1 - mean)) / 3)) };
}

/** The shipped noise may be wrong by a factor of about 2 (80 %). */
const NOISE_LOG_SD = 0.5;

/** A monthly series beforehand. */
export function trendPrior(kind: DefaultsKind, noise: number): TrendPrior {
  const [low, middle, high] = OPERATING.growth.of[kind];
  return {
    noise: { middle: noise, logSd: NOISE_LOG_SD },
    growth: { mean: log(1 + middle), sd: (high - low) / SDS_IN_RANGE },
    season: seasonIndex().map(log),
    seasonSd: SEASON_SD,
  };
}

/** A prior that says next to nothing: what the log says alone. */
export const noPrior = (prior: TrendPrior): TrendPrior => ({
  ...prior,
  noise: { ...prior.noise, logSd: 2 },
  growth: { mean: 0, sd: 10 },
  season: prior.season.map(() => 0),
  seasonSd: 10,
});
