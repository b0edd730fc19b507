import { existsSync } from 'node:fs';
import type { VerifierKey } from '../../src/audit/note.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { followRotations, openCheckpoint, type TrustedKey } from '../../src/audit/trust.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import { sealedProblem } from '../../src/sealed-file.node.ts';
import type { Day } from '../../src/calendar.ts';
import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import type {
  EventStore,
  KnownHead,
  TreeHead,
  VerifyProblem,
  VerifyReport,
} from '../../src/store/port.ts';
import { besidePath } from '../book-place.ts';
import { POLICY } from '../book.ts';
import { keptLedgerPath } from '../kept-ledger.ts';
import { keptReadingsPath } from '../kept-readings.ts';
import { namingFile } from '../seal/checkpoint-file.ts';
import type { KeptCheckpoint } from '../seal/checkpoint-file.ts';
import { controlTotals, policyDigest } from '../seal/control-totals.ts';
import { CRYPTO } from '../seal/signing-key.ts';
import { HASHES, bookId, storedCheckpoints } from '../seal/stored-checkpoints.ts';
import type { StoredCheckpoint } from '../seal/stored-checkpoints.ts';

export interface VerifyBookOptions {
  readonly url: string;
  /** A checkpoint or a tree head from elsewhere: only what follows it is read. */
  readonly since?: KeptCheckpoint | TreeHead;
  /** Checkpoints that somebody kept; each must be a beginning of the book. */
  readonly checkpoints: readonly KeptCheckpoint[];
  /** Keys the auditor trusts; null: signatures are not looked at. */
  readonly trust: readonly VerifierKey[] | null;
  /** Ends it without a verdict. */
  readonly signal?: AbortSignal;
}

/** Any day: which cash policy a book has does not depend on it. */
const FIRST_DAY = 0 as Day;
const NOT_TRUSTED = 'audit/not-trusted';

/** What was found, with where a rewrite lies when checkpoints enclose it. */
export interface BookVerified extends VerifyReport {
  /** Events among which something was rewritten: from the last good head to the first bad one. */
  readonly rewritten: { readonly from: number; readonly to: number; readonly words: string } | null;
  /** Whether all that is wrong lies in what is kept beside the book, which can be made anew. */
  readonly isOnlyKept: boolean;
  /** Checkpoints whose signature was checked. */
  readonly signaturesChecked: number;
}

/**
 * Verifies a book against everything that speaks of it: its own notes and checkpoints, and those
 * that an auditor kept. Throws when a file that is given cannot be trusted or is about another book.
 */
export async function verifyBook(
  store: EventStore,
  options: VerifyBookOptions,
): Promise<BookVerified> {
  const { since, checkpoints, trust, signal } = options;
  const kept = [...(isKept(since) ? [since] : []), ...checkpoints];
  const problems: VerifyProblem[] = [];
  const stored = await readable(store, problems);
  const keys = trust === null ? null : keysOf(trust, stored, kept);
  const id = kept.length === 0 ? null : await tolerant(() => bookId(store));
  for (const one of kept) judge(one, id, keys);
  const heads: KnownHead[] = [
    ...checkpoints.map((one) => headOf(one, `the checkpoint in ${one.file}`)),
    ...stored.flatMap((one) => storedHead(one, keys, problems)),
  ];
  const report = await store.verify({
    heads,
    ...(since === undefined ? {} : { since: isKept(since) ? headWithFrontier(since) : since }),
    ...(signal === undefined ? {} : { signal }),
  });
  const cache = judgeKept(options.url);
  const isOnlyKept = report.ok && problems.length === 0 && cache.problems.length > 0;
  problems.push(...cache.problems);
  const isClean = report.ok && problems.length === 0;
  const totals = isClean
    ? await wrongTotals(store, [...checkpoints, ...stored], options.url)
    : null;
  problems.push(...(totals?.problems ?? []));
  const all = [...report.problems, ...problems].toSorted(bySequence);
  return {
    ...report,
    ok: all.length === 0,
    problems: all,
    notRead: [
      ...report.notRead,
      ...(since === undefined ? [] : ['control totals']),
      ...cache.notRead,
    ],
    remarks: [
      ...report.remarks,
      ...(totals?.remarks ?? []),
      ...trustRemarks(stored, kept, trust),
      ...unknownSigners(stored, keys),
    ],
    rewritten: rewrittenPart(report),
    isOnlyKept,
    signaturesChecked: keys === null ? 0 : kept.length + stored.length,
  };
}

