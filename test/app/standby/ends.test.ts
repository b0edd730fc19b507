// How stand-bys and what they answer are stopped, and who may speak to them.
import { once } from 'node:events';
import { existsSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../../../app/cli/context.ts';
import { run } from '../../../app/cli/verbs/standby.ts';
import { main } from '../../../app/cli/main.ts';
import { endStandby } from '../../../app/standby/end-standby.ts';
import { takeLock } from '../../../app/standby/lock.ts';
import { listen } from '../../../app/standby/listen.ts';
import { isOwnSocket, standbySocket } from '../../../app/standby/place.ts';
import { keepThreads, startThreads } from '../../../scenarios/threads.node.ts';
import { quickScenario } from '../../support/quick-scenario.ts';
import { ask, DEFAULTS, heldBack, question, spoken, useStandbys } from './support.ts';

const { folder, start, nextPath } = useStandbys();

describe('the command that stands by', () => {
  it('has threads again after one that was given up ended well all the same', async () => {
    const { answer, begun, end } = heldBack();
    const env = { FEEWORTH_HOME: join(folder, 'home') };
    const path = standbySocket(env);
    const said: string[] = [];
    let close = (): void => undefined;
    const ready = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const context = {
      answer,
      say(text: string) {
        said.push(text);
        if (text.startsWith('Ready')) ready.resolve();
        if (text.startsWith('report')) ended.resolve();
      },
      io: {
        env,
        now: DEFAULTS.now,
        onStop(stop: () => void) {
          close = stop;
          return () => undefined;
        },
      },
    } as unknown as Context;
    const running = run({ args: [], options: {} }, context);
    await ready.promise;
    let stop = (): void => undefined;
    const asked = ask(path, ['report'], { onStop: (given) => (stop = given) });
    await begun;
    stop();
    expect((await asked).code).toBe('interrupted');
    expect(await fate(startThreads(1))).toBe('ended');
    end();
    await ended.promise;
    expect(await fate(startThreads(1))).toBe('online');
    close();
    await running;
    expect(said.at(-1)).toMatch(/^report: .* s$/);
  });
});

describe('the end of one', () => {
  it('comes with --idle when nobody has asked for so long, and not while it answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { answer, begun, end } = heldBack();
      const env = { FEEWORTH_HOME: join(folder, 'idle') };
      const ready = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      const io = { env, now: DEFAULTS.now, ready: async () => (ready.resolve(), true) };
      const say = (text: string) => text.startsWith('report') && answered.resolve();
      const context = { answer, say, io } as unknown as Context;
      const running = run({ args: [], options: { idle: '10' } }, context);
      await ready.promise;
      vi.advanceTimersByTime(9 * 60_000);
      const asked = ask(standbySocket(env), ['report'], { patienceMs: 1e9 });
      await begun;
      vi.advanceTimersByTime(60 * 60_000);
      end();
      expect((await asked).code).toBe(0);
      await answered.promise;
      vi.advanceTimersByTime(10 * 60_000 - 1);
      expect(isOwnSocket(standbySocket(env))).toBe(true);
      vi.advanceTimersByTime(1);
      expect(await running).toMatchObject({ data: { answered: 1 } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('is not said to have come when it has not', async () => {
    const path = nextPath();
    const deaf = createServer((socket) => socket.resume()).listen(path);
    await once(deaf, 'listening');
    const lock = takeLock(path);
    expect(takeLock(path)).toBe(null);
    await expect(endStandby(path, 50)).rejects.toMatchObject({ code: 'standby/does-not-end' });
    deaf.close();
    // Nor is there none because its socket has gone.
    await expect(endStandby(path, 50)).rejects.toMatchObject({ code: 'standby/does-not-end' });
    lock?.close();
    expect(await endStandby(path)).toBe(false);
  });

  it('comes when nobody hears that it is ready', async () => {
    const env = { FEEWORTH_HOME: join(folder, 'unheard') };
    const io = { env, now: DEFAULTS.now, ready: async () => false };
    const context = { answer: async () => 0, say: () => undefined, io } as unknown as Context;
    expect(await run({ args: [], options: {} }, context)).toMatchObject({ data: { answered: 0 } });
  });

  it('breaks off what it answers, and who asked runs it', async () => {
    const { answer, begun, end } = heldBack();
    const closing = Promise.withResolvers<void>();
    const { path, standby } = await start({
      answer,
      onEnd: () => closing.resolve(standby.close()),
    });
    const asked = ask(path, ['report']);
    await begun;
    let hasEnded = false;
    const ended = endStandby(path).finally(() => (hasEnded = true));
    expect((await asked).code).toBe('alone');
    // Not before another may begin.
    expect((await ask(path, ['report'])).code).toBe('nobody');
    expect(hasEnded).toBe(false);
    end();
    expect(await ended).toBe(true);
    await closing.promise;
    await (await start({}, path)).standby.close();
  });
});

/** Whether a thread comes to run, or is ended before. */
const fate = ([thread]: readonly Worker[]): Promise<string> =>
  new Promise((resolve) => {
    thread?.once('online', () => resolve('online')).once('exit', () => resolve('ended'));
  });

describe('who stops', () => {
  it('stops a command that can be stopped, and one that cannot at once', async () => {
    const { answer, begun, end } = heldBack();
    let isTold = false;
    const { path } = await start({
      async answer(argv, io) {
        if (argv[0] === 'report') return answer(argv, io);
        const told = new Promise<void>((resolve) => io.onStop?.(resolve));
        io.stderr.write('ready\n');
        await told;
        isTold = true;
        return 130;
      },
    });
    let stop = (): void => undefined;
    const stopped = ask(path, ['compare'], {
      onStop: (given) => (stop = given),
      onError: () => stop(),
    });
    expect((await stopped).code).toBe(130);
    expect(isTold).toBe(true);
    const deaf = ask(path, ['report'], { onStop: (given) => (stop = given) });
    await begun;
    stop();
    expect(await deaf).toEqual({ code: 'interrupted', out: '', err: '' });
    end();
  });

  it('does not begin again by itself what was stopped', async () => {
    const { answer, begun, end } = heldBack();
    const { path, standby } = await start({ answer });
    let stop = (): void => undefined;
    const asked = ask(path, ['compare'], { onStop: (given) => (stop = given) });
    (await begun).onStop?.(() => undefined);
    stop();
    const closed = standby.close();
    expect((await asked).code).toBe('interrupted');
    end();
    await closed;
  });

  it('ends the threads of a command that hears nothing, and the next one has new ones', async () => {
    const kept = keepThreads();
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const { path, standby } = await start({
      onGivenUp: () => void kept.stop(),
      onEnded: () => void kept.renew(),
      answer(argv, io) {
        begin();
        return main(argv, io);
      },
    });
    let stop = (): void => undefined;
    const quick = quickScenario(folder, { bridgePaths: 1 });
    const many = ['sweep', 'fee-level=60%..120%/1%', '--scenario', quick, '--paths', '100000'];
    const asked = ask(path, many, { onStop: (given) => (stop = given) });
    await begun;
    stop();
    expect((await asked).code).toBe('interrupted');
    // It would have taken minutes.
    await expect.poll(() => standby.answered(), { timeout: 20_000 }).toBe(1);
    const short = ['compare', quick, '--short', '--paths', '64', '--workers', '1'];
    expect((await ask(path, short)).code).toBe(0);
    await kept.end();
  });

  it('stops it by going away too', async () => {
    let hear = (): void => undefined;
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const { path } = await start({
      async answer(_argv, io) {
        await new Promise<void>((resolve) => io.onStop?.(resolve));
        hear();
        return 130;
      },
    });
    const asked = JSON.stringify(question());
    await spoken(path, (socket) => socket.write(`${asked}\n`, () => socket.destroy()));
    await heard;
  });

  it('stops a command that begins to listen later', async () => {
    const { answer, begun, end } = heldBack();
    let isTold = false;
    const { path, standby } = await start({
      async answer(argv, io) {
        await answer(argv, io);
        io.onStop?.(() => (isTold = true));
        return 0;
      },
    });
    let stop = (): void => undefined;
    const asked = ask(path, ['compare'], { onStop: (given) => (stop = given) });
    await begun;
    stop();
    expect((await asked).code).toBe('interrupted');
    end();
    await standby.close();
    expect(isTold).toBe(true);
  });
});

describe('a stand-by', () => {
  it('hangs up on who says something else, and goes on', async () => {
    const { path } = await start({ answer: async () => 0 });
    expect(await spoken(path, (socket) => socket.write('GET / HTTP/1.1\r\n\r\n'))).toBe('');
    expect(await spoken(path, (socket) => socket.write('x'.repeat(17 * 1024 * 1024)))).toBe('');
    const wrong: unknown[] = [{}, 5, null, [], { kind: 'else' }, { kind: 'ask' }];
    for (const field of ['who', 'argv', 'cwd', 'umask', 'env', 'stdout', 'stderr'])
      wrong.push(question({ [field]: undefined }), question({ [field]: 5.5 }));
    wrong.push(
      question({ argv: [5] }),
      question({ argv: { a: 'b' } }),
      question({ env: { a: 5 } }),
    );
    for (const message of wrong) {
      const line = JSON.stringify(message);
      expect([line, await spoken(path, (socket) => socket.write(`${line}\n`))]).toEqual([line, '']);
    }
    const others = [question({ argv: ['init', 'x.yaml'] }), question({ argv: ['standby'] })];
    for (const message of others) {
      const line = JSON.stringify(message);
      const said = await spoken(path, (socket) => socket.write(`${line}\n`));
      expect(said).toBe('{"kind":"alone"}\n');
    }
    expect((await ask(path, ['report'])).code).toBe(0);
  });

  it('is this user’s alone, and the only one', async () => {
    const { path } = await start();
    expect(statSync(path).mode & 0o777).toBe(0o700);
    await expect(listen(path, DEFAULTS)).rejects.toMatchObject({
      code: 'standby/there-is-one',
    });
    expect((await ask(path, ['report', '--book', 'nowhere.db'])).code).toBe(0);
  });

  it('takes the place of one that was killed', async () => {
    const [path, other] = [nextPath(), nextPath()];
    const left = createServer();
    await new Promise<void>((resolve) => left.listen(other, resolve));
    // The socket stays where its server has ended.
    linkSync(other, path);
    await new Promise((resolve) => left.close(resolve));
    expect(existsSync(path)).toBe(true);
    await start({ answer: async () => 3 }, path);
    expect((await ask(path, ['report'])).code).toBe(3);
  });

  it('takes the place of no file', async () => {
    const path = nextPath();
    writeFileSync(path, 'mine');
    await expect(listen(path, DEFAULTS)).rejects.toMatchObject({ code: 'standby/no-socket' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('is one, of two that are started at once', async () => {
    const path = nextPath();
    const both = await Promise.allSettled([start({}, path), start({}, path)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await ask(path, ['report', '--book', 'nowhere.db'])).code).toBe(0);
  });

  it('says so where no socket can be opened', async () => {
    const long = join(folder, 'x'.repeat(120), 'standby.sock');
    await expect(listen(long, DEFAULTS)).rejects.toMatchObject({
      code: 'standby/no-socket',
    });
  });
});
