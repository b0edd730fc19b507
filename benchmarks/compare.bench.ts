import { compare } from '../scenarios/compare.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import { sha256 } from '../src/audit/sha256.node.ts';
import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { exampleComparison, SITE_MONTHS_A_PATH } from './support/example-comparison.ts';

const PATHS = 4_096;
const LIMIT_SECONDS = 3;
const LEAST_ROWS = 60;

export const bench: Bench = {
  name: 'compare',
  question: 'How long do 4,096 paired paths of 36 months and three sites take on two workers?',
  peerName: 'limit',
  bar: 1,
  better: 'lower',
  async run() {
    const pool = threadPool(2);
    const comparison = exampleComparison({ paths: PATHS });
    let rows = 0;
    const { ours } = await interleaved(
      {
        ours: async () => {
          const start = performance.now();
          const answer = await compare(comparison, pool, sha256);
          rows = answer.rowsPerSiteMonth;
          return { ms: performance.now() - start, result: answer.digest };
        },
      },
      { rounds: 3, warmUps: 1 },
    );
    await pool.close();
    if (rows < LEAST_ROWS)
      throw new Error(`${rows} rows a site-month; ${LEAST_ROWS} are asked for`);
    const seconds = ours / 1_000;
    const millions = (PATHS * SITE_MONTHS_A_PATH * rows) / seconds / 1e6;
    const note =
      `${Math.round(PATHS / seconds)} paths/s, ${millions.toFixed(1)} million rows/s, ` +
      `${rows.toFixed(1)} rows a site-month (at least ${LEAST_ROWS} asked); one digest throughout.`;
    const ratio = seconds / LIMIT_SECONDS;
    return { ours: seconds, peer: LIMIT_SECONDS, ratio, unit: 'seconds', note };
  },
};
