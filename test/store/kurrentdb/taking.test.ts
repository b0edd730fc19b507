import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import { takings } from '../../../src/store/kurrentdb/taking.ts';
import { workCalls, type WorkWire } from '../../../src/store/kurrentdb/work-wire.ts';
import { expectCode } from '../../conformance/kit.ts';

const QUEUE = { stream: 's', group: 'g', messageTimeoutMs: 1_000, maxRetryCount: 1 };
const PACE = { attemptMs: 1_000, silenceMs: 1_000, patienceMs: 3_000 };
const never = (): Promise<never> => new Promise(() => undefined);

/** A client's persistent subscription, with what it was told. */
class Taking extends PassThrough {
  readonly acked: unknown[] = [];
  constructor() {
    super({ objectMode: true });
  }
  ack = async (event: unknown): Promise<void> => void this.acked.push(event);
  nack = async (): Promise<void> => undefined;
  unsubscribe = async (): Promise<void> => void this.end();
}

const event = (n: number): unknown => ({
  event: { streamId: 's', id: String(n), revision: BigInt(n), type: 'T', isJson: true },
});

/** The part of a binding that workers use, over subscriptions. */
function callsOver(
  take: () => Taking,
  create: () => Promise<void> = async () => undefined,
): Pick<WorkWire, 'makeQueue' | 'take'> {
  const client = {
    createPersistentSubscriptionToStream: create,
    subscribeToPersistentSubscriptionToStream: take,
  };
  const words = {
    START: 'start',
    persistentSubscriptionToStreamSettingsFromDefaults: () => ({}),
  } as const;
  return workCalls(client, words);
}

describe('a persistent subscription of a client', () => {
  it('survives an error when nobody iterates, whoever waits for its confirmation', async () => {
    const taking = new Taking();
    const { isOpen } = callsOver(() => taking).take('s', 'g');
    expect(() => taking.emit('error', new Error('lost'))).not.toThrow();
    await expect(isOpen).rejects.toThrow('lost');
    const unheard = new Taking();
    callsOver(() => unheard).take('s', 'g');
    // The runner would report what is rejected and heard by nobody.
    unheard.emit('error', new Error('lost'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('acknowledges links to nothing by itself', async () => {
    const taking = new Taking();
    const nothing = { link: {} };
    taking.write(nothing);
    taking.write(event(1));
    taking.end();
    const seen: string[] = [];
    for await (const { event: own } of callsOver(() => taking).take('s', 'g')) seen.push(own.id);
    expect([seen, taking.acked]).toEqual([['1'], [nothing]]);
  });
});

describe('taking', () => {
  beforeEach(() => vi.useFakeTimers());
  const stop = new AbortController();
  afterEach(() => vi.useRealTimers());

  /** What is taken over clients that a test makes, one after the other. */
  function taken(make: (nth: number) => Pick<WorkWire, 'makeQueue' | 'take'>): {
    readonly items: ReturnType<typeof takings>;
    readonly connections: () => number;
  } {
    let made = 0;
    const connect = async (): Promise<WorkWire> => {
      const dispose = async (): Promise<void> => undefined;
      return { ...make((made += 1)), dispose } as unknown as WorkWire;
    };
    const from = { link: new Link(connect), queue: QUEUE, signal: stop.signal, pace: PACE };
    return { items: takings(from), connections: () => made };
  }

  const confirmed = (...events: unknown[]): Taking => {
    const taking = new Taking();
    taking.on('newListener', (word) => {
      if (word === 'confirmation') queueMicrotask(() => taking.emit(word));
    });
    for (const one of events) taking.write(one);
    return taking;
  };

  it.each([
    ['makes no group', () => callsOver(confirmed, never)],
    ['confirms nothing', () => callsOver(() => new Taking())],
  ])('goes on with another client when one %s in time', async (_, first) => {
    const { items, connections } = taken((nth) =>
      nth === 1 ? first() : callsOver(() => confirmed(event(1))),
    );
    const coming = items.next();
    await vi.advanceTimersByTimeAsync(2_500);
    expect((await coming).value?.event.id).toBe('1');
    expect(connections()).toBe(2);
  });

  it('tells who may not', async () => {
    const refusal = Object.assign(new Error('no'), { type: 'access-denied' });
    const { items } = taken(() => callsOver(confirmed, () => Promise.reject(refusal)));
    const ended = expectCode(items.next(), 'store/access-denied');
    await vi.advanceTimersByTimeAsync(10_000);
    await ended;
  });

  it('waits for a server that it has reached, however long', async () => {
    const first = confirmed(event(1));
    const takes = [first, confirmed(event(2))];
    let isUp = true;
    const create = async (): Promise<void> => {
      if (!isUp) throw new Error('down');
    };
    const { items } = taken(() => callsOver(() => takes.shift() ?? new Taking(), create));
    const one = items.next();
    await vi.advanceTimersByTimeAsync(1);
    expect((await one).value?.event.id).toBe('1');
    isUp = false;
    first.end();
    const two = items.next();
    await vi.advanceTimersByTimeAsync(20 * PACE.patienceMs);
    isUp = true;
    await vi.advanceTimersByTimeAsync(2_500);
    expect((await two).value?.event.id).toBe('2');
  });
});
