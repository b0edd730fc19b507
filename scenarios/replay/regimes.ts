// The rule that payers went by in a log, and what it would have been under the other regime.
import type { Day } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import { triangular } from '../../src/numeric/distributions.ts';
import { streamKey, uniform } from '../../src/numeric/stream.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { sum } from '../../src/numeric/statistics.ts';
import { EFFECTS, SERVICE_COSTS } from '../defaults-tables.ts';
import type { DefaultsKind, Range } from '../defaults-tables.ts';
import type { Grade } from '../plan.ts';
import { pooledRates } from '../calibration/pooled-rates.ts';
import { medianOf, quantileOf } from '../calibration/posterior.ts';
import type { Posterior } from '../calibration/posterior.ts';
import { ratePrior, shippedDenialRate, shippedOverturned } from '../calibration/shipped.ts';
import type { ClaimHistory } from './history.ts';
import { lagCurve } from './lag-curve.ts';
import type { LagCurve, Waited } from './lag-curve.ts';
import type { Mechanism } from './mechanism.ts';

export const REGIMES = ['independent', 'withMso'] as const;
export type Regime = (typeof REGIMES)[number];

/** Effects of an MSO as one draw takes them; shares, days, points. */
export interface Effects {
  readonly denialPoints: number;
  readonly daysFall: number;
  readonly collectionPoints: number;
  readonly supplyPrice: number;
  readonly feeLevel: number;
  readonly removedOverhead: number;
  readonly removedManager: number;
}

/** The ranges effects are drawn from: the shipped ones, which are estimates (docs/sources.md). */
export function effectRanges(kind: DefaultsKind): Readonly<Record<keyof Effects, Range>> {
  const manager = SERVICE_COSTS.find(({ service }) => service === 'practice-manager');
  const other = SERVICE_COSTS.find(({ service }) => service !== 'practice-manager');
  return {
    denialPoints: EFFECTS.denialPoints.of[kind],
    daysFall: EFFECTS.daysInArFall.of[kind],
    collectionPoints: EFFECTS.collectionRate.of[kind],
    supplyPrice: EFFECTS.supplyPrice.of[kind],
    feeLevel: EFFECTS.feeLevel.of[kind],
    removedOverhead: other?.removed ?? [0, 0, 0],
    removedManager: manager?.removed ?? [0, 0, 0],
  };
}

/** Evidence grades of the ranges that effects are drawn from. */
export const EFFECT_GRADES: Readonly<Record<keyof Effects, Grade>> = {
  denialPoints: EFFECTS.denialPoints.grade,
  daysFall: EFFECTS.daysInArFall.grade,
  collectionPoints: EFFECTS.collectionRate.grade,
  supplyPrice: EFFECTS.supplyPrice.grade,
  feeLevel: EFFECTS.feeLevel.grade,
  // How much of a service an MSO replaces nobody has measured.
  removedOverhead: 'E',
  removedManager: 'E',
};

/** Effects at their central values: of the one history that is written down. */
export function centralEffects(kind: DefaultsKind): Effects {
  return mapped(effectRanges(kind), ([, middle]) => middle);
}

/** Effects of one draw: triangular, each from a stream of its own. */
export function drawnEffects(
  kind: DefaultsKind,
  { seed, draw, sha256 }: { readonly seed: string; readonly draw: number; readonly sha256: Sha256 },
): Effects {
  return mapped(effectRanges(kind), ([min, mode, max], name) => {
    if (min === max) return min;
    const key = streamKey(seed, `cf/effect/${name}`, sha256);
    return triangular({ min, mode, max }).quantile(
      uniform(key, { path: draw, entity: 0, draw: 0 }),
    );
  });
}

function mapped(
  ranges: Readonly<Record<keyof Effects, Range>>,
  of: (range: Range, name: string) => number,
): Effects {
  const entries = Object.entries(ranges).map(([name, range]) => [name, of(range, name)]);
  return Object.fromEntries(entries) as Record<keyof Effects, number>;
}

/** What a log says of one payer in one regime. */
export interface PayerRule {
  readonly payer: string;
  readonly regime: Regime;
  readonly claims: number;
  readonly denialRate: Posterior;
  readonly overturned: Posterior;
  readonly decision: LagCurve;
  readonly meanDecisionDays: number;
  readonly won: LagCurve;
  readonly lost: LagCurve;
  /** Shares of the charge that payer and patient pay of a paid claim. */
  readonly paidShare: number;
  readonly patientShare: number;
}

/** Regime in force when a claim was sent. */
export const regimeOf = ({ submittedOn }: ClaimHistory, joinedOn: Day | null): Regime =>
  joinedOn !== null && submittedOn >= joinedOn ? 'withMso' : 'independent';

/** Days until a denial is paid, and until it is given up, where the log shows none. */
const USUAL_DAYS = { won: 30, lost: 120 } as const;
/** Days after which a denial has mostly ended: younger ones that have are the quick ones. */
const SETTLED_DAYS = 150;

