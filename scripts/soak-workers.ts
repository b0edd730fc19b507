// A large run over four worker processes against the test server in a process of its own: two are
// killed at random moments, one delivers every answer twice and sometimes acknowledges nothing, one
// is slower than the message timeout. The digest must be that of one process; ends with 1 if not.
// npm run soak:workers -- [PATHS] [SEED]
import { parseArgs } from 'node:util';
import { runComparison } from '../app/compare.ts';
import { codeOfRanges } from '../app/workers/code.ts';
import { workPool } from '../app/workers/coordinator.ts';
import { QUEUE } from '../app/workers/messages.ts';
import { openServerWorkLog } from '../src/store/kurrentdb/work-log.ts';
import { chanceOf } from '../test/support/chance.ts';
import { startServerProcess } from '../test/support/kurrentdb/server-process.ts';
import { start } from '../test/support/processes.ts';

const [paths = 65_536, seed = 1] = parseArgs({ allowPositionals: true }).positionals.map(Number);
const SCENARIO = 'join';
const TIMEOUT_MS = 2_000;
const SLOW_MS = 2_500;
const WORKER = 'test/support/odd-worker.ts';

const began = performance.now();
const say = (text: string): void => {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${text}\n`);
};

say(`${SCENARIO}, ${paths} paths, seed ${seed}`);
const alone = await runComparison({ scenario: SCENARIO, paths }, null);
say(`one process:  ${alone.answer.digest}`);

const server = await startServerProcess();
const log = openServerWorkLog(server.url);
// Made first, so that everybody has this timeout.
await log.makeQueue({ ...QUEUE, messageTimeoutMs: TIMEOUT_MS });
const workers = {
  'killed first': start(WORKER, [server.url, 'plain']),
  'killed second': start(WORKER, [server.url, 'plain']),
  'delivers twice': start(WORKER, [server.url, 'twice']),
  'is slow': start(WORKER, [server.url, 'slow', String(SLOW_MS)]),
};
await Promise.all(Object.values(workers).map((worker) => worker.heard('ready')));

const chance = chanceOf(seed);
/** Per mille of the work after which each is killed. */
const kills = [
  { name: 'killed first', at: chance.int(50, 400) },
  { name: 'killed second', at: chance.int(400, 800) },
] as const;
const ends: Promise<unknown>[] = [];
let next = 0;
let tenths = 0;

const pool = workPool({
  log,
  code: codeOfRanges(),
  now: () => new Date(performance.timeOrigin + performance.now()).toISOString(),
  say,
  patienceMs: 15_000,
});
const spread = await runComparison(
  {
    scenario: SCENARIO,
    paths,
    pool,
    onProgress(done, of) {
      const kill = kills[next];
      if (kill !== undefined && 1000 * done >= kill.at * of) {
        next += 1;
        ends.push(workers[kill.name].end('SIGKILL'));
        say(`kill -9 of the worker to be ${kill.name}, at ${(kill.at / 10).toFixed(1)} %`);
      }
      if (done * 10 >= (tenths + 1) * of) say(`${++tenths * 10} % of the work is done`);
    },
  },
  null,
);
say(`four workers: ${spread.answer.digest}`);
await Promise.all(ends);
for (const [name, worker] of Object.entries(workers)) {
  const code = await worker.end('SIGTERM');
  const how = code === null ? 'was killed' : `ended with ${code}`;
  say(`the worker that ${name}: ${how}; ${worker.said().trim().split('\n').join(', ')}`);
}
await server.stop();
const isSame = spread.answer.digest === alone.answer.digest;
say(
  isSame && next === kills.length ? 'The same digest.' : 'NOT the same digest, or nobody killed.',
);
process.exitCode = isSame && next === kills.length ? 0 : 1;
