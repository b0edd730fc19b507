import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Holding, type Endless } from '../../../src/store/kurrentdb/holding.ts';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import type { Wire } from '../../../src/store/kurrentdb/wire.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = new Promise<never>(() => undefined);

/** A subscription that says nothing and does not end, and how often it was told to. */
function endless(): { readonly subscription: Endless<string>; readonly ends: () => number } {
  let ends = 0;
  const subscription = {
    end: () => ((ends += 1), never),
    [Symbol.asyncIterator]: () => ({ next: () => never }),
  };
  return { subscription, ends: () => ends };
}

/** A client that is held, and how often it was let go of. */
async function held(): Promise<{ holding: Holding<Wire>; disposed: () => number }> {
  let disposed = 0;
  const dispose = async (): Promise<void> => void (disposed += 1);
  const holding = new Holding(new Link(async () => ({ dispose }) as unknown as Wire));
  await holding.take();
  return { holding, disposed: () => disposed };
}

it('lets go of a client whose subscription does not end', async () => {
  const { holding, disposed } = await held();
  const { subscription, ends } = endless();
  holding.iterate(subscription, new AbortController().signal);
  holding.retire();
  const ending = holding.end();
  expect([ends(), disposed()]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(disposed()).toBe(1);
  await ending;
});

it('ends a subscription at the signal, whoever waits for it', async () => {
  const { holding } = await held();
  const { subscription, ends } = endless();
  const stop = new AbortController();
  void holding.iterate(subscription, stop.signal).next();
  stop.abort();
  expect(ends()).toBe(1);
});
