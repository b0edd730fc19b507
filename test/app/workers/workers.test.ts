import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FeeworthError } from '../../../src/error.ts';
import { unavailable } from '../../../src/store/errors.ts';
import type { WorkLog, WorkQueue } from '../../../src/store/work-log.ts';
import { textOfFigures } from '../../../app/workers/figures-text.ts';
import { inputStream, QUEUE, readAsked, WORK } from '../../../app/workers/messages.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';
import {
  alone,
  before,
  changed,
  codeOf,
  inline,
  later,
  SPEC,
  TASKS,
  twice,
  Workshop,
} from '../../support/work.ts';
import { describeWorkers } from './worker-suite.ts';

describeWorkers('eventstore');

const server = new TestServer({ package: 'eventstore' });
beforeAll(() => server.start());
afterAll(() => server.stop());

let shop = new Workshop(server, 'eventstore');
afterEach(() => shop.close());
function open(queue: Partial<WorkQueue> = {}): Workshop {
  shop = new Workshop(server, 'eventstore', queue);
  return shop;
}

/** A pool that finds the range answered by somebody else when it has computed it. */
function beaten(log: WorkLog, change: (figures: Float64Array) => Float64Array) {
  const pool = inline();
  let stream = '';
  return {
    log: changed(log, (taken) => {
      const asked = readAsked(taken.event);
      stream = `result-${asked?.run}-${asked?.index}`;
      return taken;
    }),
    pool: {
      ...pool,
      async run(...args: Parameters<typeof pool.run>) {
        const results = await pool.run(...args);
        const range = results[0];
        if (range?.kind !== 'range') return results;
        const { metrics, monthlyDelta } = range.range;
        const text = textOfFigures(change(new Float64Array([...metrics, ...monthlyDelta])));
        const data = { ...text, worker: crypto.randomUUID() };
        await log.append(stream, [{ type: WORK.answered, data }], 'none');
        return results;
      },
    },
  };
}

describe('an answer that is given twice', () => {
  it('stands once in the log', async () => {
    const { log, refused } = twice(open().log());
    shop.worker({ log });
    expect(await shop.compare()).toEqual(await alone());
    expect(new Set(refused)).toEqual(new Set(['store/conflict']));
  });

  it('is compared, and well when it is the same', async () => {
    const { log, pool } = beaten(open().log(), (figures) => figures);
    const worker = shop.worker({ log, pool });
    const results = await shop.pool().run([SPEC], TASKS);
    expect(results).toEqual(await inlineResults());
    await worker.answered(TASKS.length);
  });

  it('is told to both sides when it is another', async () => {
    const { log, pool } = beaten(open().log(), (figures) => figures.with(0, 1));
    const worker = shop.worker({ log, pool });
    const run = codeOf(shop.pool().run([SPEC], TASKS));
    expect(await codeOf(worker.ended)).toBe('work/other-answer');
    expect(await run).toBe('work/other-answer');
  });
});

/** What one process makes of the tasks, laid out as ranges that travelled. */
async function inlineResults() {
  const results = await inline().run([SPEC], TASKS);
  return results.map((result) => {
    if (result?.kind !== 'range') return result;
    return { kind: 'range', range: { ...result.range, monthlyFee: undefined } };
  });
}

