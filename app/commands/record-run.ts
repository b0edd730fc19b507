import { formatDay } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { Answer } from '../../scenarios/answer.ts';
import type { Book } from '../book.ts';

/** What a run knew: events of the book, and the root over them. */
export interface RunBasis {
  readonly sequence: number;
  readonly root: string;
}

/** Stream of a run: one per result, so that the same run is recorded once. */
export function runStream(answer: Answer): string {
  return `run-${answer.digest.slice(0, 16)}`;
}

/** Where a run stands in the book. */
export interface RecordedRun {
  readonly status: 'recorded' | 'already-recorded';
  readonly stream: string;
  readonly sequence: number;
}

/**
 * Records a comparison as an event of the book: everything needed to run it again to the same
 * digest. The same result again adds nothing. Throws `store/read-only` for a book opened so.
 */
export async function recordRun(answer: Answer, basis: RunBasis, book: Book): Promise<RecordedRun> {
  const stream = runStream(answer);
  const before = await sequenceOf(stream, book);
  if (before !== null) return { status: 'already-recorded', stream, sequence: before };
  const day = formatDay(book.today);
  const made = draft(
    'ScenarioRunRecorded',
    {
      scenario: answer.scenario,
      scenarioDigest: answer.scenarioDigest,
      basedOn: String(basis.sequence),
      root: basis.root,
      seed: answer.seed,
      paths: String(answer.paths),
      modelVersion: answer.modelVersion,
      resultDigest: answer.digest,
      headline: {
        deltaCashCents: answer.deltaCash.mean.cents,
        npvCents: answer.npv.mean.cents,
      },
    },
    { occurredOn: day, effectiveOn: day, entity: 'book', actor: book.actor, actorKind: 'person' },
  );
  const id = book.derivedId('scenario-run', answer.digest);
  const { sequence } = await book.record(stream, 'none', [{ id, draft: made }], {
    inClosedPeriods: 'allow',
  });
  invariant(sequence !== null, 'an event that was appended has a sequence');
  return { status: 'recorded', stream, sequence };
}

async function sequenceOf(stream: string, book: Book): Promise<number | null> {
  for await (const { sequence } of book.store.readStream(stream, { limit: 1 })) return sequence;
  return null;
}
