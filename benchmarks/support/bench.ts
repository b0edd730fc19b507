/** Answer to a question, in its unit; `ratio` is ours by the peer's. */
export interface Measured {
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: string;
  /** What a reader needs to judge the figures: sizes, shares, what was compared. */
  readonly note: string;
}

/** The question could not be asked here; says what is missing. */
export interface Skipped {
  readonly skipped: string;
}

/** One file of benchmarks/: a question, its peer or limit, and the ratio that answers it. */
export interface Bench {
  readonly name: string;
  readonly question: string;
  readonly peerName: string;
  /** The ratio that is asked for. */
  readonly bar: number;
  /** Whether ratios above the bar are good, or those below it. */
  readonly better: 'higher' | 'lower';
  run(): Promise<Measured | Skipped>;
}

/** Does the work over and over for a while: mean milliseconds of a run, and what it came to. */
export type Contender = (turnMs: number) => Promise<Turn>;
export interface Turn {
  readonly ms: number;
  readonly result: string;
}

/** Work done in this thread; what it came to is told after the clock has stopped. */
export function here(work: () => (() => string) | Promise<() => string>): Contender {
  return async (turnMs) => {
    globalThis.gc?.();
    const start = performance.now();
    for (let runs = 1; ; runs++) {
      const tell = await work();
      const passed = performance.now() - start;
      if (passed < turnMs) continue;
      const result = tell();
      // Swept now, and not by threads in the background of the next one's turn.
      globalThis.gc?.();
      return { ms: passed / runs, result };
    }
  };
}

/** How often everything is done: turns that count, and turns before them that do not. */
export interface Rounds {
  readonly rounds: number;
  readonly warmUps?: number;
  /** A turn goes on until so much time has passed, and counts the mean of its runs. */
  readonly turnMs?: number;
}

/**
 * Median milliseconds of contenders that take turns, so that a busy machine is busy for all.
 * Throws when two do not come to the same: then nothing may be said about their speed.
 */
export async function interleaved<const Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, warmUps = 1, turnMs = 0 }: Rounds,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  let agreed: string | undefined;
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of names) {
      const { ms, result } = await contenders[name](turnMs);
      if (round >= 0) times.get(name)?.push(ms);
      agreed ??= result;
      if (result !== agreed) throw new Error(`${name} came to ${result}, not to ${agreed}`);
    }
  }
  return Object.fromEntries(names.map((n) => [n, median(times.get(n) ?? [])])) as never;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Two speeds of the same work, from milliseconds and how many things were done. */
export function speeds(
  times: { readonly ours: number; readonly peer: number },
  count: number,
  unit: string,
  note: string,
): Measured {
  const perSecond = (ms: number): number => (count / ms) * 1000;
  const ours = perSecond(times.ours);
  const peer = perSecond(times.peer);
  return { ours, peer, ratio: ours / peer, unit, note };
}
