// What claims say of payers: denials, overturns, and how long they take (scenarios.md §4.1, §4.3).
import type { Day } from '../../src/calendar.ts';
import { firstDay, monthOf } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { streamKey } from '../../src/numeric/stream.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { jeffreysInterval } from '../../src/numeric/statistics.ts';
import { ENDS } from '../../projections/revenue-cycle/claim.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { payerGroups } from '../levels/payers.ts';
import { windowText } from '../levels/reading.ts';
import type { BookReading, Window } from '../levels/reading.ts';
import type { DefaultsKind } from '../defaults-tables.ts';
import { estimated, inconclusive } from './parameter.ts';
import type { CalibratedParameter, Counted, ShippedDefault } from './parameter.ts';
import { lagPosterior, Waits } from './payer-lag.ts';
import type { Wait } from './payer-lag.ts';
import { quantileOf } from './posterior.ts';
import type { Posterior } from './posterior.ts';
import { pooledRates } from './pooled-rates.ts';
import type { Successes } from './pooled-rates.ts';
import { ratePrior, shippedDenialRate, shippedOverturned, shippedPayDays } from './shipped.ts';

/** Claims of one payer, or of several small ones. */
export interface PayerClaims {
  readonly payer: string;
  readonly claims: readonly Claim[];
}

/** Days after its denial by which a claim has been overturned or given up, or is left out. */
const SETTLED_DAYS = 150;
/** Fewer claims than these, ended by payment, say nothing of how long a payer takes. */
export const LEAST_PAID = 10;
/** Waits are averaged up to here. */
export const HORIZON_DAYS = 180;
const USUAL_SUBMIT_DAYS = 4;

/** Claims by payer, at one site or all; those without a payer are left out. */
export function claimsByPayer(reading: BookReading, site: string | null): PayerClaims[] {
  const { state, claims } = reading.cycle;
  const own = claims.filter(
    (claim) => site === null || state.names.nameOf('site', claim.site) === site,
  );
  return payerGroups(reading).map((group) => ({
    payer: group.payer,
    claims: own.filter(group.has),
  }));
}

const DENIED: ReadonlySet<string> = new Set(['denied', 'partially-denied']);

/** How much of a decision is a denial: all of it where it is denied wholly or in part. */
type DeniedOf = (claim: Claim, decision: Claim['first'][number]) => number;
const whollyOrInPart: DeniedOf = (_, { outcome }) => (DENIED.has(outcome) ? 1 : 0);

/** Claims first decided, and those of them that are denied, of the services of a window. */
export function denialCounts(
  reading: BookReading,
  claims: readonly Claim[],
  window: Window,
  deniedOf: DeniedOf = whollyOrInPart,
): Successes {
  let [successes, trials] = [0, 0];
  for (const claim of claims) {
    if (claim.isOpening || !isServedIn(reading, claim, window)) continue;
    for (const decision of claim.first) {
      trials += decision.claims;
      successes += deniedOf(claim, decision) * decision.claims;
    }
  }
  return { successes, trials };
}

export function isServedIn(
  reading: BookReading,
  { servedOn }: Claim,
  { from, to }: Window,
): boolean {
  if (servedOn === null) return false;
  const month = monthOf(servedOn) - reading.context.firstMonth;
  return month >= from && month <= to;
}

/** Of claims wholly denied long enough ago: how many were paid, or left to the patient, after it. */
export function overturnCounts(
  reading: BookReading,
  claims: readonly Claim[],
  window: Window,
): Successes & { readonly open: number } {
  let [successes, trials, open] = [0, 0, 0];
  for (const claim of claims) {
    if (claim.isOpening || !isServedIn(reading, claim, window)) continue;
    for (const decision of claim.first) {
      if (decision.outcome !== 'denied' || decision.day + SETTLED_DAYS > reading.cut.asOf) continue;
      const after = claim.ends.filter(({ day }) => day >= decision.day);
      const count = (of: (end: string) => boolean): number =>
        after.reduce((sum, { end, claims: n }) => sum + (of(end) ? n : 0), 0);
      const won = Math.min(
        decision.claims,
        count((end) => end !== 'written off'),
      );
      const lost = Math.min(
        decision.claims - won,
        count((end) => end === 'written off'),
      );
      successes += won;
      trials += won + lost;
      open += decision.claims - won - lost;
    }
  }
  return { successes, trials, open };
}

