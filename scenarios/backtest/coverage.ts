// Do intervals hold what comes as often as they say? Counts of forecasts that do not overlap:
// horizons that share months are no independent trials (scenarios.md §4.5).
import { invariant } from '../../src/error.ts';
import { binomial, binomialTails } from '../../src/numeric/counts.ts';
import { deviance, incompleteGamma } from '../../src/numeric/incomplete.ts';

/** How many of `trials` intervals may hold what came if each does with probability `nominal`. */
export interface CoverageBand {
  readonly least: number;
  readonly most: number;
  /** Probability that a perfectly calibrated model lies within: at least the confidence. */
  readonly passes: number;
}

/** The central band by the binomial distribution: below it intervals are too narrow, above too wide. */
export function coverageBand(
  { trials, nominal }: { readonly trials: number; readonly nominal: number },
  confidence = 0.95,
): CoverageBand {
  const tail = (1 - confidence) / 2;
  const count = binomial({ trials, probability: nominal });
  const least = count.quantile(tail);
  const most = count.upperQuantile(tail);
  const passes =
    binomialTails(trials, nominal, most).lower - binomialTails(trials, nominal, least - 1).lower;
  return { least, most, passes };
}

/** Kupiec's test: 2 ln of the likelihood at the observed rate over that at the promised one. */
export interface KupiecTest {
  readonly likelihoodRatio: number;
  /** By χ² with one degree of freedom: rough for few trials, where the band is exact. */
  readonly pValue: number;
}

/**
 * Proportion-of-failures test (Kupiec 1995, Journal of Derivatives 3(2):73): did `breaches` of
 * `trials` come at the promised rate?
 */
export function kupiecTest({
  trials,
  breaches,
  rate,
}: {
  readonly trials: number;
  readonly breaches: number;
  readonly rate: number;
}): KupiecTest {
  invariant(
    trials > 0 && breaches >= 0 && breaches <= trials && rate > 0 && rate < 1,
    'breaches are counted among trials, and their rate lies between 0 and 1',
  );
  // Counts and expectations have one sum, so that expected − count drops out of the two together.
  const part = (count: number, expected: number): number =>
    count === 0 ? expected : deviance(count, expected);
  const held = part(trials - breaches, trials * (1 - rate));
  const likelihoodRatio = 2 * (part(breaches, trials * rate) + held);
  return { likelihoodRatio, pValue: incompleteGamma(0.5, likelihoodRatio / 2).upper };
}
