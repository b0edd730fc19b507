// The claims of a log under another regime, with the same luck: draw by draw, and month by month.
import { monthOf } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { roundModelCents } from '../../src/money.ts';
import { fillUniforms, streamKey, uniform } from '../../src/numeric/stream.ts';
import type { Sha256, StreamKey } from '../../src/numeric/stream.ts';
import type { ClaimHistory } from './history.ts';
import { abduct, DRAWS_A_CLAIM, predict } from './mechanism.ts';
import type { Latent, Mechanism, Outcome } from './mechanism.ts';
import { factualMechanism, otherMechanism, regimeOf } from './regimes.ts';
import type { Effects, PayerRule, Regime } from './regimes.ts';

/** Days from a payment by the payer to one by the patient, where the log shows none to move. */
const PATIENT_DAYS = 30;

/** Luck of claims and of what the log leaves open of rates, by claim and draw. */
export interface ReplayLuck {
  readonly seed: string;
  readonly sha256: Sha256;
}

/** One claim ready to be replayed: its rule, and the key of its luck. */
export interface Replayable {
  readonly history: ClaimHistory;
  readonly rule: PayerRule;
  readonly key: StreamKey;
}

/** Claims that have a rule; those of a payer nobody saw decide have none and stay as recorded. */
export function replayableOf(
  claims: readonly ClaimHistory[],
  rules: readonly PayerRule[],
  joinedOn: Day | null,
  { seed, sha256 }: ReplayLuck,
): Replayable[] {
  const byKey = new Map(rules.map((rule) => [`${rule.regime} ${rule.payer}`, rule]));
  return claims.flatMap((history): Replayable[] => {
    const rule = byKey.get(`${regimeOf(history, joinedOn)} ${history.payer}`);
    if (rule === undefined) return [];
    return [{ history, rule, key: streamKey(seed, `cf/claim/${history.claim}`, sha256) }];
  });
}

/** The two rules of one payer in one draw. */
export interface Pair {
  readonly fact: Mechanism;
  readonly other: Mechanism;
}

/** Rules by payer in a draw: rates at drawn places; in no draw, at their middles. */
export function pairsOf(
  rules: readonly PayerRule[],
  effects: Effects,
  draw: number | null,
  { seed, sha256 }: ReplayLuck,
): Map<PayerRule, Pair> {
  return new Map(
    rules.map((rule) => {
      const key = streamKey(seed, `cf/rate/${rule.regime}/${rule.payer}`, sha256);
      const at = (n: number): number => uniform(key, { path: draw ?? 0, entity: 0, draw: n });
      const fact = factualMechanism(
        rule,
        draw === null ? undefined : { denial: at(0), overturn: at(1) },
      );
      return [rule, { fact, other: otherMechanism(fact, rule, effects) }];
    }),
  );
}

/** The luck of a claim in a draw, from what happened to it. */
export function latentOf(
  { history, key }: Replayable,
  fact: Mechanism,
  draw: number,
  uniforms: Float64Array,
): Latent {
  fillUniforms(uniforms, 0, DRAWS_A_CLAIM, key, { path: draw, entity: 0, draw: 0 });
  return abduct(history.outcome, fact, history.waited, uniforms);
}

/** Money that an outcome brings: when the payer pays and how much, and the patient. */
export interface Paid {
  readonly day: Day;
  readonly paidCents: number;
  readonly patient: readonly { readonly day: Day; readonly cents: number }[];
}

/** Day on which an outcome pays; null where it does not. */
export function payDay({ submittedOn }: ClaimHistory, outcome: Outcome): Day | null {
  const { decidedAfter, isDenied, endedAfter, isOverturned } = outcome;
  if (decidedAfter === null) return null;
  if (!isDenied) return (submittedOn + decidedAfter) as Day;
  return isOverturned && endedAfter !== null
    ? ((submittedOn + decidedAfter + endedAfter) as Day)
    : null;
}

/**
 * What an outcome pays: the amounts that were paid, on other days, where the claim was paid; else
 * the payer's average shares of its charge. A zero payment that was recorded stays one.
 */
export function paidOf({ history, rule }: Replayable, outcome: Outcome): Paid | null {
  const day = payDay(history, outcome);
  if (day === null) return null;
  const before = payDay(history, history.outcome);
  if (before !== null) {
    const moved = day - before;
    const patient = history.patient.map(({ day: on, cents }) => ({
      day: (on + moved) as Day,
      cents,
    }));
    return { day, paidCents: history.paidCents, patient };
  }
  const patientCents = roundModelCents(history.chargeCents * rule.patientShare);
  return {
    day,
    paidCents: roundModelCents(history.chargeCents * rule.paidShare),
    patient: patientCents > 0 ? [{ day: (day + PATIENT_DAYS) as Day, cents: patientCents }] : [],
  };
}

/** Months from the first on; what comes before or after the window is not counted. */
export interface MonthRange {
  readonly first: Month;
  readonly count: number;
  /** The cut: what is dated later is not seen. */
  readonly asOf: Day;
}

/** Adds what a claim pays to the months in which it does. */
export function addPaid(
  into: Float64Array,
  { first, count, asOf }: MonthRange,
  paid: Paid | null,
  sign: 1 | -1,
): void {
  if (paid === null) return;
  const add = (day: Day, cents: number): void => {
    const month = monthOf(day) - first;
    if (day <= asOf && month >= 0 && month < count) {
      into[month] = (into[month] as number) + sign * cents;
    }
  };
  add(paid.day, paid.paidCents);
  for (const { day, cents } of paid.patient) add(day, cents);
}

/** Cents a month by which collections of claims differ in one draw; claims under `regime` as is. */
export function claimsDelta(
  claims: readonly Replayable[],
  pairs: ReadonlyMap<PayerRule, Pair>,
  {
    regime,
    draw,
    range,
  }: { readonly regime: Regime; readonly draw: number; readonly range: MonthRange },
): Float64Array {
  const delta = new Float64Array(range.count);
  const uniforms = new Float64Array(DRAWS_A_CLAIM);
  for (const one of claims) {
    const pair = pairs.get(one.rule);
    if (pair === undefined || one.rule.regime === regime) continue;
    const latent = latentOf(one, pair.fact, draw, uniforms);
    const outcome = predict(latent, pair.other, one.history.waited);
    addPaid(delta, range, paidOf(one, outcome), 1);
    addPaid(delta, range, paidOf(one, one.history.outcome), -1);
  }
  return delta;
}
