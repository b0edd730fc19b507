import { FeeworthError } from '../src/error.ts';
import { Decimal } from '../src/money.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import type { TaskPool } from '../scenarios/runner.ts';
import { sweep } from '../scenarios/sweep.ts';
import type { SweepPoint } from '../scenarios/sweep.ts';
import { aboutQuestion } from '../scenarios/about-run.ts';
import type { AboutQuestion } from '../scenarios/about-run.ts';
import { comparisonAsked, isShipped } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';

/** Paths of each of many runs: they share their luck, so that few show what is moved. */
export const PATHS = 256;
/** Points that are run at most. */
const MOST = 120;

/** What is varied: a parameter or a path of the scenario, with the values it takes. */
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
}

/** A comparison at every point of a grid. */
export interface Sweep extends AboutQuestion {
  readonly axes: readonly Axis[];
  readonly points: readonly (SweepPoint & { readonly at: readonly string[] })[];
}

/** Runs a scenario at every point of a grid. */
export async function runSweep(
  grid: readonly string[],
  options: CompareOptions,
  book: AtCut | null,
): Promise<{ readonly sweep: Sweep; readonly isFromBook: boolean }> {
  const axes = axesOf(grid);
  const points = pointsOf(axes);
  if (points.length > MOST) throw tooMany(String(points.length));
  const asked = { ...options, paths: options.paths ?? PATHS };
  const { comparison: plain } = await comparisonAsked(asked, book);
  const sets = points.map((at) => axes.map(({ name }, i) => `${name}=${at[i] ?? ''}`));
  const pool = threadPool(options.workers, true);
  try {
    const { found, isFromBook } = await runPoints(sets, asked, book, pool);
    return {
      sweep: {
        // Of the scenario as it is without the grid.
        ...aboutQuestion(plain),
        axes,
        points: found.map((point, i) => ({ ...point, at: points[i] ?? [] })),
      },
      isFromBook,
    };
  } catch (error) {
    throw withRange(error, grid);
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
  const asked = await Promise.all(
    sets.map((set) => comparisonAsked({ ...options, set: [...(options.set ?? []), ...set] }, book)),
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

/** What every point shares: a grid cannot vary it. */
const SHARED = /^(?:id|title|seed|run\.\S+)$/;

/** The axes of a grid. Throws `usage/bad-value` for what is none. */
export const axesOf = (grid: readonly string[]): readonly Axis[] => grid.map(axisOf);

/** One axis: "fee-level=60%,80%,100%" or "fee-level=60%..100%/10%". */
function axisOf(text: string): Axis {
  const [, name = '', list = ''] = /^\s*([^=\s]+)\s*=\s*(.+)$/.exec(text) ?? [];
  if (SHARED.test(name)) throw noGrid(`${name} is the same at every point`);
  if (/[{}[\]]/.test(list)) throw noGrid('A sweep takes plain values');
  const isRange = list.includes('..');
  const values = isRange ? steps(list) : list.split(',').map((value) => value.trim());
  if (name !== '' && values.length > 0 && values.every((value) => value !== '')) {
    return { name, values };
  }
  const whole = text.trim();
  if (isShipped(whole) || /\.ya?ml$/.test(whole))
    throw noGrid(`${whole} is a scenario`, `--scenario ${whole}, and `);
  if (!text.includes('=')) throw noGrid(`${whole} is no path with its values`);
  throw noGrid('A sweep wants a path and its values');
}

const NUMBER = String.raw`(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*((?:[^\d.,/]|\/yr)*)`;
const RANGE = new RegExp(String.raw`^${NUMBER}\.\.${NUMBER}\/${NUMBER}$`);

/** "60%..100%/10%" as its values, both ends included. */
function steps(text: string): string[] {
  const match = RANGE.exec(text.trim().replaceAll('−', '-'));
  if (match === null) throw noGrid(`${JSON.stringify(text)} is no range`);
  const [, from = '', unit = '', to = '', unitOfTo, step = '', unitOfStep] = match;
  if (unit !== unitOfTo || unit !== unitOfStep) throw noGrid('A range has one unit');
  const decimal = (part: string): Decimal => new Decimal(part.replaceAll(',', ''));
  const [first, last, by] = [decimal(from), decimal(to), decimal(step)];
  if (by.lte(0) || last.lt(first)) throw noGrid('A range goes up, by a step above zero');
  const count = last.minus(first).div(by);
  if (!count.isInteger()) throw noGrid(`No step of ${step}${unit} ends on ${to}${unit}`);
  if (count.gte(MOST)) throw tooMany(count.plus(1).toString());
  return Array.from({ length: count.toNumber() + 1 }, (_, i) => {
    return `${first.plus(by.times(i)).toString()}${unit.trimEnd()}`;
  });
}

const noGrid = (problem: string, before = ''): FeeworthError =>
  new FeeworthError('usage/bad-value', 'usage', problem, {
    hint: `write ${before}fee-level=60%,80%,100% or fee-level=60%..100%/10%`,
  });

/** What a point of a range lacks, a range says: 60%..100%/10% and not 60..100/10. */
function withRange(error: unknown, grid: readonly string[]): unknown {
  const range = grid.find((text) => RANGE.exec(text.replace(/^[^=]*=/, '').trim())?.[2] === '');
  if (!(error instanceof FeeworthError) || range === undefined) return error;
  if (!error.message.includes(' E-UNIT ')) return error;
  const { code, category, message, place, details } = error;
  const hint = `${range}: all three numbers of a range bear the unit, as in fee-level=60%..100%/10%`;
  return new FeeworthError(code, category, message, { place, details, hint });
}

const tooMany = (points: string): FeeworthError =>
  new FeeworthError('scenario/too-many-points', 'usage', `${points} points are too many`, {
    hint: `ask for ${MOST} at most: fewer values, or a wider step`,
  });
