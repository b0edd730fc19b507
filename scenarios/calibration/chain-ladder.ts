// Completes what is still coming in: cash of each service month by months since service is a
// triangle, and its young months are not finished (scenarios.md §4.2). Mack 1993, ASTIN Bulletin
// 23:213, for the factors and their errors; 1999, ASTIN Bulletin 29:361, for the recursions.
import { invariant } from '../../src/error.ts';
import { exp, log } from '../../src/numeric/elementary.ts';
import { covariance, mean, sum, variance } from '../../src/numeric/statistics.ts';

/**
 * How the variance of a factor is found that only one origin has reached: `mack` takes the least
 * of what the two factors before it suggest; `log-linear` draws a line through ln σ by age. R's
 * ChainLadder draws the line by default: say which was used beside any standard error.
 */
export type LastVariance = 'mack' | 'log-linear';

/** From one age to the next. */
export interface DevelopmentFactor {
  /** Cumulative amount at the next age over that at this one, volume-weighted. */
  readonly factor: number;
  /** Variance of the next amount per unit of this one. */
  readonly sigmaSquared: number;
  readonly standardError: number;
  /** One origin reached the next age: the variance is drawn on from the factors before. */
  readonly isExtrapolated: boolean;
}

/** What is still to come, and how far it may miss; all in the triangle's unit. */
export interface Reserve {
  readonly latest: number;
  readonly ultimate: number;
  /** ultimate − latest; negative where take-backs are still to come. */
  readonly reserve: number;
  /** Chance of the payments themselves. */
  readonly processError: number;
  /** Not knowing the factors; shared by all origins, so those of the total do not just add. */
  readonly parameterError: number;
  /** √(processError² + parameterError²), Mack's standard error of the reserve. */
  readonly standardError: number;
}

export type ChainLadder =
  | {
      readonly status: 'fitted';
      readonly factors: readonly DevelopmentFactor[];
      /** Share of the ultimate that has come by each age; the last is 1: there is no tail. */
      readonly completion: readonly number[];
      readonly origins: readonly Reserve[];
      readonly total: Reserve;
    }
  | { readonly status: 'too-small' }
  /** A factor starts from nothing or less: begin at a later age, or leave that origin out. */
  | { readonly status: 'not-positive'; readonly origin: number; readonly age: number };

