import { availableParallelism } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { exampleComparison } from '../../benchmarks/support/example-comparison.ts';
import { threadPool } from '../../scenarios/pool.node.ts';
import { specOf } from '../../scenarios/run-range.ts';
import { rangeTasks } from '../../scenarios/runner.ts';
import { endThreads, keepThreads, startThreads } from '../../scenarios/threads.node.ts';

let kept: ReturnType<typeof keepThreads> | undefined;
afterEach(async () => {
  await kept?.end();
  kept = undefined;
});

it('ends threads whose run has ended', async () => {
  const [thread] = startThreads(1);
  await endThreads([thread ?? never()]);
  expect(thread?.threadId).toBe(-1);
});

it('keeps them where it was told to, whoever ends them and how often', async () => {
  kept = keepThreads();
  const first = startThreads(1);
  await endThreads(first);
  await endThreads(first);
  const second = startThreads(1);
  expect(second[0]).toBe(first[0]);
  // While it is in use nobody else has it.
  const third = startThreads(1);
  expect(third[0]).not.toBe(first[0]);
  await endThreads([...second, ...third]);
});

it('keeps no more than there are cores', async () => {
  kept = keepThreads();
  const many = startThreads(availableParallelism() + 1);
  await endThreads(many);
  expect(many.filter(({ threadId }) => threadId === -1)).toHaveLength(1);
});

it('lets go of them when something went wrong, and at the end', async () => {
  kept = keepThreads();
  const first = startThreads(1);
  await endThreads(first);
  await kept.renew();
  expect(first[0]?.threadId).toBe(-1);
  const second = startThreads(1);
  expect(second[0]).not.toBe(first[0]);
  await endThreads(second);
  await kept.end();
  expect(second[0]?.threadId).toBe(-1);
});

it('fails runs on threads that have ended, or end while it works, or are started when stopped', async () => {
  kept = keepThreads();
  const spec = specOf(exampleComparison({ paths: 4_096 }));
  const failed = { code: 'scenario/worker-failed' };
  const pool = threadPool(1);
  const run = expect(pool.run([spec], rangeTasks(0, 4_096))).rejects.toMatchObject(failed);
  await kept.stop();
  expect(kept.isStopped).toBe(true);
  await run;
  await expect(pool.run([spec], rangeTasks(0, 64))).rejects.toMatchObject(failed);
  const other = threadPool(1);
  await expect(other.run([spec], rangeTasks(0, 64))).rejects.toMatchObject(failed);
  await kept.renew();
  expect(kept.isStopped).toBe(false);
  const again = threadPool(1);
  expect(await again.run([spec], rangeTasks(0, 64))).toHaveLength(1);
  await again.close();
});

it('does not hand out one that has ended by itself', async () => {
  kept = keepThreads();
  const first = startThreads(1);
  await endThreads(first);
  await first[0]?.terminate();
  const second = startThreads(1);
  expect(second[0]?.threadId).not.toBe(-1);
  await endThreads(second);
});

function never(): never {
  throw new Error('one was started');
}
