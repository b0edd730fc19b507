import {
  formatCheckpoint,
  noteDigest,
  parseCheckpoint,
  type Checkpoint,
} from '../../src/audit/checkpoint.ts';
import { formatVerifierKey, parseNote, signNote, type SignerKey } from '../../src/audit/note.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { formatDay } from '../../src/calendar.ts';
import { FeeworthError, invariant } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import { POLICY } from '../book.ts';
import type { Book } from '../book.ts';
import { controlTotals, policyDigest } from '../seal/control-totals.ts';
import { CRYPTO } from '../seal/signing-key.ts';
import { bookId, CHECKPOINTS, HASHES, storedCheckpoints } from '../seal/stored-checkpoints.ts';
import type { StoredCheckpoint } from '../seal/stored-checkpoints.ts';

export interface CheckpointOptions {
  readonly key: SignerKey;
  /** The month that was closed just now. */
  readonly period?: string | undefined;
}

export interface PublishedCheckpoint {
  readonly status: 'published' | 'already-published';
  /** The signed note: what the file holds. */
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Signs how far the book has come and records that as an event, which the checkpoint itself does
 * not cover. Nothing new since the last checkpoint: the last one again. Throws `key/other-key` for
 * a key that is not the one the book is signed by.
 */
export async function publishCheckpoint(
  { key, period }: CheckpointOptions,
  book: Book,
): Promise<PublishedCheckpoint> {
  const stored = await storedCheckpoints(book.store);
  refuseOtherKey(key, stored);
  const last = stored.at(-1);
  const size = await sizeOf(book);
  if (last?.sequence === size - 1 && last.checkpoint !== null && !last.isRotation)
    return { status: 'already-published', note: last.note, checkpoint: last.checkpoint };
  const checkpoint = await checkpointOf(book, size, { period: period ?? null, last });
  const note = signNote(CRYPTO.ed25519, formatCheckpoint(checkpoint), [key]);
  const made = draft(
    'CheckpointPublished',
    {
      root: checkpoint.root,
      size: String(size),
      ...(period === undefined ? {} : { period }),
      key: `${key.name}+${key.id}`,
      signed: note,
    },
    byHand(book),
  );
  await append(made, checkpoint, last, book);
  return { status: 'published', note, checkpoint };
}

/**
 * Hands signing over to another key: a checkpoint that names it, signed by both. From here on the
 * old key's signature counts for nothing (event `SigningKeyRotated`).
 */
export async function rotateKey(
  keys: { readonly from: SignerKey; readonly to: SignerKey },
  book: Book,
): Promise<PublishedCheckpoint> {
  const { from, to } = keys;
  const stored = await storedCheckpoints(book.store);
  refuseOtherKey(from, stored);
  if (from.id === to.id) {
    throw new FeeworthError('key/same-key', 'usage', 'The new key is the old one', {
      hint: 'make another: feeworth key new FILE',
    });
  }
  const last = stored.at(-1);
  const size = await sizeOf(book);
  const nextKey = formatVerifierKey(to);
  const checkpoint = await checkpointOf(book, size, { period: null, last, nextKey });
  const note = signNote(CRYPTO.ed25519, formatCheckpoint(checkpoint), [from, to]);
  const { root } = checkpoint;
  const oldKey = formatVerifierKey(from);
  const made = draft(
    'SigningKeyRotated',
    { root, size: String(size), oldKey, newKey: nextKey, signed: note },
    byHand(book),
  );
  await append(made, checkpoint, last, book);
  return { status: 'published', note, checkpoint };
}

interface About {
  readonly period: string | null;
  readonly last: StoredCheckpoint | undefined;
  readonly nextKey?: string;
}

async function checkpointOf(book: Book, size: number, about: About): Promise<Checkpoint> {
  const { last, period, nextKey } = about;
  const id = await bookId(book.store);
  if (id === null) throw noEvents();
  const { root } = await book.store.rootAt(size);
  const since = last?.checkpoint?.size ?? 0;
  const { byStream } = await book.imports;
  const files = [...byStream.values()]
    .filter(({ completedAt }) => completedAt !== null && completedAt >= since && completedAt < size)
    .map(({ digest }) => digest);
  const { setting } = await book.settings;
  const checkpoint: Checkpoint = {
    book: id,
    size,
    root,
    period,
    policy: policyDigest(POLICY, setting.cashPolicy),
    totals: controlTotals(await book.columns, size),
    files: files.sort(),
    previous: last === undefined ? null : noteDigest(sha256, last.note),
    frontier: await book.store.frontierAt(size),
    nextKey: nextKey ?? null,
  };
  // Checked as its readers will, before anybody signs it.
  parseCheckpoint(HASHES, formatCheckpoint(checkpoint));
  return checkpoint;
}

async function append(
  made: EventDraft,
  { size }: Checkpoint,
  last: StoredCheckpoint | undefined,
  book: Book,
): Promise<void> {
  const id = book.derivedId('checkpoint', `${made.type} ${size} ${last?.revision ?? 'first'}`);
  const expected = last === undefined ? 'none' : last.revision;
  await book.record(CHECKPOINTS, expected, [{ id, draft: made }], { inClosedPeriods: 'allow' });
  // From here on somebody can be shown this size: the book must be able to tell that it had it.
  await book.store.note();
}

function byHand(book: Book) {
  const day = formatDay(book.today);
  return { occurredOn: day, entity: 'book', actor: book.actor, actorKind: 'person' } as const;
}

async function sizeOf(book: Book): Promise<number> {
  return ((await book.store.head())?.sequence ?? -1) + 1;
}

/** A second key without a rotation would make its own checkpoints worth nothing to an auditor. */
function refuseOtherKey(key: SignerKey, stored: readonly StoredCheckpoint[]): void {
  const last = stored.at(-1);
  if (last === undefined || last.checkpoint === null) return;
  const { nextKey } = last.checkpoint;
  const signers = parseNote(last.note).signatures.map(({ name, id }) => `${name}+${id}`);
  const isCurrent =
    nextKey === null
      ? signers.includes(`${key.name}+${key.id}`)
      : nextKey === formatVerifierKey(key);
  if (isCurrent) return;
  invariant(signers.length > 0, 'a note has signatures');
  throw new FeeworthError('key/other-key', 'conflict', 'Another key signs for this book', {
    place: { at: `sequence ${last.sequence}` },
    hint: 'use that key, or hand over from it: feeworth key rotate --key OLD --to NEW',
    details: { signers, nextKey },
  });
}

function noEvents(): FeeworthError {
  return new FeeworthError('checkpoint/empty-book', 'conflict', 'The book has no events yet', {
    hint: 'open it with "feeworth init FILE", then import',
  });
}