/** The origins that lead from one age to the next. */
interface Step {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * Mack's chain ladder. A row is an origin (a service month), oldest first: its cumulative amounts
 * at ages 0, 1, 2 … as far as they are known; old rows may all be complete. Leave a month out that
 * is not over. Needs two factors that two origins have reached. An origin that stands at 0 stays
 * there: the method knows only growth of what is there.
 */
export function chainLadder(
  triangle: readonly (readonly number[])[],
  lastVariance: LastVariance = 'mack',
): ChainLadder {
  const ages = triangle.reduce((most, row) => Math.max(most, row.length), 0);
  const steps: Step[] = [];
  for (let age = 0; age + 1 < ages; age++) {
    const from: number[] = [];
    const to: number[] = [];
    for (const [origin, row] of triangle.entries()) {
      const [now = NaN, next] = [row[age], row[age + 1]];
      if (next === undefined || (now === 0 && next === 0)) continue;
      if (!(now > 0)) return { status: 'not-positive', origin, age };
      from.push(now);
      to.push(next);
    }
    steps.push({ from, to });
  }
  if (steps.filter(({ from }) => from.length > 1).length < 2) return { status: 'too-small' };
  if (steps.some(({ from }) => from.length === 0)) return { status: 'too-small' };
  const factors = developmentFactors(steps, lastVariance);
  const { origins, total } = reserves(triangle, factors);
  return { status: 'fitted', factors, completion: completionOf(factors), origins, total };
}

function developmentFactors(
  steps: readonly Step[],
  lastVariance: LastVariance,
): DevelopmentFactor[] {
  const factors = steps.map(({ from, to }) => sum(to) / sum(from));
  const known = steps.map(({ from, to }, k) => sigmaSquared(from, to, factors[k] ?? NaN));
  const variances = lastVariance === 'mack' ? byMack(known) : byLine(known);
  return steps.map(({ from }, k) => ({
    factor: factors[k] ?? NaN,
    sigmaSquared: variances[k] ?? NaN,
    standardError: Math.sqrt((variances[k] ?? NaN) / sum(from)),
    isExtrapolated: known[k] === null,
  }));
}

/** Relative error of a sum over a sum and of the product with it, with some room. */
const ROUNDING = 16 * Number.EPSILON;

function sigmaSquared(
  from: readonly number[],
  to: readonly number[],
  factor: number,
): number | null {
  if (from.length < 2) return null;
  const squares = from.map((now, i) => {
    const next = to[i] ?? NaN;
    const miss = next - factor * now;
    // What rounding leaves is no variance: its logarithm would bend the line through all others.
    return Math.abs(miss) <= ROUNDING * Math.abs(next) ? 0 : (miss * miss) / now;
  });
  return sum(squares) / (from.length - 1);
}

function byMack(known: readonly (number | null)[]): number[] {
  const all: number[] = [];
  for (const [k, value] of known.entries()) {
    const [before = NaN, earlier = NaN] = [all[k - 1], all[k - 2]];
    const trend = earlier === 0 ? 0 : (before * before) / earlier;
    all.push(value ?? Math.min(trend, before, earlier));
  }
  return all;
}

function byLine(known: readonly (number | null)[]): number[] {
  const at = [...known.keys()].filter((k) => (known[k] ?? 0) > 0);
  const logs = at.map((k) => log(known[k] ?? NaN) / 2);
  const slope = at.length < 2 ? 0 : covariance(at, logs) / variance(at);
  const middle = mean(at);
  const drawn = (k: number): number =>
    at.length === 0 ? 0 : exp(2 * (mean(logs) + slope * (k - middle)));
  return known.map((value, k) => value ?? drawn(k));
}

function completionOf(factors: readonly DevelopmentFactor[]): number[] {
  let toUltimate = 1;
  const shares = factors.toReversed().map(({ factor }) => 1 / (toUltimate *= factor));
  return [...shares.toReversed(), 1];
}

/** All origins carried from age to age side by side; a total's parameter error needs them so. */
function reserves(
  triangle: readonly (readonly number[])[],
  factors: readonly DevelopmentFactor[],
): { origins: Reserve[]; total: Reserve } {
  const latest = triangle.map((row) => row.at(-1) ?? 0);
  const ultimate = Float64Array.from(latest);
  const process = new Float64Array(latest.length);
  const parameter = new Float64Array(latest.length);
  let totalParameter = 0;
  for (const [age, { factor, sigmaSquared: variance, standardError }] of factors.entries()) {
    const square = factor * factor;
    let carried = 0;
    for (const [i, row] of triangle.entries()) {
      if (row.length === 0 || row.length - 1 > age) continue;
      const now = ultimate[i] as number;
      const miss = now * standardError;
      process[i] = square * (process[i] as number) + variance * Math.abs(now);
      parameter[i] = square * (parameter[i] as number) + miss * miss;
      ultimate[i] = now * factor;
      carried += now;
    }
    const miss = carried * standardError;
    totalParameter = square * totalParameter + miss * miss;
  }
  const origins = latest.map((amount, i) =>
    reserveOf(amount, ultimate[i] as number, process[i] as number, parameter[i] as number),
  );
  return { origins, total: reserveOf(sum(latest), sum(ultimate), sum(process), totalParameter) };
}

function reserveOf(latest: number, ultimate: number, process: number, parameter: number): Reserve {
  invariant(process >= 0 && parameter >= 0, 'a variance is not negative, and amounts are numbers');
  return {
    latest,
    ultimate,
    reserve: ultimate - latest,
    processError: Math.sqrt(process),
    parameterError: Math.sqrt(parameter),
    standardError: Math.sqrt(process + parameter),
  };
}
