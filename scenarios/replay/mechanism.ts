// What payers did to a claim as the outcome of a rule and of luck (scenarios.md §4.6): abduction
// finds the luck from what happened, prediction says what the same luck gives under another rule.
import { invariant } from '../../src/error.ts';
import { placeOf, timeAt } from './lag-curve.ts';
import type { LagCurve } from './lag-curve.ts';

/** What decides how a claim of one payer goes. */
export interface Mechanism {
  readonly denialRate: number;
  /** Share of denials that are paid in the end. */
  readonly overturned: number;
  /** Days from submission to the first decision, and by how much they are stretched. */
  readonly decision: LagCurve;
  readonly stretch: number;
  /** Days from a denial to its payment, and to giving it up; the same in every regime. */
  readonly won: LagCurve;
  readonly lost: LagCurve;
}

/** How a claim went, in days; null is "not yet at the cut". */
export interface Outcome {
  readonly decidedAfter: number | null;
  readonly isDenied: boolean;
  /** Only of a denial. */
  readonly endedAfter: number | null;
  readonly isOverturned: boolean;
}

/** The luck of a claim: places between 0 and 1, the same in every regime. */
export interface Latent {
  readonly decision: number;
  readonly denial: number;
  readonly rework: number;
  readonly overturn: number;
}

/** Uniforms that an abduction takes, one for each place. */
export const DRAWS_A_CLAIM = 4;
/** Inside a day, places keep this far from its ends, so that rounding never leaves the day. */
const MARGIN = 1 / 64;

/** A place inside a day that is known, or beyond a day that was not reached. */
function lagPlace(curve: LagCurve, days: number, hasEnded: boolean, u: number): number {
  // Days are whole: the time lies anywhere in the day.
  if (hasEnded) return placeOf(curve, days + MARGIN + (1 - 2 * MARGIN) * u);
  // Not on that day either: what ends then is seen.
  const reached = placeOf(curve, days + 1);
  return reached + u * (1 - reached);
}

/** A place on the side of a threshold that is known. */
const sidePlace = (isBelow: boolean, share: number, u: number): number =>
  isBelow ? u * share : share + u * (1 - share);

/**
 * The luck behind an outcome, `waited` days after submission at the cut. What was not seen is drawn:
 * uniforms are the claim's own, so that every draw of them is one more history that could have been.
 */
export function abduct(
  outcome: Outcome,
  { denialRate, overturned, decision, stretch, won, lost }: Mechanism,
  waited: number,
  uniforms: ArrayLike<number>,
): Latent {
  invariant(stretch === 1, 'what happened went by the recorded days, which nothing stretches');
  const [a = 0.5, b = 0.5, c = 0.5, d = 0.5] = [uniforms[0], uniforms[1], uniforms[2], uniforms[3]];
  const { decidedAfter, isDenied, endedAfter, isOverturned } = outcome;
  if (decidedAfter === null) {
    const place = lagPlace(decision, waited, false, a);
    return { decision: place, denial: b, rework: c, overturn: d };
  }
  const place = lagPlace(decision, decidedAfter, true, a);
  const denial = sidePlace(isDenied, denialRate, b);
  if (!isDenied) return { decision: place, denial, rework: c, overturn: d };
  if (endedAfter !== null) {
    const rework = lagPlace(isOverturned ? won : lost, endedAfter, true, c);
    return { decision: place, denial, rework, overturn: sidePlace(isOverturned, overturned, d) };
  }
  // How long it is open says which end is still to come: payments mostly come sooner.
  const open = Math.max(0, waited - decidedAfter);
  const left = (curve: LagCurve, share: number): number => share * (1 - placeOf(curve, open + 1));
  const [toWin, toLose] = [left(won, overturned), left(lost, 1 - overturned)];
  const chance = toWin + toLose > 0 ? toWin / (toWin + toLose) : overturned;
  const isToWin = d < chance;
  const again = isToWin ? d / chance : (d - chance) / (1 - chance);
  return {
    decision: place,
    denial,
    rework: lagPlace(isToWin ? won : lost, open, false, c),
    overturn: sidePlace(isToWin, overturned, again),
  };
}

/** What a luck gives under a rule, as far as it is seen `waited` days after submission. */
export function predict(
  latent: Latent,
  { denialRate, overturned, decision, stretch, won, lost }: Mechanism,
  waited: number,
): Outcome {
  const decidedAfter = Math.floor(stretch * timeAt(decision, latent.decision));
  const none = { decidedAfter: null, isDenied: false, endedAfter: null, isOverturned: false };
  if (decidedAfter > waited) return none;
  const isDenied = latent.denial < denialRate;
  if (!isDenied) return { ...none, decidedAfter };
  const isOverturned = latent.overturn < overturned;
  const endedAfter = Math.floor(timeAt(isOverturned ? won : lost, latent.rework));
  if (decidedAfter + endedAfter > waited) return { ...none, decidedAfter, isDenied };
  return { decidedAfter, isDenied, endedAfter, isOverturned };
}
