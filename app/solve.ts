import { FeeworthError } from '../src/error.ts';
import { Decimal } from '../src/money.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import { aboutQuestion } from '../scenarios/about-run.ts';
import type { AboutQuestion } from '../scenarios/about-run.ts';
import { PARAMETER_IDS } from '../scenarios/effects.ts';
import type { ParameterId } from '../scenarios/effects.ts';
import { PARAMETER_UNITS } from '../scenarios/file/read-parameters.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import type { CentsInterval } from '../scenarios/answer.ts';
import type { SweepPoint } from '../scenarios/sweep.ts';
import { comparisonAsked } from './compare.ts';
import type { AtCut, CompareOptions } from './compare.ts';
import { amountText, isPlainUnit } from './draw-text.ts';
import { PATHS, runPoints } from './sweep.ts';

/**
 * Figures that can be asked for, in cents but for shares: means, quantiles and the mean of the worst
 * tenth of the cash difference; the share of futures with the MSO ahead, the return on the fee, the
 * chance of missing a payroll with the MSO.
 */
export const FIGURES = [
  'cash',
  'npv',
  'p10',
  'p50',
  'p90',
  'worst',
  'better',
  'roi',
  'payroll',
] as const;
export type SolvedFigure = (typeof FIGURES)[number];

/** Whether a figure is a share and no money. */
export const isShare = (figure: SolvedFigure): boolean =>
  figure === 'better' || figure === 'roi' || figure === 'payroll';

export interface SolveRequest {
  readonly parameter: string;
  /** Ends of where it is looked for, as a file writes them: "50%". */
  readonly from: string;
  readonly to: string;
  readonly figure: SolvedFigure;
  /** What the figure is to be: cents, or a share. */
  readonly target: number;
}

/** A value at which the figure is what was asked for. */
export interface Crossing {
  /** As a fraction, and as a file writes it. */
  readonly value: number;
  readonly text: string;
  /** Where it may lie by chance (95 %): the figure's Monte Carlo interval, over its slope. */
  readonly lower: number;
  readonly upper: number;
}

export interface Solution extends SolveRequest, AboutQuestion {
  readonly unit: string;
  readonly crossings: readonly Crossing[];
  /** The figure at both ends. */
  readonly ends: readonly [number, number];
}

/** Points of each round; a bracket gets narrower by one more than these. */
const POINTS = 8;
interface At {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
}

/**
 * Values of a parameter at which a figure of a comparison is what is asked for, all in the range
 * that are seen on a grid of nine steps. Every run has the same luck, so that the figure moves
 * smoothly with the parameter. Throws `usage/bad-value` and what the scenario throws.
 */
export async function runSolve(
  request: SolveRequest,
  options: CompareOptions,
  book: AtCut | null,
): Promise<{ readonly solution: Solution; readonly isFromBook: boolean }> {
  const id = parameterNamed(request.parameter);
  const unit = PARAMETER_UNITS[id].name;
  const [from, to] = [amountOf(request.from, '--from', unit), amountOf(request.to, '--to', unit)];
  if (from >= to)
    throw badValue('--from', 'is not below --to', 'give a range: --from 50% --to 150%');
  const asked = { ...options, paths: options.paths ?? PATHS };
  const { comparison: plain } = await comparisonAsked(asked, book);
  const pool = threadPool(options.workers, true);
  let isFromBook = true;
  // Until the grid is seen, one crossing is expected behind it.
  const points = { done: 0, of: POINTS + 2 + POINTS };
  const at = async (xs: readonly number[]): Promise<At[]> => {
    const sets = xs.map((x) => [`${id}=${amountText(x, unit)}`]);
    const onProgress = (done: number, of: number): void =>
      options.onProgress?.(points.done + (xs.length * done) / of, points.of);
    const run = await runPoints(sets, { ...asked, onProgress }, book, pool);
    points.done += xs.length;
    isFromBook = run.isFromBook;
    return run.found.map((point, i) => ({ x: xs[i] ?? NaN, ...heightOf(point, request) }));
  };
  try {
    const first = await at(grid(from, to, POINTS + 2));
    const found = brackets(first);
    points.of = points.done + POINTS * found.length;
    const crossings: Crossing[] = [];
    for (const bracket of found) crossings.push(await narrowed(bracket, at, unit));
    const [low, high] = [first[0], first.at(-1)];
    return {
      solution: {
        ...request,
        ...aboutQuestion(plain),
        parameter: id,
        unit,
        crossings,
        ends: [(low?.y ?? NaN) + request.target, (high?.y ?? NaN) + request.target],
      },
      isFromBook,
    };
  } finally {
    await pool.close();
  }
}