describe('a range', () => {
  it('that the server has put aside is asked again', async () => {
    open({ maxRetryCount: 0 });
    const log = shop.log();
    const controller = new AbortController();
    const run = shop.pool({ patienceMs: 150 }).run([SPEC], TASKS);
    let taken = 0;
    for await (const range of log.take(shop.queue, controller.signal)) {
      await range.giveBack('no');
      taken += 1;
      if (taken === TASKS.length) break;
    }
    expect(shop.parked).toBeGreaterThanOrEqual(TASKS.length - 1);
    shop.worker();
    expect(await run).toEqual(await inlineResults());
    expect(shop.said.join()).toContain('4 of 4 ranges are asked again');
  });

  it('whose worker is too slow is handed to another; both answers are the same', async () => {
    open({ messageTimeoutMs: 100 });
    const isHeld = later();
    const isAnswered = later();
    const slow = shop.worker({
      pool: before(async (index) => {
        if (index > 0) return;
        isHeld.happen();
        await isAnswered.come;
      }),
    });
    const run = shop.pool().run([SPEC], TASKS);
    await isHeld.come;
    const onAnswered = (count: number): void =>
      count === TASKS.length ? isAnswered.happen() : undefined;
    const quick = shop.worker({ onAnswered });
    expect(await run).toEqual(await inlineResults());
    await quick.answered(TASKS.length);
    await quick.stop();
    // Its acknowledgement comes too late and does nothing; it goes on with the next run.
    expect(await shop.pool().run([SPEC], TASKS)).toEqual(await inlineResults());
    await slow.answered(TASKS.length + 1);
  });

  it('that other code asks for is not answered, but given back to who can', async () => {
    const run = open().pool().run([SPEC], TASKS);
    const other = shop.worker({ code: 'another' });
    const error = await other.ended.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'work/other-code', category: 'version' });
    expect(String(error)).toContain(`wants Feeworth of the test, and this worker is`);
    shop.worker();
    expect(await run).toEqual(await inlineResults());
  });

  it('in words that are not known is left to who knows them', async () => {
    const log = open().log();
    await log.append(shop.queue.stream, [{ type: WORK.asked, data: { range: 1 } }], 'any');
    // A queue begins with what was there before it.
    await log.makeQueue(shop.queue);
    expect(await codeOf(shop.worker().ended)).toBe('work/other-code');
  });

  it.each(['stopped', 'a day old and of other code', 'without its input'])(
    'that is %s is passed over',
    async (how) => {
      const log = open().log();
      const isStopped = how === 'stopped';
      const old = { now: () => '2026-05-03T08:59:59.000Z', code: 'another' };
      const giveUpMs = isStopped ? 60_000 : 50;
      const options = { giveUpMs, ...(how.startsWith('a day old') ? old : {}) };
      const run = shop.pool(options).run([SPEC], TASKS, undefined, () => isStopped);
      if (isStopped) expect(await run).toEqual(TASKS.map(() => undefined));
      else expect(await codeOf(run)).toBe('work/no-answer');
      if (!isStopped) forgetEnds();
      const [input = ''] = shop.streams('run-').toReversed();
      if (how === 'without its input') forget(input);
      let done = 0;
      const isDone = later();
      const worker = shop.worker({
        log: changed(log, (taken) => ({
          ...taken,
          done: async () => {
            await taken.done();
            done += 1;
            if (done === TASKS.length) isDone.happen();
          },
        })),
      });
      await isDone.come;
      expect(await worker.stop()).toBe(0);
    },
  );
});

describe('a server that does not answer as it should', () => {
  afterEach(() => server.faults.clear());

  it.each([
    { kind: 'silent', executes: false },
    { kind: 'end', executes: false },
    { kind: 'cut', executes: false },
  ] as const)('is asked for ranges again: $kind', async (fault) => {
    open();
    server.faults.set('group', fault, 1);
    const worker = shop.worker();
    expect(await shop.pool().run([SPEC], TASKS)).toEqual(await inlineResults());
    await worker.answered(TASKS.length);
  });

  it('loses no range and takes no answer twice when it does not say what it wrote', async () => {
    open();
    server.faults.set('batch', { kind: 'cut', executes: true }, 1);
    const own = shop.log();
    let isCut = false;
    const log: WorkLog = {
      ...changed(own, (taken) => taken),
      append: (stream, ...rest) => {
        if (stream === shop.queue.stream && !isCut) {
          isCut = true;
          server.faults.set('batch', { kind: 'cut', executes: true }, 1);
        }
        return own.append(stream, ...rest);
      },
    };
    shop.worker();
    expect(await shop.pool({ log }).run([SPEC], TASKS)).toEqual(await inlineResults());
    // The input is known by its ids, the ranges are not: they stand there twice.
    expect([...shop.sizes('run-').slice(-1), ...shop.sizes(shop.queue.stream)]).toEqual([
      1,
      2 * TASKS.length,
    ]);
    expect(shop.sizes('result-').slice(-TASKS.length)).toEqual(TASKS.map(() => 1));
  });
});

