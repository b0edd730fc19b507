import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import { reversalOf } from '../../src/events/reversal.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { declarationOf } from '../../src/events/vocabulary.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import type { Json } from '../../src/event.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Fact, Notice } from '../../src/intake/events/fact.ts';
import { contentDigest } from '../../src/intake/id-set.ts';
import type { IdSet } from '../../src/intake/id-set.ts';
import {
  abandon,
  appendFacts,
  complete,
  elsewhere,
  firstToCount,
  goesOn,
  unfinished,
} from './import-attempt.ts';
import type { Prepared } from './import-attempt.ts';
import type { Withdrawal } from '../../src/intake/events/from-837p.ts';
import { mayGoOn } from '../stopping.ts';
import type { Book, Recordable } from '../book.ts';
import { claims } from '../indexes/claims.ts';
import type { ImportState } from '../indexes/imports.ts';
import { knownFacts } from '../indexes/known-facts.ts';
import type { Periods } from '../indexes/periods.ts';
import { factsOfFile } from './facts-of-file.ts';
import type { FileFacts } from './facts-of-file.ts';
import { takeBack } from './import-revert.ts';
import { readInput, readMapping, streamOf } from './read-file.ts';
import type { InputFile } from './read-file.ts';

export interface ImportOptions {
  readonly file: string;
  /** The file's bytes, when they are in memory already. */
  readonly bytes?: Uint8Array;
  /** Path of the mapping file; X12 needs none. */
  readonly map?: string | undefined;
  /** Folders from which the file's name is recorded: where the user works, then the book's. */
  readonly folders?: readonly string[];
  /** Whose file it is; may be left out when the book has one practice, or X12 says it. */
  readonly entity?: string | undefined;
  readonly site?: string | undefined;
  readonly agreement?: string | undefined;
  /** Events per append; a file larger than this is appended in several (settled.md §1.6). */
  readonly chunkEvents?: number;
  /** Most records a file may have; see facts-of-file.ts. */
  readonly recordsMax?: number;
  /** Ends the import between two appends: what is recorded by then counts for nothing yet. */
  readonly signal?: AbortSignal;
}

/** An event whose accounting date lay in a closed period. */
export interface Moved {
  readonly type: string;
  readonly sourceRecord: string;
  readonly from: string;
  readonly to: string;
}

/** What an import would do, or did. */
export interface ImportPlan {
  readonly file: string;
  readonly stream: string;
  readonly digest: string;
  readonly format: InputFile['format'];
  readonly system: string;
  readonly entity: string;
  readonly records: number;
  /** Events by type, those that are new. */
  readonly byType: Readonly<Record<string, number>>;
  readonly events: number;
  readonly suspended: number;
  readonly alreadyKnown: number;
  readonly moved: readonly Moved[];
  readonly notices: readonly Notice[];
  readonly firstOn: string | undefined;
  readonly lastOn: string | undefined;
}

/** An option that a file which is in the book already no longer listens to. */
export type Ignored = 'mapping' | 'site' | 'entity';

export type ImportResult =
  | {
      readonly status: 'already-imported';
      readonly file: string;
      readonly stream: string;
      /** What was said this time and differs from how the file was taken in: none of it counts. */
      readonly ignored: readonly Ignored[];
    }
  | ({ readonly status: 'imported' | 'resumed' } & ImportPlan);

const CHUNK_EVENTS = 1_000;
const SUSPENSE = new Set(['RecordSuspended', 'RemittanceSuspended']);

/** How often a file is chosen from anew because another import brought some of its records. */
const TRIES = 3;

/**
 * Takes a file in, all of it or nothing. The same file again is a no-op; an interrupted import goes
 * on where it stopped, or begins anew when it would now say something else; records that another
 * file brought already are left out, also one that is imported at the same time; a record that
 * another file brought with other content refuses the file (`import/changed-record`), and so does
 * one that an unfinished import holds (`import/unfinished`).
 */
export async function importFile(options: ImportOptions, book: Book): Promise<ImportResult> {
  const input = readInput(options.file, options.bytes, options.folders);
  const stream = streamOf(input);
  const known = async (): Promise<ImportState | undefined> =>
    (await book.imports).byStream.get(stream);
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await known();
    const isThere = before !== undefined && isDone(before);
    if (isThere && !(await wasTooLate(stream, book)))
      return await already(options, input, before, book);
    const isResumed = before !== undefined && before.revertedAt === null;
    try {
      if (isThere) {
        const reason = 'completed too late, by somebody who was stopped before taking it back';
        await takeBack(before, reason, book);
        continue;
      }
      const prepared = await prepare(options, input, book);
      // What was chosen fits the file as it was before; whoever moved it meanwhile chose otherwise.
      if ((await known())?.revision !== before?.revision) continue;
      if (isResumed && !(await goesOn(prepared, before, book))) {
        const reason = 'interrupted, and begun anew because it reads differently now';
        await abandon(prepared, before.attempt, reason, book);
        continue;
      }
      const { chunkEvents = CHUNK_EVENTS, signal } = options;
      const attempt = await appendFacts(prepared, before, chunkEvents, book, signal);
      await mayGoOn(signal);
      if ((await complete(prepared, attempt, book)) === 'overtaken') continue;
      return { status: isResumed ? 'resumed' : 'imported', ...prepared.plan };
    } catch (error) {
      if (!isFeeworthError(error) || error.code !== STORE_ERRORS.conflict) throw error;
      // Another process is taking in the same file. When it has finished, so have we.
      const now = await known();
      if (now && isDone(now)) return await already(options, input, now, book);
      throw elsewhere(options.file, error);
    }
  }
  throw elsewhere(options.file);
}

