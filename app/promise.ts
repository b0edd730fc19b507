import { FeeworthError } from '../src/error.ts';
import type { EventData } from '../src/events/vocabulary.ts';
import { entitiesOf } from '../src/batch/book-context.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { promisedMonths } from '../scenarios/promise.ts';
import type { PromisedMonth } from '../scenarios/promise.ts';
import type { Comparison } from '../scenarios/compare.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';

/**
 * Refuses a promise that nothing in the book could ever be held against. Throws
 * `run/promise-of-another`.
 */
export function mustBePromisable(options: CompareOptions, book: AtCut): void {
  const { comparison } = comparisonAsked(options, book);
  const known = entitiesOf(book.columns.context(book.cut), 'practice').map(({ id }) => id);
  const strangers = comparison.plan.practices.filter((practice) => !known.includes(practice));
  if (strangers.length === 0) return;
  throw new FeeworthError(
    'run/promise-of-another',
    'usage',
    `The scenario is about ${strangers.join(', ')}, which the book does not keep`,
    { hint: 'promise what starts from the levels of the book: levels: recorded' },
  );
}

/** What a recorded run promised: of which practices together, and month by month. */
export interface RecordedPromise {
  readonly practices: readonly string[];
  readonly months: readonly PromisedMonth[];
}

/** The promise in a recorded run; null where it was run for analysis. */
export const promiseIn = ({
  promised,
}: Pick<EventData<'ScenarioRunRecorded'>, 'promised'>): RecordedPromise | null =>
  promised === undefined ? null : (promised as unknown as RecordedPromise);

/** What a comparison says of each month with the MSO. */
export async function runPromise(
  comparison: Comparison,
  { workers, onProgress }: Pick<CompareOptions, 'workers' | 'onProgress'>,
): Promise<PromisedMonth[]> {
  const pool = threadPool(workers);
  try {
    return await promisedMonths(comparison, pool, onProgress);
  } finally {
    await pool.close();
  }
}
