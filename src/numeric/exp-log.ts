// Exponential and logarithm from + − × ÷ and integer bits only, so that every machine and every
// build gives the same bits (settled.md §5.1). Method: table-driven argument reduction (P. T. P.
// Tang 1989, 1990) carried in pairs of doubles (head + tail, about 68 bits).
import {
  EXP_HEAD,
  EXP_TAIL,
  LOG_HEAD,
  LOG_TAIL,
  POWERS_OF_TWO,
  RECIPROCAL,
} from './elementary-tables.ts';

const STEP_INVERSE = 46.16624130844683; // 32 / ln 2
const STEP_HEAD = 0.021660849392446835; // ln 2 / 32, a multiple of 2^-42
const STEP_TAIL = 5.145609244655338e-14;
const LN2_HEAD = 0.6931471805598903; // a multiple of 2^-42
const LN2_TAIL = 5.497923018708371e-14;
/** Adding and taking away 1.5·2^52 rounds to the nearest integer. */
const ROUNDER = 6_755_399_441_055_744;
const EXP_MAX = 709.782712893384; // ln of the largest double
const EXP_MIN = -745.1332191019412; // below it, the result rounds to zero
const TWO_54 = 18_014_398_509_481_984;

const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
/** Index of the word that holds sign and exponent: 1 on little-endian machines. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Tail of the last logPair; read at once, before anything else is computed. */
const tail = new Float64Array(1);

/** 2^e for −1074 ≤ e ≤ 1023, exact. */
export function powerOfTwo(e: number): number {
  return POWERS_OF_TWO[e + 1074] as number;
}

/** y·2^e with one rounding, for 0.5 < y < 2. */
function scale(y: number, e: number): number {
  if (e < -1074) return y * 0.5 * powerOfTwo(-1074);
  if (e > 1023) return y * 2 * powerOfTwo(1023);
  return y * powerOfTwo(e);
}

/** e^(head + tail); the tail is far below the head's last bit. Error below 0.53 ulp. */
export function expPair(head: number, tailOfX: number): number {
  if (head > EXP_MAX + 1) return Infinity;
  if (head < EXP_MIN - 1) return 0;
  const n = head * STEP_INVERSE + ROUNDER - ROUNDER;
  const r = head - n * STEP_HEAD; // exact: n has 16 bits, STEP_HEAD 37
  const rest = tailOfX - n * STEP_TAIL;
  const x = r + rest;
  const p = x * x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720)))));
  const j = n & 31;
  const t = EXP_HEAD[j] as number;
  return scale(t + ((EXP_TAIL[j] as number) + t * (r + (rest + p))), (n - j) / 32);
}

/** e^x. Error below 0.53 ulp, 0.7 below 2^-1022 (measured); overflow gives Infinity. */
export function exp(x: number): number {
  return x === x ? expPair(x, 0) : x;
}

/** e^x − 1 without cancellation near zero. Error below 1.2 ulp (measured). */
export function expm1(x: number): number {
  if (!(Math.abs(x) < 40)) return x < -40 ? -1 : exp(x);
  const n = x * STEP_INVERSE + ROUNDER - ROUNDER;
  const r = x - n * STEP_HEAD;
  const rest = 0 - n * STEP_TAIL;
  const y = r + rest;
  const p = y * y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720 + y / 5040)))));
  if (n === 0) return x === 0 ? x : x + p;
  const j = n & 31;
  const two = powerOfTwo((n - j) / 32);
  const t = two * (EXP_HEAD[j] as number);
  // t − 1 in two parts, then everything small from the smallest on.
  const head = t - 1;
  const low = t >= 1 ? t - head - 1 : t - (head + 1);
  return head + (t * r + (low + (two * (EXP_TAIL[j] as number) + t * (rest + p))));
}

/**
 * ln(x + extra) for a finite positive x as head + tail: returns the head, leaves the tail in
 * `tail[0]`. Relative error of the pair below 2^-64. `extra` is below half an ulp of x.
 */
