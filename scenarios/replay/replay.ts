import type { ColumnBook } from '../../src/batch/column-book.ts';
import { formatDay, formatMonth } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';
import { quantile } from '../../src/numeric/sample-quantile.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { kindOfGroup } from '../calibration/shipped.ts';
import { monthsIn, readBook } from '../levels/reading.ts';
import type { BookReading } from '../levels/reading.ts';
import type { BranchClaim } from './branch.ts';
import { BARS, barsOf, costsOf } from './costs.ts';
import type { BarName } from './costs.ts';
import { historiesOf } from './history.ts';
import { centralEffects, drawnEffects, payerRules } from './regimes.ts';
import type { Regime } from './regimes.ts';
import { claimsDelta, pairsOf, replayableOf } from './replay-claims.ts';
import type { MonthRange, ReplayLuck } from './replay-claims.ts';
import { branchOf, identityOf, rootWith } from './written-history.ts';
import type { Branch } from './written-history.ts';

/** Fewer draws than these do not show the spread of what was not seen (scenarios.md §4.6). */
export const LEAST_DRAWS = 64;

export interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface Replay {
  readonly regime: Regime;
  readonly joinedOn: string | null;
  readonly from: string;
  readonly to: string;
  /** Months under another regime than the one asked for: all others stay as recorded. */
  readonly otherMonths: number;
  readonly draws: number;
  readonly seed: string;
  /** Claims replayed, those sent under the asked regime already, and those left as recorded. */
  readonly claims: { readonly replayed: number; readonly same: number; readonly kept: number };
  /** In the one history that is written down. */
  readonly changed: {
    readonly nowDenied: number;
    readonly nowPaid: number;
    readonly moved: number;
  };
  readonly bars: Readonly<Record<BarName, Spread>>;
  readonly net: Spread;
  readonly months: readonly { readonly month: string; readonly claims: Spread }[];
  /** Where the fee's level comes from. */
  readonly feeFrom: 'recorded' | 'prior' | 'none';
  /** The log's own rule on its own luck, put together anew: must have the book's root. */
  readonly identity: { readonly root: string; readonly isSame: boolean };
  readonly branch: Branch;
}

export interface ReplayRequest {
  readonly regime: Regime;
  readonly draws: number;
  readonly seed: string;
}

/** Events that count at a cut: none of an import that was taken back, or broke off. */
function countedEvents(
  book: ColumnBook,
  cut: Cut,
  events: readonly RecordedEvent[],
): readonly RecordedEvent[] {
  const counted = new Set<number>();
  for (const { batch, from, to } of book.spans(cut)) {
    const { firstSequence, sequence } = batch;
    for (let i = from; i < to; i++) counted.add(firstSequence + (sequence[i] as number));
  }
  return events.filter((event) => counted.has(event.sequence));
}

/**
 * Replays the recorded history under another regime with the same luck (scenarios.md §4.6).
 * `events` are those known at the cut, `root` the root over them. Throws `replay/too-few-draws`.
 */
export function replay(
  book: ColumnBook,
  cut: Cut,
  { events, root }: { readonly events: readonly RecordedEvent[]; readonly root: string },
  { regime, draws, seed }: ReplayRequest,
  sha256: Sha256,
): Replay {
  if (draws < LEAST_DRAWS) {
    throw new FeeworthError('replay/too-few-draws', 'usage', `--draws ${draws} is too few`, {
      hint: `what was not seen needs at least ${LEAST_DRAWS} draws`,
    });
  }
  const reading = readBook(book, cut);
  const { asOf } = reading.cut;
  const joinedOn = joinedDay(reading);
  const kind = kindOfGroup(reading.sites.length);
  const { claims, kept } = historiesOf(countedEvents(book, cut, events), asOf);
  const luck: ReplayLuck = { seed, sha256 };
  const rules = payerRules(claims, joinedOn, kind);
  const replayable = replayableOf(claims, rules, joinedOn, luck);
  const range = rangeOf(reading, asOf);
  const costs = costsOf(book, cut, reading, joinedOn);
  const all = Array.from({ length: draws }, (_, draw) => {
    const effects = drawnEffects(kind, { seed, draw, sha256 });
    const pairs = pairsOf(rules, effects, draw, luck);
    const delta = claimsDelta(replayable, pairs, { regime, draw, range });
    return { delta, bars: barsOf(delta, costs, effects, regime) };
  });
  const central = centralEffects(kind);
  const middle = pairsOf(rules, central, null, luck);
  const branch = branchOf(replayable, rules, middle, {
    regime,
    seed,
    root,
    effects: central,
    events: events.length,
    asOf,
    sha256,
  });
  const identity = rootWith(events, identityOf(replayable, middle, sha256), sha256);
  const others = replayable.filter(({ rule }) => rule.regime !== regime);
  return {
    regime,
    joinedOn: joinedOn === null ? null : formatDay(joinedOn),
    from: formatMonth(range.first),
    to: formatMonth((range.first + range.count - 1) as Month),
    otherMonths: costs.filter((month) => month.regime !== regime).length,
    draws,
    seed,
    claims: {
      replayed: others.length,
      same: replayable.length - others.length,
      kept: kept + claims.length - replayable.length,
    },
    changed: changedOf(branch.claims),
    bars: Object.fromEntries(
      BARS.map((bar) => [bar, spreadOf(all.map(({ bars }) => bars[bar]))]),
    ) as Record<BarName, Spread>,
    net: spreadOf(all.map(({ bars }) => BARS.reduce((sum, bar) => sum + bars[bar], 0))),
    months: Array.from({ length: range.count }, (_, m) => ({
      month: formatMonth((range.first + m) as Month),
      claims: spreadOf(all.map(({ delta }) => delta[m] ?? 0)),
    })),
    feeFrom: joinedOn !== null ? 'recorded' : regime === 'independent' ? 'none' : 'prior',
    identity: { root: identity, isSame: identity === root },
    branch,
  };
}

function joinedDay(reading: BookReading): Day | null {
  const starts = reading.inForce.map(({ since }) => since);
  return starts.length === 0 ? null : (Math.min(...starts) as Day);
}

const rangeOf = ({ context, all }: BookReading, asOf: Day): MonthRange => ({
  first: (context.firstMonth + all.from) as Month,
  count: monthsIn(all),
  asOf,
});

function spreadOf(values: readonly number[]): Spread {
  const at = (p: number): number => Math.round(quantile(values, p, 'hf6'));
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

function changedOf(claims: readonly BranchClaim[]): Replay['changed'] {
  const count = (is: (line: BranchClaim) => boolean): number => claims.filter(is).length;
  return {
    nowDenied: count(({ before, after }) => !before.isDenied && after.isDenied),
    nowPaid: count(
      ({ before, after }) => before.isDenied && after.decidedAfter !== null && !after.isDenied,
    ),
    moved: count(({ before, after }) => before.isDenied === after.isDenied),
  };
}
