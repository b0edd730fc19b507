// What it is worth to know more before choosing between an act and leaving it.
import { invariant } from '../src/error.ts';
import {
  addEquations,
  addRow,
  leastSquares,
  normalEquations,
} from '../src/numeric/least-squares.ts';
import { mean, standardDeviation, variance } from '../src/numeric/statistics.ts';

/** Value of knowing something before choosing, in the unit of the gains. */
export interface InformationValue {
  /**
   * The estimate: E[max(E[gain | known], 0)] − max(E[gain], 0). A little too high, by what the
   * curve that stands for E[gain | known] takes from chance.
   */
  readonly value: number;
  /**
   * What acting on a curve that was fitted to other paths gains: the value of a rule somebody could
   * follow, so that it is a little too low. Where chance alone speaks it may be below 0.
   */
  readonly byRule: number;
  /** Of `byRule`, and nearly of `value`; from one and the same paths. */
  readonly standardError: number;
}

/**
 * Expected value of perfect information between an act with these gains over not acting, and not
 * acting: E[max(gain, 0)] − max(E[gain], 0), with everything known in advance, luck too (Raiffa and
 * Schlaifer 1961). No rule has to be found.
 */
export function perfectInformation(gains: Float64Array): InformationValue {
  const isActing = mean(gains) > 0;
  const won = gains.map((gain) => Math.max(0, gain) - (isActing ? gain : 0));
  const value = mean(won);
  return { value, byRule: value, standardError: errorOf(won) };
}

const errorOf = (values: Float64Array): number =>
  values.length < 2 ? Infinity : Math.sqrt(variance(values) / values.length);

/** Parts that a curve is fitted without, each in turn. */
const FOLDS = 10;

/**
 * Expected value of partial perfect information on some inputs (EVPPI) from one sample, by
 * regression (Strong, Oakley and Brennan, Medical Decision Making 34:311, 2014): E[gain | inputs]
 * is fitted as a polynomial of third degree in each input and of second degree between two. What it
 * cannot bend to is lost: the value is then too low. `inputs` holds a column each.
 */
export function partialInformation(
  gains: Float64Array,
  inputs: readonly Float64Array[],
): InformationValue {
  const n = gains.length;
  invariant(n > FOLDS && inputs.every((x) => x.length === n), 'gains and inputs are of one sample');
  const rows = termsOf(inputs, n);
  const terms = rows[0]?.length ?? 0;
  const parts = Array.from({ length: FOLDS }, () => normalEquations(terms));
  const all = normalEquations(terms);
  rows.forEach((row, p) => {
    addRow(parts[p % FOLDS] as (typeof parts)[number], row, gains[p] as number);
  });
  for (const part of parts) addEquations(all, part, 1);
  const whole = leastSquares(all);
  const others = parts.map((part) => {
    const without = normalEquations(terms);
    addEquations(without, all, 1);
    addEquations(without, part, -1);
    return leastSquares(without);
  });
  const isActing = mean(gains) > 0;
  const base = (gain: number): number => (isActing ? gain : 0);
  const fitted = rows.map((row) => dot(row, whole));
  const value = mean(fitted.map((gain) => Math.max(0, gain))) - base(mean(gains));
  const won = gains.map((gain, p) => {
    const rule = others[p % FOLDS] as Float64Array;
    return (dot(rows[p] as Float64Array, rule) > 0 ? gain : 0) - base(gain);
  });
  return { value: Math.max(0, value), byRule: mean(won), standardError: errorOf(won) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** 1, x, x² and x³ of each input and x·y of each two, of standardised inputs; by path. */
function termsOf(inputs: readonly Float64Array[], n: number): Float64Array[] {
  const scaled = inputs.map((x) => {
    const [centre, spread] = [mean(x), standardDeviation(x)];
    return x.map((value) => (spread === 0 ? 0 : (value - centre) / spread));
  });
  return Array.from({ length: n }, (_, p) => {
    const row = [1];
    scaled.forEach((x, i) => {
      const a = x[p] as number;
      row.push(a, a * a, a * a * a);
      for (let j = 0; j < i; j++) row.push(a * (scaled[j]?.[p] as number));
    });
    return Float64Array.from(row);
  });
}
