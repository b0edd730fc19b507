import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import { isSamePerson } from '../../projections/approval.ts';
import type { Book } from '../book.ts';
import { lockStream, runs } from '../indexes/runs.ts';
import type { KnownRun } from '../indexes/runs.ts';

/** What came of a decision about a run. */
export interface RunDecision {
  readonly status: 'approved' | 'already-approved' | 'locked' | 'already-locked';
  readonly run: KnownRun;
  /** The run of record that was replaced. */
  readonly replaced: string | null;
}

/**
 * Records that somebody who did not record a run approves it. Said again by the same person it adds
 * nothing. Throws `run/unknown`, `run/own-approval`, and `store/conflict` where somebody else decided
 * about the run at the same moment.
 */
export async function approveRun(
  { run: name, reason }: { readonly run: string; readonly reason?: string | undefined },
  book: Book,
): Promise<RunDecision> {
  const run = (await book.follow(runs)).named(name);
  if (isSamePerson(run.actor, book.actor)) {
    throw new FeeworthError('run/own-approval', 'conflict', 'Nobody approves their own run', {
      place: { at: run.stream },
      hint: `it was recorded by ${run.actor}: have somebody else approve it`,
    });
  }
  if (run.approvals.some(({ approver }) => isSamePerson(approver, book.actor))) {
    return { status: 'already-approved', run, replaced: null };
  }
  const data = {
    approves: run.id,
    approver: book.actor,
    ...(reason === undefined ? {} : { reason }),
  };
  const id = book.derivedId('scenario-run', `${run.id} ${run.revision} approved by ${book.actor}`);
  const made = decision('ApprovalGiven', data, book);
  await book.record(run.stream, run.revision, [{ id, draft: made }], { inClosedPeriods: 'allow' });
  return { status: 'approved', run, replaced: null };
}

export interface LockOptions {
  readonly run: string;
  readonly reason: string;
  /** The run of record that it replaces. */
  readonly supersedes?: string | undefined;
}

/**
 * Makes a run the one of record of its scenario. Where there is one already it is replaced only by
 * name. Throws `run/unknown`, `run/other-locked`, `run/not-locked`, and `store/conflict` where
 * somebody locked a run of the scenario, or decided about this one, at the same moment.
 */
export async function lockRun(
  { run: name, reason, supersedes }: LockOptions,
  book: Book,
): Promise<RunDecision> {
  const known = await book.follow(runs);
  const run = known.named(name);
  const { scenario } = run.data;
  const before = known.locked.get(scenario);
  if (before === run) return { status: 'already-locked', run, replaced: null };
  const replaced = supersedes === undefined ? undefined : known.named(supersedes);
  if (replaced !== before) throw notTheLocked(scenario, before, replaced);
  const made = decision(
    'ScenarioRunLocked',
    { run: run.id, scenario, reason, ...(before === undefined ? {} : { supersedes: before.id }) },
    book,
  );
  // One stream per scenario: two who lock two runs of it at once are seen.
  const stream = lockStream(scenario);
  const revision = known.lockRevisions.get(stream);
  const what = `${run.id} locked after ${revision ?? 'none'} by ${book.actor}: ${reason}`;
  const id = book.derivedId('scenario-run', what);
  await book.record(stream, revision ?? 'none', [{ id, draft: made }], {
    inClosedPeriods: 'allow',
    checks: [{ stream: run.stream, expected: run.revision }],
  });
  return { status: 'locked', run, replaced: before?.stream ?? null };
}

function notTheLocked(
  scenario: string,
  before: KnownRun | undefined,
  replaced: KnownRun | undefined,
): FeeworthError {
  if (before === undefined) {
    return new FeeworthError('run/not-locked', 'conflict', `No run of ${scenario} is locked`, {
      place: { at: replaced?.stream ?? scenario },
      hint: 'leave --supersedes out',
    });
  }
  const { stream, lock } = before;
  return new FeeworthError(
    'run/other-locked',
    'conflict',
    `The run of record of ${scenario} is another one, locked by ${lock?.by ?? 'nobody'}`,
    { place: { at: stream }, hint: `to replace it, name it: --supersedes ${stream}` },
  );
}

function decision<T extends 'ApprovalGiven' | 'ScenarioRunLocked'>(
  type: T,
  data: Parameters<typeof draft<T>>[1],
  book: Book,
): EventDraft<T> {
  const day = formatDay(book.today);
  return draft(type, data, {
    occurredOn: day,
    effectiveOn: day,
    entity: 'book',
    actor: book.actor,
    actorKind: 'person',
  });
}
