import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { ExampleLast } from './test/support/sequencer.ts';

// With install scripts switched off, npm would quietly run us on the host's Node (settled.md §9.2).
if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(`Feeworth is tested on Node 24; this is ${process.version}. Run: npm test`);
}

/** Files that load the newer client of KurrentDB, which no process may do that has the older one. */
const KURRENT = 'test/**/*.kurrent.test.ts';

const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    sequence: { sequencer: ExampleLast },
    // Tests of servers wait more than they work: a process more than there are cores, and the suite
    // takes five sixths of the time on two. By default one core would be left idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'feeworth',
          include: ['test/**/*.test.ts'],
          exclude: [KURRENT],
          globalSetup: ['test/support/example-folder.ts'],
          pool: 'forks',
          // A process for each file costs a tenth of the whole; no file changes what others share.
          isolate: false,
          ...timeouts,
        },
      },
      { test: { name: 'kurrent', include: [KURRENT], pool: 'forks', isolate: true, ...timeouts } },
    ],
  },
});
