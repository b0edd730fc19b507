import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import { sendAll } from '../../../src/store/kurrentdb/sender.ts';
import type { Wire, WireAppended } from '../../../src/store/kurrentdb/wire.ts';
import type { Expected } from '../../../src/store/port.ts';
import { expectCode } from '../../conformance/kit.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = new Promise<never>(() => undefined);
const done: WireAppended = { revision: 0n, position: 7n };
const notReady = (): Promise<never> => Promise.reject(new Error('Server Is Not Ready'));
const lost = (): Promise<never> => Promise.reject(new Error('Connection dropped'));

/** Clients that answer appends in turn, whichever is asked; and which of them were given up. */
function clients(...answers: (() => Promise<WireAppended>)[]): {
  readonly link: Link;
  readonly asked: Wire[];
  readonly disposed: Wire[];
  readonly send: (timeoutMs: number, expected?: Expected) => Promise<WireAppended>;
} {
  const [asked, disposed]: [Wire[], Wire[]] = [[], []];
  const link = new Link(async () => {
    const wire = {
      append: () => (asked.push(wire), (answers.shift() ?? lost)()),
      dispose: async () => void disposed.push(wire),
    } as unknown as Wire;
    return wire;
  });
  const pace = { attemptMs: 1_000, silenceMs: 1_000, patienceMs: 1_000 };
  const how = { link, prefix: 'b.', stream: 'a-1', events: [], pace, limit: 1 };
  return {
    link,
    asked,
    disposed,
    send: (timeoutMs, expected = 'none') =>
      sendAll({ ...how, expected, deadline: performance.now() + timeoutMs }),
  };
}

it('asks another client after one that was too late, which others may still wait for', async () => {
  const { link, asked, disposed, send } = clients(
    () => never,
    async () => done,
  );
  const other = Promise.withResolvers<void>();
  const waiting = link.use(() => other.promise);
  const sending = send(5_000);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(await sending).toEqual(done);
  expect(new Set(asked).size).toBe(2);
  expect(disposed).toEqual([]);
  other.resolve();
  await waiting;
  expect(disposed).toEqual([asked[0]]);
});

it('ends a client at once whose connection failed, whoever waits for it', async () => {
  const { link, asked, disposed, send } = clients(lost, async () => done);
  void link.use(() => never);
  const sending = send(5_000);
  await vi.advanceTimersByTimeAsync(100);
  expect(await sending).toEqual(done);
  expect(disposed).toEqual([asked[0]]);
});

it('begins no attempt that would be cut off at once: what is certain stays so', async () => {
  const { asked, send } = clients(notReady, () => never);
  const ended = expectCode(send(45), 'store/unavailable');
  await vi.advanceTimersByTimeAsync(100);
  await ended;
  expect(asked).toHaveLength(1);
});
