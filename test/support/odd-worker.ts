// A worker as a process of its own that does something a worker should not do:
// node test/support/odd-worker.ts URL hold|twice|slow|plain [MS]
import { setTimeout as wait } from 'node:timers/promises';
import { threadPool } from '../../scenarios/pool.node.ts';
import { openServerWorkLog } from '../../src/store/kurrentdb/work-log.ts';
import type { WorkLog } from '../../src/store/work-log.ts';
import { codeOfRanges } from '../../app/workers/code.ts';
import { work } from '../../app/workers/worker.ts';
import { before, changed, twice } from './work.ts';

const [url = '', how = 'plain', ms = '0'] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Every so many ranges one is not acknowledged. */
const UNHEARD = 20;
let acknowledged = 0;

let refused: readonly string[] = [];

function logOf(): WorkLog {
  const log = openServerWorkLog(url);
  if (how !== 'twice') return log;
  const unheard = changed(log, (taken) => ({
    ...taken,
    done: async () => {
      acknowledged += 1;
      if (acknowledged % UNHEARD !== 0) await taken.done();
    },
  }));
  const doubled = twice(unheard);
  ({ refused } = doubled);
  return doubled.log;
}

const threads = threadPool(1);
const log = logOf();
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const pool = before(async () => {
  if (how === 'hold') {
    say('holding');
    await new Promise(() => undefined);
  }
  if (how === 'slow') await wait(Number(ms));
}, threads);
say('ready');
const answered = await work({
  log,
  pool,
  code: codeOfRanges(),
  stop: stop.signal,
  now: () => new Date(performance.timeOrigin + performance.now()).toISOString(),
  say,
});
say(`answered ${answered}`);
if (how === 'twice') say(`second answers refused ${refused.length}`);
await threads.close();
await log.close();
