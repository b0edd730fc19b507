import { REVERSAL, SUSPENSE } from '../../src/batch/columns.ts';
import { kindOf } from '../../src/batch/layout.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { OneEventView } from './one-event.ts';
import { sourcedEvents } from './sources.ts';

/** Another event that takes this one back, restates it, or is taken back by it. */
export interface EventLink {
  readonly words: string;
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly effectiveOn: string;
}

const RESTATED = kindOf('ErrorRestated');
const RESOLVED = kindOf('SuspenseResolved');

/**
 * Events that name this one, or that it names. Columns hold no ids, so they only tell which events
 * to read: few are reversals of one kind, restatements, or resolve what was suspended.
 */
export async function linksOf(view: OneEventView, event: RecordedEvent): Promise<EventLink[]> {
  const found = await sourcedEvents(view.store, candidates(view));
  return [...found.values()]
    .map(({ event: other }) => other)
    .sort((a, b) => a.sequence - b.sequence)
    .flatMap((other) => {
      const words = wordsFor(event, other);
      const { sequence, id, type, meta } = other;
      return words === null ? [] : [{ words, sequence, id, type, effectiveOn: meta.effectiveOn }];
    });
}

/** By kind, subject and day: a reversal has its original's, whatever day it counts on itself. */
function candidates({ one, ...view }: OneEventView): number[] {
  const { batch, from } = one;
  const own = {
    kind: batch.kind[from],
    entity: batch.entity[from],
    subject: batch.subject[from],
    occurred: batch.occurred[from],
    isReversal: isReversal(batch.flags[from]),
  };
  const found = new Set<number>();
  for (const span of view.spans()) {
    const rows = span.batch;
    for (let i = span.from; i < span.to; i++) {
      const kind = rows.kind[i];
      const isOpposite =
        kind === own.kind &&
        rows.entity[i] === own.entity &&
        rows.subject[i] === own.subject &&
        rows.occurred[i] === own.occurred &&
        isReversal(rows.flags[i]) !== own.isReversal;
      const isOther =
        kind === RESTATED ||
        kind === RESOLVED ||
        (own.kind === RESOLVED && ((rows.flags[i] ?? 0) & SUSPENSE) !== 0);
      if (isOpposite || isOther) found.add(rows.firstSequence + (rows.sequence[i] ?? 0));
    }
  }
  found.delete(one.sequence);
  return [...found];
}

const isReversal = (flags = 0): boolean => (flags & REVERSAL) !== 0;

function wordsFor(event: RecordedEvent, other: RecordedEvent): string | null {
  if (named(other, 'reverses') === event.id) return 'reversed by';
  if (named(event, 'reverses') === other.id) return 'reverses';
  if (named(other, 'corrects') === event.id) return 'restated by';
  if (named(other, 'suspended') === event.id) return 'resolved by';
  if (named(event, 'suspended') === other.id) return 'resolves';
  return null;
}

function named({ data }: RecordedEvent, field: string): string | undefined {
  const value = (data as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}