const isKept = (since: VerifyBookOptions['since']): since is KeptCheckpoint =>
  since !== undefined && 'note' in since;

// A damaged book may not even let its checkpoints be read; verifying it says why.
async function readable(
  store: EventStore,
  problems: VerifyProblem[],
): Promise<readonly StoredCheckpoint[]> {
  const stored = (await tolerant(() => storedCheckpoints(store))) ?? [];
  for (const { sequence, problem } of stored)
    if (problem !== null) problems.push({ sequence, words: `The checkpoint here: ${problem}` });
  return stored;
}

async function tolerant<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isFeeworthError(error) && error.category === 'integrity') return null;
    throw error;
  }
}

/** Rotations are followed wherever they stand: an old copy of a book lacks those that came later. */
function keysOf(
  trust: readonly VerifierKey[],
  stored: readonly StoredCheckpoint[],
  kept: readonly KeptCheckpoint[],
): readonly TrustedKey[] {
  const all = [...stored, ...kept].flatMap(({ note, checkpoint }) =>
    checkpoint === null || checkpoint.nextKey === null ? [] : [{ note, size: checkpoint.size }],
  );
  const rotations = all.toSorted((a, b) => a.size - b.size).map(({ note }) => note);
  return followRotations(CRYPTO, HASHES, trust, rotations);
}

/** A file that is given must be about this book, and signed by whom the auditor trusts. */
function judge(
  { file, note, checkpoint }: KeptCheckpoint,
  id: string | null,
  keys: readonly TrustedKey[] | null,
): void {
  try {
    if (keys !== null) openCheckpoint(CRYPTO, HASHES, note, keys);
  } catch (error) {
    throw namingFile(error, file);
  }
  if (id !== null && checkpoint.book !== id) throw otherBook(file);
}

function headOf({ checkpoint }: Pick<KeptCheckpoint, 'checkpoint'>, whose: string): KnownHead {
  return { head: { size: checkpoint.size, root: checkpoint.root }, whose };
}

function headWithFrontier({ checkpoint: { size, root, frontier } }: KeptCheckpoint) {
  return { size, root, frontier };
}

function storedHead(
  { sequence, note, checkpoint }: StoredCheckpoint,
  keys: readonly TrustedKey[] | null,
  problems: VerifyProblem[],
): KnownHead[] {
  if (checkpoint === null) return [];
  if (checkpoint.size > sequence)
    problems.push({ sequence, words: 'The checkpoint here speaks of events after it.' });
  const refusal = keys === null ? null : refusalOf(note, keys);
  // Who trusts a later key only need not know who signed before it.
  if (refusal !== null && refusal.code !== NOT_TRUSTED)
    problems.push({ sequence, words: `The checkpoint here: ${refusal.message}` });
  return [headOf({ checkpoint }, `the checkpoint at sequence ${sequence}`)];
}

function refusalOf(note: string, keys: readonly TrustedKey[]): FeeworthError | null {
  try {
    openCheckpoint(CRYPTO, HASHES, note, keys);
    return null;
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    return error;
  }
}

function unknownSigners(
  stored: readonly StoredCheckpoint[],
  keys: readonly TrustedKey[] | null,
): readonly string[] {
  if (keys === null) return [];
  const unknown = stored.filter(({ note }) => refusalOf(note, keys)?.code === NOT_TRUSTED);
  return unknown.map(
    ({ sequence }) =>
      `The checkpoint at sequence ${sequence} counts for nothing: no key that is trusted signed it.`,
  );
}

