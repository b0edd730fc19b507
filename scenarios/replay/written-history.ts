// The one counterfactual history that is written down, the way back from it, and the proof that the
// log's own rule gives the log.
import { eventLine } from '../../src/audit/line.ts';
import { rootOfLeaves, toHex, treeHashes } from '../../src/audit/merkle.ts';
import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { NewEvent, RecordedEvent } from '../../src/event.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { branchClaim, branchId, renderClaim, RULE_VERSION } from './branch.ts';
import type { BranchClaim } from './branch.ts';
import { DRAWS_A_CLAIM, predict } from './mechanism.ts';
import type { Mechanism, Outcome } from './mechanism.ts';
import type { Effects, PayerRule, Regime } from './regimes.ts';
import { latentOf } from './replay-claims.ts';
import type { Pair, Replayable } from './replay-claims.ts';

/** A header of a branch, and its claims. */
export interface Branch {
  readonly header: {
    readonly kind: 'branch';
    readonly branch: string;
    readonly root: string;
    readonly events: number;
    readonly asOf: string;
    readonly regime: Regime;
    readonly seed: string;
    readonly ruleVersion: string;
    readonly effects: Effects;
    /** What each claim's rule was and is; curves by day, straight inside. */
    readonly rules: readonly {
      readonly payer: string;
      readonly fact: Mechanism;
      readonly other: Mechanism;
    }[];
  };
  readonly claims: readonly BranchClaim[];
}

/** The one history that is written down: effects and rates at their middles, the first luck. */
export function branchOf(
  replayable: readonly Replayable[],
  rules: readonly PayerRule[],
  pairs: ReadonlyMap<PayerRule, Pair>,
  about: {
    readonly regime: Regime;
    readonly seed: string;
    readonly root: string;
    readonly effects: Effects;
    readonly events: number;
    readonly asOf: Day;
    readonly sha256: Sha256;
  },
): Branch {
  const { regime, seed, root, effects, events, asOf, sha256 } = about;
  const id = branchId(`${root} ${formatDay(asOf)} ${regime}`, `${seed} ${RULE_VERSION}`, sha256);
  const branch = `scenario://replay/${id}`;
  const used = rules.filter((rule) => rule.regime !== regime);
  const uniforms = new Float64Array(DRAWS_A_CLAIM);
  const claims = replayable.flatMap((one): BranchClaim[] => {
    const pair = pairs.get(one.rule);
    if (pair === undefined || one.rule.regime === regime) return [];
    const u = latentOf(one, pair.fact, 0, uniforms);
    const outcome = predict(u, pair.other, one.history.waited);
    const rendered = renderClaim(one, outcome, { branch, sha256 });
    const line = branchClaim(one, used.indexOf(one.rule), u, outcome, rendered);
    return line === null ? [] : [line];
  });
  return {
    header: {
      kind: 'branch',
      branch,
      root,
      events,
      asOf: formatDay(asOf),
      regime,
      seed,
      ruleVersion: RULE_VERSION,
      effects,
      rules: used.flatMap((rule) => {
        const pair = pairs.get(rule);
        return pair === undefined ? [] : [{ payer: rule.payer, ...pair }];
      }),
    },
    claims,
  };
}

/** Each claim under its own rule again, by way of its luck: no shortcut for what did not change. */
export function identityOf(
  replayable: readonly Replayable[],
  pairs: ReadonlyMap<PayerRule, Pair>,
  sha256: Sha256,
): Map<string, NewEvent | null> {
  const uniforms = new Float64Array(DRAWS_A_CLAIM);
  return renderAll(replayable, sha256, (one) => {
    const fact = pairs.get(one.rule)?.fact;
    if (fact === undefined) return one.history.outcome;
    return predict(latentOf(one, fact, 0, uniforms), fact, one.history.waited);
  });
}

/** A branch taken back: its claims under their recorded rule, from nothing but the luck in it. */
export function thereAndBack(
  { header, claims }: Branch,
  replayable: readonly Replayable[],
  sha256: Sha256,
): Map<string, NewEvent | null> {
  const own = new Map(replayable.map((one) => [one.history.claim, one]));
  const changed = new Map(claims.map((line) => [line.claim, line]));
  const those = claims.flatMap(({ claim }) => own.get(claim) ?? []);
  return renderAll(those, sha256, ({ history }) => {
    const line = changed.get(history.claim);
    const rule = line === undefined ? undefined : header.rules[line.rule];
    return line === undefined || rule === undefined
      ? history.outcome
      : predict(line.u, rule.fact, history.waited);
  });
}

function renderAll(
  claims: readonly Replayable[],
  sha256: Sha256,
  outcomeOf: (one: Replayable) => Outcome,
): Map<string, NewEvent | null> {
  const all = new Map<string, NewEvent | null>();
  for (const one of claims) {
    const { instead, added } = renderClaim(one, outcomeOf(one), { branch: 'identity', sha256 });
    for (const [id, event] of instead) all.set(id, event);
    for (const event of added) all.set(event.id, event);
  }
  return all;
}

/** Root over a log in which some events are replaced, dropped or added (at its end). */
export function rootWith(
  events: readonly RecordedEvent[],
  instead: ReadonlyMap<string, NewEvent | null>,
  sha256: Sha256,
): string {
  const hashes = treeHashes(sha256);
  const encoder = new TextEncoder();
  const left = new Map(instead);
  const leaves = events.flatMap((event) => {
    const own = left.get(event.id);
    left.delete(event.id);
    return own === null ? [] : [hashes.leaf(encoder.encode(eventLine(own ?? event, event)))];
  });
  for (const event of left.values()) {
    if (event === null) continue;
    const place = { stream: 'replay', revision: 0n };
    leaves.push(hashes.leaf(encoder.encode(eventLine(event, place))));
  }
  return toHex(rootOfLeaves(hashes, leaves));
}
