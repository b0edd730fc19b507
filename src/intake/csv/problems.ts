import { FeeworthError, isFeeworthError } from '../../error.ts';

/** How many problems are kept; the rest are counted. A person mends a file in rounds anyway. */
export const PROBLEMS_MAX = 50;

/** Collects what is wrong with a file, so that all of it is said at once. */
export interface Problems {
  readonly found: readonly FeeworthError[];
  /** All of them, also those beyond PROBLEMS_MAX. */
  readonly count: number;
  add(error: FeeworthError): void;
}

export function collectProblems(): Problems {
  const found: FeeworthError[] = [];
  let count = 0;
  return {
    found,
    get count() {
      return count;
    },
    add(error) {
      count += 1;
      if (found.length < PROBLEMS_MAX) found.push(error);
    },
  };
}

/**
 * Throws when there are problems: a single one as itself, several as `<family>/file-refused` with
 * all of them in `details.problems` (see problemsOf).
 */
export function refuseIfAny(problems: Problems, family: 'import' | 'mapping', file: string): void {
  const [first] = problems.found;
  if (!first) return;
  if (problems.count === 1) throw first;
  const more = problems.count - problems.found.length;
  throw new FeeworthError(
    `${family}/file-refused`,
    'input',
    `${file}: ${problems.count} problems${more > 0 ? ` (the first ${PROBLEMS_MAX} are listed)` : ''}` +
      `${family === 'import' ? '; nothing is imported' : ''}`,
    {
      place: first.place,
      hint: 'mend the file or its mapping and try again',
      details: { problems: problems.found, count: problems.count },
    },
  );
}

/** The single problems behind an error: those it collected, or the error itself. */
export function problemsOf(error: FeeworthError): readonly FeeworthError[] {
  const listed = error.details['problems'];
  return Array.isArray(listed) ? listed.filter(isFeeworthError) : [error];
}
