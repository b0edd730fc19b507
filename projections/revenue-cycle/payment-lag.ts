import type { Day } from '../../src/calendar.ts';
import { formatDay } from '../../src/calendar.ts';
import { PAYER_CLASSES } from '../../src/events/shared.ts';
import type { Claim } from './claim.ts';
import { ENDS } from './claim.ts';
import { cumulativeIncidence, timeToShare } from './cumulative-incidence.ts';
import type { Incidence, Observation } from './cumulative-incidence.ts';
import type { RevenueCycleState } from './state.ts';

/** Days from submission until a share of all claims is paid; null when not reached by the cut. */
export interface LagQuantiles {
  readonly medianDays: number | null;
  readonly p75Days: number | null;
  readonly p90Days: number | null;
  /** Share that payers have paid by the end of what can be observed. */
  readonly paidShare: number | null;
  readonly incidence: Incidence;
}

/** Waiting for payers, from the first submission to the first payment (BPR16). */
export interface PaymentLag {
  /** "all claims", or a payer class. */
  readonly name: string;
  readonly window: string;
  readonly definition: string;
  readonly claims: number;
  readonly open: number;
  readonly ended: Readonly<Record<(typeof ENDS)[number], number>>;
  /** Every claim weighs one. */
  readonly byClaims: LagQuantiles;
  /** Every claim weighs its charge: large ones wait longer. */
  readonly byCharges: LagQuantiles;
  /** Mean wait of paid claims alone: it flatters, because the slow ones are still open. */
  readonly meanDaysOfPaid: number | null;
}

const DEFINITION =
  'days from first submission to first payment; Aalen-Johansen cumulative incidence with the ends ' +
  'paid, moved to the patient and written off, claims still open censored at the cut';

/** Which submissions count; both ends included. */
export interface LagWindow {
  readonly from?: Day;
  readonly to?: Day;
}

/** The payment lag of all claims, then of each payer class that has any. */
export function paymentLags(
  state: RevenueCycleState,
  claims: readonly Claim[],
  window: LagWindow = {},
): PaymentLag[] {
  const sent = claims.filter(
    ({ submittedOn, claims: n }) =>
      submittedOn !== null &&
      n > 0 &&
      submittedOn <= state.asOf &&
      submittedOn >= (window.from ?? submittedOn) &&
      submittedOn <= (window.to ?? submittedOn),
  );
  const words = windowWords(window);
  const classes = ['unknown', ...PAYER_CLASSES]
    .map((name, index) => ({ name, own: sent.filter((c) => c.payerClass === index) }))
    .filter(({ own }) => own.length > 0);
  return [{ name: 'all claims', own: sent }, ...classes].map(({ name, own }) =>
    lagOf(name, words, own, state.asOf),
  );
}

function windowWords({ from, to }: LagWindow): string {
  if (from === undefined && to === undefined) return 'all submissions';
  if (from === undefined) return `submitted until ${formatDay(to ?? (0 as Day))}`;
  return `submitted from ${formatDay(from)}${to === undefined ? '' : ` to ${formatDay(to)}`}`;
}

function lagOf(name: string, window: string, claims: readonly Claim[], asOf: Day): PaymentLag {
  const counted: Observation[] = [];
  const charged: Observation[] = [];
  const ended = { paid: 0, 'moved to the patient': 0, 'written off': 0 };
  let paidDays = 0;
  let total = 0;
  let open = 0;
  for (const claim of claims) {
    const start = claim.submittedOn ?? asOf;
    const each = claim.submittedCents / claim.claims;
    let left = claim.claims;
    total += left;
    const observe = (day: Day, cause: number, weight: number): void => {
      // A decision dated before the submission waited no time.
      const time = Math.max(0, day - start);
      counted.push({ time, cause, weight });
      if (each > 0) charged.push({ time, cause, weight: weight * each });
      if (cause === 1) paidDays += time * weight;
    };
    for (const end of claim.ends) {
      observe(end.day, ENDS.indexOf(end.end) + 1, end.claims);
      ended[end.end] += end.claims;
      left -= end.claims;
    }
    if (left > 0) observe(asOf, 0, left);
    open += left;
  }
  return {
    name,
    window,
    definition: DEFINITION,
    claims: total,
    open,
    ended,
    byClaims: quantilesOf(counted),
    byCharges: quantilesOf(charged),
    meanDaysOfPaid: ended.paid > 0 ? paidDays / ended.paid : null,
  };
}

function quantilesOf(observations: readonly Observation[]): LagQuantiles {
  const incidence = cumulativeIncidence(observations, ENDS.length);
  return {
    medianDays: timeToShare(incidence, 1, 0.5),
    p75Days: timeToShare(incidence, 1, 0.75),
    p90Days: timeToShare(incidence, 1, 0.9),
    paidShare: incidence.byCause[0]?.at(-1) ?? null,
    incidence,
  };
}
