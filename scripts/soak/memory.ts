import type { Sample } from './messages.ts';

/** What a store may keep of each event it knows: 40 bytes in arrays that double, and streams. */
const BYTES_AN_EVENT = 160;
const HEAP_TOLERANCE = 8 * 1_048_576;
const RSS_TOLERANCE = 32 * 1_048_576;
const LEAST_SAMPLES = 10;

export interface Growth {
  /** Medians of each fifth of its life. */
  readonly heaps: readonly number[];
  readonly rsses: readonly number[];
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
  const medians = (of: (sample: Sample) => number): number[] =>
    [0, 1, 2, 3, 4].map((n) => {
      const to = n === 4 ? samples.length : (n + 1) * fifth;
      return median(samples.slice(n * fifth, to).map(of));
    });
  const [heaps, rsses, known] = [
    medians(({ heapBytes }) => heapBytes),
    medians(({ rssBytes }) => rssBytes),
    medians((sample) => sample.known),
  ];
  const growth = (of: readonly number[]): number => (of[4] ?? 0) - (of[1] ?? 0);
  const kept = Math.max(0, growth(known)) * BYTES_AN_EVENT;
  return {
    heaps,
    rsses,
    heap: growth(heaps),
    rss: growth(rsses),
    mostHeap: HEAP_TOLERANCE + kept,
    mostRss: RSS_TOLERANCE + kept,
  };
}
