// Appends, reads and follows a book on the test server from several processes for some minutes,
// while the server's fault switches fire at random, and looks whether anything is lost, doubled or
// out of order, and whether memory grows. Ends with 1 on any violation.
// npm run soak:kurrentdb -- [MINUTES] [--seed N]
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openServerStore } from '../src/store/kurrentdb/open.ts';
import { chanceOf } from '../test/support/chance.ts';
import { startServerProcess } from '../test/support/kurrentdb/server-process.ts';
import { growthOf } from './soak/memory.ts';
import type { Appended, Followed, FromClient, Sample, Task } from './soak/messages.ts';
import { storm } from './soak/storm.ts';
import { Truth } from './soak/truth.ts';

const CLIENT = join(import.meta.dirname, 'soak', 'client.ts');
const ROLES = ['writer', 'writer', 'writer', 'follower', 'follower', 'reader'] as const;
/** Room for young objects is held small: V8 would let it grow by a hundred megabytes and keep it. */
const FLAGS = ['--expose-gc', '--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'];
/** How long the clients have for finishing once the faults are over. */
const FINISH_MS = 60_000;
const SHOWN = 20;

interface Running {
  readonly task: Task;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly samples: Sample[];
  isDone: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const minutes = Number(positionals[0] ?? 1);
const seed = Number(values.seed);
const appends: Appended[] = [];
const followed: Followed[] = [];
const violations: string[] = [];
const counts = new Map<string, number>();

function hear(running: Running, message: FromClient): void {
  switch (message.kind) {
    case 'append':
      appends.push(message);
      return;
    case 'followed':
      followed.push(message);
      return;
    case 'memory':
      running.samples.push(message);
      return;
    case 'violation':
      violations.push(message.words);
      if (violations.length <= SHOWN) console.error(`violation: ${message.words}`);
      return;
    case 'count':
      counts.set(message.what, (counts.get(message.what) ?? 0) + 1);
      return;
    case 'done':
      running.isDone = true;
  }
}

function start(task: Task): Running {
  const child = fork(CLIENT, [JSON.stringify(task)], {
    execArgv: FLAGS,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const running = { task, child, ended: once(child, 'exit'), samples: [], isDone: false };
  child.on('message', (message: FromClient) => hear(running, message));
  return running;
}

/** Tells all to finish, and waits; one that does not is a violation and is ended. */
async function finish(clients: readonly Running[]): Promise<void> {
  for (const { child } of clients) if (child.connected) child.send('finish');
  const waiting = new AbortController();
  const late = sleep(FINISH_MS, 'late', { signal: waiting.signal }).catch(() => 'in time');
  for (const { task, child, ended } of clients) {
    if ((await Promise.race([ended, late])) !== 'late') continue;
    violations.push(
      `The ${task.role} ${task.number} did not finish within ${FINISH_MS / 1_000} s.`,
    );
    child.kill('SIGKILL');
  }
  waiting.abort();
  for (const { task, isDone } of clients)
    if (!isDone) violations.push(`The ${task.role} ${task.number} ended before its time.`);
}

function judgeMemory({ task, samples }: Running): string {
  const growth = growthOf(samples);
  const who = `${task.role} ${task.number}`;
  if (growth === null) return `memory of ${who}: looked at too seldom to say`;
  const { heap, heaps, mostHeap, rss, rsses, mostRss } = growth;
  if (heap > mostHeap || rss > mostRss) violations.push(`The memory of ${who} grows.`);
  const of = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
  const all = (values: readonly number[]): string => values.map(of).join(' ');
  return (
    `memory of ${who}, MB by fifths: heap ${all(heaps)} (may grow by ${of(mostHeap)}), ` +
    `rss ${all(rsses)} (by ${of(mostRss)})`
  );
}

const server = await startServerProcess();
const begun = performance.now();
try {
  const clients = ROLES.map((role, number) =>
    start({ role, number, seed: seed * 100 + number, url: `${server.proxyUrl}&book=soak` }),
  );
  const calm = new AbortController();
  const raging = storm(server, chanceOf(seed), calm.signal);
  await sleep(minutes * 60_000);
  calm.abort();
  const worked = await raging;
  await finish(clients);
  const seconds = (performance.now() - begun) / 1_000;

  const truth = new Truth([...new Set(followed.map(({ prefix }) => prefix))]);
  const store = await openServerStore(`${server.url}&book=soak`);
  for await (const { events } of store.readPages()) for (const event of events) truth.add(event);
  violations.push(...truth.problems(appends, followed));
  const { ok, problems, eventsChecked } = await store.verify();
  if (!ok) violations.push(...problems.map(({ words }) => `verify: ${words}`));
  if (eventsChecked !== truth.size) violations.push('verify read another number of events.');
  const { root } = await store.root();
  await store.close();

  const { rssBytes } = await server.tell({ kind: 'count' });
  const list = (of: ReadonlyMap<string, number>): string =>
    [...of]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([what, count]) => `${count} ${what}`)
      .join(', ');
  const sum = (of: (one: Followed) => number): number => followed.reduce((n, f) => n + of(f), 0);
  console.log(`seed ${seed}, ${seconds.toFixed(0)} s, ${truth.size} events, root ${root}`);
  console.log(`faults: ${list(worked)}`);
  console.log(`clients: ${list(counts)}`);
  console.log(
    `${followed.length} subscriptions, resumed ${sum((f) => f.resumed)} times, ` +
      `${sum((f) => f.count)} effects, ${sum((f) => f.repeated)} deliveries repeated`,
  );
  for (const client of clients) console.log(judgeMemory(client));
  console.log(`server: ${Math.round(rssBytes / 1_048_576)} MB`);
} finally {
  await server.stop();
}
console.log(violations.length === 0 ? 'no violation' : `${violations.length} VIOLATIONS`);
const byWords = Map.groupBy(violations, (words) => words);
for (const [words, { length }] of [...byWords].slice(0, SHOWN)) console.log(`${length} x ${words}`);
if (violations.length > 0) process.exitCode = 1;
