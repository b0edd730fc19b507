import { parseDay } from '../../src/calendar.ts';
import type { Cut, Json, RecordedEvent } from '../../src/event.ts';

/**
 * Which events count at a cut, said the slow and obvious way: known, effective, and not part of an
 * import that is incomplete or reverted as far as is known (settled.md §1.6).
 */
export function countedAt(events: readonly RecordedEvent[], cut: Cut): readonly RecordedEvent[] {
  const known = events.filter((e) => e.sequence < cut.knownAt);
  return known.filter((e) => parseDay(e.meta.effectiveOn) <= cut.asOf && isWhole(known, e));
}

function isWhole(known: readonly RecordedEvent[], event: RecordedEvent): boolean {
  if (!event.stream.startsWith('import-')) return true;
  const steps = known.filter((e) => e.stream === event.stream && e.type.startsWith('Import'));
  const start = steps.findLast((e) => e.type === 'ImportStarted' && e.sequence <= event.sequence);
  if (start === undefined) return true;
  const next = steps.find((e) => e.type === 'ImportStarted' && e.sequence > start.sequence);
  const own = steps.filter(
    (e) => e.sequence > start.sequence && e.sequence < (next?.sequence ?? Infinity),
  );
  return (
    own.some((e) => e.type === 'ImportCompleted') && !own.some((e) => e.type === 'ImportReverted')
  );
}

/** What an event says once a reversal is read as the original with the other sign. */
export interface Effect {
  readonly type: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly sign: 1 | -1;
  readonly occurredOn: string;
}

export function effectOf(event: RecordedEvent): Effect {
  const data = event.data as Readonly<Record<string, Json>>;
  if (event.type !== 'EntryReversed')
    return { type: event.type, data, sign: 1, occurredOn: event.meta.occurredOn };
  const [copy] = data['original'] as readonly Readonly<Record<string, string>>[];
  return {
    type: copy?.['type'] ?? '',
    data: JSON.parse(copy?.['data'] ?? '{}') as Readonly<Record<string, Json>>,
    sign: -1,
    occurredOn: copy?.['occurredOn'] ?? '',
  };
}
