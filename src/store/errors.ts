import { FeeworthError } from '../error.ts';
import { STORE_ERRORS, type Conflict } from './port.ts';

/** Somebody else wrote first: each stream that is not as expected, with what it is. */
export function conflict(conflicts: readonly Conflict[]): FeeworthError {
  const first = conflicts[0];
  const words =
    first === undefined
      ? 'A stream is not as expected.'
      : `Stream ${first.stream} is not as expected: expected ${first.expected}, found ${first.actual}.`;
  return new FeeworthError(STORE_ERRORS.conflict, 'conflict', words, {
    ...(first === undefined ? {} : { place: { at: first.stream } }),
    hint: 'Read the stream again, decide again, and append at its current revision.',
    details: { conflicts },
  });
}

/** A call that could never succeed, refused before any I/O. */
export function badRequest(message: string, at?: string): FeeworthError {
  return new FeeworthError(STORE_ERRORS.badRequest, 'usage', message, {
    ...(at === undefined ? {} : { place: { at } }),
    hint: 'Nothing was written. Mend the call; repeating it cannot help.',
  });
}

/** Larger than a limit of the store; `limit` is in bytes. */
export function tooLarge(what: string, bytes: number, limit: number): FeeworthError {
  return new FeeworthError(
    STORE_ERRORS.tooLarge,
    'input',
    `${what} is ${bytes} bytes; the limit is ${limit}.`,
    {
      hint: 'Nothing was written. Split it into several appends.',
      details: { limit, bytes },
    },
  );
}

/** The book is not as it was written; `sequence` is the first bad place, null when it has none. */
export function corrupt(words: string, sequence: number | null, cause?: unknown): FeeworthError {
  return new FeeworthError(STORE_ERRORS.corrupt, 'integrity', words, {
    ...(sequence === null ? {} : { place: { at: `sequence ${sequence}` } }),
    hint: 'Run "feeworth verify", keep the file as it is, and restore a copy that verifies.',
    details: { sequence },
    ...(cause === undefined ? {} : { cause }),
  });
}

export function closed(): FeeworthError {
  return new FeeworthError(STORE_ERRORS.closed, 'usage', 'The book is closed.', {
    hint: 'Open it again; a closed store does nothing more.',
  });
}

/** A read that its caller ended: what came so far is not the whole. */
export function aborted(): FeeworthError {
  return new FeeworthError(STORE_ERRORS.aborted, 'usage', 'Reading was ended by its caller.', {
    hint: 'What was read so far is not all there is; read again from the last position.',
  });
}

export function unsupported(feature: string, message: string, hint: string): FeeworthError {
  return new FeeworthError(STORE_ERRORS.unsupported, 'usage', message, {
    hint,
    details: { feature },
  });
}

const TRY_AGAIN = 'Nothing was written. Try again; if it stays so, see who else has the book open.';

/** Surely not written: the caller may simply try again, unless the hint says what is in the way. */
export function unavailable(
  message: string,
  {
    cause,
    hint = TRY_AGAIN,
    at,
  }: { readonly cause?: unknown; readonly hint?: string; readonly at?: string | undefined } = {},
): FeeworthError {
  return new FeeworthError(STORE_ERRORS.unavailable, 'io', message, {
    ...(at === undefined ? {} : { place: { at } }),
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function readOnly(message: string, cause?: unknown): FeeworthError {
  return new FeeworthError(STORE_ERRORS.readOnly, 'io', message, {
    hint: 'Give yourself write permission on the book and its folder, or work on a copy.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Written or not, nobody can tell: a caller who repeats with the same ids loses nothing. */
export function indeterminate(message: string, cause?: unknown, at?: string): FeeworthError {
  return new FeeworthError(STORE_ERRORS.indeterminate, 'io', message, {
    ...(at === undefined ? {} : { place: { at } }),
    hint: 'Repeat the append with the same ids: it is recognised if it was written.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Somebody took a stream away on the server; its facts are not the book's any more. */
export function deleted(stream: string): FeeworthError {
  return new FeeworthError(
    STORE_ERRORS.deleted,
    'integrity',
    'A stream was deleted on the server.',
    {
      place: { at: stream },
      hint: 'Ask who runs the server; the events are there until it is scavenged.',
    },
  );
}

export function denied(cause: unknown): FeeworthError {
  return new FeeworthError(
    STORE_ERRORS.denied,
    'io',
    'The server does not let this account do that.',
    {
      hint: 'Reading a book needs an account that may read $all; check the credentials.',
      cause,
    },
  );
}
