import { inlineTheModel } from '../scenarios/inlining.node.ts';
import { SITE_DRAWS } from '../scenarios/luck.ts';
import { rangeRunner, specOf } from '../scenarios/run-range.ts';
import { sha256 } from '../src/audit/sha256.node.ts';
import { here, interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { countRows } from './support/counted-rows.ts';
import { exampleComparison, SITE_MONTHS_A_PATH } from './support/example-comparison.ts';

const PATHS = 512;
const LIMIT_MILLIONS = 20;
/** What the workload has to have at least: less would be another question. */
const LEAST = { events: 40, rows: 60, kinds: 20, draws: 16 };

export const bench: Bench = {
  name: 'compare-events',
  question: 'How many simulated events does a paired compare write and fold a second on one core?',
  peerName: 'limit',
  bar: 1,
  better: 'higher',
  async run() {
    // As the workers of a comparison do.
    inlineTheModel();
    const spec = specOf(exampleComparison({ paths: PATHS }));
    const runner = rangeRunner(spec, sha256);
    const { ours } = await interleaved(
      {
        ours: here(() => {
          const { metrics } = runner.run(0, PATHS);
          return () => String(metrics.reduce((sum, x, i) => (sum * 31 + x + i) % 2 ** 40, 0));
        }),
      },
      { rounds: 7, warmUps: 2 },
    );
    // Counted behind the clock: a batch that is watched is another one to the compiler.
    const { events, rows, kinds } = countRows(spec, PATHS, sha256);
    const siteMonths = PATHS * SITE_MONTHS_A_PATH;
    const found = {
      events: events / siteMonths,
      rows: rows / siteMonths,
      kinds,
      draws: SITE_DRAWS,
    };
    for (const [what, least] of Object.entries(LEAST)) {
      const count = found[what as keyof typeof found];
      if (count < least) throw new Error(`${count} ${what} a site-month; ${least} are asked for`);
    }
    const millions = events / ours / 1e3;
    const note =
      `Both arms, all folds, figures of each path read, one thread: ` +
      `${Math.round((PATHS / ours) * 1e3)} paths/s, ` +
      `${found.events.toFixed(1)} events and ${found.rows.toFixed(1)} rows a site-month, ` +
      `${kinds} kinds, ${SITE_DRAWS} draws; counted of the rows written.`;
    const ratio = millions / LIMIT_MILLIONS;
    return { ours: millions, peer: LIMIT_MILLIONS, ratio, unit: 'million events/s', note };
  },
};
