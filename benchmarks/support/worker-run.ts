import { chanceOf } from '../../test/support/chance.ts';

/** A run that is spread over workers. */
export interface WorkerRun {
  readonly paths: number;
  readonly workers: number;
  /** Seconds that one path takes on a worker of average speed. */
  readonly pathSeconds: number;
  /** Longest range a worker takes, by its time. */
  readonly rangeSeconds: number;
  /** Ranges are made shorter until there are so many for each worker. */
  readonly rangesPerWorker: number;
  /** What each range costs beside its paths: handing it out, appending its result, acknowledging. */
  readonly handlingSeconds: number;
  /** Speeds of the workers lie evenly between 1 − spread and 1 + spread. */
  readonly spread: number;
  readonly seed: number;
  /** One worker stops at a moment of its own; its range is given out again so much later. */
  readonly death?: { readonly noticeSeconds: number };
}

export interface RunTime {
  readonly seconds: number;
  readonly ranges: number;
  readonly pathsPerRange: number;
  /** Share of the workers' time in which they had something to do. */
  readonly busy: number;
}

/** Mean of the seconds that the death of one worker costs, over moments drawn by so many seeds. */
export function costOfDeath(run: WorkerRun, noticeSeconds: number, seeds: number): number {
  let total = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const plain = workerRun({ ...run, seed });
    total += workerRun({ ...run, seed, death: { noticeSeconds } }).seconds - plain.seconds;
  }
  return total / seeds;
}

interface Worker {
  readonly speed: number;
  freeAt: number;
  busy: number;
  /** When it stops for ever. */
  readonly diesAt: number;
}

/** Paths of one range: within the longest time, few enough for all workers, at least one. */
export function pathsPerRange(run: WorkerRun): number {
  const { paths, workers, pathSeconds, rangeSeconds, rangesPerWorker } = run;
  const shared = Math.ceil(paths / (workers * rangesPerWorker));
  return Math.max(1, Math.min(Math.floor(rangeSeconds / pathSeconds), shared));
}

/**
 * Plays a run: whoever is free first takes the next range. A worker that dies leaves its range
 * lying until the server notices, and the others do the rest.
 */
export function workerRun(run: WorkerRun): RunTime {
  const { paths, workers, pathSeconds, handlingSeconds, spread, seed, death } = run;
  const most = pathsPerRange(run);
  const ranges = Math.ceil(paths / most);
  const chance = chanceOf(seed);
  const share = (): number => chance.int(0, 1_000_000) / 1_000_000;
  // Drawn in the same order with and without a death, so that nothing else differs.
  const speeds = Array.from({ length: workers }, () => 1 + spread * (2 * share() - 1));
  const ideal = (paths * pathSeconds + ranges * handlingSeconds) / sumOf(speeds);
  const diesAt = ideal * share();
  const team = speeds.map((speed, i): Worker => {
    const isUnlucky = death !== undefined && i === workers - 1;
    return { speed, freeAt: 0, busy: 0, diesAt: isUnlucky ? diesAt : Infinity };
  });
  const sizes = Array.from({ length: ranges }, (_, i) => Math.min(most, paths - i * most));
  /** Ranges that can be taken, by the time from which on. */
  const waiting = sizes.map((size) => ({ size, from: 0 }));
  let end = 0;
  while (waiting.length > 0) {
    const worker = firstFree(team);
    const range = takeNext(waiting, worker.freeAt);
    const start = Math.max(worker.freeAt, range.from);
    const seconds = (range.size * pathSeconds) / worker.speed + handlingSeconds;
    worker.freeAt = start + seconds;
    if (worker.freeAt > worker.diesAt) {
      const stopped = Math.max(start, worker.diesAt);
      worker.busy += stopped - start;
      worker.freeAt = Infinity;
      waiting.push({ ...range, from: stopped + (death?.noticeSeconds ?? 0) });
      continue;
    }
    worker.busy += seconds;
    end = Math.max(end, worker.freeAt);
  }
  const busy = sumOf(team.map((worker) => worker.busy));
  return { seconds: end, ranges, pathsPerRange: most, busy: busy / (end * workers) };
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function firstFree(team: readonly Worker[]): Worker {
  let first = team[0];
  for (const worker of team) if (worker.freeAt < (first?.freeAt ?? Infinity)) first = worker;
  if (first === undefined || first.freeAt === Infinity) throw new Error('no worker is left');
  return first;
}

interface Waiting {
  readonly size: number;
  readonly from: number;
}

/** Takes out what can be begun soonest, in the order in which it was handed in. */
function takeNext(waiting: Waiting[], now: number): Waiting {
  let best = 0;
  for (const [i, range] of waiting.entries()) {
    if (range.from <= now) {
      best = i;
      break;
    }
    if (range.from < (waiting[best]?.from ?? Infinity)) best = i;
  }
  const [taken] = waiting.splice(best, 1);
  if (taken === undefined) throw new Error('nothing waits');
  return taken;
}