function logPair(x: number, extra: number): number {
  let e = 0;
  let y = x;
  if (x < 2.2250738585072014e-308) {
    y = x * TWO_54;
    e = -54;
  }
  view[0] = y;
  const high = words[HIGH] as number;
  const index = ((high & 0xfffff) + 0x1000) >> 13;
  let exponent = (high >>> 20) - 1023;
  let m = y * powerOfTwo(-exponent);
  let more = extra * powerOfTwo(-exponent);
  if (index > 53) {
    m *= 0.5;
    more *= 0.5;
    exponent += 1;
  }
  e += exponent;
  const c = RECIPROCAL[index] as number;
  const mHigh = Math.fround(m);
  const a = mHigh * c - 1; // exact: 24 and 11 bits
  const b = (m - mHigh) * c; // exact: 29 and 11 bits
  const f = a + b;
  const fTail = b - (f - a) + more * c; // |a| ≥ |b| or a = 0
  // f² in two parts; fround leaves 24 bits, so the first product is exact.
  const fh = Math.fround(f);
  const fl = f - fh;
  const square = f * f;
  const squareTail = fh * fh - square + 2 * fh * fl + fl * fl;
  const series =
    f * square * (1 / 3 - f * (1 / 4 - f * (1 / 5 - f * (1 / 6 - f * (1 / 7 - f * (1 / 8))))));
  const base = e * LN2_HEAD + (LOG_HEAD[index] as number); // exact
  const s1 = base + f;
  const t1 = base === 0 ? 0 : f - (s1 - base);
  const half = -0.5 * square;
  const s2 = s1 + half;
  const t2 = half - (s2 - s1);
  const low =
    e * LN2_TAIL +
    (LOG_TAIL[index] as number) +
    (series + (t1 + t2 + (fTail - f * fTail - 0.5 * squareTail)));
  const head = s2 + low;
  tail[0] = low - (head - s2);
  return head;
}

/** Natural logarithm. Error below 0.51 ulp (measured); 0 gives −Infinity, below 0 NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  return x === Infinity ? x : logPair(x, 0);
}

/** ln(1 + x) without cancellation near zero. Error below 0.51 ulp (measured). */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (Math.abs(x) < 1e-9) return x === 0 ? x : x - 0.5 * x * x;
  const u = 1 + x;
  const lost = Math.abs(x) < 1 ? x - (u - 1) : 1 - (u - x);
  return logPair(u, lost);
}

/** 1 for an odd integer, 2 for an even one, 0 for anything else. */
function parity(y: number): 0 | 1 | 2 {
  if (Math.floor(y) !== y) return 0;
  return Math.floor(y / 2) * 2 === y ? 2 : 1;
}

/**
 * x^y with ECMAScript's special cases. Error below 0.54 ulp (measured), integer powers that fit
 * are exact. Use it in place of `Math.pow`, whose last bits differ between builds.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const magnitude = Math.abs(x);
  if (Math.abs(y) === Infinity) {
    if (magnitude === 1) return NaN;
    return magnitude > 1 === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  const kind = x < 0 || x === 0 || magnitude === Infinity ? parity(y) : 2;
  if (magnitude === 0 || magnitude === Infinity) {
    const large = (magnitude === Infinity) === y > 0;
    const negative = kind === 1 && (x < 0 || Object.is(x, -0));
    if (large) return negative ? -Infinity : Infinity;
    return negative ? -0 : 0;
  }
  if (x < 0 && kind === 0) return NaN;
  const result = powPositive(magnitude, y);
  return x < 0 && kind === 1 ? -result : result;
}

function powPositive(x: number, y: number): number {
  const head = logPair(x, 0);
  const low = tail[0] as number;
  const product = y * head;
  if (!(Math.abs(product) < 800)) return product > 0 ? Infinity : product < 0 ? 0 : 1;
  if (Math.abs(product) < 1e-17) return 1;
  const yh = Math.fround(y);
  const yl = y - yh;
  const hh = Math.fround(head);
  const hl = head - hh;
  const lost = yh * hh - product + (yh * hl + yl * hh) + yl * hl;
  return expPair(product, lost + y * low);
}