/** Waits for an end (paid, moved to the patient, written off), by count or by dollars charged. */
export function waitsOf(
  reading: BookReading,
  claims: readonly Claim[],
  window: Window,
  by: 'claims' | 'dollars',
): Wait[] {
  const first = firstDay((reading.context.firstMonth + window.from) as Month);
  const { asOf } = reading.cut;
  return claims.flatMap((claim) => {
    const sent = submissionOf(claim);
    if (sent === null || claim.claims <= 0 || sent > asOf) return [];
    // What was taken over was seen only from the first day of the book on.
    const since = claim.isOpening ? bookStart(reading) : sent;
    if (sent < first) return [];
    const entered = since > sent ? { enteredAt: since - sent - 1 } : {};
    const cents = claim.isOpening ? claim.money.opening : claim.submittedCents;
    const each = by === 'claims' ? 1 : cents / claim.claims;
    if (each <= 0) return [];
    let left = claim.claims;
    const waits: Wait[] = claim.ends.map(({ day, end, claims: n }) => {
      left -= n;
      return {
        days: Math.max(0, day - sent),
        cause: ENDS.indexOf(end) + 1,
        weight: n * each,
        ...entered,
      };
    });
    if (left > 0) waits.push({ days: asOf - sent, cause: 0, weight: left * each, ...entered });
    return waits;
  });
}

/** The day a claim was sent; of an opening item, the usual days after its service. */
function submissionOf({ submittedOn, servedOn, isOpening }: Claim): Day | null {
  if (!isOpening) return submittedOn;
  return servedOn === null ? null : ((servedOn + USUAL_SUBMIT_DAYS) as Day);
}

const bookStart = (reading: BookReading): Day =>
  firstDay((reading.context.firstMonth + reading.all.from) as Month);

/** Days to the first decision of each decided claim; open ones are censored. */
export function decisionWaits(
  reading: BookReading,
  claims: readonly Claim[],
  window: Window,
): Wait[] {
  const first = firstDay((reading.context.firstMonth + window.from) as Month);
  const { asOf } = reading.cut;
  return claims.flatMap((claim) => {
    const { submittedOn: sent } = claim;
    if (sent === null || claim.isOpening || sent > asOf || sent < first) return [];
    let left = claim.claims;
    const waits: Wait[] = claim.first.map(({ day, claims: n }) => {
      left -= n;
      return { days: Math.max(0, day - sent), cause: 1, weight: n };
    });
    if (left > 0) waits.push({ days: asOf - sent, cause: 0, weight: left });
    return waits;
  });
}

/** Everything that claims say, payer by payer. */
export function claimsSay(
  reading: BookReading,
  {
    site,
    kind,
    sha256,
  }: { readonly site: string | null; readonly kind: DefaultsKind; readonly sha256: Sha256 },
): CalibratedParameter[] {
  const payers = claimsByPayer(reading, site);
  // Denials are worked for months: what was denied lately has not shown yet how it ends.
  const regime = { from: reading.trailing.from, to: reading.last };
  if (payers.every(({ claims }) => claims.length === 0)) return noneSay(reading, kind);
  return [
    ...payerRates(reading, payers, kind),
    ...payers.flatMap((payer) => lags(reading, payer, regime, kind, sha256)),
  ];
}

/** How often payers deny, and how often that is overturned, each leaning on the others. */
export function payerRates(
  reading: BookReading,
  payers: readonly PayerClaims[],
  kind: DefaultsKind,
): CalibratedParameter[] {
  const { all } = reading;
  return [
    ...rates(reading, payers, reading.decided, {
      parameter: 'denialRate',
      counted: 'claims decided',
      shipped: shippedDenialRate(kind),
      countsOf: (claims) => denialCounts(reading, claims, reading.decided),
      method: 'beta-binomial over payers; denied or partly denied at first decision',
      reason: 'no claim of these months is decided',
    }),
    ...rates(reading, payers, all, {
      parameter: 'overturned',
      counted: 'denials settled',
      shipped: shippedOverturned(kind),
      countsOf: (claims) => overturnCounts(reading, claims, all),
      method: `beta-binomial over payers; wholly denied at least ${SETTLED_DAYS} days ago`,
      reason: `no claim denied at least ${SETTLED_DAYS} days ago has ended`,
    }),
  ];
}