/**
 * Whether a file counts that should have been taken back: whoever completed it was killed between
 * that and finding out that another import was a moment before (`complete`). Where a store appends
 * to several streams at once there is no such moment.
 */
async function wasTooLate(stream: string, book: Book): Promise<boolean> {
  if (book.store.limits.atomicStreams > 1) return false;
  return (await firstToCount(stream, book)) !== stream;
}

async function already(
  options: ImportOptions,
  input: InputFile,
  before: ImportState,
  book: Book,
): Promise<ImportResult> {
  const { file } = options;
  const ignored = await ignoredOf(options, input, before, book);
  return { status: 'already-imported', file, stream: before.stream, ignored };
}

/** Which options say something else than the import that brought the file. */
async function ignoredOf(
  { map, site, entity }: ImportOptions,
  { format }: InputFile,
  before: ImportState,
  book: Book,
): Promise<Ignored[]> {
  const ignored: Ignored[] = [];
  if (map !== undefined && format === 'csv' && readMapping(map).digest !== before.mapping)
    ignored.push('mapping');
  if (site !== undefined && !(await bringsToSite(before, site, book))) ignored.push('site');
  if (entity !== undefined && entity !== before.entity) ignored.push('entity');
  return ignored;
}

async function bringsToSite(before: ImportState, site: string, book: Book): Promise<boolean> {
  for await (const { sequence, meta } of book.store.readStream(before.stream))
    if (sequence > before.startedAt && meta.site === site) return true;
  return false;
}

const isDone = (state: ImportState): boolean =>
  state.completedAt !== null && state.revertedAt === null;

/** What an import would do; writes nothing. Throws what the import would throw. */
export async function planImport(
  options: ImportOptions,
  book: Book,
): Promise<
  ImportPlan & { readonly isAlreadyImported: boolean; readonly ignored: readonly Ignored[] }
> {
  const input = readInput(options.file, options.bytes, options.folders);
  const before = (await book.imports).byStream.get(streamOf(input));
  const { plan } = await prepare(options, input, book);
  const isAlreadyImported = before !== undefined && isDone(before);
  const ignored = isAlreadyImported ? await ignoredOf(options, input, before, book) : [];
  return { ...plan, isAlreadyImported, ignored };
}

async function prepare(options: ImportOptions, input: InputFile, book: Book): Promise<Prepared> {
  const map = input.format === 'csv' && options.map ? readMapping(options.map) : undefined;
  const entity = await entityOf(options, input, book);
  const { site, agreement, recordsMax, signal } = options;
  const mapping = map?.mapping;
  const how = { entity, site, agreement, mapping, recordsMax, signal };
  const read = await factsOfFile(book, input, how);
  const closed = await book.periods;
  const chosen = choose(read, await book.follow(knownFacts), streamOf(input), input);
  const moved: Moved[] = [];
  const meta = metaMaker(book, input, read.system);
  const recordables: Recordable[] = [];
  for (const withdrawal of read.withdrawals)
    recordables.push(...(await withdraw(withdrawal, book, closed, input)));
  for (const fact of chosen.fresh) {
    recordables.push({ id: fact.id, draft: meta(fact, dateOf(fact, closed, moved)) });
  }
  const dates = chosen.fresh.map((fact) => fact.occurredOn).sort();
  const plan: ImportPlan = {
    file: options.file,
    stream: streamOf(input),
    digest: input.digest,
    format: input.format,
    system: read.system,
    entity: entity === '' ? (read.facts[0]?.entity ?? 'book') : entity,
    records: read.records,
    byType: countByType(recordables),
    events: recordables.length,
    suspended: chosen.fresh.filter((fact) => SUSPENSE.has(fact.type)).length,
    alreadyKnown: chosen.alreadyKnown,
    moved,
    notices: read.notices,
    firstOn: dates[0],
    lastOn: dates.at(-1),
  };
  return { plan, input, mappingDigest: map?.digest, recordables };
}

