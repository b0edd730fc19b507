import { formatDay } from '../../src/calendar.ts';
import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import type { EventMeta, Json, RecordedEvent } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import { draft } from '../../src/events/draft.ts';
import type { DraftMeta } from '../../src/events/draft.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import type { IdSet, Rival } from '../../src/intake/id-set.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';
import type { Conflict } from '../../src/store/port.ts';
import { mayGoOn } from '../stopping.ts';
import type { Book, Recordable } from '../book.ts';
import { fateOf } from '../indexes/imports.ts';
import type { ImportFate, Imports, ImportState } from '../indexes/imports.ts';
import { knownFacts } from '../indexes/known-facts.ts';
import type { Check } from '../checked-append.ts';
import { closingsToWatch, isOpen, isWithin } from '../closings.ts';
import type { Dated } from '../closings.ts';
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
const TRIES = 50;

/**
 * Whether an interrupted import can go on: every event it has appended is one it would append now.
 * Another mapping, another site or a period closed since then make it another import.
 */
export async function goesOn(
  { plan, recordables, mappingDigest }: Prepared,
  before: ImportState,
  book: Book,
): Promise<boolean> {
  if (before.mapping !== mappingDigest || before.entity !== plan.entity) return false;
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

/**
 * Appends ImportStarted and the facts behind what was there, going on if that is unfinished.
 * Whoever appended something to this file meanwhile makes it fail (`store/conflict`), except when
 * it had the same ids. Returns the number of the attempt.
 */
export async function appendFacts(
  prepared: Prepared,
  before: ImportState | undefined,
  chunkEvents: number,
  book: Book,
  signal?: AbortSignal,
): Promise<number> {
  const { plan, recordables } = prepared;
  const isResumed = before !== undefined && fateOf(before) === 'unfinished';
  const number = (before?.attempt ?? 0) + (isResumed ? 0 : 1);
  const done = isResumed ? before.ids : null;
  const all = [
    ...(isResumed ? [] : [started(prepared, number, book)]),
    ...recordables.filter(({ id }) => done?.has(id) !== true),
  ];
  let revision = before?.revision;
  for (let at = 0; at < all.length; at += chunkEvents) {
    await mayGoOn(signal);
    const chunk = all.slice(at, at + chunkEvents);
    try {
      const appended = await book.record(plan.stream, revision ?? 'none', chunk, LOOKED_AT);
      revision = appended.revisions.get(plan.stream);
    } catch (error) {
      throw at > 0 || isResumed ? sayingHowFar(error, plan) : error;
    }
  }
  return number;
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
  attempt: number,
  book: Book,
): Promise<'completed' | 'overtaken'> {
  const { plan, input } = prepared;
  const begun = (await book.imports).byStream.get(plan.stream);
  // Ids are compared by the store, contents never: they are read back, once, for they stay.
  if (!isAsChosen(prepared, attempt, begun) || !(await goesOn(prepared, begun, book)))
    return 'overtaken';
  for (let tries = 0; tries < TRIES; tries++) {
    const closings = await closingsToWatch(datedOf(prepared), book);
    if (closings === 'closed') {
      await abandon(prepared, attempt, 'a month of it was closed meanwhile', book);
      return 'overtaken';
    }
    // Who is under way is looked up before what counts: one that completes in between has moved.
    const imports = await book.imports;
    const own = imports.byStream.get(plan.stream);
    if (!isAsChosen(prepared, attempt, own)) return 'overtaken';
    const checks = underWay(imports, book, plan.stream);
    const rival = rivalOf(prepared, await book.follow(knownFacts));
    if (rival !== undefined) {
      const reason = 'another import brought some of its records meanwhile';
      await abandon(prepared, attempt, reason, book);
      if (rival.isCompleted) return 'overtaken';
      throw unfinished(input, rival.stream);
    }
    const between: RecordedEvent[] = [];
    try {
      const end = completed(plan, attempt, book);
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
  throw elsewhere(plan.file);
}

/** Whether the file is still at this attempt, and holds the records chosen here, no more, no less. */
function isAsChosen(
  { recordables }: Prepared,
  attempt: number,
  own: ImportState | undefined,
): own is ImportState {
  if (own?.attempt !== attempt || fateOf(own) !== 'unfinished') return false;
  const { ids } = own;
  return ids?.size === recordables.length && recordables.every(({ id }) => ids.has(id));
}

const datedOf = ({ recordables }: Prepared): readonly Dated[] =>
  recordables.map(({ draft: made }) => made);

/**
 * Whether a file that was just completed may count: no month of it was closed and none of its
 * records counted a moment before. Otherwise it is taken back. `between` is what came into the
 * watched streams just before; null when somebody else completed it, and may not know.
 */
async function stands(
  prepared: Prepared,
  attempt: number,
  between: readonly RecordedEvent[] | null,
  book: Book,
): Promise<boolean> {
  const { plan } = prepared;
  const own = (await book.imports).byStream.get(plan.stream);
  if (own?.attempt !== attempt || fateOf(own) !== 'completed') return false;
  if (between?.every(({ type }) => !OVERTAKING.has(type)) === true) return true;
  const dated = datedOf(prepared);
  const isClosed = (between ?? []).some(({ type, meta, data }) => {
    if (type !== 'PeriodClosed') return false;
    const { lastOn } = data as unknown as EventData<'PeriodClosed'>;
    return dated.some((one) => isWithin(one, meta.entity, lastOn));
  });
  if (!isClosed && (await firstToCount(plan.stream, book)) === plan.stream) return true;
  const closed = await book.periods;
  // Closed a moment later, with this file in it: what is closed does not change by itself.
  if (!isClosed && !dated.every((one) => isOpen(one, closed))) throw closedWithIt(plan);
  const reason = 'it was completed too late: something else was a moment before';
  await abandon(prepared, attempt, reason, book, 'completed');
  return false;
}

function closedWithIt({ file, stream }: ImportPlan): FeeworthError {
  return new FeeworthError(
    'import/closed-with-it',
    'conflict',
    'Some of its records count twice, and a month of it was closed at the same moment',
    {
      place: { file },
      hint: 'reopen that month and import the file again: it leaves out what another brought',
      details: { stream },
    },
  );
}

/** What may have made records count, or months closed, a moment before. */
const OVERTAKING: ReadonlySet<string> = new Set(['ImportCompleted', 'PeriodClosed']);

/**
 * Of the completed imports that hold a record of this one, that which was completed first: all
 * others should have been taken back.
 */
export async function firstToCount(stream: string, book: Book): Promise<string> {
  const known = await book.follow(knownFacts);
  const { byStream } = await book.imports;
  const completedAt = (of: string): number => byStream.get(of)?.completedAt ?? Infinity;
  let first = stream;
  for (const id of known.idsOf(stream))
    for (const { stream: other, isCompleted } of known.rivals(id, stream))
      if (isCompleted && completedAt(other) < completedAt(first)) first = other;
  return first;
}

/** The imports that are under way, to be watched: one that moves may hold what matters here. */
export function underWay({ byStream }: Imports, { store }: Book, except?: string): Check[] {
  // A store that writes several streams at once has room for some.
  const most = store.limits.atomicStreams > 1 ? WATCHED_MAX : Infinity;
  return [...byStream.values()]
    .filter((state) => state.stream !== except && fateOf(state) === 'unfinished')
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .slice(0, most)
    .map(({ stream, revision }) => ({ stream, expected: revision }));
}

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
  attempt: number,
  reason: string,
  book: Book,
  fate: ImportFate = 'unfinished',
): Promise<void> {
  const own = (await book.imports).byStream.get(plan.stream);
  if (own?.attempt !== attempt || fateOf(own) !== fate) return;
  const made = reverted(own, reason, bookkeeping(plan, book), book);
  await book.record(plan.stream, own.revision, [made], LOOKED_AT);
}

/** The end of an attempt that is taken back, by whomever. */
export function reverted(
  { digest, attempt }: ImportState,
  reason: string,
  meta: DraftMeta,
  book: Book,
): Recordable {
  const id = book.derivedId('import-reverted', `${digest} ${attempt}`);
  return { id, draft: draft('ImportReverted', { digest, reason }, meta) };
}

/** Others changed the same file, or what it depends on, as often as it was tried. */
export function elsewhere(file: string, cause?: unknown): FeeworthError {
  return new FeeworthError(
    'import/elsewhere',
    'conflict',
    `${file} is being imported by somebody else, or others change what it depends on`,
    { place: { file }, hint: 'wait for them and import again', cause },
  );
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
