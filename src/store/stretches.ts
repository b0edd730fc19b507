import type { Stretch } from './log.ts';

/**
 * Events of one page: a power of two, so that its part of the tree is one. Few enough that the
 * memory of their lines is used again and again, many enough that handing them over is little.
 */
export const PAGE = 1024;

/** Pages of a stretch: as many events as make one complete part of the tree, where that fits. */
export function stretchesOf({ from, to }: Stretch): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = from; at < to;) {
    const end = Math.min(to, (Math.floor(at / PAGE) + 1) * PAGE);
    stretches.push({ from: at, to: end });
    at = end;
  }
  return stretches;
}