/** Whose file it is: as said, else the only practice of the book; X12 may say it itself. */
async function entityOf(options: ImportOptions, input: InputFile, book: Book): Promise<string> {
  const { setting, opened } = await book.settings;
  if (opened === null) {
    throw new FeeworthError('book/not-opened', 'input', 'This book has not been set up', {
      hint: 'set it up first: feeworth init book.yaml',
    });
  }
  const { entity } = options;
  const site = options.site === undefined ? undefined : setting.sites.get(options.site);
  if (options.site !== undefined && site === undefined)
    throw unknownName('site', options.site, [...setting.sites.keys()]);
  if (entity !== undefined) {
    if (!setting.entities.has(entity))
      throw unknownName('entity', entity, [...setting.entities.keys()]);
    if (site && site.entity !== entity)
      throw unknownName('site', site.id, [...setting.sites.keys()]);
    return entity;
  }
  if (site) return site.entity;
  const practices = [...setting.entities.values()].filter((e) => e.kind === 'practice');
  const [only, second] = practices;
  if (only && second === undefined) return only.id;
  if (input.format !== 'csv') return '';
  throw new FeeworthError('import/no-entity', 'usage', 'The book has several practices', {
    place: { file: options.file },
    hint: `say whose file it is: --entity ${practices.map((e) => e.id).join(' or --entity ')}`,
  });
}

function unknownName(what: string, name: string, known: readonly string[]): FeeworthError {
  return new FeeworthError(`import/unknown-${what}`, 'usage', `The book has no ${what} ${name}`, {
    hint: `it has ${known.join(', ')}`,
  });
}

/**
 * Leaves out what other files brought already; a changed record refuses the file, and so does one
 * that an unfinished import holds, unless it began behind an unfinished attempt at this file.
 */
function choose(
  read: FileFacts,
  known: IdSet,
  stream: string,
  input: InputFile,
): { readonly fresh: Fact[]; readonly alreadyKnown: number } {
  const fresh: Fact[] = [];
  let alreadyKnown = 0;
  for (const fact of read.facts) {
    const before = known.contentOf(fact.id);
    if (before?.isCompleted !== true) {
      // Those who began later will find this one; those who began earlier go first.
      const rivals = before === undefined ? [] : known.rivals(fact.id, stream);
      const earlier = rivals.find(({ isEarlier }) => isEarlier);
      if (earlier !== undefined) throw unfinished(input, earlier.stream);
      fresh.push(fact);
      continue;
    }
    if (before.content !== contentDigest(contentOf(fact), sha256)) {
      throw new FeeworthError(
        'import/changed-record',
        'conflict',
        'A record of this file was imported before with other content',
        {
          place: { file: input.path, at: fact.sourceRecord },
          hint: 'revert the import that brought it, or reverse the event, then import again',
          details: { event: fact.id, type: fact.type, stream: before.stream },
        },
      );
    }
    alreadyKnown += 1;
  }
  return { fresh, alreadyKnown };
}

function contentOf({ type, data, entity, site, occurredOn }: Fact) {
  const schema = String(declarationOf(type)?.schema ?? 1);
  const meta = { schema, entity, occurredOn, ...(site === undefined ? {} : { site }) };
  return { type, data: canonicalOrder(data as Json), meta };
}

/** The accounting date: moved to the first open day where its period is closed, and listed. */
function dateOf(fact: Fact, closed: Periods, moved: Moved[]): string {
  const from = fact.effectiveOn ?? fact.occurredOn;
  if (fact.type === 'OpeningBalanceRecorded') return from;
  const to = closed.openDay(from, fact.entity, fact.counterparty);
  if (to !== from) moved.push({ type: fact.type, sourceRecord: fact.sourceRecord, from, to });
  return to;
}

function metaMaker(book: Book, input: InputFile, system: string) {
  return (fact: Fact, effectiveOn: string): EventDraft => {
    const meta = {
      occurredOn: fact.occurredOn,
      effectiveOn,
      entity: fact.entity,
      actor: book.actor,
      actorKind: 'import' as const,
      sourceSystem: system,
      sourceFile: input.digest,
      sourceRecord: fact.sourceRecord,
      ...(fact.counterparty === undefined ? {} : { counterparty: fact.counterparty }),
      ...(fact.site === undefined ? {} : { site: fact.site }),
      ...(fact.causedBy === undefined ? {} : { causedBy: fact.causedBy }),
    };
    return draft(fact.type, fact.data as EventData<typeof fact.type>, meta);
  };
}

/** The reversal of a charge that a later submission replaces or voids. */
async function withdraw(
  { event, occurredOn, sourceRecord }: Withdrawal,
  book: Book,
  closed: Periods,
  input: InputFile,
): Promise<Recordable[]> {
  const sequence = (await book.follow(claims)).sequenceOfCharge(event);
  if (sequence === undefined) return [];
  const original = await book.eventAt(sequence);
  const made = reversalOf(original, {
    occurredOn,
    effectiveOn: closed.openDay(original.meta.effectiveOn, original.meta.entity),
    actor: book.actor,
    actorKind: 'import',
    reason: 'a later submission replaces or voids the claim',
  });
  const meta: EventDraft['meta'] = {
    ...made.meta,
    sourceSystem: 'x12-837p',
    sourceFile: input.digest,
    sourceRecord,
  };
  return [{ id: book.derivedId('reversal', event), draft: { ...made, meta } }];
}

function countByType(recordables: readonly Recordable[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { draft: made } of recordables) counts[made.type] = (counts[made.type] ?? 0) + 1;
  return counts;
}
