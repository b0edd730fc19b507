import { pause } from '../../pause.ts';
import type { FeeworthError } from '../../error.ts';
import { conflict, deleted, denied, indeterminate, tooLarge } from '../errors.ts';
import type { Expected, StreamAppend } from '../port.ts';
import { proposalOf } from './codec.ts';
import { failureOf, noAnswer } from './failure.ts';
import { Late, within, type Link } from './link.ts';
import type { Wire, WireAppended, WireProposal } from './wire.ts';

/** How the adapter deals with time; tests make it short. */
export interface Pace {
  /** Longest wait for one answer to an append, before it is sent again on a new client. */
  readonly attemptMs: number;
  /** Longest silence of the server while it reads. */
  readonly silenceMs: number;
  /** How long reading goes on without any answer. */
  readonly patienceMs: number;
}

/**
 * An attempt is longer than the 3 s after which a server answers a repeat of an append that is not
 * committed yet, and the time for an append has room for a second one (event-sourcing.md §2.8).
 */
export const PACE: Pace = { attemptMs: 4_000, silenceMs: 5_000, patienceMs: 15_000 };

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;
const LEAST_MS = 30;

interface Sending {
  readonly link: Link;
  /** What the name of the stream begins with on the server. */
  readonly prefix: string;
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly WireProposal[];
  /** `performance.now()` by which the caller wants to know. */
  readonly deadline: number;
  readonly pace: Pace;
  /** The server's own limit, for saying so. */
  readonly limit: number;
}

/** Appends events of a book to one of its streams, as `sendAll` does. */
export async function send({
  write: { stream, expected, events },
  ...how
}: Omit<Sending, 'stream' | 'expected' | 'events'> & {
  readonly write: StreamAppend;
}): Promise<WireAppended> {
  const proposals = events.map((event) => proposalOf(event, stream));
  return sendAll({ ...how, stream, expected, events: proposals });
}

/**
 * Appends to one stream, again and again with the same ids until the outcome is known or the time
 * has run out. Only what is numbered is sent again after an attempt that may have succeeded: the
 * server recognises it, also after a restart. "any" and "exists" might be written twice, so whoever
 * asked is told `store/indeterminate` at once.
 */
export async function sendAll(sending: Sending): Promise<WireAppended> {
  const { link, expected, deadline } = sending;
  const isNumbered = expected !== 'any' && expected !== 'exists';
  let unclear: unknown = null;
  let wait = FIRST_PAUSE_MS;
  let last: unknown = null;
  for (;;) {
    // What is cut off as soon as it has begun would only make a certain outcome unclear.
    const least = last === null ? 0 : LEAST_MS;
    if (performance.now() + least >= deadline) throw outOfTime(link, unclear, last);
    let used: Wire | null = null;
    try {
      return await link.use((wire) => {
        used = wire;
        return attempt(sending, wire);
      });
    } catch (error) {
      last = error;
      const { kind, final } = judged(error, sending);
      if (final !== null) throw final;
      if (kind === 'unclear') {
        unclear = error;
        letGo(link, used, error);
        if (!isNumbered) throw outOfTime(link, unclear, last);
      }
    }
    await pause(Math.min(wait, Math.max(0, deadline - performance.now())));
    wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
  }
}

async function attempt(
  { prefix, stream, expected, events, deadline, pace }: Sending,
  wire: Wire,
): Promise<WireAppended> {
  const ms = Math.max(1, Math.min(pace.attemptMs, deadline - performance.now()));
  // The server is told as well, so that it does not write what nobody waits for any more.
  const how = { expected, deadlineMs: Math.ceil(ms) };
  return within(ms, wire.append(prefix + stream, events, how));
}

// A client that answers late may still answer others; one whose connection failed must not answer.
function letGo(link: Link, wire: Wire | null, error: unknown): void {
  if (wire === null) return;
  if (error instanceof Late) link.retire(wire);
  else link.discard(wire);
}

function judged(
  error: unknown,
  { stream, expected, events, limit }: Sending,
): { readonly kind: 'unclear' | 'again'; readonly final: FeeworthError | null } {
  const failure = failureOf(error);
  switch (failure.kind) {
    case 'conflict':
      return { kind: 'again', final: conflict([{ stream, expected, actual: failure.actual }]) };
    case 'deleted':
      return { kind: 'again', final: deleted(stream) };
    case 'denied':
      return { kind: 'again', final: denied(error) };
    case 'too-large': {
      // Ours is checked before; a server may have been given a smaller one.
      const bytes = Buffer.byteLength(JSON.stringify(events.map(({ data }) => data)));
      return { kind: 'again', final: tooLarge('The append', bytes, limit) };
    }
    case 'not-sent':
    case 'not-leader':
      return { kind: 'again', final: null };
    case 'unclear':
    case 'not-found':
    case 'bad-position':
      return { kind: 'unclear', final: isOurs(error) ? (error as FeeworthError) : null };
  }
}

const isOurs = (error: unknown): boolean =>
  error instanceof Error && error.name === 'FeeworthError';

function outOfTime(link: Link, unclear: unknown, last: unknown): FeeworthError {
  if (unclear === null)
    return noAnswer(link, last, 'The server took no append in time: nothing was written.');
  const words = 'The server did not say whether the append was written.';
  return indeterminate(words, unclear, link.server);
}
