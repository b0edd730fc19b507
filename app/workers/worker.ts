import { randomUUID } from 'node:crypto';
import { figuresOf } from '../../scenarios/figures.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';
import type { TaskPool } from '../../scenarios/runner.ts';
import { invariant } from '../../src/error.ts';
import type { Taken, WorkLog, WorkQueue } from '../../src/store/work-log.ts';
import { appendOften } from './append.ts';
import { damaged, isConflict, isUnanswered, otherAnswer, otherCode } from './errors.ts';
import { textOfFigures } from './figures-text.ts';
import { answerStream, endStream, QUEUE, readAnswered, readAsked, WORK } from './messages.ts';
import type { Asked } from './messages.ts';
import { readInput } from './run-input.ts';

export interface WorkerOptions {
  readonly log: WorkLog;
  /** Computes a range; not on the thread that keeps the connection alive. */
  readonly pool: TaskPool;
  /** Ours, as `codeOfRanges` says it. */
  readonly code: string;
  readonly stop: AbortSignal;
  /** An ISO instant. */
  readonly now: () => string;
  readonly say: (text: string) => void;
  /** Told after each range that was answered. */
  readonly onAnswered?: (answered: number) => void;
  readonly queue?: WorkQueue;
}

/** A range of other code that is so old is nobody's: who still wants it has asked again. */
const OVERDUE_MS = 24 * 60 * 60 * 1000;

/**
 * Takes ranges one by one, computes each, writes its figures into the range's own stream and then
 * acknowledges it, until it is told to stop; gives the number of ranges that it answered. What it
 * holds when it is stopped goes back to the others. Throws `work/other-code` (exit code 8) at a
 * range that wants other code, `work/other-answer` (4) when somebody else's figures for a range
 * differ, `work/damaged` (4), and what the store throws when trying again cannot help.
 */
export async function work(options: WorkerOptions): Promise<number> {
  const { log, stop, say, queue = QUEUE } = options;
  const worker = new Worker(options);
  const idle = new AbortController();
  let isBusy = false;
  const stopped = new Promise<'stopped'>((resolve) => {
    const tell = (): void => {
      resolve('stopped');
      if (!isBusy) idle.abort();
    };
    if (stop.aborted) tell();
    stop.addEventListener('abort', tell, { once: true });
  });
  for await (const taken of log.take(queue, idle.signal)) {
    isBusy = true;
    const answering = worker.answer(taken);
    // What is still under way when it is stopped is nobody's any more.
    answering.catch(() => undefined);
    try {
      if ((await Promise.race([answering, stopped])) !== 'stopped') await taken.done();
      else await taken.giveBack('the worker was stopped');
    } catch (error) {
      await taken.giveBack('the worker could not answer');
      if (!isUnanswered(error)) throw error;
      say('The server did not take an answer; its range is given back.');
    }
    isBusy = false;
    if (stop.aborted) break;
  }
  return worker.answered;
}

class Worker {
  readonly #options: WorkerOptions;
  readonly #name = randomUUID();
  /** Inputs are large: the last one is kept, for a worker is at one run at a time, mostly. */
  #input: { readonly digest: string; readonly specs: readonly RunSpec[] } | null = null;
  answered = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Answers a range, unless nobody waits for it or somebody has answered it. */
  async answer({ event }: Taken): Promise<void> {
    const { log, code } = this.#options;
    const asked = readAsked(event);
    if (asked === null) throw otherCode(null, code);
    const stream = answerStream(asked.run, asked.index);
    const [end, answer] = await Promise.all([log.last(endStream(asked.run)), log.last(stream)]);
    if (end !== null || answer !== null) return;
    if (asked.code !== code) {
      // A run that was killed before an update must not keep the workers of a new version away.
      if (this.#isOverdue(asked)) return;
      throw otherCode(asked.code, code);
    }
    const specs = await this.#specsOf(asked);
    // Whoever cleared the run away does not wait for it.
    if (specs === null) return;
    await this.#write(stream, await this.#figures(specs, asked));
    this.answered += 1;
    this.#options.onAnswered?.(this.answered);
  }

  #isOverdue({ at }: Asked): boolean {
    return Date.parse(this.#options.now()) - Date.parse(at) > OVERDUE_MS;
  }

  async #specsOf({ run, input: digest }: Asked): Promise<readonly RunSpec[] | null> {
    if (this.#input?.digest === digest) return this.#input.specs;
    const specs = await readInput(this.#options.log, run, digest);
    if (specs !== null) this.#input = { digest, specs };
    return specs;
  }

  async #figures(specs: readonly RunSpec[], { task }: Asked): Promise<Float64Array> {
    const [result] = await this.#options.pool.run(specs, [task]);
    invariant(result !== undefined, 'a range that is not stopped has a result');
    return figuresOf(result);
  }

  async #write(stream: string, figures: Float64Array): Promise<void> {
    const { log } = this.#options;
    const own = textOfFigures(figures);
    const data = { ...own, worker: this.#name };
    try {
      await log.append(stream, [{ type: WORK.answered, data }], 'none');
    } catch (error) {
      if (!isConflict(error)) throw error;
      await this.#compare(stream, own.digest);
    }
  }

  // Somebody answered meanwhile: the figures must be ours to the bit.
  async #compare(stream: string, digest: string): Promise<void> {
    const { log } = this.#options;
    const [event] = await log.read(stream);
    if (event === undefined) return;
    const first = readAnswered(event);
    if (first === null) throw damaged(stream);
    if (first.digest === digest) return;
    // Whoever waits for the run must hear of it too.
    const data = { digest, worker: this.#name };
    await appendOften(log, stream, [{ type: WORK.disputed, data }]);
    throw otherAnswer(stream, digest);
  }
}
