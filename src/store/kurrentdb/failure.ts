import { FeeworthError } from '../../error.ts';
import { unavailable } from '../errors.ts';
import type { Revision } from '../port.ts';

/** What a client's error means for whoever called. */
export type Failure =
  | { readonly kind: 'conflict'; readonly actual: Revision | 'none' }
  | { readonly kind: 'deleted' | 'not-found' | 'too-large' | 'denied' | 'bad-position' }
  /** Nothing was written: the call never left, or was turned away. */
  | { readonly kind: 'not-sent' }
  /** Nothing was written; the client knows now whom to ask. */
  | { readonly kind: 'not-leader' }
  /** It may have been written or not. */
  | { readonly kind: 'unclear' };

/** What to look at when a server does not answer; nothing was changed by whoever asked. */
const LOOK_AT_SERVER =
  'See that the server of the URL runs and can be reached, and that it speaks TLS unless the URL says tls=false; then try again.';

/** `store/unavailable` of a server, which is named: somebody has several. */
export function noAnswer(
  { server }: { readonly server: string | undefined },
  cause?: unknown,
  words = 'The server does not answer.',
): FeeworthError {
  return unavailable(words, { cause, hint: LOOK_AT_SERVER, at: server });
}

/** The parts of a client's error; classes are not used, since packages may be there twice. */
interface ClientError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly actualVersion?: unknown;
  readonly actualState?: unknown;
}

// google.rpc.Code
const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/**
 * Reads a client's error. A server that is down makes plain errors without a type, and the newer
 * client calls every refused read unavailable (event-sourcing.md §2.3, §2.8): what is not known for
 * certain is unclear.
 */
export function failureOf(error: unknown): Failure {
  const { type, code, message, actualVersion, actualState } = Object(error) as ClientError;
  const words = typeof message === 'string' ? message : '';
  switch (type) {
    case 'wrong-expected-version':
      return { kind: 'conflict', actual: actualOf(actualVersion ?? actualState) };
    case 'stream-deleted':
      return { kind: 'deleted' };
    case 'stream-not-found':
    case 'no-stream':
      return { kind: 'not-found' };
    case 'maximum-append-size-exceeded':
      return { kind: 'too-large' };
    case 'access-denied':
      return { kind: 'denied' };
    case 'not-leader':
      return { kind: 'not-leader' };
  }
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) return { kind: 'denied' };
  if (/Server Is Not Ready/.test(words)) return { kind: 'not-sent' };
  if (code === UNAVAILABLE && /No connection established/.test(words)) return { kind: 'not-sent' };
  if (words.startsWith('Failed to discover')) return { kind: 'not-sent' };
  if (/Channel closed before call started/.test(words)) return { kind: 'not-sent' };
  if (/InvalidPosition/.test(words)) return { kind: 'bad-position' };
  if (code === INVALID_ARGUMENT && /invalid position/.test(words)) return { kind: 'bad-position' };
  return { kind: 'unclear' };
}

/** Whether trying again cannot help whoever reads. */
export function isFinal(error: unknown): boolean {
  if (error instanceof FeeworthError) return true;
  return /^(?:deleted|not-found|denied|bad-position)$/.test(failureOf(error).kind);
}

// Delete conflicts tell numbers below zero where append conflicts say "no_stream".
function actualOf(actual: unknown): Revision | 'none' {
  return typeof actual === 'bigint' && actual >= 0n ? actual : 'none';
}