/** As if streams had been deleted by whoever runs the server. */
function forget(stream: string): void {
  const state = server.log.stream(stream);
  if (state === undefined) throw new Error(`No stream ${stream}`);
  state.entries.length = 0;
}
const forgetEnds = (): void => shop.streams('ended-').forEach(forget);

describe('whoever runs', () => {
  it('gives up when nobody answers, and says what to do', async () => {
    const error = await open()
      .pool({ giveUpMs: 100, patienceMs: 30 })
      .run([SPEC], TASKS)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'work/no-answer', category: 'io' });
    expect((error as FeeworthError).hint).toContain('feeworth worker URL');
    // 30 ms, then 60: twice at most before 100.
    expect(shop.said.length).toBeLessThanOrEqual(2);
  });

  it('is told what is done as by threads, and keeps what was done when it is stopped', async () => {
    open();
    shop.worker();
    const seen: number[] = [];
    const results = await shop.pool().run(
      [SPEC],
      TASKS,
      (done, work) => seen.push(done, work),
      () => seen.length >= 4,
    );
    expect(seen).toEqual([1, 4, 2, 8]);
    expect(results.map((result) => result !== undefined)).toEqual([true, true, false, false]);
  });

  it('does not take figures that are not as they were written', async () => {
    open();
    const log = shop.log();
    const run = codeOf(shop.pool().run([SPEC], TASKS));
    for await (const { event } of log.take(shop.queue, new AbortController().signal)) {
      const asked = readAsked(event);
      const data = { ...textOfFigures(new Float64Array(3)), worker: crypto.randomUUID() };
      await log.append(
        `result-${asked?.run}-${asked?.index}`,
        [{ type: WORK.answered, data }],
        'none',
      );
      break;
    }
    expect(await run).toBe('work/damaged');
  });
});

describe('a worker', () => {
  it('does not compute from an input that is not as it was written', async () => {
    open();
    const pool = shop.pool();
    void codeOf(pool.run([SPEC], TASKS));
    const spoiled = changed(shop.log(), (taken) => taken);
    const worker = shop.worker({
      log: {
        ...spoiled,
        read: async (stream) => {
          const events = await spoiled.read(stream);
          if (!stream.startsWith(inputStream(''))) return events;
          const text = '{"plans":[],"specs":[]}';
          return events.map((event) => ({ ...event, data: { part: 0, of: 1, text } }));
        },
      },
    });
    expect(await codeOf(worker.ended)).toBe('work/damaged');
  });

  it('says at the start that the server does not answer', async () => {
    const gone = server.another();
    await gone.start();
    await gone.stop();
    shop = new Workshop(gone, 'eventstore');
    const log = shop.log({ patienceMs: 300 });
    expect(await codeOf(shop.worker({ log }).ended)).toBe('store/unavailable');
  });

  it('holds one range and leaves the others to others', async () => {
    open();
    const isHeld = later();
    const mayGoOn = later();
    const run = shop.pool().run([SPEC], TASKS);
    const busy = shop.worker({
      pool: before(async (index) => {
        if (index > 0) return;
        isHeld.happen();
        await mayGoOn.come;
      }),
    });
    await isHeld.come;
    await shop.worker().answered(TASKS.length - 1);
    mayGoOn.happen();
    expect(await run).toEqual(await inlineResults());
    await busy.answered(1);
    // What lies between two deliveries of a range that is being computed.
    expect(QUEUE.messageTimeoutMs).toBeGreaterThan(10 * 2_000);
  });

  it('gives a range back when the server takes no answer, and goes on', async () => {
    const log = open().log();
    let isRefused = false;
    const worker = shop.worker({
      log: {
        ...changed(log, (taken) => taken),
        append: (...args) => {
          if (isRefused) return log.append(...args);
          isRefused = true;
          return Promise.reject(unavailable('The server took no append in time.'));
        },
      },
    });
    expect(await shop.pool().run([SPEC], TASKS)).toEqual(await inlineResults());
    await worker.answered(TASKS.length);
    expect(shop.said).toEqual(['The server did not take an answer; its range is given back.']);
  });
});
