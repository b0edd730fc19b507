import { lowerTailMean } from '../src/numeric/tail-mean.ts';
import { studentTQuantile, variance } from '../src/numeric/statistics.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import type { Answer, SpreadPart, SpreadParts, TailAnswer } from './answer.ts';
import { whole } from './mean-answer.ts';
import type { Estimate } from './sensitivity/estimate.ts';
import { column, mean, ratioOfMeans } from './statistics.ts';
import type { Paths } from './statistics.ts';
import { totalVariance } from './total-variance.ts';

/** Parts of all paths whose mean is said: the worst twentieth and the worst tenth. */
export const TAILS = [0.05, 0.1] as const;

/** The mean of the worst part of all paths with its 95 % interval. */
export function tailAnswer(values: Float64Array, share: number): TailAnswer {
  const { estimate, standardError } = lowerTailMean(values, share);
  const cents = whole(estimate);
  if (!Number.isFinite(standardError)) return { share, cents, interval: null };
  const half = studentTQuantile(values.length - 1, 0.975) * standardError;
  return {
    share,
    cents,
    interval: { lowerCents: whole(estimate - half), upperCents: whole(estimate + half) },
  };
}

/** What the spread of the cash difference comes from: see totalVariance. */
export function spreadParts(run: Paths, otherLuck: Paths): SpreadParts | null {
  const pairs = Math.min(run.paths, otherLuck.paths);
  if (pairs < 2) return null;
  const { parameters, luck, share } = totalVariance(
    column(run, 'deltaCash').subarray(0, pairs),
    column(otherLuck, 'deltaCash').subarray(0, pairs),
  );
  return { parameters: spreadPart(parameters), luck: spreadPart(luck), share, pairs };
}

/** The error of a root is that of its square, by its slope. */
function spreadPart(part: Estimate): SpreadPart {
  const deviation = Math.sqrt(Math.max(0, part.estimate));
  const error = deviation === 0 ? null : whole(part.standardError / (2 * deviation));
  return { deviationCents: whole(deviation), standardErrorCents: error, variance: part };
}

/** One more paired run with the estimates at their central values (settled.md §6.7). */
export function shareOnEstimates(
  run: Paths,
  atCentral: Paths,
): Pick<Answer, 'shareOnEstimates' | 'shareOnEstimatesInterval' | 'spread'> {
  const paths = Math.min(run.paths, atCentral.paths);
  if (paths < 2) return { shareOnEstimates: null, shareOnEstimatesInterval: null, spread: null };
  const drawn = column(run, 'deltaCash').subarray(0, paths);
  const central = column(atCentral, 'deltaCash').subarray(0, paths);
  const [all, left] = [variance(drawn), variance(central)];
  const share = all === 0 ? null : 1 - left / all;
  return {
    shareOnEstimates: share,
    shareOnEstimatesInterval: share === null ? null : shareInterval(share, drawn, central),
    spread: {
      drawnCents: whole(Math.sqrt(all)),
      centralCents: whole(Math.sqrt(left)),
      paths,
    },
  };
}

function shareInterval(share: number, drawn: Float64Array, central: Float64Array): Interval | null {
  const ratio = ratioOfMeans(squares(central), squares(drawn));
  if (ratio === null) return null;
  return { estimate: share, lower: 1 - ratio.upper, upper: 1 - ratio.lower };
}

function squares(values: Float64Array): Float64Array {
  const centre = mean(values);
  return values.map((x) => (x - centre) * (x - centre));
}
