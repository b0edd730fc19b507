/** Small seeded choices for made-up data; the same book on every machine and in every run. */
export interface Random {
  /** Both ends included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with probability p. */
  is(p: number): boolean;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  // Mulberry32 (T. Ettinger): good enough to make up data.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return { int, is: (p) => next() < p, pick: (from) => at(from, int(0, from.length - 1)) };
}

function at<T>(from: readonly T[], index: number): T {
  if (index >= from.length) throw new Error('nothing to pick from');
  return from[index] as T;
}
