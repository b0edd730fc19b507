/** Whose move it is when something goes wrong; each category has one exit code (docs/errors.md). */
export type ErrorCategory =
  'usage' | 'input' | 'integrity' | 'conflict' | 'io' | 'internal' | 'version' | 'stopped';

/** Where it went wrong. Never holds a raw record: a record may hold PHI. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** A named spot for what has no line: a segment, an event, an account, a parameter path. */
  readonly at?: string;
}

/** Exit code of the process for each category. */
export const EXIT_CODES: Readonly<Record<ErrorCategory, number>> = {
  internal: 1,
  usage: 2,
  input: 3,
  integrity: 4,
  conflict: 5,
  io: 6,
  // 7 is what an audit that found something ends with.
  version: 8,
  // 128 and the number of SIGINT, as shells have it.
  stopped: 130,
};

/** The one error class for what people can cause: code, category, place and remedy. */
export class FeeworthError extends Error {
  override readonly name = 'FeeworthError';
  /** Stable, kebab-case with a family: `import/not-an-amount`. */
  readonly code: string;
  readonly category: ErrorCategory;
  readonly place: Place;
  readonly hint: string | undefined;
  /** Machine-readable facts about the error, e.g. the conflicting revisions. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    category: ErrorCategory,
    message: string,
    more: {
      place?: Place;
      hint?: string;
      details?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.category = category;
    this.place = more.place ?? {};
    this.hint = more.hint;
    this.details = more.details ?? {};
  }

  /** What is told of it: an error's own message is no part of its JSON otherwise. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { code, category, message, place, hint, details } = this;
    return { code, category, message, place, hint, details };
  }
}

/** Narrowing that survives a duplicated package. */
export function isFeeworthError(error: unknown): error is FeeworthError {
  return error instanceof Error && error.name === 'FeeworthError' && 'code' in error;
}

/** What must hold whatever people do; a failure is our fault, never theirs. */
export function invariant(holds: unknown, what: string): asserts holds {
  if (!holds)
    throw new FeeworthError('internal/invariant', 'internal', `Broken invariant: ${what}`);
}

/** For the end of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new FeeworthError('internal/unreachable', 'internal', `Unexpected value: ${String(value)}`);
}
