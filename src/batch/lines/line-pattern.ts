import { TEXT } from './line-shape.ts';
import type { LineShape } from './line-shape.ts';

const SPACE = 32;
const QUOTE = 34;
const MINUS = 45;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const BACKSLASH = 92;

/** Bytes of text that are neither a quote, nor an escape, nor control characters. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** A shape, and what was read of the last line that had it. */
export interface Pattern {
  readonly shape: LineShape;
  /** The page in which that line stands, 0 for none; its places hold there. */
  page: number;
  start: number;
  end: number;
  /** By value: its first byte, the one behind it, and whether it differs from the line before. */
  starts: Int32Array;
  stops: Int32Array;
  readonly changed: Uint8Array;
  /** Places are written here until it is clear that the line has the shape. */
  nextStarts: Int32Array;
  nextStops: Int32Array;
  effective: number;
  occurred: number;
  policy: string | undefined;
  readonly slots: Float64Array;
}

/** A shape of which no line has been read. */
export function patternOf(shape: LineShape): Pattern {
  const values = shape.kinds.length;
  return {
    shape,
    page: 0,
    start: 0,
    end: 0,
    starts: new Int32Array(values),
    stops: new Int32Array(values),
    changed: new Uint8Array(values),
    nextStarts: new Int32Array(values),
    nextStops: new Int32Array(values),
    effective: Number.NaN,
    occurred: Number.NaN,
    policy: undefined,
    slots: Float64Array.from(shape.slots),
  };
}

/** Makes the line that has been compared the last one. */
function take(pattern: Pattern, start: number, end: number): void {
  const { starts, stops } = pattern;
  pattern.start = start;
  pattern.end = end;
  pattern.starts = pattern.nextStarts;
  pattern.stops = pattern.nextStops;
  pattern.nextStarts = starts;
  pattern.nextStops = stops;
}

/** Compares a line with the shape itself; when it has it, its places are those of the pattern. */
export function isOfShape(pattern: Pattern, b: Uint8Array, start: number, end: number): boolean {
  const { shape, nextStarts, nextStops } = pattern;
  const { literals, ends, kinds } = shape;
  const count = kinds.length;
  let p = start;
  let l = 0;
  for (let value = 0; value <= count; value++) {
    const stop = ends[value] as number;
    if (p + stop - l > end) return false;
    for (; l < stop; l++, p++) if (b[p] !== literals[l]) return false;
    if (value === count) break;
    nextStarts[value] = p;
    p = endOfValue(b, p, kinds[value] as number);
    nextStops[value] = p;
  }
  if (p !== end) return false;
  pattern.changed.fill(1);
  take(pattern, start, end);
  return true;
}

/**
 * The same by comparing with the last line, which stands in the same page: most of both is the same.
 * Eight bytes are compared at a time, as fractions: those are equal only when all their bits are,
 * zero apart, which no eight bytes of a line are; what is no number at all counts as a difference.
 * Where the lines differ a value must stand, which alone is looked at anew.
 */
export function followsLast(
  pattern: Pattern,
  b: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): boolean {
  const { shape, starts, stops, changed, nextStarts, nextStops, end: lastEnd } = pattern;
  const { kinds } = shape;
  // A place in the last line; the one in this line that goes with it is `shift` further on.
  let q = pattern.start;
  let shift = start - q;
  let value = 0;
  for (;;) {
    const stop = Math.min(end - shift, lastEnd);
    while (q + 8 <= stop && view.getFloat64(q + shift, true) === view.getFloat64(q, true)) q += 8;
    while (q < stop && b[q + shift] === b[q]) q += 1;
    for (; value < kinds.length && (stops[value] as number) < q; value++) {
      nextStarts[value] = (starts[value] as number) + shift;
      nextStops[value] = (stops[value] as number) + shift;
      changed[value] = 0;
    }
    if (value === kinds.length) break;
    if ((starts[value] as number) > q) return false;
    const first = (starts[value] as number) + shift;
    const behind = endOfValue(b, first, kinds[value] as number);
    nextStarts[value] = first;
    nextStops[value] = behind;
    changed[value] = 1;
    q = stops[value] as number;
    shift = behind - q;
    value += 1;
  }
  if (q !== lastEnd || q + shift !== end) return false;
  take(pattern, start, end);
  return true;
}

function endOfValue(b: Uint8Array, from: number, kind: number): number {
  let p = from;
  if (kind === TEXT) {
    while (IS_PLAIN[b[p] as number] === 1) p += 1;
    return p;
  }
  if (b[p] === MINUS) p += 1;
  for (let byte = b[p] as number; byte >= DIGIT_0 && byte <= DIGIT_9;) byte = b[++p] as number;
  return p;
}
