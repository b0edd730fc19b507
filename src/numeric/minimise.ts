// The least value of a function of a few numbers in a box, without its slopes.
import { invariant } from '../error.ts';

/** Where a parameter may lie; both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly evaluations: number;
  /** Starting anew from here found nothing better. */
  readonly isSettled: boolean;
}

interface Corner {
  readonly at: readonly number[];
  readonly value: number;
}

/** Runs anew from the best corner until that gains less than this share of the value. */
const GAIN = 1e-12;
const MOST_RUNS = 20;

/**
 * Nelder and Mead 1965 with every corner held inside the box, begun anew from its best corner until
 * that gains nothing: a simplex may lie down on a face of the box. Local: start where it looks best.
 * Where the function has no value (NaN) it counts as Infinity. However small the tolerance (in the
 * units of the parameters), a place is found to half the digits of the value there: it is flat.
 */
export function minimise(
  f: (at: readonly number[]) => number,
  box: readonly Range[],
  start: readonly number[],
  tolerance = 1e-9,
): Minimum {
  invariant(start.length === box.length && box.length > 0, 'a start has a place in every range');
  let evaluations = 0;
  const corner = (at: readonly number[]): Corner => {
    evaluations += 1;
    const inside = at.map((x, i) => held(x, box[i] as Range));
    const value = f(inside);
    return { at: inside, value: value === value ? value : Infinity };
  };
  let best = corner(start);
  for (let run = 0; run < MOST_RUNS; run++) {
    // Smaller each time, and to the other side: what one simplex overlooked the next may see.
    const size = (run % 2 === 0 ? 0.1 : -0.1) / (1 + run);
    const found = descend(corner, [best, ...around(best, box, size).map(corner)], tolerance);
    const gained = best.value - found.value;
    if (found.value < best.value) best = found;
    if (run > 0 && !(gained > GAIN * Math.abs(best.value))) {
      return { ...best, evaluations, isSettled: true };
    }
  }
  return { ...best, evaluations, isSettled: false };
}

const held = (x: number, { from, to }: Range): number => Math.min(to, Math.max(from, x));

/** One corner along each range, on the side where there is room. */
function around({ at }: Corner, box: readonly Range[], size: number): number[][] {
  return box.map(({ from, to }, i) => {
    const step = size * (to - from);
    const here = at[i] as number;
    const there = here + step > to || here + step < from ? here - step : here + step;
    return at.map((x, j) => (j === i ? there : x));
  });
}

const isNear = (a: Corner, b: Corner, within: number): boolean =>
  a.at.every((x, i) => Math.abs(x - (b.at[i] as number)) <= within);

/** Until all corners lie within the tolerance of the worst, or a thousand steps. */
function descend(
  corner: (at: readonly number[]) => Corner,
  from: readonly Corner[],
  tolerance: number,
): Corner {
  let simplex = [...from];
  for (let step = 0; step < 1000; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0] as Corner, simplex.at(-1) as Corner];
    const others = simplex.slice(0, -1);
    if (others.every((c) => isNear(c, worst, tolerance))) break;
    const along = (way: number): Corner =>
      corner(
        worst.at.map((x, i) => {
          const middle = others.reduce((all, c) => all + (c.at[i] as number), 0) / others.length;
          return middle + way * (middle - x);
        }),
      );
    const next = better(along, { best, worst, second: others.at(-1) as Corner });
    simplex = next
      ? [...others, next]
      : [best, ...simplex.slice(1).map((c) => corner(c.at.map((x, i) => halfway(x, best.at[i]))))];
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}

const halfway = (a: number, b = a): number => a + (b - a) / 2;

/** Reflects the worst corner, goes further where that pays, less far where not; null: shrink. */
function better(
  along: (way: number) => Corner,
  { best, second, worst }: { best: Corner; second: Corner; worst: Corner },
): Corner | null {
  const reflected = along(1);
  if (reflected.value < best.value) {
    const further = along(2);
    return further.value < reflected.value ? further : reflected;
  }
  if (reflected.value < second.value) return reflected;
  const contracted = along(reflected.value < worst.value ? 0.5 : -0.5);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : null;
}
