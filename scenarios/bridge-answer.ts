import { invariant } from '../src/error.ts';
import { shapley } from '../src/numeric/shapley.ts';
import { variance } from '../src/numeric/statistics.ts';
import type { Answer, Bar, MeanBar, PathBridge } from './answer.ts';
import { DRIVER_LABELS } from './answer.ts';
import { driverBars, wholeBars } from './bridge.ts';
import { standardErrorCents, whole } from './mean-answer.ts';
import type { Driver } from './plan.ts';
import type { Task, TaskResult } from './runner.ts';
import { livedMasks, separation } from './separate-drivers.ts';
import { column, mean } from './statistics.ts';
import type { Paths } from './statistics.ts';

/** What every coalition of drivers comes to on some paths. */
export interface Coalitions {
  readonly drivers: readonly Driver[];
  /** Numbers of the paths. */
  readonly paths: readonly number[];
  /** Cents by [mask × paths + place of the path]. */
  readonly values: Float64Array;
}

/** Masks a worker takes at once. */
const MASKS = 4;

/**
 * The coalitions that all can be had from, on every path, as tasks of the first run; each on so
 * many paths at most.
 */
export function coalitionTasks(
  drivers: readonly Driver[],
  paths: readonly number[],
  most = paths.length,
): Task[] {
  const masks = livedMasks(drivers);
  const tasks: Task[] = [];
  for (let from = 0; from < paths.length; from += most) {
    const some = paths.slice(from, from + most);
    for (let i = 0; i < masks.length; i += MASKS) {
      const own = masks.slice(i, i + MASKS);
      tasks.push({ kind: 'coalitions', spec: 0, drivers, masks: own, paths: some });
    }
  }
  return tasks;
}

/** All coalitions out of the results: those that were lived, the others as sums of these. */
export function coalitionsOf(
  drivers: readonly Driver[],
  paths: readonly number[],
  tasks: readonly Task[],
  results: readonly (TaskResult | undefined)[],
): Coalitions {
  const count = paths.length;
  const lived = new Map<number, Float64Array>();
  tasks.forEach((task, i) => {
    const result = results[i];
    if (task.kind !== 'coalitions' || result?.kind !== 'coalitions') return;
    const own = task.paths.length;
    const at = paths.indexOf(task.paths[0] ?? -1);
    task.masks.forEach((mask, k) => {
      const values = lived.get(mask) ?? new Float64Array(count);
      values.set(result.values.subarray(k * own, (k + 1) * own), at);
      lived.set(mask, values);
    });
  });
  const values = new Float64Array((1 << drivers.length) * count);
  const termsOf = separation(drivers);
  for (let mask = 0; count > 0 && mask < 1 << drivers.length; mask++) {
    for (const term of termsOf(mask)) {
      const of = lived.get(term.mask);
      invariant(of !== undefined, 'a coalition that others are had from was lived');
      for (let k = 0; k < count; k++) {
        values[mask * count + k] =
          (values[mask * count + k] as number) + term.sign * (of[k] as number);
      }
    }
  }
  return { drivers, paths, values };
}

/** Level 1 of every path in cents: the benefit before financing, and what is taken off it. */
interface LevelOne {
  readonly gross: Float64Array;
  readonly fee: Float64Array;
  readonly change: Float64Array;
  readonly financing: Float64Array;
}

function levelOne(run: Paths): LevelOne {
  const fee = column(run, 'feePaid').map((x) => -x);
  const change = column(run, 'changeCost').map((x) => -x);
  const financing = column(run, 'financing');
  const gross = column(run, 'deltaCash').map(
    (delta, p) => delta - (fee[p] as number) - (change[p] as number) - (financing[p] as number),
  );
  return { gross, fee, change, financing };
}

const LEVEL_1 = [
  ['gross', 'Gross benefit'],
  ['fee', 'Fee paid'],
  ['change', 'Joining and exit outlays'],
  ['financing', 'Financing'],
] as const satisfies readonly (readonly [keyof LevelOne, string])[];

/**
 * The bridge of the mean, each bar with its standard error over paths: the mean of the paths' own
 * bars, rounded so that they add up (scenarios.md §2.12).
 */
export function bridgeOf(
  run: Paths,
  totalCents: number,
  coalitions: Coalitions,
  ofPaths: readonly PathBridge[],
  replicates = 1,
): Answer['bridge'] {
  const parts = levelOne(run);
  const means = LEVEL_1.map(([id]) => mean(parts[id]));
  const cents = wholeBars(means, totalCents);
  const level1 = LEVEL_1.map(([id, label], i): MeanBar => {
    return {
      id,
      label,
      cents: cents[i] as number,
      standardErrorCents: standardErrorCents(parts[id], replicates),
    };
  });
  const grossCents = cents[0] as number;
  return {
    level1,
    level2: driversOfMean(parts.gross, grossCents, coalitions, replicates),
    ofPaths,
    totalCents,
    grossCents,
    paths: coalitions.paths.length,
    feeDueCents: whole(mean(column(run, 'feeDue'))),
  };
}

/**
 * Shapley bars averaged over the paths that coalitions were run on, which are some of all: the
 * sampling bar is what the others' benefit differs by, its error that of a part against the whole.
 */
function driversOfMean(
  gross: Float64Array,
  grossCents: number,
  { drivers, paths, values }: Coalitions,
  replicates: number,
): MeanBar[] {
  const count = paths.length;
  if (count === 0) return [];
  const size = 1 << drivers.length;
  const means = Float64Array.from({ length: size }, (_, mask) => {
    return mean(values.subarray(mask * count, (mask + 1) * count));
  });
  const shares = drivers.map(() => new Float64Array(count));
  const own = new Float64Array(size);
  for (let k = 0; k < count; k++) {
    for (let mask = 0; mask < size; mask++) own[mask] = values[mask * count + k] as number;
    shapley(own, drivers.length).forEach((share, i) => {
      (shares[i] as Float64Array)[k] = share;
    });
  }
  const left = Math.max(0, 1 / count - 1 / gross.length);
  const sampling = gross.length < 2 ? null : whole(Math.sqrt(variance(gross) * left));
  return driverBars(drivers, means, grossCents).map((bar, i): MeanBar => {
    const share = shares[i];
    return {
      ...bar,
      standardErrorCents: share === undefined ? sampling : standardErrorCents(share, replicates),
    };
  });
}

/**
 * The bridge of one path in whole cents. Its benefit is what all drivers together bring on it; a
 * difference of regimes without a driver would leave a rest, and is refused (settled.md §6.5).
 */
export function pathBridge(run: Paths, place: number, p: number, of: Coalitions): PathBridge {
  const path = of.paths[place] as number;
  const parts = levelOne(run);
  const level1 = LEVEL_1.map(([id, label]): Bar => {
    const cents = parts[id][path] as number;
    return { id, label, cents: cents === 0 ? 0 : cents };
  });
  const grossCents = parts.gross[path] as number;
  const { drivers, paths, values } = of;
  const own = Float64Array.from({ length: 1 << drivers.length }, (_, mask) => {
    return values[mask * paths.length + place] as number;
  });
  const all = (own.at(-1) as number) - (own[0] as number);
  invariant(all === grossCents, 'a difference of regimes has a driver');
  const cents = wholeBars(shapley(own, drivers.length), grossCents);
  const level2 = drivers.map((id, i): Bar => {
    return { id, label: DRIVER_LABELS[id], cents: cents[i] as number };
  });
  return { p, path, level1, level2, totalCents: column(run, 'deltaCash')[path] ?? NaN, grossCents };
}
