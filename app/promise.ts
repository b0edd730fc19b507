import { formatMonth } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import type { EventData } from '../src/events/vocabulary.ts';
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
export async function mustBePromisable(options: CompareOptions, book: AtCut): Promise<void> {
  if ((await comparisonAsked(options, book)).isFromBook) return;
  throw new FeeworthError(
    'run/promise-of-another',
    'usage',
    'The scenario brings its own levels, so it promises nothing to the practices of the book',
    { hint: 'promise what starts from the levels of the book: levels: recorded' },
  );
}

/** What a run promises: of which practices together, and month by month. */
export interface RunPromise {
  readonly practices: readonly string[];
  /** First month that is to be under the MSO. */
  readonly joined: string;
  readonly months: readonly PromisedMonth[];
}

/** The promise in a recorded run; null where it was run for analysis. */
export const promiseIn = ({
  promised,
}: Pick<EventData<'ScenarioRunRecorded'>, 'promised'>): RunPromise | null =>
  promised === undefined ? null : (promised as unknown as RunPromise);

/** What a comparison says of each month with the MSO. */
export async function runPromise(
  comparison: Comparison,
  { workers, onProgress }: Pick<CompareOptions, 'workers' | 'onProgress'>,
): Promise<RunPromise> {
  const { practices, recorded, start, effective } = comparison.plan;
  const pool = threadPool(workers, true);
  try {
    return {
      practices,
      joined: formatMonth(recorded === 'independent' ? effective : start),
      months: await promisedMonths(comparison, pool, onProgress),
    };
  } finally {
    await pool.close();
  }
}
