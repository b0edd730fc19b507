import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { oneQueue, SEARCH } from '../../../src/store/kurrentdb/subscription.ts';

/** A stream as the clients' subscriptions are. */
function subscription(): PassThrough & { unsubscribe(): Promise<void> } {
  const stream = new PassThrough({ objectMode: true });
  return Object.assign(stream, { unsubscribe: async () => void stream.end() });
}

const event = (n: number): unknown => ({
  event: { streamId: 's', id: String(n), revision: BigInt(n), type: 'T', isJson: true },
  commitPosition: BigInt(n),
});

it('hands out what was said between events between those events', async () => {
  const stream = subscription();
  const queue = oneQueue(stream);
  stream.write(event(0));
  stream.write(event(1));
  stream.emit('caughtUp');
  stream.write(event(2));
  stream.write({ link: {} });
  stream.end();
  const seen: unknown[] = [];
  for await (const item of queue) seen.push(typeof item === 'string' ? item : item.id);
  expect(seen).toEqual(['0', '1', 'caught-up', '2']);
});

it('hands out that the server is still looking, in its place', async () => {
  const stream = subscription();
  const queue = oneQueue(stream);
  stream.write(event(0));
  await SEARCH.checkpointReached(stream);
  stream.end();
  const seen: unknown[] = [];
  for await (const item of queue) seen.push(typeof item === 'string' ? item : item.id);
  expect(seen).toEqual(['0', 'alive']);
});

it('survives an error that is emitted when nobody iterates', async () => {
  const stream = subscription();
  oneQueue(stream);
  expect(() => stream.emit('error', new Error('lost'))).not.toThrow();
});
