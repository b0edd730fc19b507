import { formatMonth } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { promisedMonths } from '../scenarios/promise.ts';
import type { Comparison } from '../scenarios/compare.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';
import type { RunPromise } from './promise-in-run.ts';

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
