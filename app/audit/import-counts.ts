import type { ImportAttempt } from '../../src/batch/column-book.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';

/**
 * Whether an event counts at a cut, asked in order of sequence: one of an import does when that
 * import is completed at the cut and not taken back by then (settled.md §1.6).
 */
export function attemptsOf(
  attempts: readonly ImportAttempt[],
  cut: Pick<Cut, 'knownAt'>,
): (event: RecordedEvent) => boolean {
  const byStart = new Map(attempts.map((attempt) => [attempt.startedAt, attempt]));
  const current = new Map<string, boolean>();
  return ({ stream, sequence }) => {
    if (!stream.startsWith('import-')) return true;
    const started = byStart.get(sequence);
    if (started !== undefined) {
      const { completedAt, revertedAt } = started;
      current.set(stream, completedAt < cut.knownAt && revertedAt >= cut.knownAt);
    }
    return current.get(stream) ?? true;
  };
}
