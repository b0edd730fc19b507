import { PassThrough } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, expect, it, vi } from 'vitest';
import { openServerWorkLog } from '../../../src/store/kurrentdb/work-log.ts';

// Nobody is there: the calls of the client are answered here.
const URL = 'esdb://127.0.0.1:1?tls=false';
const client = EventStoreDBClient.prototype;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What the client hands out of a read or a subscription, with what it was told. */
class Stream extends PassThrough {
  readonly told: string[] = [];
  constructor() {
    super({ objectMode: true });
  }
  cancel = async (): Promise<void> => void this.told.push('cancel');
  ack = (): Promise<void> => new Promise(() => this.told.push('ack'));
  nack = async (): Promise<void> => {
    this.told.push('nack');
    throw new Error('lost');
  };
  unsubscribe = async (): Promise<void> => void this.end();
}

it('lets go of a read of the work log that is not answered, and of its client', async () => {
  const readings = [new Stream(), new Stream().end()];
  const [silent] = readings;
  vi.spyOn(client, 'readStream').mockImplementation(() => readings.shift() as never);
  const made = vi.spyOn(EventStoreDBClient, 'connectionString');
  const log = openServerWorkLog(URL, { pace: { attemptMs: 50 } });
  expect(await log.last('a-1')).toBeNull();
  expect(silent?.told).toEqual(['cancel']);
  expect(made).toHaveBeenCalledTimes(2);
  await log.close();
});

it('does not wait for ever until an answer is on its way, nor minds that it is lost', async () => {
  const taking = new Stream();
  vi.spyOn(client, 'createPersistentSubscriptionToStream').mockResolvedValue();
  vi.spyOn(client, 'subscribeToPersistentSubscriptionToStream').mockReturnValue(taking as never);
  taking.on('newListener', (word) => {
    if (word === 'confirmation') queueMicrotask(() => taking.emit(word));
  });
  taking.write({ event: { streamId: '_work.q', id: '1', revision: 0n, type: 'T', isJson: true } });
  const log = openServerWorkLog(URL);
  const queue = { stream: 'q', group: 'g', messageTimeoutMs: 10_000, maxRetryCount: 1 };
  const items = log.take(queue, new AbortController().signal)[Symbol.asyncIterator]();
  const { value: taken } = await items.next();
  vi.useFakeTimers();
  let isDone = false;
  void taken?.done().then(() => (isDone = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isDone).toBe(true);
  await taken?.giveBack('too late');
  expect(taking.told).toEqual(['ack', 'nack']);
  vi.useRealTimers();
  await items.return?.();
  await log.close();
});
