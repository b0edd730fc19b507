import type { MeanAnswer } from './answer.ts';
import { meanInterval } from './statistics.ts';

/** Rounded to a whole number, halves up; never minus zero. */
export const whole = (x: number): number => {
  const rounded = Math.round(x);
  return rounded === 0 ? 0 : rounded;
};

/** The mean over paths in whole cents, with its Monte Carlo interval; one path has none. */
export function meanAnswer(values: Float64Array): MeanAnswer {
  const { estimate, lower, upper } = meanInterval(values);
  const isOne = values.length < 2;
  return {
    cents: whole(estimate),
    lowerCents: isOne ? whole(estimate) : whole(lower),
    upperCents: isOne ? whole(estimate) : whole(upper),
  };
}