/** Rules by payer and regime, from the claims themselves; a payer nobody saw decide has none. */
export function payerRules(
  claims: readonly ClaimHistory[],
  joinedOn: Day | null,
  kind: DefaultsKind,
): PayerRule[] {
  // Denials are worked alike by all payers: one curve for each end, as each payer has few.
  const won = reworkCurve(claims, true);
  const lost = reworkCurve(claims, false);
  return REGIMES.flatMap((regime) => {
    const inRegime = claims.filter((claim) => regimeOf(claim, joinedOn) === regime);
    const payers = [...new Set(inRegime.map(({ payer }) => payer))].toSorted();
    const byPayer = payers.map((payer) => inRegime.filter((claim) => claim.payer === payer));
    const denials = pooledRates(
      byPayer.map((own) => counted(own.filter(isDecided), isDenied)),
      ratePrior(shippedDenialRate(kind)),
    ).groups;
    const overturns = pooledRates(
      byPayer.map((own) => counted(own.filter(isSettled), ({ outcome }) => outcome.isOverturned)),
      ratePrior(shippedOverturned(kind)),
    ).groups;
    return payers.flatMap((payer, i): PayerRule[] => {
      const own = byPayer[i] ?? [];
      const waits = own.map(decisionWait);
      const decision = lagCurve(waits);
      const [denialRate, overturned] = [denials[i], overturns[i]];
      if (decision === null || denialRate === undefined || overturned === undefined) return [];
      const decided = own.filter(isDecided);
      const paid = own.filter(({ paidCents }) => paidCents > 0);
      const charged = sum(paid.map(({ chargeCents }) => chargeCents));
      return [
        {
          payer,
          regime,
          claims: own.length,
          denialRate,
          overturned,
          decision,
          meanDecisionDays:
            sum(decided.map(({ outcome }) => outcome.decidedAfter ?? 0)) / decided.length,
          won,
          lost,
          paidShare: charged > 0 ? sum(paid.map(({ paidCents }) => paidCents)) / charged : 0,
          patientShare:
            charged > 0 ? sum(paid.map(({ patientCents }) => patientCents)) / charged : 0,
        },
      ];
    });
  });
}

const isDecided = ({ outcome }: ClaimHistory): boolean => outcome.decidedAfter !== null;
const isDenied = ({ outcome }: ClaimHistory): boolean => outcome.isDenied;
const hasEnded = ({ outcome }: ClaimHistory): boolean => outcome.endedAfter !== null;
const isSettled = (claim: ClaimHistory): boolean =>
  hasEnded(claim) && claim.waited - (claim.outcome.decidedAfter ?? claim.waited) >= SETTLED_DAYS;

function counted(claims: readonly ClaimHistory[], is: (claim: ClaimHistory) => boolean) {
  return { successes: claims.filter(is).length, trials: claims.length };
}

const decisionWait = ({ outcome, waited }: ClaimHistory): Waited => ({
  days: outcome.decidedAfter ?? waited,
  hasEnded: outcome.decidedAfter !== null,
});

/** Days from denial to one kind of end: of denials old enough, or of all where none is. */
function reworkCurve(claims: readonly ClaimHistory[], isWon: boolean): LagCurve {
  const ended = claims.filter((claim) => hasEnded(claim) && claim.outcome.isOverturned === isWon);
  const settled = ended.filter(isSettled);
  const waits = (settled.length > 0 ? settled : ended).map(({ outcome }): Waited => ({
    days: outcome.endedAfter ?? 0,
    hasEnded: true,
  }));
  // Every end that was seen has a place of its own, so that it can be told again.
  const seen = new Set(waits.map(({ days }) => days));
  for (const { outcome } of ended) {
    const days = outcome.endedAfter ?? 0;
    if (!seen.has(days)) waits.push({ days, hasEnded: true });
    seen.add(days);
  }
  const usual = { days: isWon ? USUAL_DAYS.won : USUAL_DAYS.lost, hasEnded: true };
  const curve = lagCurve(waits.length > 0 ? waits : [usual]);
  invariant(curve !== null, 'a wait that ended has a curve');
  return curve;
}

/** A payer's rule with its rates at given places of what the log leaves open (½: the middle). */
export function factualMechanism(
  { denialRate, overturned, decision, won, lost }: PayerRule,
  places?: { readonly denial: number; readonly overturn: number },
): Mechanism {
  return {
    denialRate: places ? quantileOf(denialRate, places.denial) : medianOf(denialRate),
    overturned: places ? quantileOf(overturned, places.overturn) : medianOf(overturned),
    decision,
    stretch: 1,
    won,
    lost,
  };
}

const share = (x: number): number => Math.min(1, Math.max(0, x));

/**
 * The same payer under the other regime. Joining takes points off the denial rate and days off the
 * decision, and the points of collection it gains are denials paid in the end; leaving undoes it.
 */
export function otherMechanism(
  fact: Mechanism,
  { meanDecisionDays, regime }: Pick<PayerRule, 'meanDecisionDays' | 'regime'>,
  { denialPoints, daysFall, collectionPoints }: Effects,
): Mechanism {
  const isLeaving = regime === 'withMso';
  const denialRate = share(fact.denialRate + (isLeaving ? denialPoints : -denialPoints));
  // The MSO's own denial rate is what its points of collection are shared over.
  const rateWithMso = isLeaving ? fact.denialRate : denialRate;
  const won = rateWithMso > 0 ? collectionPoints / rateWithMso : 0;
  const days = meanDecisionDays + (isLeaving ? daysFall : -daysFall);
  return {
    ...fact,
    denialRate,
    overturned: share(fact.overturned + (isLeaving ? -won : won)),
    stretch: meanDecisionDays > 0 ? Math.max(0.1, days / meanDecisionDays) : 1,
  };
}
