import { afterEach, describe, expect, it, vi } from 'vitest';
import { Link } from '../../../src/store/kurrentdb/link.ts';
import { Tail } from '../../../src/store/kurrentdb/tail.ts';
import type { Wire } from '../../../src/store/kurrentdb/wire.ts';
import { expectCode } from '../../conformance/kit.ts';
import { Script, scripted as event } from '../../support/kurrentdb/script.ts';

const PACE = { attemptMs: 50, silenceMs: 50, patienceMs: 180 };

const tails: Tail[] = [];
afterEach(() => {
  tails.splice(0).forEach((tail) => tail.close());
  vi.useRealTimers();
});

function follow(onSubscribe: (script: Script, nth: number) => void): {
  readonly tail: Tail;
  readonly scripts: Script[];
  readonly taken: bigint[];
  readonly connections: () => number;
} {
  const scripts: Script[] = [];
  const taken: bigint[] = [];
  let connections = 0;
  const connect = async (): Promise<Wire> => {
    connections += 1;
    return {
      append: () => Promise.reject(new Error('not here')),
      readStream: () => Promise.reject(new Error('not here')),
      readAll: () => Promise.reject(new Error('not here')),
      subscribe(how) {
        const script = new Script(how);
        scripts.push(script);
        onSubscribe(script, scripts.length);
        return script;
      },
      dispose: () => Promise.resolve(),
    };
  };
  const tail = new Tail({
    link: new Link(connect),
    prefix: 'b.',
    pace: PACE,
    last: () => taken.at(-1) ?? null,
    otherLog: () => new Error('another log'),
    take: ({ wire, position }) => {
      if (wire.type === 'Bad') throw new Error('bad event');
      taken.push(position);
    },
  });
  tails.push(tail);
  return { tail, scripts, taken, connections: () => connections };
}

describe('the tail of a book', () => {
  it('takes what comes, in order, and tells who waits', async () => {
    const { tail, scripts, taken } = follow((script) => script.say(event(0n), 'caught-up'));
    await tail.until(() => tail.isCaughtUp);
    const waiting = tail.until(() => taken.length === 3);
    scripts[0]?.say(event(1n), 'alive', event(2n));
    await waiting;
    expect([taken, scripts.length]).toEqual([[0n, 10n, 20n], 1]);
  });

  it('is renewed on another connection when it says nothing of what is there', async () => {
    const { tail, scripts, taken, connections } = follow((script, nth) =>
      script.say(...(nth === 1 ? [event(0n)] : [event(1n)]), 'caught-up'),
    );
    await tail.until(() => tail.isCaughtUp);
    await tail.until(() => taken.length === 2);
    // What the one that was given up says now is nobody's.
    scripts[0]?.say(event(5n));
    await tail.until(() => tail.isCaughtUp);
    expect([taken, scripts.map(({ after }) => after)]).toEqual([
      [0n, 10n],
      [null, 0n],
    ]);
    expect(connections()).toBe(2);
  });

  it('begins again behind the last event after a failure', async () => {
    const { tail, scripts, taken } = follow((script, nth) =>
      nth === 1 ? script.say(event(0n), new Error('cut off')) : script.say(event(1n)),
    );
    await tail.until(() => taken.length === 2);
    expect(scripts.map(({ after }) => after)).toEqual([null, 0n]);
  });

  it('gives up when patience has run out, and begins anew for the next who waits', async () => {
    let isUp = false;
    const { tail, taken } = follow((script) => {
      if (isUp) script.say(event(0n), 'caught-up');
    });
    await expectCode(
      tail.until(() => taken.length === 1),
      'store/unavailable',
    );
    isUp = true;
    await tail.until(() => taken.length === 1);
  });

  it('has patience with a server that is still looking', async () => {
    vi.useFakeTimers();
    const { tail, scripts, taken } = follow(() => undefined);
    const waiting = tail.until(() => taken.length === 1);
    for (let ms = 0; ms < 5 * PACE.patienceMs; ms += 40) {
      await vi.advanceTimersByTimeAsync(40);
      scripts[0]?.say('alive');
    }
    scripts[0]?.say(event(0n));
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(scripts).toHaveLength(1);
  });

  it('takes nothing of one that was renewed and talks on', async () => {
    const { tail, scripts, taken } = follow((script, nth) => {
      script.say('caught-up');
      // Its client does not notice that it was told to end.
      if (nth === 1) script.end = async () => undefined;
      else script.say(event(0n));
    });
    await tail.until(() => tail.isCaughtUp);
    await tail.until(() => taken.length === 1);
    scripts[0]?.say(event(0n), event(1n));
    scripts[1]?.say(event(2n));
    await tail.until(() => taken.length > 1);
    expect(taken).toEqual([0n, 20n]);
  });

  it('does not wait for ever for what a living server never hands out', async () => {
    const { tail, scripts, taken } = follow((script) => script.say('caught-up'));
    const error = await expectCode(
      tail.until(() => taken.length === 1),
      'store/unavailable',
    );
    expect([error.message, scripts.length]).toEqual([
      'The server does not hand out what it has.',
      2,
    ]);
    // The next who waits begins anew, at once.
    expect(scripts.map(({ isEnded }) => isEnded)).toEqual([true, true]);
  });

  it('tells everybody who waits what an event is refused for, and later ones again', async () => {
    const { tail } = follow((script) => script.say({ ...event(0n), type: 'Bad' }));
    const waits = [1, 2].map(() => tail.until(() => false));
    for (const wait of [...waits, tail.until(() => false)])
      await expect(wait).rejects.toThrow('bad event');
    await expect(tail.until(() => false)).rejects.toThrow('bad event');
  });

  it('lets go of who waits when it is closed', async () => {
    const { tail } = follow(() => undefined);
    const waiting = tail.until(() => false);
    tail.close();
    await expectCode(waiting, 'store/closed');
  });
});
