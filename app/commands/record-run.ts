import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { toHex } from '../../src/audit/merkle.ts';
import { invariant } from '../../src/error.ts';
import type { Json } from '../../src/event.ts';
import { draft } from '../../src/events/draft.ts';
import type { Answer } from '../../scenarios/answer.ts';
import type { Book } from '../book.ts';
import { programVersion } from '../cli/version.ts';
import type { ComparisonRun } from '../compare.ts';
import { lockStream, runs } from '../indexes/runs.ts';
import type { KnownRun } from '../indexes/runs.ts';
import { resolvedScenario } from '../run-document.ts';
import type { RunPromise } from '../promise-in-run.ts';
import { headlineOf, partsOf } from '../run-parts.ts';

/** What a run knew: events of the book, the root over them, and the day up to which it counted. */
export interface RunBasis {
  readonly sequence: number;
  readonly root: string;
  readonly asOf: Day;
}

/** A run that somebody was told to count on. */
export interface Promised {
  /** Whom it was promised to. */
  readonly to: string;
  readonly promise: RunPromise;
}

/** Stream of a run: one per result, and one per result and whom it was promised to. */
export function runStream(answer: Pick<Answer, 'digest'>, to?: string): string {
  return `run-${(to === undefined ? answer.digest : digestOf(`${answer.digest} ${to}`)).slice(0, 16)}`;
}

const digestOf = (text: string): string => toHex(sha256(new TextEncoder().encode(text)));

/** Where a run stands in the book. */
export interface RecordedRun {
  readonly status: 'recorded' | 'already-recorded';
  readonly stream: string;
  readonly sequence: number;
  /** Who recorded it, perhaps before or in the same moment. */
  readonly by: string;
  /** Run of record of the same scenario, where another one is locked: this one does not replace it. */
  readonly locked: string | null;
}

/**
 * Records a comparison as an event of the book: everything needed to run it again to the same
 * digest, the scenario included. The same result again adds nothing. It replaces the last run of the
 * same scenario, but never one that is locked; nor does one promise take back another. Throws
 * `store/read-only` for a book opened so.
 */
export async function recordRun(
  run: ComparisonRun,
  basis: RunBasis,
  book: Book,
  promised?: Promised,
): Promise<RecordedRun> {
  const { answer } = run;
  const known = await book.follow(runs);
  const stream = runStream(answer, promised?.to);
  const locked = known.locked.get(answer.scenario)?.stream ?? null;
  const other = locked === stream ? null : locked;
  const asRecorded = ({ sequence, actor }: KnownRun): RecordedRun => {
    return { status: 'already-recorded', stream, sequence, by: actor, locked: other };
  };
  const before = known.byStream.get(stream);
  if (before !== undefined) return asRecorded(before);
  const day = formatDay(book.today);
  const replaced = known.lastAnalysis(answer.scenarioDigest);
  const made = draft(
    'ScenarioRunRecorded',
    {
      ...dataOf(run, basis),
      ...(promised === undefined
        ? { purpose: 'analysis', ...(replaced?.lock === null ? { supersedes: replaced.id } : {}) }
        : { purpose: 'promise', to: promised.to, promised: promiseOf(promised) }),
    },
    { occurredOn: day, effectiveOn: day, entity: 'book', actor: book.actor, actorKind: 'person' },
  );
  const id = book.derivedId('scenario-run', promised === undefined ? answer.digest : stream);
  const locks = lockStream(answer.scenario);
  const { sequence, isOurs } = await book.record(stream, 'none', [{ id, draft: made }], {
    inClosedPeriods: 'allow',
    // The same run by somebody else, perhaps of a longer book: it is in the book, and that is all.
    saidOtherwise: 'allow',
    // What it says it replaces may be locked at this moment.
    checks: [{ stream: locks, expected: known.lockRevisions.get(locks) ?? 'none' }],
  });
  invariant(sequence !== null, 'an event that was appended has a sequence');
  if (!isOurs) {
    const first = (await book.follow(runs)).byStream.get(stream);
    invariant(first, 'what somebody else recorded first is in the book');
    return asRecorded(first);
  }
  return { status: 'recorded', stream, sequence, by: book.actor, locked: other };
}

function dataOf({ answer, comparison, source }: ComparisonRun, basis: RunBasis) {
  const { bridgePaths, sidePaths, isNoisy } = comparison;
  return {
    scenario: answer.scenario,
    scenarioDigest: answer.scenarioDigest,
    document: resolvedScenario(source, answer.scenarioDigest),
    basedOn: String(basis.sequence),
    root: basis.root,
    asOf: formatDay(basis.asOf),
    seed: answer.seed,
    paths: String(answer.paths),
    sampler: { bridgePaths, sidePaths, isNoisy },
    modelVersion: answer.modelVersion,
    programVersion: programVersion(),
    resultDigest: answer.digest,
    headline: headlineOf(answer) as Json,
    parts: partsOf(answer),
  };
}

const promiseOf = ({ promise: { practices, joined, months } }: Promised): Json => ({
  practices: [...practices],
  joined,
  months: months.map((month) => ({ ...month })),
});
