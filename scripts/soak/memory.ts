import type { Sample } from './messages.ts';

/** What a store may keep of each event it knows: 40 bytes in arrays that double, and streams. */
const BYTES_AN_EVENT = 160;
const HEAP_TOLERANCE = 16 * 1_048_576;
const RSS_TOLERANCE = 64 * 1_048_576;
const LEAST_SAMPLES = 10;

export interface Growth {
  readonly heap: number;
  readonly rss: number;
  /** What they may be. */
  readonly mostHeap: number;
  readonly mostRss: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/**
 * How much more memory a client had in the last fifth of its life than in the second, by medians
 * after collections of garbage, and how much more it may have; null when it was looked at too
 * seldom.
 */
export function growthOf(samples: readonly Sample[]): Growth | null {
  if (samples.length < LEAST_SAMPLES) return null;
  const fifth = Math.floor(samples.length / 5);
  const [second, last] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)];
  const difference = (of: (sample: Sample) => number): number =>
    median(last.map(of)) - median(second.map(of));
  const kept =
    Math.max(
      0,
      difference(({ known }) => known),
    ) * BYTES_AN_EVENT;
  return {
    heap: difference(({ heapBytes }) => heapBytes),
    rss: difference(({ rssBytes }) => rssBytes),
    mostHeap: HEAP_TOLERANCE + kept,
    mostRss: RSS_TOLERANCE + kept,
  };
}
