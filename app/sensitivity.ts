import { sha256 } from '../src/audit/sha256.node.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { sensitivity } from '../scenarios/sensitivity.ts';
import type { Sensitivity, SensitivityAsked } from '../scenarios/sensitivity.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';

/** What a figure of a scenario owes to each of its parameters; nothing is kept of it. */
export async function runSensitivity(
  asked: SensitivityAsked,
  options: CompareOptions,
  book: AtCut | null,
): Promise<{ readonly sensitivity: Sensitivity; readonly isFromBook: boolean }> {
  const { comparison, isFromBook } = await comparisonAsked(options, book);
  const pool = threadPool(options.workers, true);
  try {
    const made = await sensitivity(comparison, asked, pool, sha256, options.onProgress);
    return { sensitivity: made, isFromBook };
  } finally {
    await pool.close();
  }
}
