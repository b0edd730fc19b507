import type { ServerWritableStream, ServiceError } from '@grpc/grpc-js';
import type { Context } from './context.ts';
import type { Entry } from './log.ts';
import type { Stubs } from './stubs.ts';
import type { Resolved } from './wire.ts';

type ReadReq = InstanceType<Stubs['streams']['ReadReq']>;
type ReadResp = InstanceType<Stubs['streams']['ReadResp']>;
export type Options = InstanceType<Stubs['streams']['ReadReq']['Options']>;
export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Whether a record passes a filter. */
export type Matches = (entry: Entry) => boolean;

/** Ends a stream with a status. */
export function fail(call: ReadCall, error: ServiceError): void {
  call.emit('error', error);
}

/** Writes a message, and waits while the reader has not taken what was written before. */
export async function send(call: ReadCall, message: ReadResp): Promise<void> {
  if (call.write(message) || call.cancelled) return;
  await new Promise<void>((done) => {
    const go = (): void => {
      for (const name of ['drain', 'cancelled', 'close']) call.off(name, go);
      done();
    };
    for (const name of ['drain', 'cancelled', 'close']) call.once(name, go);
  });
}

/** An event, and for a link that is to be resolved what it names. */
export function resolve({ log }: Context, entry: Entry, wanted: boolean): Resolved {
  if (!wanted || entry.type !== '$>') return { event: entry, link: null };
  const [, revision = '', name = ''] =
    /^(\d+)@(.*)$/s.exec(Buffer.from(entry.data).toString()) ?? [];
  const hidden = log.isSoftDeleted(name) || BigInt(revision || 0) < log.firstVisible(name);
  const event = hidden ? undefined : log.stream(name)?.entries[Number(revision)];
  return { event: event ?? null, link: entry };
}
