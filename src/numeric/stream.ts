// Luck is addressed, not drawn: every random number is a pure function of (seed, stream, path,
// entity, draw), so adding a draw, a site or a worker moves no other number (settled.md §5.3).
import { invariant } from '../error.ts';
import { threefry20 } from './threefry.ts';

/** SHA-256 of bytes, 32 bytes; passed in because the engine also runs in a browser worker. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

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

const block = new Uint32Array(4);

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
  threefry20(path, entity, draw >>> 1, STREAM_VERSION, key, block, 0);
  return (draw & 1) === 0
    ? uniformOfWords(block[0] as number, block[1] as number)
    : uniformOfWords(block[2] as number, block[3] as number);
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
  let i = from;
  let b = draw >>> 1;
  if ((draw & 1) === 1 && i < end) {
    out[i] = uniform(key, { path, entity, draw });
    i += 1;
    b += 1;
  }
  for (; i + 1 < end; i += 2, b += 1) {
    threefry20(path, entity, b, STREAM_VERSION, key, block, 0);
    out[i] = uniformOfWords(block[0] as number, block[1] as number);
    out[i + 1] = uniformOfWords(block[2] as number, block[3] as number);
  }
  if (i < end) {
    threefry20(path, entity, b, STREAM_VERSION, key, block, 0);
    out[i] = uniformOfWords(block[0] as number, block[1] as number);
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
  for (let i = 0; i < count; i += 1) {
    const at = draw + i;
    if (i === 0 || (at & 3) === 0) {
      threefry20(path, entity, at >>> 2, STREAM_VERSION | WORD_LANE, key, block, 0);
    }
    out[from + i] = ((block[at & 3] as number) + 0.5) * TWO_MINUS_32;
  }
}
