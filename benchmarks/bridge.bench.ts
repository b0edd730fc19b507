import type { MeanBar } from '../scenarios/answer.ts';
import { compare } from '../scenarios/compare.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { sha256 } from '../src/audit/sha256.node.ts';
import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { exampleComparison } from './support/example-comparison.ts';

const PATHS = 1_024;
const DRIVERS = 6;
const LIMIT_SECONDS = 10;

const dollars = (cents: number): string => String(Math.round(cents / 100));

function barWords({ label, cents, standardErrorCents }: MeanBar): string {
  if (standardErrorCents === null) throw new Error(`the bar "${label}" has no standard error`);
  return `${label} ${dollars(cents)} ± ${dollars(standardErrorCents)}`;
}

export const bench: Bench = {
  name: 'bridge',
  question: 'How long does an exact Shapley bridge of six drivers over 1,024 paths take?',
  peerName: 'limit',
  bar: 1,
  better: 'lower',
  async run() {
    const pool = threadPool(2);
    const comparison = exampleComparison({ paths: PATHS, bridgePaths: PATHS });
    let bars: readonly MeanBar[] = [];
    const { ours } = await interleaved(
      {
        ours: async () => {
          const start = performance.now();
          const { bridge, digest } = await compare(comparison, pool, sha256);
          bars = [...bridge.level1, ...bridge.level2];
          // Beside the drivers a bar of sampling, which is nothing where all paths were bridged.
          const drivers = bridge.level2.filter(({ id }) => id !== 'sampling').length;
          if (drivers !== DRIVERS) throw new Error(`${drivers} drivers; ${DRIVERS} are asked for`);
          return { ms: performance.now() - start, result: digest };
        },
      },
      { rounds: 3, warmUps: 1 },
    );
    await pool.close();
    const seconds = ours / 1_000;
    const note =
      `Every one of ${2 ** DRIVERS} coalitions on every path, two workers, the comparison ` +
      `itself included. Bars in dollars with their standard errors: ` +
      `${bars.map(barWords).join('; ')}.`;
    const ratio = seconds / LIMIT_SECONDS;
    return { ours: seconds, peer: LIMIT_SECONDS, ratio, unit: 'seconds', note };
  },
};
