import { formatDay, formatMonth, monthOf, parseDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import type { EventMeta, Json, RecordedEvent } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { IdSet, Rival } from '../../src/intake/id-set.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';
import type { Conflict, Expected } from '../../src/store/port.ts';
import { mayGoOn } from '../stopping.ts';
import type { Book, Recordable } from '../book.ts';
import { fateOf } from '../indexes/imports.ts';
import type { ImportFate, Imports, ImportState } from '../indexes/imports.ts';
import { knownFacts } from '../indexes/known-facts.ts';
import { periodStream } from '../indexes/periods.ts';
import type { Periods } from '../indexes/periods.ts';
import type { ImportPlan } from './import.ts';
import type { InputFile } from './read-file.ts';

/** A file read and chosen from: what its import will append. */
export interface Prepared {
  readonly plan: ImportPlan;
  readonly input: InputFile;
  readonly mappingDigest: string | undefined;
  readonly recordables: readonly Recordable[];
}

/** Files move their dates beforehand, and who completes one has looked at what is in it. */
const LOOKED_AT = { inClosedPeriods: 'allow', saidOtherwise: 'allow' } as const;

/** Other unfinished imports that one completion watches; those that began last are still running. */
const WATCHED_MAX = 40;
/** Closings it watches: one an entity, and every month of a book where none was closed. */
const CLOSINGS_MAX = 50;
const TRIES = 50;

/**
 * Whether an interrupted import can go on: every event it has appended is one it would append now.
 * Another mapping, another site or a period closed since then make it another import.
 */
export async function goesOn(
  { plan, recordables }: Prepared,
  before: ImportState,
  book: Book,
): Promise<boolean> {
  const drafts = new Map(recordables.map(({ id, draft: made }) => [id, made]));
  const text = (value: unknown): string => JSON.stringify(canonicalOrder(value as Json));
  const from = before.revision - BigInt(before.ids?.size ?? 0) + 1n;
  for await (const { id, type, data, meta } of book.store.readStream(plan.stream, { from })) {
    const made = drafts.get(id);
    const isSame =
      made !== undefined &&
      made.type === type &&
      made.meta.entity === meta.entity &&
      made.meta.site === meta.site &&
      (made.meta.effectiveOn ?? made.meta.occurredOn) === meta.effectiveOn &&
      text(made.data) === text(data);
    if (!isSame) return false;
  }
  return true;
}

/** The attempt at a file that this process works on; others may work on it at the same time. */
export interface Attempt {
  readonly number: number;
  /** Whether all of it was appended here and now, and nothing by whoever had begun it before. */
  readonly isOurs: boolean;
}

/**
 * Appends ImportStarted and the facts behind what was there, going on if that is unfinished.
 * Whoever appended something to this file meanwhile makes it fail (`store/conflict`), except when
 * it was the same.
 */
export async function appendFacts(
  prepared: Prepared,
  before: ImportState | undefined,
  chunkEvents: number,
  book: Book,
  signal?: AbortSignal,
): Promise<Attempt> {
  const { plan, recordables } = prepared;
  const isResumed = before !== undefined && fateOf(before) === 'unfinished';
  const number = (before?.attempt ?? 0) + (isResumed ? 0 : 1);
  const done = isResumed ? before.ids : null;
  const all = [
    ...(isResumed ? [] : [started(prepared, number, book)]),
    ...recordables.filter(({ id }) => done?.has(id) !== true),
  ];
  let revision = before?.revision;
  let isOurs = !isResumed;
  for (let at = 0; at < all.length; at += chunkEvents) {
    await mayGoOn(signal);
    const chunk = all.slice(at, at + chunkEvents);
    try {
      const appended = await book.record(plan.stream, revision ?? 'none', chunk, LOOKED_AT);
      revision = appended.revisions.get(plan.stream);
      isOurs &&= appended.isOurs;
    } catch (error) {
      throw at > 0 || isResumed ? sayingHowFar(error, plan) : error;
    }
  }
  return { number, isOurs };
}

/**
 * Makes the file count, unless an import that was under way at the same time brought some of its
 * records: then this attempt is taken back (`overtaken`, to be chosen from anew), or refused when
 * the other began earlier and has not finished (`import/unfinished`). All facts are in the log
 * before this looks around, and the completion is refused by the store if an import that was open
 * then has moved: of two imports at least one sees the other. Whoever works on the same file may
 * have chosen otherwise: only what was chosen here is completed.
 */
export async function complete(
  prepared: Prepared,
  attempt: Attempt,
  book: Book,
): Promise<'completed' | 'overtaken'> {
  const { plan, input } = prepared;
  for (let tries = 0; tries < TRIES; tries++) {
    const closings = await nextClosings(prepared, book);
    if (closings === 'closed') {
      await abandon(prepared, attempt, 'a month of it was closed meanwhile', book);
      return 'overtaken';
    }
    // Who is under way is looked up before what counts: one that completes in between has moved.
    const { byStream } = await book.imports;
    const own = byStream.get(plan.stream);
    if (own === undefined || !(await isAsChosen(prepared, attempt, own, book))) return 'overtaken';
    const checks = underWay(byStream, plan.stream);
    const rival = rivalOf(prepared, await book.follow(knownFacts));
    if (rival !== undefined) {
      const reason = 'another import brought some of its records meanwhile';
      await abandon(prepared, attempt, reason, book);
      if (rival.isCompleted) return 'overtaken';
      throw unfinished(input, rival.stream);
    }
    const between: RecordedEvent[] = [];
    try {
      const end = completed(plan, attempt.number, book);
      const { isOurs } = await book.record(plan.stream, own.revision, [end], {
        ...LOOKED_AT,
        checks: [...checks, ...closings],
        onOvertaken: async (events) => void between.push(...events),
      });
      return (await stands(prepared, attempt, isOurs ? between : null, book))
        ? 'completed'
        : 'overtaken';
    } catch (error) {
      if (!isAboutOthers(error, plan.stream)) throw sayingHowFar(error, plan);
    }
  }
  throw unfinished(input, plan.stream);
}

/** Whether the file is still at this attempt, and holds what was chosen here, no more, no less. */
async function isAsChosen(
  prepared: Prepared,
  { number, isOurs }: Attempt,
  own: ImportState,
  book: Book,
): Promise<boolean> {
  const { recordables } = prepared;
  const { ids } = own;
  if (own.attempt !== number || fateOf(own) !== 'unfinished' || ids === null) return false;
  if (ids.size !== recordables.length || recordables.some(({ id }) => !ids.has(id))) return false;
  return isOurs || goesOn(prepared, own, book);
}

/**
 * Whether a file that was just completed may count: no month of it was closed and none of its
 * records counted a moment before. Otherwise it is taken back. `between` is what came into the
 * watched streams just before; null when somebody else completed it, and may not know.
 */
async function stands(
  prepared: Prepared,
  attempt: Attempt,
  between: readonly RecordedEvent[] | null,
  book: Book,
): Promise<boolean> {
  const { recordables, plan } = prepared;
  const own = (await book.imports).byStream.get(plan.stream);
  if (own?.attempt !== attempt.number || fateOf(own) !== 'completed') return false;
  if (between?.every(({ type }) => !OVERTAKING.has(type)) === true) return true;
  const closed = (between ?? []).filter(({ type }) => type === 'PeriodClosed');
  const isClosed = recordables.some((one) => closed.some((closing) => isWithin(one, closing)));
  if (!isClosed && (await firstToCount(plan.stream, recordables, book)) === plan.stream)
    return true;
  const reason = 'it was completed too late: something else was a moment before';
  await abandon(prepared, attempt, reason, book, 'completed');
  return false;
}

/** What may have made records count, or months closed, a moment before. */
const OVERTAKING: ReadonlySet<string> = new Set(['ImportCompleted', 'PeriodClosed']);

/**
 * Of the completed imports that hold one of these records, that which was completed first: all
 * others should have been taken back. By default the records are all that the import brought.
 */
export async function firstToCount(
  stream: string,
  recordables: Iterable<{ readonly id: string }> | null,
  book: Book,
): Promise<string> {
  const known = await book.follow(knownFacts);
  const { byStream } = await book.imports;
  const completedAt = (of: string): number => byStream.get(of)?.completedAt ?? Infinity;
  let first = stream;
  const ids = recordables ?? [...known.idsOf(stream)].map((id) => ({ id }));
  for (const { id } of ids)
    for (const { stream: other, isCompleted } of known.rivals(id, stream))
      if (isCompleted && completedAt(other) < completedAt(first)) first = other;
  return first;
}

/** Whether a record lies in the month that was closed, or before it. */
function isWithin({ draft: { type, meta } }: Recordable, closing: RecordedEvent): boolean {
  const { lastOn } = closing.data as unknown as EventData<'PeriodClosed'>;
  if (type === 'OpeningBalanceRecorded' || meta.effectiveOn > lastOn) return false;
  return meta.entity === closing.meta.entity || meta.counterparty === closing.meta.entity;
}

/** The imports that are under way, to be watched: one that moves may hold what matters here. */
export function underWay(
  byStream: Imports['byStream'],
  except?: string,
): { readonly stream: string; readonly expected: Expected }[] {
  return [...byStream.values()]
    .filter((state) => state.stream !== except && fateOf(state) === 'unfinished')
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .slice(0, WATCHED_MAX)
    .map(({ stream, revision }) => ({ stream, expected: revision }));
}

/**
 * The streams of the months that may be closed next and hold records of this file, to be watched;
 * `closed` when a month that was open for a record is open no more.
 */
async function nextClosings(
  { recordables }: Prepared,
  book: Book,
): Promise<{ stream: string; expected: Expected }[] | 'closed'> {
  const firstMonths = new Map<string, Month>();
  for (const { draft: made } of recordables) {
    if (made.type === 'OpeningBalanceRecorded') continue;
    const { entity, counterparty = entity, effectiveOn } = made.meta;
    const month = monthOf(parseDay(effectiveOn));
    for (const one of new Set([entity, counterparty]))
      firstMonths.set(one, Math.min(month, firstMonths.get(one) ?? month) as Month);
  }
  const streams: { stream: string; expected: Expected }[] = [];
  for (const stream of closable(firstMonths, await book.periods, book))
    streams.push({ stream, expected: (await book.store.revision(stream)) ?? 'none' });
  // Read again behind the revisions: what is closed from here on moves one of them.
  return stillOpen(recordables, await book.periods) ? streams : 'closed';
}

/** Months are closed in order, so one stream an entity; any may be the first to be closed. */
function closable(
  firstMonths: ReadonlyMap<string, Month>,
  closed: Periods,
  book: Book,
): readonly string[] {
  const streams: string[] = [];
  for (const [entity, firstMonth] of firstMonths) {
    const next = closed.firstOpen(entity);
    const from = next === null ? firstMonth : monthOf(next);
    const to = next === null ? monthOf(book.today) : from;
    for (let month: number = from; month <= to; month++)
      streams.push(periodStream(entity, formatMonth(month as Month)));
  }
  return streams.slice(0, CLOSINGS_MAX);
}

const stillOpen = (recordables: readonly Recordable[], closed: Periods): boolean =>
  recordables.every(({ draft: { type, meta } }) => {
    const { entity, counterparty, effectiveOn } = meta;
    if (type === 'OpeningBalanceRecorded') return true;
    return closed.openDay(effectiveOn, entity, counterparty) === effectiveOn;
  });

/** An import that brought one of the records too, and counts or was there first. */
function rivalOf({ plan, recordables }: Prepared, known: IdSet): Rival | undefined {
  for (const { id } of recordables) {
    const rivals = known.rivals(id, plan.stream);
    const counts = rivals.find(({ isCompleted }) => isCompleted);
    const rival = counts ?? rivals.find(({ isEarlier }) => isEarlier);
    if (rival !== undefined) return rival;
  }
  return undefined;
}

/**
 * Takes an attempt back that has not finished, or one that was completed and must not count;
 * nothing when somebody else has brought the file to another end, or to another attempt.
 */
export async function abandon(
  { plan }: Prepared,
  { number }: Pick<Attempt, 'number'>,
  reason: string,
  book: Book,
  fate: ImportFate = 'unfinished',
): Promise<void> {
  const own = (await book.imports).byStream.get(plan.stream);
  if (own?.attempt !== number || fateOf(own) !== fate) return;
  const made = draft('ImportReverted', { digest: plan.digest, reason }, bookkeeping(plan, book));
  const id = book.derivedId('import-reverted', `${plan.digest} ${own.attempt}`);
  await book.record(plan.stream, own.revision, [{ id, draft: made }], LOOKED_AT);
}

/** Records that an import which has not finished holds can be neither left out nor taken twice. */
export function unfinished(input: InputFile, stream: string): FeeworthError {
  return new FeeworthError(
    'import/unfinished',
    'conflict',
    'Another import that has not finished holds some of the records of this file',
    {
      place: { file: input.path },
      hint: `wait for it; if it was interrupted, import that file again or take it back: feeworth import revert ${stream}`,
      details: { stream },
    },
  );
}

/** Whether an append was refused for a stream it only watches. */
export function isAboutOthers(error: unknown, own: string): boolean {
  if (!isFeeworthError(error) || error.code !== STORE_ERRORS.conflict) return false;
  const conflicts = error.details['conflicts'] as readonly Conflict[] | undefined;
  return conflicts !== undefined && conflicts.every(({ stream }) => stream !== own);
}

/** A failure in the middle: what is in the book already counts for nothing, and is not lost. */
function sayingHowFar(error: unknown, { file }: ImportPlan): unknown {
  if (!isFeeworthError(error) || error.category !== 'io') return error;
  const { code, category, message, place, details } = error;
  return new FeeworthError(code, category, message, {
    place: { file, ...place },
    hint: 'A part of the file is recorded and counts for nothing yet. Mend this and import it again: it goes on there.',
    details,
    cause: error,
  });
}

function bookkeeping(
  plan: ImportPlan,
  book: Book,
): Omit<EventMeta, 'recordedAt' | 'policy' | 'schema'> {
  const day = formatDay(book.today);
  return {
    occurredOn: day,
    effectiveOn: day,
    entity: plan.entity,
    actor: book.actor,
    actorKind: 'import',
    sourceSystem: plan.system,
    sourceFile: plan.digest,
  };
}

function started(
  { plan, input, mappingDigest: mapping }: Prepared,
  attempt: number,
  book: Book,
): Recordable {
  const data = {
    digest: plan.digest,
    format: input.format,
    ...(mapping === undefined ? {} : { mapping }),
    fileName: input.name,
    bytes: input.bytes.length,
    records: plan.records,
  };
  const id = book.derivedId('import-started', `${plan.digest} ${attempt}`);
  return { id, draft: draft('ImportStarted', data, bookkeeping(plan, book)) };
}

function completed(plan: ImportPlan, attempt: number, book: Book): Recordable {
  const data = {
    digest: plan.digest,
    events: plan.events,
    suspended: plan.suspended,
    alreadyKnown: plan.alreadyKnown,
    moved: plan.moved.length,
    ...(plan.firstOn === undefined ? {} : { firstOn: plan.firstOn }),
    ...(plan.lastOn === undefined ? {} : { lastOn: plan.lastOn }),
  };
  const id = book.derivedId('import-completed', `${plan.digest} ${attempt}`);
  return { id, draft: draft('ImportCompleted', data, bookkeeping(plan, book)) };
}