/** What is kept beside a book: its damage, and what could not be read to be judged. */
function judgeKept(url: string): { problems: VerifyProblem[]; notRead: string[] } {
  const path = besidePath(url);
  const judged = { problems: new Array<VerifyProblem>(), notRead: new Array<string>() };
  if (path === null) return judged;
  const kept = [
    { what: 'The column cache', file: columnCachePath(path) },
    { what: 'The ledger by day', file: keptLedgerPath(path) },
    { what: 'What scenarios read', file: keptReadingsPath(path) },
  ];
  for (const { what, file } of kept) {
    const problem = existsSync(file) ? sealedProblem(file, sha256) : null;
    if (problem === null) continue;
    if ('notRead' in problem) judged.notRead.push(`${file}: ${problem.notRead}`);
    else {
      const words = `${what} ${file} is damaged: ${problem.damage}. Delete it: it is made anew.`;
      judged.problems.push({ sequence: null, words });
    }
  }
  return judged;
}

interface Totals {
  readonly problems: readonly VerifyProblem[];
  readonly remarks: readonly string[];
}

/** Totals follow from the events: a checkpoint that states others was made by other rules. */
async function wrongTotals(
  store: EventStore,
  all: readonly (KeptCheckpoint | StoredCheckpoint)[],
  url: string,
): Promise<Totals> {
  const stated = all.flatMap(({ checkpoint }) => checkpoint ?? []);
  if (stated.length === 0) return { problems: [], remarks: [] };
  const path = besidePath(url);
  const cache = path === null ? undefined : columnCachePath(path);
  const columns = await openColumns(store, sha256, cache);
  const { cashPolicy } = columns.context({ asOf: FIRST_DAY, knownAt: columns.size });
  const policy = policyDigest(POLICY, cashPolicy);
  const comparable = stated.filter((checkpoint) => checkpoint.policy === policy);
  const wrong = comparable.filter(
    ({ size, totals }) => JSON.stringify(controlTotals(columns, size)) !== JSON.stringify(totals),
  );
  const others = stated.length - comparable.length;
  const remark = `Control totals made under other posting rules were not compared: ${others}.`;
  return {
    problems: wrong.map(({ size }) => ({
      sequence: null,
      words: `The first ${size} events do not add up to what their checkpoint states.`,
    })),
    remarks: others === 0 ? [] : [remark],
  };
}

function rewrittenPart({ heads, tree }: VerifyReport): BookVerified['rewritten'] {
  const compared = heads.filter(({ head, holds }) => holds !== null && head.size > 0);
  const firstBad = compared.find(({ holds }) => holds === false);
  if (firstBad === undefined || tree === null || firstBad.head.size > tree.size) return null;
  const good = compared.filter((h) => h.holds === true && h.head.size < firstBad.head.size).at(-1);
  const [from, to] = [good?.head.size ?? 0, firstBad.head.size - 1];
  const before = good === undefined ? 'no earlier one was given' : `${good.whose} still holds`;
  const words = `Something among events ${from} to ${to} was rewritten: ${firstBad.whose} does not hold, ${before}.`;
  return { from, to, words };
}

function trustRemarks(
  stored: readonly StoredCheckpoint[],
  kept: readonly KeptCheckpoint[],
  trust: readonly VerifierKey[] | null,
): readonly string[] {
  if (trust !== null || stored.length + kept.length === 0) return [];
  return ['Signatures of checkpoints were not checked: no key was given to trust.'];
}

function bySequence(a: VerifyProblem, b: VerifyProblem): number {
  const place = ({ sequence }: VerifyProblem): number => sequence ?? Infinity;
  return place(a) === place(b) ? 0 : place(a) - place(b);
}

function otherBook(file: string): FeeworthError {
  return new FeeworthError('checkpoint/other-book', 'input', 'This checkpoint is of another book', {
    place: { file },
    hint: 'name the book it was made for with --book',
  });
}
