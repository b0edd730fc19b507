// Luck is addressed, not drawn: every random number is a pure function of (seed, stream, path,
// entity, draw), so adding a draw, a site or a worker moves no other number (settled.md §5.3).
import { invariant } from '../error.ts';
import { threefry20 } from './threefry.ts';

/** SHA-256 of bytes, 32 bytes; passed in because the engine also runs in a browser worker. */
export interface Sha256 {
  (bytes: Uint8Array): Uint8Array;
  /** Of parts one behind the other, where they need not lie in memory together. */
  ofParts?(parts: Iterable<Uint8Array>): Uint8Array;
}

/** The key of one stream: four 32-bit words. */
export type StreamKey = Uint32Array & { readonly __brand: 'StreamKey' };

/** Where in a stream a draw lies. All three are whole numbers from 0 to 2^32 − 1. */
export interface DrawAddress {
  /** Number of the simulated path. */
  readonly path: number;
  /** Site, payer or cohort inside the path, as a number frozen in the resolved scenario. */
  readonly entity: number;
  /** The first draw wanted. */
  readonly draw: number;
}

/** Version of every sampler built on these streams; the fourth word of the counter. */
export const STREAM_VERSION = 1;
/** Marks the counters of 32-bit draws, so that they never share a block with 53-bit ones. */
const WORD_LANE = 0x80000000;

const TWO_26 = 67_108_864;
const TWO_MINUS_53 = 1.1102230246251565e-16;
const TWO_MINUS_54 = 5.551115123125783e-17;
const TWO_MINUS_32 = 2.3283064365386963e-10;

/** Blocks made at a time: their words stay in the first-level cache. */
const BATCH = 64;
const words = new Uint32Array(4 * BATCH);

/**
 * The key of stream `id` under `seed`: the first 16 bytes of SHA-256(seed, 0x00, id) in UTF-8, as
 * four little-endian words. Use ids, never display names; the same text always gives the same key.
 */
export function streamKey(seed: string, id: string, sha256: Sha256): StreamKey {
  invariant(!seed.includes('\0'), 'a seed holds no NUL');
  const digest = sha256(new TextEncoder().encode(`${seed}\0${id}`));
  const key = new Uint32Array(4);
  const bytes = new DataView(digest.buffer, digest.byteOffset, 16);
  for (let i = 0; i < 4; i += 1) key[i] = bytes.getUint32(4 * i, true);
  return key as StreamKey;
}

/**
 * The 53-bit uniform of two words: k·2^-53 with k from the upper 27 and 26 bits; k = 0 is taken as
 * 2^-54. Never 0, never 1; 1 − u is exact but for 2^-54, where it rounds to 1.
 */
export function uniformOfWords(high: number, low: number): number {
  const k = (high >>> 5) * TWO_26 + (low >>> 6);
  return k === 0 ? TWO_MINUS_54 : k * TWO_MINUS_53;
}

/** One 53-bit uniform. Draws 2b and 2b+1 are the two halves of block b. */
export function uniform(key: StreamKey, { path, entity, draw }: DrawAddress): number {
  threefry20(words, 1, path, entity, draw >>> 1, STREAM_VERSION, key);
  const half = (draw & 1) * 2;
  return uniformOfWords(words[half] as number, words[half + 1] as number);
}

/**
 * Fills out[from … from + count) with the 53-bit uniforms of draws draw, draw + 1 …: the same
 * numbers as `uniform`, two per block. For hot loops: no allocation.
 */
export function fillUniforms(
  out: Float64Array,
  from: number,
  count: number,
  key: StreamKey,
  { path, entity, draw }: DrawAddress,
): void {
  const end = from + count;
  let skip = draw & 1;
  let block = draw >>> 1;
  for (let i = from; i < end; block += BATCH, skip = 0) {
    const take = Math.min(end - i, 2 * BATCH - skip);
    threefry20(words, (take + skip + 1) >>> 1, path, entity, block, STREAM_VERSION, key);
    for (let w = 2 * skip, stop = w + 2 * take; w < stop; w += 2, i += 1) {
      out[i] = uniformOfWords(words[w] as number, words[w + 1] as number);
    }
  }
}

/**
 * Fills out[from … from + count) with 32-bit uniforms (w + 1/2)·2^-32, four per block: half the
 * cost of fillUniforms, for counts and choices whose tails beyond 2^-33 do not matter. These are
 * their own numbers, independent of the 53-bit ones at the same address.
 */
export function fillUniforms32(
  out: Float64Array,
  from: number,
  count: number,
  key: StreamKey,
  { path, entity, draw }: DrawAddress,
): void {
  const end = from + count;
  let skip = draw & 3;
  let block = draw >>> 2;
  const version = STREAM_VERSION | WORD_LANE;
  for (let i = from; i < end; block += BATCH, skip = 0) {
    const take = Math.min(end - i, 4 * BATCH - skip);
    threefry20(words, (take + skip + 3) >>> 2, path, entity, block, version, key);
    for (let w = skip, stop = w + take; w < stop; w += 1, i += 1) {
      out[i] = ((words[w] as number) + 0.5) * TWO_MINUS_32;
    }
  }
}
