import { defineConfig } from 'vitest/config';
import { ExampleLast } from './test/support/sequencer.ts';

// With install scripts switched off, npm would quietly run us on the host's Node (settled.md §9.2).
if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(`Feeworth is tested on Node 24; this is ${process.version}. Run: npm test`);
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/example-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // A process for each of 175 files costs a tenth of the whole; no file changes what others share.
    isolate: false,
    sequence: { sequencer: ExampleLast },
    // By default one core is left idle: on two cores the suite took nearly twice as long.
    maxWorkers: '100%',
  },
});
