// The generator's own luck, apart from the engine's on purpose: it must be an independent witness.

/** A named stream of random integers; the same name gives the same stream on every machine. */
export interface Luck {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True in `perMille` of a thousand cases. */
  chance(perMille: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, weighted by whole numbers. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
}

const SEED = 'juniper-aesthetics/1/';

/** FNV-1a over the name: streams are addressed by name, so a new one disturbs no other. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h >>> 0;
}

/** Opens the stream of a name (mulberry32: 32-bit integers only). */
export function luck(name: string): Luck {
  let state = hash(SEED + name);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  for (let i = 0; i < 4; i++) next();
  const below = (n: number): number => Math.floor((next() * n) / 4294967296);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return {
    int: (low, high) => low + below(high - low + 1),
    chance: (perMille) => below(1000) < perMille,
    pick,
    weighted: (items) => {
      let left = below(items.reduce((sum, [, weight]) => sum + weight, 0));
      for (const [item, weight] of items) {
        if (left < weight) return item;
        left -= weight;
      }
      return pick(items)[0];
    },
  };
}
