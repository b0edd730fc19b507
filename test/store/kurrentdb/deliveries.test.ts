import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deliveries, type Following } from '../../../src/store/kurrentdb/deliveries.ts';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import type { Wire } from '../../../src/store/kurrentdb/wire.ts';
import { expectCode } from '../../conformance/kit.ts';
import { Script, scripted as event } from '../../support/kurrentdb/script.ts';

beforeEach(() => vi.useFakeTimers());
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
  vi.useRealTimers();
});

/** What is delivered of scripts, one for each time that it is subscribed. */
function follow(
  onSubscribe: (script: Script, nth: number) => void,
  how: Partial<Following> = {},
): {
  readonly items: AsyncGenerator<unknown, undefined>;
  readonly scripts: Script[];
  readonly connections: () => number;
} {
  const scripts: Script[] = [];
  let connections = 0;
  const connect = async (): Promise<Wire> => {
    connections += 1;
    return {
      subscribe(from: ConstructorParameters<typeof Script>[0]) {
        const script = new Script(from);
        scripts.push(script);
        onSubscribe(script, scripts.length);
        return script;
      },
      dispose: async () => undefined,
    } as unknown as Wire;
  };
  const stop = new AbortController();
  stops.push(stop);
  const link = new Link(connect);
  const filter = { streams: ['b.'] };
  const rest = { after: null, signal: stop.signal, patienceMs: Infinity, silenceMs: 1_000 };
  return {
    items: deliveries({ link, filter, ...rest, ...how }),
    scripts,
    connections: () => connections,
  };
}

/** The next item, when it has come so much later. */
async function next(items: AsyncGenerator<unknown, undefined>, ms = 0): Promise<unknown> {
  const coming = items.next();
  coming.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(ms);
  return (await coming).value;
}

describe('deliveries of a subscription', () => {
  it.each(['failed', 'ended in order'])(
    'begin again behind the last event when it %s',
    async (how) => {
      const { items, scripts } = follow((script, nth) => {
        if (nth === 1) script.say(event(0n), event(1n));
        else script.say(event(2n));
      });
      expect(await next(items)).toMatchObject({ position: 0n });
      expect(await next(items)).toMatchObject({ position: 10n });
      if (how === 'failed') scripts[0]?.say(new Error('cut off'));
      else await scripts[0]?.end();
      expect(await next(items, 100)).toMatchObject({ position: 20n });
      expect(scripts.map(({ after }) => after)).toEqual([null, 10n]);
    },
  );

  it('do not begin again after what trying again cannot mend', async () => {
    const { items, scripts } = follow((script) =>
      script.say(Object.assign(new Error('no'), { type: 'access-denied' })),
    );
    await expectCode(next(items, 10_000), 'store/access-denied');
    expect(scripts).toHaveLength(1);
  });

  it('begin again on another client when nothing is said while catching up', async () => {
    const { items, scripts, connections } = follow((script, nth) =>
      nth === 1 ? script.say(event(0n)) : script.say(event(1n)),
    );
    expect(await next(items)).toMatchObject({ position: 0n });
    expect(await next(items, 1_100)).toMatchObject({ position: 10n });
    expect([scripts.map(({ after }) => after), connections()]).toEqual([[null, 0n], 2]);
  });

  it('may say nothing for days when they have caught up', async () => {
    const { items, scripts } = follow((script) => script.say('caught-up'));
    expect(await next(items)).toEqual({ kind: 'caught-up' });
    const coming = items.next();
    await vi.advanceTimersByTimeAsync(3 * 86_400_000);
    scripts[0]?.say(event(0n));
    expect((await coming).value).toMatchObject({ position: 0n });
    expect(scripts).toHaveLength(1);
  });

  it('end when patience has run out, in which the reader’s time does not count', async () => {
    const { items, scripts } = follow(
      (script, nth) => (nth === 1 ? script.say(event(0n)) : undefined),
      { patienceMs: 3_000 },
    );
    expect(await next(items)).toMatchObject({ position: 0n });
    await vi.advanceTimersByTimeAsync(60_000);
    scripts[0]?.say(new Error('cut off'));
    const coming = items.next();
    const ended = expectCode(coming, 'store/unavailable');
    await vi.advanceTimersByTimeAsync(10_000);
    await ended;
    expect(scripts.length).toBeGreaterThan(2);
  });
});
