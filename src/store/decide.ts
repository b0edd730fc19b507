import type { Conflict, Revision, StreamAppend } from './port.ts';

/** What the decision needs to know of a book; answers come from inside the writing transaction. */
export interface StreamFacts {
  revision(stream: string): Revision | null;
  idAt(stream: string, revision: Revision): string | null;
  /** The latest revision under which a stream has an id, among its last `LOOK_BACK` events. */
  revisionOfId(stream: string, id: string): Revision | null;
}

/** What becomes of one stream of an append. */
export type Decision =
  | { readonly kind: 'write'; readonly from: Revision }
  | { readonly kind: 'repeat'; readonly last: Revision }
  | { readonly kind: 'pass' }
  | { readonly kind: 'conflict'; readonly conflict: Conflict };

/**
 * The server's rule (event-sourcing.md §2.6): at the head ids are not looked at; behind it the same
 * ids at E+1, E+2 … are a repeat and anything else is a conflict; ids are compared, never contents.
 */
export function decideStream(write: StreamAppend, facts: StreamFacts): Decision {
  const current = facts.revision(write.stream);
  const head = current ?? -1n;
  const missed: Decision = {
    kind: 'conflict',
    conflict: { stream: write.stream, expected: write.expected, actual: current ?? 'none' },
  };
  if (write.expected === 'exists' && current === null) return missed;
  if (write.expected === 'any' || write.expected === 'exists')
    return write.events.length === 0 ? { kind: 'pass' } : decideAny(write, head, facts, missed);
  const expected = write.expected === 'none' ? -1n : write.expected;
  if (expected > head) return missed;
  if (expected === head)
    return write.events.length === 0 ? { kind: 'pass' } : { kind: 'write', from: head + 1n };
  return isRepeat(write, expected, facts)
    ? { kind: 'repeat', last: expected + BigInt(write.events.length) }
    : missed;
}

function isRepeat({ stream, events }: StreamAppend, expected: Revision, facts: StreamFacts) {
  return (
    events.length > 0 &&
    events.every((event, i) => facts.idAt(stream, expected + 1n + BigInt(i)) === event.id)
  );
}

// All ids known: a repeat. The first unknown: all are written, known ones too. Else: conflict.
function decideAny(
  { stream, events }: StreamAppend,
  head: Revision,
  facts: StreamFacts,
  missed: Decision,
): Decision {
  let last: Revision | null = null;
  for (const [i, event] of events.entries()) {
    last = facts.revisionOfId(stream, event.id);
    if (last === null) return i === 0 ? { kind: 'write', from: head + 1n } : missed;
  }
  return last === null ? { kind: 'pass' } : { kind: 'repeat', last };
}

/** One write of an append, and what becomes of it. */
export interface Decided {
  readonly write: StreamAppend;
  readonly decision: Decision;
}

/** The whole append: all written, all repeated, nothing but checks, or refused. */
export type Outcome =
  | { readonly kind: 'write' | 'repeat' | 'pass'; readonly decided: readonly Decided[] }
  | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] };

/**
 * Several streams together (event-sourcing.md §2.6): when all that would be written is there
 * already, it is a repeat even if a stream that was only checked has moved since; a mixture of
 * repeats and new writes is a conflict that names what stood in the way.
 */
export function decideAppend(writes: readonly StreamAppend[], facts: StreamFacts): Outcome {
  const decided = writes.map((write) => ({ write, decision: decideStream(write, facts) }));
  const written = decided.filter(({ write }) => write.events.length > 0);
  if (written.length > 0 && written.every(({ decision }) => decision.kind === 'repeat'))
    return { kind: 'repeat', decided: written };
  const conflicts = decided.flatMap(({ write, decision }): readonly Conflict[] => {
    if (decision.kind === 'conflict') return [decision.conflict];
    if (decision.kind !== 'repeat') return [];
    const actual = facts.revision(write.stream) ?? 'none';
    return [{ stream: write.stream, expected: write.expected, actual }];
  });
  if (conflicts.length > 0) return { kind: 'conflict', conflicts };
  return { kind: written.length > 0 ? 'write' : 'pass', decided: written };
}