/** How far the figure lies above what it is to be, with half its Monte Carlo interval. */
function heightOf(point: SweepPoint, { figure, target }: SolveRequest): Omit<At, 'x'> {
  const { estimate, lower, upper } = intervalOf(point, figure);
  return { y: estimate - target, halfWidth: (upper - lower) / 2 };
}

/** A figure with its Monte Carlo interval; NaN where a point has none. */
function intervalOf(point: SweepPoint, figure: SolvedFigure): Interval {
  switch (figure) {
    case 'cash':
      return ofCents(point.deltaCash.mean, point.deltaCash.mean);
    case 'npv':
      return ofCents(point.npv, point.npv);
    case 'worst':
      return ofCents(point.worstTenth, point.worstTenth.interval);
    case 'better':
      return point.pBetter;
    case 'payroll':
      return point.pMissedPayroll;
    case 'roi':
      return point.feeRoi ?? { estimate: NaN, lower: NaN, upper: NaN };
    case 'p10':
    case 'p50':
    case 'p90': {
      const p = Number(figure.slice(1)) / 100;
      const found = point.deltaCash.quantiles.find((one) => one.p === p);
      const { lower, upper } = found?.interval ?? { lower: null, upper: null };
      return {
        estimate: found?.value ?? NaN,
        lower: lower ?? -Infinity,
        upper: upper ?? Infinity,
      };
    }
  }
}

const ofCents = (
  { cents }: { readonly cents: number },
  interval: CentsInterval | null,
): Interval => ({
  estimate: cents,
  lower: interval?.lowerCents ?? -Infinity,
  upper: interval?.upperCents ?? Infinity,
});

/** `count` values from one end to the other, both included. */
const grid = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => tidy(from + ((to - from) * i) / (count - 1)));

/** To a ten-thousandth of a per cent: that is as finely as a file writes a share. */
const tidy = (x: number): number => Number(x.toFixed(6));

type Bracket = readonly [At, At];

/** Neighbours between which the figure passes what is asked for. */
function brackets(points: readonly At[]): Bracket[] {
  return points.slice(1).flatMap((right, i): Bracket[] => {
    const left = points[i] as At;
    // A point that hits it exactly belongs to the bracket on its right, the last one to its left.
    const isHit = left.y === 0 || (right.y === 0 && i === points.length - 2);
    return isHit || left.y * right.y < 0 ? [[left, right]] : [];
  });
}

/**
 * The crossing in a bracket: nine narrower ones, and the chord in the one that holds it. What chance
 * leaves open follows the slope of the whole bracket: a share of futures moves in steps.
 */
async function narrowed(
  [first, last]: Bracket,
  at: (xs: readonly number[]) => Promise<At[]>,
  unit: string,
): Promise<Crossing> {
  const inner = await at(grid(first.x, last.x, POINTS + 2).slice(1, -1));
  const [found = [first, last]] = brackets([first, ...inner, last]);
  const [left, right] = found;
  const slope = (last.y - first.y) / (last.x - first.x);
  const chord = right.y === left.y ? 0 : (left.y * (right.x - left.x)) / (right.y - left.y);
  const value = tidy(left.x - chord);
  const wide = slope === 0 ? Infinity : Math.abs(Math.max(left.halfWidth, right.halfWidth) / slope);
  return { value, text: amountText(value, unit), lower: value - wide, upper: value + wide };
}

function parameterNamed(name: string): ParameterId {
  const id = name.replace(/^parameters\./, '');
  const found = PARAMETER_IDS.find((one) => one === id);
  if (found !== undefined) return found;
  throw badValue(name, 'is no parameter', `choose one of ${PARAMETER_IDS.join(', ')}`);
}

/** A share as a file writes it, as a fraction; where the unit is a plain number, that. */
function amountOf(text: string, flag: string, unit: string): number {
  if (isPlainUnit(unit)) {
    if (/^\s*-?\d+(?:\.\d+)?\s*$/.test(text)) return new Decimal(text.trim()).toNumber();
    throw badValue(flag, 'wants a plain number', `write it without a unit: 0.2 (${unit})`);
  }
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(?:%|%\/yr|points)\s*$/.exec(text);
  if (match === null) throw badValue(flag, 'wants a share', 'write 50%, with its unit');
  return new Decimal(match[1] ?? '0').div(100).toNumber();
}

const badValue = (what: string, problem: string, hint: string): FeeworthError =>
  new FeeworthError('usage/bad-value', 'usage', `${what} ${problem}`, { hint });
