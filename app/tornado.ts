import { sha256 } from '../src/audit/sha256.node.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { tornado } from '../scenarios/tornado.ts';
import type { Tornado } from '../scenarios/tornado.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';
import { PATHS } from './sweep.ts';

/** What the answer to a scenario hangs on; nothing is kept of it. */
export async function runTornado(
  options: CompareOptions,
  book: AtCut | null,
): Promise<{ readonly tornado: Tornado; readonly isFromBook: boolean }> {
  const asked = await comparisonAsked({ ...options, paths: options.paths ?? PATHS }, book);
  const pool = threadPool(options.workers, true);
  try {
    const made = await tornado(asked.comparison, pool, sha256, options.onProgress);
    return { tornado: made, isFromBook: asked.isFromBook };
  } finally {
    await pool.close();
  }
}
