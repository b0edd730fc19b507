// An inverse distribution function as a table: each half is cut into octaves of tail probability,
// each octave into equal segments, each segment holds a cubic. Far tails are as fine as the middle.
import { normal, refuseParameter } from './distributions.ts';
import type { Distribution } from './distributions.ts';
import { POWERS_OF_TWO } from './elementary-tables.ts';

/** Octaves per half: 2^-1 down to 2^-54, the least uniform. */
const OCTAVES = 53;
const SEGMENTS = 32;
const HALF = OCTAVES * SEGMENTS * 4;
const MEDIAN = 2 * HALF;

/** Coefficients, lower half then upper, octave by octave outward, four per segment; the median. */
export type QuantileTable = Float64Array & { readonly __brand: 'QuantileTable' };

/**
 * Tabulates a continuous distribution. Absolute error against the exact quantile: standard normal
 * below 1e-8, lognormal and gamma below 1e-8 relative (tested); ends of segments are exact. Takes
 * about 10,000 quantiles to build (5 to 150 ms), 110 KB; only the few KB of the inner octaves are
 * hot. For smooth densities: a triangular one has a kink and is cheap without a table.
 */
export function quantileTable(distribution: Distribution): QuantileTable {
  if (distribution.isDiscrete) {
    refuseParameter(distribution.name, 'counts are not tabulated here', 'use countTable');
  }
  const table = new Float64Array(MEDIAN + 1);
  fillHalf(table, 0, distribution.quantile);
  fillHalf(table, HALF, distribution.upperQuantile);
  table[MEDIAN] = distribution.quantile(0.5);
  return table as QuantileTable;
}

let ofStandardNormal: QuantileTable | undefined;

/** The table of the standard normal, built at its first use and shared. */
export function standardNormalTable(): QuantileTable {
  ofStandardNormal ??= quantileTable(normal({ mean: 0, sd: 1 }));
  return ofStandardNormal;
}

function fillHalf(table: Float64Array, from: number, quantile: (tail: number) => number): void {
  for (let octave = 0; octave < OCTAVES; octave += 1) {
    const least = power(-2 - octave);
    let start = quantile(least);
    for (let segment = 0; segment < SEGMENTS; segment += 1) {
      const node = (f: number): number => quantile(least * (1 + (segment + f) / SEGMENTS));
      const end = node(1);
      const at = from + (octave * SEGMENTS + segment) * 4;
      cubicThrough(table, at, start, node(0.25), node(0.75), end);
      start = end;
    }
  }
}

/** Coefficients of the cubic with these values at 0, 1/4, 3/4 and 1 (Chebyshev–Lobatto points). */
function cubicThrough(
  table: Float64Array,
  at: number,
  y0: number,
  y1: number,
  y2: number,
  y3: number,
): void {
  const d1 = (y1 - y0) * 4;
  const d2 = (y2 - y1) * 2;
  const d3 = (y3 - y2) * 4;
  const e1 = ((d2 - d1) * 4) / 3;
  const e2 = ((d3 - d2) * 4) / 3;
  const g = e2 - e1;
  // Newton's form y0 + d1 f + e1 f (f − 1/4) + g f (f − 1/4)(f − 3/4), multiplied out.
  table[at] = y0;
  table[at + 1] = d1 - e1 / 4 + (g * 3) / 16;
  table[at + 2] = e1 - g;
  table[at + 3] = g;
}

function power(e: number): number {
  return POWERS_OF_TWO[e + 1074] as number;
}

/** The tabulated quantile at u, 2^-54 ≤ u ≤ 1 − 2^-53: what `uniform` can return. */
export function tabulated(table: QuantileTable, u: number): number {
  const isUpper = u > 0.5;
  const tail = isUpper ? 1 - u : u;
  let octave: number;
  if (tail >= 2.3283064365386963e-10) {
    octave = Math.clz32(tail * 4_294_967_296) - 1;
    if (octave < 0) return table[MEDIAN] as number;
  } else {
    octave = Math.clz32(tail * 18_446_744_073_709_552_000) + 31;
  }
  const place = tail * (POWERS_OF_TWO[octave + 1076] as number) * SEGMENTS;
  const segment = place | 0;
  const f = place - segment;
  const at = (isUpper ? HALF : 0) + (octave * SEGMENTS + segment - SEGMENTS) * 4;
  return (
    (table[at] as number) +
    f *
      ((table[at + 1] as number) + f * ((table[at + 2] as number) + f * (table[at + 3] as number)))
  );
}

/** tabulated() over a block: out[i] = the quantile at u[i]; out may be u itself. */
export function tabulateAll(table: QuantileTable, u: Float64Array, out: Float64Array): void {
  for (let i = 0; i < u.length; i += 1) out[i] = tabulated(table, u[i] as number);
}

/**
 * The table's doubles as little-endian bytes, for the SHA-256 that a run record holds: two machines
 * with the same digest draw the same numbers.
 */
export function tableBytes(table: Float64Array): Uint8Array {
  const bytes = new Uint8Array(table.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < table.length; i += 1) view.setFloat64(8 * i, table[i] as number, true);
  return bytes;
}
