import { collectProblems, refuseIfAny } from './problems.ts';
import type { Problems } from './problems.ts';
import type { Mapping } from './mapping.ts';
import type { CsvSource } from './source.ts';
import type { CsvRecord, Tokenise } from './target.ts';
import { walk } from './walk.ts';
import type { ReadOptions } from './walk.ts';

/** What a file holds, after all of it was read and found good. */
export interface CsvSummary {
  /** Rows that become records, those in suspense among them. */
  readonly records: number;
  readonly suspended: number;
  readonly skipped: number;
}

const NO_TOKENS: Tokenise = () => '';

/**
 * Reads the whole file and throws everything wrong with it (`import/...`, up to 50 with file, line
 * and column; see problemsOf). Hands out no record.
 */
export function checkCsv(
  source: CsvSource,
  mapping: Mapping,
  options: Pick<ReadOptions, 'today'>,
): CsvSummary {
  const problems: Problems = collectProblems();
  let records = 0;
  let suspended = 0;
  let skipped = 0;
  const walked = walk(source, mapping, { ...options, tokenise: NO_TOKENS }, problems);
  for (const outcome of walked) {
    if (outcome.kind === 'record') {
      records += 1;
      if (outcome.record.suspense) suspended += 1;
    } else if (outcome.kind === 'skip') skipped += 1;
  }
  refuseIfAny(problems, 'import', source.name);
  return { records, suspended, skipped };
}

/**
 * The records of a file in its order. All or nothing (settled.md §1.6): the file is read twice,
 * and nothing is handed out before the whole of it was found good.
 */
export function* readCsv(
  source: CsvSource,
  mapping: Mapping,
  options: ReadOptions,
): Generator<CsvRecord> {
  checkCsv(source, mapping, options);
  const problems = collectProblems();
  for (const outcome of walk(source, mapping, options, problems)) {
    // The file may have been changed between the two readings.
    refuseIfAny(problems, 'import', source.name);
    if (outcome.kind === 'record') yield outcome.record;
  }
  refuseIfAny(problems, 'import', source.name);
}
