import { FeeworthError } from '../src/error.ts';
import { Decimal } from '../src/money.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import type { TaskPool } from '../scenarios/runner.ts';
import { sweep } from '../scenarios/sweep.ts';
import type { SweepPoint } from '../scenarios/sweep.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';

/** Paths of each point: all points share their luck. */
export const PATHS = 256;
/** Points that are run at most. */
const MOST = 120;

/** What is varied: a parameter or a path of the scenario, with the values it takes. */
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
}

/** A comparison at every point of a grid. */
export interface Sweep {
  readonly title: string;
  readonly question: 'stay-or-leave' | 'join-or-stay';
  readonly paths: number;
  readonly seed: string;
  readonly modelVersion: string;
  /** Of the scenario as it is without the grid. */
  readonly scenarioDigest: string;
  readonly axes: readonly Axis[];
  readonly points: readonly (SweepPoint & { readonly at: readonly string[] })[];
}

/** Runs a scenario at every point of a grid: "fee-level=60%,80%,100%" or "fee-level=60%..100%/10%". */
export async function runSweep(
  grid: readonly string[],
  options: CompareOptions,
  book: AtCut | null,
): Promise<{ readonly sweep: Sweep; readonly isFromBook: boolean }> {
  const axes = grid.map(axisOf);
  const points = pointsOf(axes);
  if (points.length > MOST) {
    throw new FeeworthError(
      'scenario/too-many-points',
      'usage',
      `${points.length} points are many`,
      {
        hint: `ask for ${MOST} at most: fewer values, or a wider step`,
      },
    );
  }
  const asked = { ...options, paths: options.paths ?? PATHS };
  const { comparison: plain } = comparisonAsked(asked, book);
  const sets = points.map((at) => axes.map(({ name }, i) => `${name}=${at[i] ?? ''}`));
  const pool = threadPool(options.workers);
  try {
    const { found, isFromBook } = await runPoints(sets, asked, book, pool);
    return {
      sweep: {
        title: plain.title,
        question: plain.plan.recorded === 'withMso' ? 'stay-or-leave' : 'join-or-stay',
        paths: asked.paths,
        seed: plain.seed,
        modelVersion: MODEL_VERSION,
        scenarioDigest: plain.scenarioDigest,
        axes,
        points: found.map((point, i) => ({ ...point, at: points[i] ?? [] })),
      },
      isFromBook,
    };
  } finally {
    await pool.close();
  }
}

/** The comparison with each of these sets on top of what is set for all of them. */
export async function runPoints(
  sets: readonly (readonly string[])[],
  options: CompareOptions,
  book: AtCut | null,
  pool: TaskPool,
): Promise<{ readonly found: readonly SweepPoint[]; readonly isFromBook: boolean }> {
  const asked = sets.map((set) =>
    comparisonAsked({ ...options, set: [...(options.set ?? []), ...set] }, book),
  );
  const comparisons = asked.map(({ comparison }) => comparison);
  return {
    found: await sweep(comparisons, pool, options.onProgress),
    isFromBook: asked.every(({ isFromBook }) => isFromBook),
  };
}

/** Every way to take one value of each axis; the last axis runs fastest. */
function pointsOf(axes: readonly Axis[]): readonly (readonly string[])[] {
  return axes.reduce<readonly (readonly string[])[]>(
    (points, { values }) => points.flatMap((at) => values.map((value) => [...at, value])),
    [[]],
  );
}

function axisOf(text: string): Axis {
  const [, name = '', list = ''] = /^\s*([^=\s]+)\s*=\s*(.+)$/.exec(text) ?? [];
  const values = list === '' ? [] : (steps(list) ?? list.split(',').map((value) => value.trim()));
  if (name !== '' && values.length > 0 && values.every((value) => value !== '')) {
    return { name, values };
  }
  throw new FeeworthError('usage/bad-value', 'usage', 'A sweep wants a path and its values', {
    hint: 'write fee-level=60%,80%,100% or fee-level=60%..100%/10%',
  });
}

/** "60%..100%/10%" as its values, both ends included; null when it is no such thing. */
function steps(text: string): string[] | null {
  const number = String.raw`(-?\d+(?:\.\d+)?)([^\d.,/]*)`;
  const match = new RegExp(String.raw`^${number}\.\.${number}\/${number}$`).exec(text.trim());
  if (match === null) return null;
  const [, from = '', unit = '', to = '', unitOfTo, step = '', unitOfStep] = match;
  const [first, last, by] = [from, to, step].map((part) => new Decimal(part)) as [
    Decimal,
    Decimal,
    Decimal,
  ];
  if (unit !== unitOfTo || unit !== unitOfStep || by.lte(0) || last.lt(first)) return null;
  const values: string[] = [];
  for (let at = first; at.lte(last) && values.length <= MOST; at = at.plus(by)) {
    values.push(`${at.toString()}${unit}`);
  }
  return values;
}
