import { compare } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { planFromDefaults } from '../../scenarios/plan-from-defaults.ts';
import { specOf } from '../../scenarios/run-range.ts';
import { inlinePool, rangeTasks } from '../../scenarios/runner.ts';
import type { TaskPool } from '../../scenarios/runner.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { parseMonth } from '../../src/calendar.ts';
import { isFeeworthError } from '../../src/error.ts';
import type { Pace } from '../../src/store/kurrentdb/sender.ts';
import { openServerWorkLog } from '../../src/store/kurrentdb/work-log.ts';
import type { Taken, WorkLog, WorkQueue } from '../../src/store/work-log.ts';
import { workPool } from '../../app/workers/coordinator.ts';
import type { CoordinatorOptions } from '../../app/workers/coordinator.ts';
import { QUEUE } from '../../app/workers/messages.ts';
import { work } from '../../app/workers/worker.ts';
import type { WorkerOptions } from '../../app/workers/worker.ts';
import type { TestServer } from './kurrentdb/server.ts';
import type { Package } from './kurrentdb/stubs.ts';

export const CODE = 'of the test';
export const NOW = '2026-05-04T09:00:00.000Z';

const { plan, parameters } = planFromDefaults('solo', { start: parseMonth('2027-01'), months: 6 });
/** A small comparison: a few ranges of paths, side runs and coalitions. */
export const COMPARISON: Comparison = {
  scenario: 'workers',
  title: 'Workers',
  scenarioDigest: 'none',
  plan,
  parameters,
  sampling: INDEPENDENT,
  seed: '7',
  paths: 150,
  bridgePaths: 2,
  sidePaths: 4,
  isNoisy: true,
};
export const SPEC = specOf(COMPARISON);
/** Four ranges of two paths. */
export const TASKS = rangeTasks(0, 8, 'range', 2);

export const inline = (): TaskPool => inlinePool(sha256);
/** The comparison as one process makes it. */
export const alone = () => compare(COMPARISON, inline(), sha256);

/** Times of a machine next door. */
const PACE = { attemptMs: 1_500, silenceMs: 1_000, patienceMs: 5_000 };

let queues = 0;

/** Workers and whoever runs, around one server and a queue of their own. */
export class Workshop {
  readonly said: string[] = [];
  readonly #server: TestServer;
  readonly #client: Package;
  readonly #stops: (() => Promise<unknown>)[] = [];
  readonly queue: WorkQueue;

  constructor(server: TestServer, client: Package, queue: Partial<WorkQueue> = {}) {
    this.#server = server;
    this.#client = client;
    this.queue = { ...QUEUE, stream: `ranges${++queues}`, ...queue };
  }

  log(pace: Partial<Pace> = {}): WorkLog {
    const url = `esdb://${this.#server.address}?tls=false&client=${this.#client}`;
    const log = openServerWorkLog(url, { pace: { ...PACE, ...pace }, callMs: 10_000 });
    this.#stops.push(() => log.close());
    return log;
  }

  /** A pool over the workers that are here. */
  pool(options: Partial<CoordinatorOptions> = {}): TaskPool {
    const pool = workPool({
      log: this.log(),
      code: CODE,
      now: () => NOW,
      say: (text) => this.said.push(text),
      queue: this.queue,
      tickMs: 10,
      ...options,
    });
    return pool;
  }

  compare(options: Partial<CoordinatorOptions> = {}) {
    return compare(COMPARISON, this.pool(options), sha256);
  }

  /** Starts a worker; `ended` is told how many ranges it answered. */
  worker(options: Partial<WorkerOptions> = {}): {
    readonly ended: Promise<number>;
    /** Until it has answered so many: whoever runs may know it before. */
    answered(count: number): Promise<void>;
    stop(): Promise<number>;
  } {
    const controller = new AbortController();
    let count = 0;
    const waiting = new Map<number, () => void>();
    const ended = work({
      log: options.log ?? this.log(),
      pool: inline(),
      code: CODE,
      stop: controller.signal,
      now: () => NOW,
      say: (text) => this.said.push(text),
      queue: this.queue,
      ...options,
      onAnswered: (now) => {
        count = now;
        waiting.get(now)?.();
        options.onAnswered?.(now);
      },
    });
    const answered = (wanted: number): Promise<void> =>
      count >= wanted ? Promise.resolve() : new Promise((done) => waiting.set(wanted, done));
    ended.catch(() => undefined);
    const stop = (): Promise<number> => {
      controller.abort();
      return ended;
    };
    this.#stops.push(() => stop().catch(() => undefined));
    return { ended, answered, stop };
  }

  /** Names of the log's streams on the server that begin so. */
  streams(prefix: string): readonly string[] {
    const all = this.#server.log.all.map(({ stream }) => stream);
    return [...new Set(all)].filter((stream) => stream.startsWith(`_work.${prefix}`));
  }

  /** How many events each of the log's streams has that begin so. */
  sizes(prefix: string): readonly (number | undefined)[] {
    const entries = this.streams(prefix).map((name) => this.#server.log.stream(name)?.entries);
    return entries.map((own) => own?.length);
  }

  /** Ranges that the server has put aside. */
  get parked(): number {
    const { stream, group } = this.queue;
    const name = `$persistentsubscription-_work.${stream}::${group}-parked`;
    return this.#server.log.stream(name)?.entries.length ?? 0;
  }

  async close(): Promise<void> {
    // Workers first: they give back what they hold.
    for (const stop of this.#stops.toReversed()) await stop();
  }
}

/** A pool that does something before each range. */
export function before(what: (index: number) => Promise<unknown>, pool = inline()): TaskPool {
  let index = 0;
  return {
    ...pool,
    async run(...args) {
      await what(index++);
      return pool.run(...args);
    },
  };
}

/** A log whose queue hands out what `change` makes of each range. */
export function changed(log: WorkLog, change: (taken: Taken) => Taken): WorkLog {
  return {
    appendBytes: log.appendBytes,
    append: (...args) => log.append(...args),
    read: (...args) => log.read(...args),
    last: (...args) => log.last(...args),
    follow: (...args) => log.follow(...args),
    makeQueue: (...args) => log.makeQueue(...args),
    async *take(...args) {
      for await (const taken of log.take(...args)) yield change(taken);
    },
    close: () => log.close(),
  };
}

/** A log in which every answer is written twice, as by two workers. */
export function twice(log: WorkLog): { readonly log: WorkLog; readonly refused: string[] } {
  const refused: string[] = [];
  const append: WorkLog['append'] = async (...args) => {
    const place = await log.append(...args);
    if (args[2] === 'none') await codeOf(log.append(...args)).then((code) => refused.push(code));
    return place;
  };
  return { log: { ...changed(log, (taken) => taken), append }, refused };
}

/** The code of the error that something ends with. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isFeeworthError(error) ? error.code : String(error)),
  );

/** Something that happens later, once. */
export function later<T = void>(): { readonly come: Promise<T>; happen(value: T): void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { come: promise, happen: resolve };
}
