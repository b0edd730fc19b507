import type { Entry, StreamState } from './log.ts';

/** What an append expects of its stream, in the server's own numbers. */
export const ANY = -2n;
export const NO_STREAM = -1n;
export const STREAM_EXISTS = -4n;

/** Number of a tombstone's record, and of the truncation that stands for a soft delete. */
export const DELETED = 9_223_372_036_854_775_807n;

/** What becomes of an append (event-sourcing.md §2.6 and §2.8). */
export type Verdict =
  | { readonly kind: 'write' }
  | { readonly kind: 'empty'; readonly current: bigint }
  /** Written before: the last event of the repeated list. */
  | { readonly kind: 'repeat'; readonly last: Entry }
  | { readonly kind: 'conflict'; readonly current: bigint }
  | { readonly kind: 'deleted' };

export interface Question {
  readonly expected: bigint;
  readonly ids: readonly string[];
  readonly state: StreamState | undefined;
  /** Whether the stream has metadata, which satisfies "exists" without any event. */
  readonly hasMetadata: boolean;
  readonly isSoftDeleted: boolean;
  /** The event a recent append put under an id in this stream; forgotten at a restart. */
  recent(id: string): Entry | undefined;
}

/** Decides an append: ids are compared, contents never. */
export function judge(question: Question): Verdict {
  const { expected, ids, state, isSoftDeleted } = question;
  if (state?.isTombstoned) return { kind: 'deleted' };
  const current = BigInt((state?.entries.length ?? 0) - 1);
  const conflict: Verdict = { kind: 'conflict', current };
  if (expected === STREAM_EXISTS && isSoftDeleted) return { kind: 'deleted' };
  if (expected === STREAM_EXISTS && current < 0n && !question.hasMetadata) return conflict;
  const fresh: Verdict = ids.length === 0 ? { kind: 'empty', current } : { kind: 'write' };
  if (expected === ANY || expected === STREAM_EXISTS) {
    const first = ids[0];
    if (first === undefined || question.recent(first) === undefined) return fresh;
    const known = ids.map((id) => question.recent(id));
    const last = known.at(-1);
    return known.includes(undefined) || last === undefined ? conflict : { kind: 'repeat', last };
  }
  if (expected > current) return conflict;
  if (expected === current) return fresh;
  const there = ids.map((_, i) => state?.entries[Number(expected) + 1 + i]);
  const last = there.at(-1);
  if (last !== undefined && ids.every((id, i) => there[i]?.id === id))
    return { kind: 'repeat', last };
  return expected === NO_STREAM && isSoftDeleted ? fresh : conflict;
}
