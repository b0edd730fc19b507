import { FeeworthError } from '../error.ts';
import { fromBase64, toBase64 } from './base64.ts';
import {
  fromHex,
  frontierRoot,
  HASH_BYTES,
  isFrontier,
  toHex,
  type Frontier,
  type Sha256,
  type TreeHashes,
} from './merkle.ts';

/** What an entity's book adds up to at a checkpoint. */
export interface ControlTotal {
  readonly entity: string;
  /** Events of the log that name this entity as theirs. */
  readonly events: number;
  /** Gross sums of its postings in dollars, "1234.56"; equal, or the book does not balance. */
  readonly debits: string;
  readonly credits: string;
}

/** What a checkpoint says of a book (settled.md §2.3). */
export interface Checkpoint {
  /** Id of the book's first event. */
  readonly book: string;
  /** Events covered: sequences below it. The checkpoint's own event is not among them. */
  readonly size: number;
  /** RFC 6962 root over them, hex. */
  readonly root: string;
  /** The month that was closed, "2026-03"; null for a checkpoint made in between. */
  readonly period: string | null;
  /** Digest of the posting rules the totals were made by, hex. */
  readonly policy: string;
  readonly totals: readonly ControlTotal[];
  /** Digests of the files taken in since the previous checkpoint, hex. */
  readonly files: readonly string[];
  /** SHA-256 of the previous checkpoint's file, hex; null for the first one. */
  readonly previous: string | null;
  /** Roots of the tree's complete parts: they let the tail be checked without what is before it. */
  readonly frontier: Frontier;
  /** The public key that signs from here on, as a line; null unless the key is rotated here. */
  readonly nextKey: string | null;
}

const ORIGIN = 'feeworth.book/';
const NONE = '-';
const HEX = /^[0-9a-f]{64}$/;
const WORD = /^[^\s\p{White_Space}]+$/u;
const MONEY = /^\d+\.\d\d$/;

/** The origin line of a book's checkpoints, and the name its keys sign by. */
export function originOf(book: string): string {
  return ORIGIN + book;
}

/** The text that is signed: C2SP's three lines, then ours, in this order. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { book, size, root, period, policy, totals, files, previous, frontier, nextKey } =
    checkpoint;
  const lines = [
    originOf(book),
    String(size),
    toBase64(fromHex(root) ?? new Uint8Array()),
    `book ${book}`,
    `period ${period ?? NONE}`,
    `policy ${policy}`,
    ...totals.map((t) => `total ${t.entity} ${t.events} ${t.debits} ${t.credits}`),
    ...files.map((digest) => `file ${digest}`),
    `previous ${previous ?? NONE}`,
    ...frontier.roots.map((part) => `subtree ${toBase64(part)}`),
    ...(nextKey === null ? [] : [`next-key ${nextKey}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Reads the text of a checkpoint, which must be exactly what `formatCheckpoint` writes, its parts
 * having the root it states. Throws `audit/bad-checkpoint`.
 */
export function parseCheckpoint(hashes: TreeHashes, text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...more] = text.split('\n');
  const fields = fieldsOf(more.slice(0, -1));
  const one = (name: string): string | null => {
    const found = fields.get(name) ?? [];
    if (found.length > 1) throw bad(`says ${name} twice`);
    return found[0] ?? null;
  };
  const must = (name: string, form: RegExp): string => {
    const value = one(name);
    if (value === null || !form.test(value)) throw bad(`does not say its ${name}`);
    return value;
  };
  const book = must('book', WORD);
  const checkpoint: Checkpoint = {
    book,
    size: /^(?:0|[1-9]\d{0,14})$/.test(size) ? Number(size) : -1,
    root: toHex(fromBase64(root) ?? new Uint8Array()),
    period: orNone(must('period', /^(?:-|\d{4}-\d{2})$/)),
    policy: must('policy', HEX),
    totals: (fields.get('total') ?? []).map(totalOf),
    files: (fields.get('file') ?? []).map((digest) => {
      if (!HEX.test(digest)) throw bad('names a file by what is no digest');
      return digest;
    }),
    previous: orNone(must('previous', /^(?:-|[0-9a-f]{64})$/)),
    frontier: {
      size: Number(size),
      roots: (fields.get('subtree') ?? []).map((part) => fromBase64(part) ?? new Uint8Array()),
    },
    nextKey: one('next-key'),
  };
  if (checkpoint.size < 0 || checkpoint.root.length !== 2 * HASH_BYTES)
    throw bad('has no size and root');
  // One text for one meaning: what is signed cannot hide anything that is read past.
  if (origin !== originOf(book) || formatCheckpoint(checkpoint) !== text)
    throw bad('has lines of another kind or in another order');
  if (!isFrontier(checkpoint.frontier)) throw bad('has parts that do not make up its tree');
  if (toHex(frontierRoot(hashes, checkpoint.frontier)) !== checkpoint.root)
    throw bad('has parts that do not have its root');
  return checkpoint;
}

/** What the next checkpoint calls this one by: the digest of the file's bytes. */
export function noteDigest(sha256: Sha256, note: string): string {
  return toHex(sha256(new TextEncoder().encode(note)));
}

function fieldsOf(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const space = line.indexOf(' ');
    const name = line.slice(0, space < 0 ? line.length : space);
    fields.set(name, [...(fields.get(name) ?? []), space < 0 ? '' : line.slice(space + 1)]);
  }
  return fields;
}

function totalOf(text: string): ControlTotal {
  const [entity = '', events = '', debits = '', credits = ''] = text.split(' ');
  if (!WORD.test(entity) || !/^\d{1,15}$/.test(events)) throw bad('has a total of nothing');
  if (!MONEY.test(debits) || !MONEY.test(credits)) throw bad('has a total that is no amount');
  return { entity, events: Number(events), debits, credits };
}

const orNone = (text: string): string | null => (text === NONE ? null : text);

function bad(what: string): FeeworthError {
  return new FeeworthError('audit/bad-checkpoint', 'integrity', `The checkpoint ${what}.`, {
    hint: 'Take another copy of the file; a newer Feeworth may have written it.',
  });
}
