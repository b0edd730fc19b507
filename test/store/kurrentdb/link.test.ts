import { afterEach, expect, test, vi } from 'vitest';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import type { Wire } from '../../../src/store/kurrentdb/wire.ts';

afterEach(() => vi.useRealTimers());

/** A link over clients that do nothing, and how many of them there are and were given up. */
function links(): { link: Link; made: Wire[]; disposed: Wire[] } {
  const [made, disposed]: [Wire[], Wire[]] = [[], []];
  const link = new Link(() => {
    const wire = { dispose: async () => void disposed.push(wire) } as unknown as Wire;
    made.push(wire);
    return Promise.resolve(wire);
  });
  return { link, made, disposed };
}

test('a client is given up at once when it is retired after its last call', async () => {
  const { link, made, disposed } = links();
  const wire = await link.use(async (used) => used);
  link.retire(wire);
  expect(disposed).toEqual([wire]);
  await link.use(async () => undefined);
  expect(made).toHaveLength(2);
  link.renew();
  expect(disposed).toEqual(made);
});

test('a client that is discarded is given up under its calls', async () => {
  const { link, made, disposed } = links();
  void link.use(() => new Promise<never>(() => undefined));
  const wire = await link.use(async (used) => used);
  link.discard(wire);
  expect(disposed).toEqual([wire]);
  await link.use(async () => undefined);
  expect(made).toHaveLength(2);
});

test('a client that could not be made is tried again by the next call', async () => {
  let tries = 0;
  const link = new Link(async () => {
    if ((tries += 1) === 1) throw new Error('no such package');
    return { dispose: async () => undefined } as unknown as Wire;
  });
  await expect(link.use(async () => 1)).rejects.toThrow('no such package');
  expect(await link.use(async () => 2)).toBe(2);
});

test('a client that cannot be ended is not waited for', async () => {
  vi.useFakeTimers();
  const dispose = (): Promise<never> => new Promise(() => undefined);
  const link = new Link(async () => ({ dispose }) as unknown as Wire);
  await link.use(async () => undefined);
  let isClosed = false;
  void link.close().then(() => (isClosed = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isClosed).toBe(true);
});

test('a client that is retired under a call is given up when that has ended', async () => {
  const { link, disposed } = links();
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const { promise, resolve } = Promise.withResolvers<Wire>();
  const call = link.use(async (used) => {
    resolve(used);
    await answered;
  });
  const wire = await promise;
  link.retire(wire);
  expect(disposed).toEqual([]);
  answer();
  await call;
  expect(disposed).toEqual([wire]);
});
