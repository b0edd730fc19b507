// Sobol' points by index, and Owen's scrambles of them by number: point 700 of scramble 3 is the
// same whether or not points 0 to 699 were ever asked for (settled.md §6.6).
import { invariant } from '../error.ts';
import { SOBOL_DIRECTIONS } from './sobol-directions.ts';
import type { SobolDirections } from './sobol-directions.ts';
import type { StreamKey } from './stream.ts';
import { threefry20 } from './threefry.ts';

/** Dimensions there are direction numbers for. */
export const SOBOL_DIMENSIONS = SOBOL_DIRECTIONS.length;

const BITS = 32;
const TWO_MINUS_32 = 2.3283064365386963e-10;
/** A block of Threefry has 128 bits: enough for the 127 nodes of a binary tree of seven levels. */
const LEVELS = 7;

/**
 * v_k = m_k·2^(32−k) for k = 1 … 32 by Sobol's recurrence (Bratley and Fox, ACM TOMS 14:88, 1988).
 */
function directionNumbers({ polynomial, initial }: SobolDirections): Uint32Array {
  const degree = initial.length;
  const v = new Uint32Array(BITS);
  for (let k = 0; k < BITS; k += 1) {
    if (k < degree || degree === 0) {
      v[k] = (initial[k] ?? 1) << (BITS - 1 - k);
      continue;
    }
    let next = (v[k - degree] as number) ^ ((v[k - degree] as number) >>> degree);
    for (let i = 1; i < degree; i += 1) {
      if ((polynomial >>> (degree - i)) & 1) next ^= v[k - i] as number;
    }
    v[k] = next;
  }
  return v;
}

const DIRECTIONS: readonly Uint32Array[] = SOBOL_DIRECTIONS.map(directionNumbers);

/**
 * Coordinate `dimension` (from 0) of point `index` (0 to 2^32 − 1) as a whole number of 2^-32ths,
 * in the order of Antonov and Saleev, whose Gray code is i XOR ⌊i/2⌋; SciPy's order too.
 */
export function sobolWord(index: number, dimension: number): number {
  const v = DIRECTIONS[dimension];
  invariant(v, `a Sobol' point has 1 to ${SOBOL_DIMENSIONS} dimensions`);
  let word = 0;
  for (let gray = (index ^ (index >>> 1)) >>> 0; gray !== 0; gray &= gray - 1) {
    word ^= v[31 - Math.clz32(gray & -gray)] as number;
  }
  return word >>> 0;
}

/**
 * The point as it is published, every coordinate exact in a double. Point 0 is the origin: scramble
 * it, and do not leave it out (Owen, arXiv:2008.08051); no inverse distribution takes a 0.
 */
export function sobolPoint(index: number, dimensions: number): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, d) => sobolWord(index, d) * TWO_MINUS_32);
}

/** Which scramble: replicates of one key are independent of each other, as are dimensions. */
export interface Scramble {
  readonly key: StreamKey;
  /** Number of the replicate, 0 to 2^32 − 1. */
  readonly replicate: number;
}

const words = new Uint32Array(4);

/**
 * Owen's nested uniform scramble of a word, exact to all its 32 bits: the bit at depth k is flipped
 * by a coin of its own for every prefix of k bits above it. The prefixes form a binary tree; a
 * block of Threefry at the address (prefix, dimension, replicate, depth) holds the coins of the
 * tree of seven levels below a prefix, so that five blocks scramble a word. Hashes after Laine and
 * Karras are faster and keep the nesting, but their coins depend on each other: 2^32 seeds draw
 * from the 2^(2^32 − 1) trees there are. With a coin per prefix the theory's promises (no bias, and
 * a variance that falls faster than 1/n for smooth functions) hold as far as Threefry's bits are
 * random.
 */
export function owenScramble(
  word: number,
  dimension: number,
  { key, replicate }: Scramble,
): number {
  let flips = 0;
  for (let depth = 0; depth < BITS; depth += LEVELS) {
    const prefix = depth === 0 ? 0 : word >>> (BITS - depth);
    threefry20(words, 1, prefix, dimension, replicate, depth, key);
    // Nodes are numbered as in a heap: 1 at the top, the children of node n are 2n and 2n + 1.
    let node = 1;
    for (let k = depth; k < depth + LEVELS && k < BITS; k += 1) {
      const coin = ((words[node >>> 5] as number) >>> (node & 31)) & 1;
      flips |= coin << (BITS - 1 - k);
      node = 2 * node + ((word >>> (BITS - 1 - k)) & 1);
    }
  }
  return (word ^ flips) >>> 0;
}

/**
 * Fills out[from … from + dimensions) with the scrambled point: (w + 1/2)·2^-32, the middle of its
 * cell, exact in a double, never 0 and never 1. Take 2^k points from 0 on; estimate the error from
 * the means of independent replicates, never from the points of one.
 */
export function fillScrambled(
  out: Float64Array,
  from: number,
  dimensions: number,
  index: number,
  scramble: Scramble,
): void {
  for (let d = 0; d < dimensions; d += 1) {
    out[from + d] = (owenScramble(sobolWord(index, d), d, scramble) + 0.5) * TWO_MINUS_32;
  }
}

/** Path p takes point ⌊p/R⌋ of replicate p mod R, so that more paths change no earlier one. */
export function pointOfPath(
  path: number,
  replicates: number,
): { readonly replicate: number; readonly index: number } {
  return { replicate: path % replicates, index: Math.floor(path / replicates) };
}
