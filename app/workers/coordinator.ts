import { randomUUID } from 'node:crypto';
import { figureCount, resultOf } from '../../scenarios/figures.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';
import { workOf } from '../../scenarios/runner.ts';
import type { OnDone, Task, TaskPool, TaskResult } from '../../scenarios/runner.ts';
import type { NewWork, WorkEvent, WorkLog, WorkQueue } from '../../src/store/work-log.ts';
import { appendOften } from './append.ts';
import { damaged, isUnanswered, noAnswer, otherAnswer } from './errors.ts';
import { figuresOfText } from './figures-text.ts';
import { answersOf, endStream, QUEUE, readAnswered, readDisputed, WORK } from './messages.ts';
import type { Asked } from './messages.ts';
import { digestOfText, textOfSpecs, writeInput } from './run-input.ts';

export interface CoordinatorOptions {
  readonly log: WorkLog;
  /** Ours, as `codeOfRanges` says it. */
  readonly code: string;
  /** An ISO instant. */
  readonly now: () => string;
  readonly say: (text: string) => void;
  readonly queue?: WorkQueue;
  /** Silence after which what is missing is asked again; twice as long each time. */
  readonly patienceMs?: number;
  /** Silence after which it is given up. */
  readonly giveUpMs?: number;
  /** How often it is looked whether to stop or to ask again. */
  readonly tickMs?: number;
}

/** Longer than a range that is taken and lost needs to come back to the others. */
const PATIENCE_MS = 60_000;
const GIVE_UP_MS = 600_000;
const TICK_MS = 200;
/** Letters of ranges in one append. */
const CHUNK = 200_000;
const END_MS = 3_000;

/**
 * A pool whose workers are other processes, on this machine or others: tasks go into a queue of
 * the work log, and results are read from the log. What counts is that each task has a result,
 * whoever wrote it and how often; what is missing is asked again. Throws `work/no-answer`,
 * `work/other-answer`, `work/damaged`, and what the store throws.
 */
export function workPool(options: CoordinatorOptions): TaskPool {
  return {
    workers: 1,
    run: (specs, tasks, onDone, isStopped) =>
      tasks.length === 0
        ? Promise.resolve([])
        : new Run(options, { specs, tasks, onDone, isStopped }).results(),
    close: () => options.log.close(),
  };
}

interface What {
  readonly specs: readonly RunSpec[];
  readonly tasks: readonly Task[];
  readonly onDone: OnDone | undefined;
  readonly isStopped: (() => boolean) | undefined;
}

class Run {
  readonly #options: CoordinatorOptions;
  readonly #what: What;
  readonly #name = randomUUID();
  readonly #results: (TaskResult | undefined)[];
  readonly #ends = new AbortController();
  #done = 0;
  #work = 0;
  #failure: unknown = null;
  /** `performance.now()` of the last answer, and when to ask again. */
  #lastAnswer = 0;
  #patienceMs = 0;
  #askAt = 0;
  #isAsking = false;

  constructor(options: CoordinatorOptions, what: What) {
    this.#options = options;
    this.#what = what;
    this.#results = what.tasks.map(() => undefined);
  }

  /** Results in the order of the tasks; those that are missing when it is stopped are undefined. */
  async results(): Promise<(TaskResult | undefined)[]> {
    const { log, queue = QUEUE, tickMs = TICK_MS } = this.#options;
    const { specs, isStopped } = this.#what;
    const text = textOfSpecs(specs);
    const input = digestOfText(text);
    // A queue that came after its ranges would have to be told where they begin.
    await log.makeQueue(queue);
    const place = await writeInput(log, this.#name, text);
    await this.#ask(input);
    this.#heard();
    const clock = setInterval(() => this.#look(input), tickMs);
    try {
      for await (const event of log.follow(answersOf(this.#name), place, this.#ends.signal)) {
        this.#take(event);
        if (this.#done === this.#results.length || isStopped?.() === true) break;
      }
      if (this.#failure !== null) throw this.#failure;
      return this.#results;
    } finally {
      clearInterval(clock);
      this.#ends.abort();
      await this.#end();
    }
  }

  #take(event: WorkEvent): void {
    const { specs, tasks, onDone } = this.#what;
    const { stream } = event;
    const index = Number(stream.slice(answersOf(this.#name).length));
    const task = tasks[index];
    const spec = specs[task?.spec ?? -1];
    if (task === undefined || spec === undefined) throw damaged(stream);
    const dispute = readDisputed(event);
    if (dispute !== null) throw otherAnswer(stream, dispute.digest);
    const answer = readAnswered(event);
    const figures =
      answer === null
        ? null
        : figuresOfText(answer.figures, answer.digest, figureCount(task, spec));
    if (figures === null || event.revision !== 0n) throw damaged(stream);
    if (this.#results[index] !== undefined) return;
    this.#results[index] = resultOf(task, figures);
    this.#heard();
    this.#done += 1;
    this.#work += workOf(task);
    onDone?.(this.#done, this.#work);
  }

  #heard(): void {
    this.#lastAnswer = performance.now();
    this.#patienceMs = this.#options.patienceMs ?? PATIENCE_MS;
    this.#askAt = this.#lastAnswer + this.#patienceMs;
  }

  // Between answers: whether to stop, to give up, or to ask again.
  #look(input: string): void {
    const { giveUpMs = GIVE_UP_MS } = this.#options;
    const now = performance.now();
    const silentMs = now - this.#lastAnswer;
    if (this.#what.isStopped?.() === true) this.#ends.abort();
    else if (silentMs > giveUpMs) this.#fail(noAnswer(this.#missing, silentMs));
    else if (now > this.#askAt && !this.#isAsking) void this.#askAgain(input, silentMs);
  }

  async #askAgain(input: string, silentMs: number): Promise<void> {
    this.#isAsking = true;
    const seconds = Math.round(silentMs / 1000);
    const ranges = `${this.#missing} of ${this.#results.length} ranges`;
    this.#options.say(
      `No worker has answered for ${seconds} s: ${ranges} are asked again. ` +
        'Are workers of this version running? feeworth worker URL',
    );
    try {
      await this.#ask(input);
    } catch (error) {
      // The server may be gone for a while: patience says how long.
      if (!isUnanswered(error)) this.#fail(error);
    }
    this.#patienceMs *= 2;
    this.#askAt = performance.now() + this.#patienceMs;
    this.#isAsking = false;
  }

  get #missing(): number {
    return this.#results.length - this.#done;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#ends.abort();
  }

  // Puts every task without a result into the queue. Twice does no harm: one stream, one answer.
  async #ask(input: string): Promise<void> {
    const { log, code, now, queue = QUEUE } = this.#options;
    const at = now();
    let chunk: NewWork[] = [];
    let letters = 0;
    const send = async (): Promise<void> => {
      if (chunk.length > 0) await appendOften(log, queue.stream, chunk);
      chunk = [];
      letters = 0;
    };
    for (const [index, task] of this.#what.tasks.entries()) {
      if (this.#results[index] !== undefined) continue;
      const data = { run: this.#name, index, code, input, task, at } satisfies Asked;
      chunk.push({ type: WORK.asked, data });
      letters += JSON.stringify(data).length;
      if (letters > CHUNK) await send();
    }
    await send();
  }

  // Who has a range of this run left need not compute it. If that cannot be said, somebody will.
  async #end(): Promise<void> {
    const { log } = this.#options;
    const ended = appendOften(log, endStream(this.#name), [{ type: WORK.ended, data: {} }]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, END_MS)));
    await Promise.race([ended.then(undefined, () => undefined), late]);
    clearTimeout(timer);
  }
}
