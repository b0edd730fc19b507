import { sha256 } from '../src/audit/sha256.node.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { valueOfInformation } from '../scenarios/voi.ts';
import type { ValueOfInformation, VoiFigure } from '../scenarios/voi.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';

/** What is worth finding out before choosing; nothing is kept of it. */
export async function runVoi(
  asked: { readonly figure: VoiFigure; readonly groups: readonly (readonly string[])[] },
  options: CompareOptions,
  book: AtCut | null,
): Promise<{ readonly found: ValueOfInformation; readonly isFromBook: boolean }> {
  const { comparison, isFromBook } = await comparisonAsked(options, book);
  const pool = threadPool(options.workers, true);
  try {
    const found = await valueOfInformation(comparison, asked, pool, sha256, options.onProgress);
    return { found, isFromBook };
  } finally {
    await pool.close();
  }
}
