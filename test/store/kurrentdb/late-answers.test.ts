import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import {
  passOverLateAnswers,
  type AppendStreams,
} from '../../../src/store/kurrentdb/late-answers.ts';
import { openServerStore } from '../../../src/store/kurrentdb/open.ts';
import { makeEvents, put } from '../../conformance/kit.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';

function streams(): { own: AppendStreams; stream: EventEmitter } {
  const stream = new EventEmitter();
  return { own: { batchAppend: () => stream } as unknown as AppendStreams, stream };
}

test('an answer that finds nobody is passed over, and nothing else is', () => {
  const { own, stream } = streams();
  passOverLateAnswers(own);
  passOverLateAnswers(own);
  const heard: unknown[] = [];
  own
    .batchAppend()
    .on('data', (answer: never) => {
      const [found] = [undefined as unknown as string[]][answer] as string[];
      heard.push(found);
    })
    .on('error', (error: never) => heard.push(error));
  expect(() => stream.emit('data', 0)).not.toThrow();
  stream.emit('error', 'lost');
  expect(heard).toEqual(['lost']);
});

test('what is wrong otherwise is thrown as ever', () => {
  const { own, stream } = streams();
  passOverLateAnswers(own);
  own.batchAppend().on('data', () => {
    throw new RangeError('too long');
  });
  expect(() => stream.emit('data')).toThrow('too long');
});

test('the older client is made so when a book is opened', async () => {
  const require = createRequire(import.meta.url);
  const { StreamsClient } =
    require('@eventstore/db-client/generated/streams_grpc_pb.js') as typeof import('@eventstore/db-client/generated/streams_grpc_pb.js');
  const server = await new TestServer({ package: 'eventstore' }).start();
  const store = await openServerStore(`esdb://${server.address}?tls=false&book=late`);
  await put(store, 'a-1', 'none', makeEvents(1));
  const own = StreamsClient.prototype as unknown as AppendStreams;
  expect(own.batchAppend.toString()).toContain('unlessNobody');
  await store.close();
  await server.stop();
});
