import { pause } from '../../pause.ts';
import { randomUUID } from 'node:crypto';
import { deleted, denied, tooLarge } from '../errors.ts';
import type { Revision } from '../port.ts';
import type { NewWork, Taken, WorkEvent, WorkLog, WorkPlace, WorkQueue } from '../work-log.ts';
import { binding } from './binding.ts';
import { deliveries } from './deliveries.ts';
import { failureOf, isFinal, noAnswer } from './failure.ts';
import { Late, Link, within } from './link.ts';
import { SERVER_LIMITS } from './open.ts';
import { PACE, sendAll, type Pace } from './sender.ts';
import { makeQueue, takings } from './taking.ts';
import { hostNames, parseWorkUrl } from '../server-url.ts';
import type { WireEvent, WireProposal, WireRead } from './wire.ts';
import type { WorkWire } from './work-wire.ts';

/**
 * What the names of the log's streams begin with on a server. The name of a book begins with a
 * letter or a digit, so no book's streams begin like this, and a book never sees one of these.
 */
export const WORK_PREFIX = '_work.';

/** How long a call is tried again. Longer than a server takes to start. */
const CALL_MS = 30_000;
/** Events of one read: each may be 1 MiB, and a client takes a whole page into memory. */
const PAGE = 8;
const ANSWER_MS = 1_000;
const RETRY_MS = 50;

export interface WorkLogOptions {
  readonly pace?: Partial<Pace>;
  /** How long appends and reads are tried again. */
  readonly callMs?: number;
}

/** Opens the work log of a server: `esdb://HOST:2113`. Nothing is asked of the server yet. */
export function openServerWorkLog(url: string, options: WorkLogOptions = {}): WorkLog {
  const place = parseWorkUrl(url, process.env);
  const connect = binding(place);
  const linked = (): Link<WorkWire> => new Link(connect, hostNames(place).join(', '));
  return new ServerWorkLog(linked, { ...PACE, ...options.pace }, options.callMs ?? CALL_MS);
}

class ServerWorkLog implements WorkLog {
  readonly appendBytes = SERVER_LIMITS.appendBytes;
  // Ending a subscription makes the clients drop their connection, with whatever else is on it.
  readonly #calls: Link<WorkWire>;
  readonly #following: Link<WorkWire>;
  readonly #taking: Link<WorkWire>;
  readonly #pace: Pace;
  readonly #callMs: number;

  constructor(linked: () => Link<WorkWire>, pace: Pace, callMs: number) {
    this.#calls = linked();
    this.#following = linked();
    this.#taking = linked();
    this.#pace = pace;
    this.#callMs = callMs;
  }

  async append(
    stream: string,
    events: readonly NewWork[],
    expected: Revision | 'none' | 'any',
  ): Promise<WorkPlace> {
    const sizes = events.map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (bytes > this.appendBytes) throw tooLarge('The append', bytes, this.appendBytes);
    const proposals = events.map((event): WireProposal => {
      return { id: randomUUID(), ...event, metadata: {} };
    });
    const { position } = await sendAll({
      link: this.#calls,
      prefix: WORK_PREFIX,
      stream,
      expected,
      events: proposals,
      deadline: performance.now() + this.#callMs,
      pace: this.#pace,
      limit: this.appendBytes,
    });
    return position;
  }

  async read(stream: string): Promise<readonly WorkEvent[]> {
    const found: WorkEvent[] = [];
    for (;;) {
      const from = (found.at(-1)?.revision ?? -1n) + 1n;
      const page = await this.#page(stream, { from, backwards: false, maxCount: PAGE });
      found.push(...page.map(workEventOf));
      if (page.length < PAGE) return found;
    }
  }

  async last(stream: string): Promise<WorkEvent | null> {
    const [event] = await this.#page(stream, { from: 'end', backwards: true, maxCount: 1 });
    return event === undefined ? null : workEventOf(event);
  }

  async *follow(
    prefix: string,
    after: WorkPlace,
    signal: AbortSignal,
  ): AsyncGenerator<WorkEvent, undefined> {
    const events = deliveries({
      link: this.#following,
      filter: { streams: [WORK_PREFIX + prefix] },
      after,
      signal,
      patienceMs: Infinity,
      silenceMs: this.#pace.silenceMs,
    });
    for await (const delivered of events) {
      if (delivered.kind === 'event') yield workEventOf(delivered.wire);
    }
  }

  makeQueue(queue: WorkQueue): Promise<void> {
    const { attemptMs } = this.#pace;
    return this.#again((wire) => makeQueue(wire, onServer(queue), attemptMs));
  }

  async *take(queue: WorkQueue, signal: AbortSignal): AsyncGenerator<Taken, undefined> {
    const from = { link: this.#taking, queue: onServer(queue), signal, pace: this.#pace };
    // Whether the server hears an answer cannot be known; one that it does not hear costs a repeat.
    const answer = (sent: Promise<void>): Promise<void> =>
      within(ANSWER_MS, sent).catch(() => undefined);
    for await (const taken of takings(from)) {
      yield {
        event: workEventOf(taken.event),
        done: () => answer(taken.ack()),
        giveBack: (why) => answer(taken.retry(why)),
      };
    }
  }

  async close(): Promise<void> {
    const links = [this.#calls, this.#following, this.#taking];
    await Promise.all(links.map((link) => link.close()));
  }

  async #page(stream: string, how: WireRead): Promise<readonly WireEvent[]> {
    try {
      return await this.#again(async (wire) => {
        const controller = new AbortController();
        try {
          const reading = wire.readStream(WORK_PREFIX + stream, how, controller.signal);
          return await within(this.#pace.attemptMs, reading);
        } finally {
          controller.abort();
        }
      });
    } catch (error) {
      const { kind } = failureOf(error);
      if (kind === 'not-found') return [];
      throw kind === 'deleted' ? deleted(stream) : error;
    }
  }

  // A call that may be made twice, until it is answered or the time has run out.
  async #again<T>(call: (wire: WorkWire) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#callMs;
    for (;;) {
      let used: WorkWire | null = null;
      try {
        return await this.#calls.use((wire) => {
          used = wire;
          return call(wire);
        });
      } catch (error) {
        if (failureOf(error).kind === 'denied') throw denied(error);
        if (isFinal(error)) throw error;
        if (used !== null && error instanceof Late) this.#calls.retire(used);
        if (performance.now() + RETRY_MS > deadline) throw noAnswer(this.#calls, error);
      }
      await pause(RETRY_MS);
    }
  }
}

const onServer = (queue: WorkQueue): WorkQueue => ({
  ...queue,
  stream: WORK_PREFIX + queue.stream,
});

function workEventOf({ stream, revision, type, data }: WireEvent): WorkEvent {
  return { stream: stream.slice(WORK_PREFIX.length), revision, type, data };
}
