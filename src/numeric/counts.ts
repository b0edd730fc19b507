// Counts: Poisson, binomial and negative binomial, exact and as distributions. The fast draws of
// hot loops are in count-draws.ts and agree with these.
import { refuseParameter } from './distributions.ts';
import type { Distribution } from './distributions.ts';
import { incompleteBeta, incompleteGamma } from './incomplete.ts';
import type { Tails } from './incomplete.ts';
import { normalQuantile } from './normal.ts';

/** P(N ≤ k) and P(N > k) for a Poisson count. */
export function poissonTails(mean: number, k: number): Tails {
  if (k < 0) return { lower: 0, upper: 1 };
  const { lower, upper } = incompleteGamma(k + 1, mean);
  return { lower: upper, upper: lower };
}

/** P(N ≤ k) and P(N > k) for `trials` independent trials. */
export function binomialTails(trials: number, probability: number, k: number): Tails {
  if (k < 0) return { lower: 0, upper: 1 };
  if (k >= trials) return { lower: 1, upper: 0 };
  return incompleteBeta(trials - k, k + 1, 1 - probability, probability);
}

/** P(N ≤ k) and P(N > k) for a negative binomial: mean and size, variance mean + mean²/size. */
export function negativeBinomialTails(mean: number, size: number, k: number): Tails {
  if (k < 0) return { lower: 0, upper: 1 };
  return incompleteBeta(size, k + 1, size / (size + mean), mean / (size + mean));
}

/** No count below COUNT_MAX has a quantile beyond it but at probability 1. */
const SEARCH_END = 1e12;

/**
 * The least k with P(N ≤ k) ≥ target.lower (Infinity at probability 1), found from `start` by
 * doubling steps and bisection on the smaller tail.
 */
export function countQuantile(at: (k: number) => Tails, target: Tails, start: number): number {
  if (!(target.lower > 0)) return 0;
  const reaches = (k: number): boolean =>
    target.lower <= 0.5 ? at(k).lower >= target.lower : at(k).upper <= target.upper;
  let high = Math.max(0, Math.floor(start));
  let low = -1;
  if (reaches(high)) {
    for (let step = 1; high - step > low; step *= 2) {
      if (!reaches(high - step)) {
        low = high - step;
        break;
      }
      high -= step;
    }
  } else {
    for (let step = 1; ; step *= 2) {
      low = high;
      high += step;
      if (high > SEARCH_END) return Infinity;
      if (reaches(high)) break;
    }
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function fromTails(
  name: string,
  at: (k: number) => Tails,
  moments: { mean: number; sd: number; most: number },
): Distribution {
  const { mean, sd, most } = moments;
  const find = (target: Tails): number => {
    const z = target.lower < 0.5 ? normalQuantile(target.lower) : -normalQuantile(target.upper);
    if (!(target.upper > 0)) return most;
    return countQuantile(at, target, Math.min(most, mean + sd * z));
  };
  return {
    name,
    quantile: (u) => find({ lower: u, upper: 1 - u }),
    upperQuantile: (q) => find({ lower: 1 - q, upper: q }),
    mean,
    isDiscrete: true,
  };
}

/** Largest mean or number of trials that a count may have. */
export const COUNT_MAX = 1_000_000_000;

function checkMean(name: string, mean: number): void {
  if (!(mean >= 0 && mean <= COUNT_MAX)) {
    refuseParameter(name, `mean is ${mean}`, 'give a mean from 0 to 1,000,000,000');
  }
}

export function poisson({ mean }: { mean: number }): Distribution {
  checkMean('poisson', mean);
  return fromTails('poisson', (k) => poissonTails(mean, k), {
    mean,
    sd: Math.sqrt(mean),
    most: Infinity,
  });
}

export function binomial({
  trials,
  probability,
}: {
  trials: number;
  probability: number;
}): Distribution {
  if (!(Number.isInteger(trials) && trials >= 0 && trials <= COUNT_MAX)) {
    refuseParameter('binomial', `trials is ${trials}`, 'give a whole number of trials');
  }
  if (!(probability >= 0 && probability <= 1)) {
    refuseParameter('binomial', `probability is ${probability}`, 'give a share from 0 to 1');
  }
  const mean = trials * probability;
  return fromTails('binomial', (k) => binomialTails(trials, probability, k), {
    mean,
    sd: Math.sqrt(mean * (1 - probability)),
    most: trials,
  });
}

/** Over-dispersed counts: variance mean + mean²/size, so size → ∞ is Poisson. */
export function negativeBinomial({ mean, size }: { mean: number; size: number }): Distribution {
  checkMean('negative binomial', mean);
  if (!(size > 0 && size < Infinity)) {
    refuseParameter('negative binomial', `size is ${size}`, 'size must be greater than 0');
  }
  return fromTails('negative binomial', (k) => negativeBinomialTails(mean, size, k), {
    mean,
    sd: Math.sqrt(mean + (mean * mean) / size),
    most: Infinity,
  });
}