/** Nothing is billed to payers, or nothing of it is recorded. */
function noneSay(reading: BookReading, kind: DefaultsKind): CalibratedParameter[] {
  const about = { of: 'payers', window: windowText(reading, reading.all), n: 0, counted: 'claims' };
  const reason = 'no insured claim is recorded';
  return [
    inconclusive(
      { ...about, parameter: 'denialRate', unit: 'share' },
      reason,
      shippedDenialRate(kind),
    ),
    inconclusive(
      { ...about, parameter: 'overturned', unit: 'share' },
      reason,
      shippedOverturned(kind),
    ),
    inconclusive({ ...about, parameter: 'payDays', unit: 'days' }, reason, shippedPayDays(kind)),
  ];
}

interface Rate {
  readonly parameter: string;
  readonly counted: string;
  readonly shipped: ShippedDefault;
  readonly countsOf: (claims: readonly Claim[]) => Successes;
  readonly method: string;
  readonly reason: string;
}

function rates(
  reading: BookReading,
  payers: readonly PayerClaims[],
  window: Window,
  { parameter, counted, shipped, countsOf, method, reason }: Rate,
): CalibratedParameter[] {
  const counts = payers.map(({ claims }) => countsOf(claims));
  const posteriors = pooledRates(counts, ratePrior(shipped)).groups;
  return payers.map(({ payer }, i): CalibratedParameter => {
    const { successes, trials } = counts[i] ?? { successes: 0, trials: 0 };
    const about: Counted = {
      parameter,
      of: payer,
      unit: 'share',
      method,
      window: windowText(reading, window),
      n: trials,
      counted,
    };
    const posterior = posteriors[i];
    if (trials === 0 || posterior === undefined) return inconclusive(about, reason, shipped);
    const logAlone = jeffreysInterval(successes, trials);
    return estimated(about, posterior, { restsOn: 'log and prior', shipped, logAlone });
  });
}

function lags(
  reading: BookReading,
  { payer, claims }: PayerClaims,
  window: Window,
  kind: DefaultsKind,
  sha256: Sha256,
): CalibratedParameter[] {
  const about = (parameter: string, method: string, n: number): Counted => ({
    parameter,
    of: payer,
    unit: 'days',
    method,
    window: windowText(reading, window),
    n: Math.round(n),
    counted: 'claims sent',
  });
  const byCount = waitsOf(reading, claims, window, 'claims');
  const n = byCount.reduce((sum, { weight }) => sum + weight, 0);
  const paid = byCount.reduce((sum, { weight, cause }) => sum + (cause === 1 ? weight : 0), 0);
  const shipped = shippedPayDays(kind);
  if (paid < LEAST_PAID) {
    const reason = `${Math.round(paid)} claims sent in these months are paid; ${LEAST_PAID} are wanted`;
    return [inconclusive(about('payDays', '', n), reason, shipped)];
  }
  const key = (of: string) => streamKey('calibration', `lag/${of}/${payer}`, sha256);
  const figures = (of: string, waits: readonly Wait[]) => {
    const all = new Waits(waits);
    const horizon = Math.min(HORIZON_DAYS, all.longest);
    return { horizon, ...lagPosterior(all, horizon, key(of)) };
  };
  const decided = figures('decision', decisionWaits(reading, claims, window));
  const counted = figures('claims', byCount);
  const charged = figures('dollars', waitsOf(reading, claims, window, 'dollars'));
  const words = `Aalen-Johansen, open claims censored, to the last day watched (at most ${HORIZON_DAYS})`;
  return [
    estimated(about('payDays', `mean to the first decision: ${words}`, n), decided.meanDays, {
      restsOn: 'log',
      shipped,
    }),
    ...[
      { by: 'claims', of: counted },
      { by: 'dollars', of: charged },
    ].flatMap(({ by, of }) => [
      of.medianDays === null
        ? inconclusive(
            about(`paidMedianDays.${by}`, '', n),
            `half are not paid by day ${of.horizon}`,
          )
        : estimated(
            about(`paidMedianDays.${by}`, `median to payment: ${words}`, n),
            of.medianDays,
            { restsOn: 'log' },
          ),
      estimated(about(`openMeanDays.${by}`, `mean to any end: ${words}`, n), of.meanDays, {
        restsOn: 'log',
      }),
    ]),
    unresolved(
      {
        ...about('unresolvedAtHorizon', `without any end: ${words}`, n),
        unit: 'share',
      },
      counted.openShare,
    ),
  ];
}

/** Share without any end; where every claim watched so long has ended, no error can be told. */
function unresolved(about: Counted, openShare: Posterior): CalibratedParameter {
  return quantileOf(openShare, 0.9) > 0
    ? estimated(about, openShare, { restsOn: 'log' })
    : inconclusive(about, 'every claim watched so long has ended');
}
