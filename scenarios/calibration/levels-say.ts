// What the log says of the levels a scenario can draw, counted as the model counts them: self-pay
// revenue a visit, and what all payers together deny and take their time for. (Visits and growth
// are told with demand.) One factor moves a level of all payers alike, so they are judged as one.
import { ratioOfMeans, sum } from '../../src/numeric/statistics.ts';
import { streamKey } from '../../src/numeric/stream.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import type { DefaultsKind } from '../defaults-tables.ts';
import { deniedPart } from '../levels/payers.ts';
import { monthsIn, selfPayCents, windowText } from '../levels/reading.ts';
import type { BookReading, SiteOf } from '../levels/reading.ts';
import {
  denialCounts,
  claimsByPayer,
  decisionWaits,
  HORIZON_DAYS,
  LEAST_PAID,
} from './claims-say.ts';
import { visitsOf } from './demand-says.ts';
import { estimated, inconclusive } from './parameter.ts';
import type { CalibratedParameter, Counted } from './parameter.ts';
import { lagPosterior, Waits } from './payer-lag.ts';
import { pooledRates } from './pooled-rates.ts';
import { intervalOf } from './posterior.ts';
import { ratePrior, shippedDenialRate, shippedPayDays, shippedTicket } from './shipped.ts';

/** Whose the levels of insured care are. */
export const ALL_PAYERS = 'all payers';

const LEAST_MONTHS = 4;

/** The ticket of some sites, then denials and days to decision of all their payers as one. */
export function levelsSay(
  reading: BookReading,
  of: {
    readonly sites: readonly SiteOf[];
    readonly site: string | null;
    readonly kind: DefaultsKind;
    readonly sha256: Sha256;
  },
): CalibratedParameter[] {
  const claims = claimsByPayer(reading, of.site).flatMap((payer) => payer.claims);
  if (claims.length === 0) return [ticketSays(reading, of)];
  return [
    ticketSays(reading, of),
    denialsSay(reading, claims, of.kind),
    payDaysSay(reading, claims, of),
  ];
}

function ticketSays(
  reading: BookReading,
  of: {
    readonly sites: readonly SiteOf[];
    readonly site: string | null;
    readonly kind: DefaultsKind;
  },
): CalibratedParameter {
  const { trailing, all } = reading;
  const visits = visitsOf(reading, of.sites);
  const months = Array.from({ length: monthsIn(trailing) }, (_, i) => trailing.from + i);
  const below = months.map((m) => visits.values[m - all.from] ?? 0);
  const above = months.map((m) =>
    sum(of.sites.map((site) => selfPayCents(reading, site, { from: m, to: m }))),
  );
  const about: Counted = {
    parameter: 'ticket',
    of: of.site ?? 'group',
    unit: 'cents',
    method: `self-pay revenue by ${visits.counted}; months as a sample`,
    window: windowText(reading, trailing),
    n: months.length,
    counted: 'months',
  };
  const shipped = shippedTicket(of.kind);
  if (months.length < LEAST_MONTHS) {
    const reason = `${months.length} months are recorded; ${LEAST_MONTHS} are wanted`;
    return inconclusive(about, reason, shipped);
  }
  const found = ratioOfMeans(above, below);
  if (found === null || !(found.standardError > 0)) {
    return inconclusive(about, 'no visits are counted, or no month differs from another', shipped);
  }
  const part = { weight: 1, centre: found.estimate, scale: found.standardError };
  const degrees = months.length - 1;
  return estimated(
    about,
    { kind: 'students', degrees, isLog: false, parts: [part] },
    { restsOn: 'log', shipped },
  );
}

function denialsSay(
  reading: BookReading,
  claims: readonly Claim[],
  kind: DefaultsKind,
): CalibratedParameter {
  const shipped = shippedDenialRate(kind);
  // As the model counts them: a partly denied claim by its denied part.
  const counts = denialCounts(reading, claims, reading.decided, deniedPart);
  const about: Counted = {
    parameter: 'denialRate',
    of: ALL_PAYERS,
    unit: 'share',
    method: 'beta-binomial, payers as one; partly denied claims by their denied part',
    window: windowText(reading, reading.decided),
    n: counts.trials,
    counted: 'claims decided',
  };
  const posterior = pooledRates([counts], ratePrior(shipped)).groups[0];
  if (counts.trials === 0 || posterior === undefined) {
    return inconclusive(about, 'no claim of these months is decided', shipped);
  }
  const { successes, trials } = counts;
  // Jeffreys' prior; a part of a claim counts as a part.
  const own = { weight: 1, alpha: successes + 0.5, beta: trials - successes + 0.5 };
  const logAlone = intervalOf({ kind: 'betas', parts: [own] }, 0.95);
  return estimated(about, posterior, { restsOn: 'log and prior', shipped, logAlone });
}

function payDaysSay(
  reading: BookReading,
  claims: readonly Claim[],
  { kind, sha256 }: { readonly kind: DefaultsKind; readonly sha256: Sha256 },
): CalibratedParameter {
  const window = { from: reading.trailing.from, to: reading.last };
  const waits = decisionWaits(reading, claims, window);
  const weighed = (of: readonly { weight: number }[]): number =>
    Math.round(sum(of.map(({ weight }) => weight)));
  const decided = weighed(waits.filter(({ cause }) => cause === 1));
  const about: Counted = {
    parameter: 'payDays',
    of: ALL_PAYERS,
    unit: 'days',
    method: `mean to the first decision, payers as one: Aalen-Johansen, open claims censored, to the last day watched (at most ${HORIZON_DAYS})`,
    window: windowText(reading, window),
    n: weighed(waits),
    counted: 'claims sent',
  };
  const shipped = shippedPayDays(kind);
  if (decided < LEAST_PAID) {
    const reason = `${decided} claims sent in these months are decided; ${LEAST_PAID} are wanted`;
    return inconclusive(about, reason, shipped);
  }
  const all = new Waits(waits);
  const key = streamKey('calibration', `lag/decision/${ALL_PAYERS}`, sha256);
  const { meanDays } = lagPosterior(all, Math.min(HORIZON_DAYS, all.longest), key);
  return estimated(about, meanDays, { restsOn: 'log', shipped });
}
