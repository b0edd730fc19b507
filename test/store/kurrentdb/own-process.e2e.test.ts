import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startServerProcess } from '../../support/kurrentdb/server-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SCRIPT = join(ROOT, 'scripts/conformance-kurrentdb.ts');

/** The suite is a process in a process. */
const TIME = { timeout: 180_000 };

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

/** Starts the test server as a process of its own and gives its URL. */
async function startServer(): Promise<string> {
  const server = await startServerProcess();
  stop = async () => {
    stop = async () => undefined;
    await server.stop();
  };
  return server.url;
}

async function runSuite(url: string | undefined): Promise<{ status: number; output: string }> {
  const { FEEWORTH_KURRENTDB_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [SCRIPT, '-t', '1\\. new stream|52\\.'], {
    cwd: ROOT,
    env: { ...env, NO_COLOR: '1', ...(url === undefined ? {} : { FEEWORTH_KURRENTDB_URL: url }) },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, output };
}

it('the suite runs over both clients against a server in its own process', TIME, async () => {
  const { status, output } = await runSuite(await startServer());
  expect([status, /Tests +(\d+) passed/.exec(output)?.[1]]).toEqual([0, '4']);
});

it('the suite fails when no server is named, or none answers', TIME, async () => {
  const unset = await runSuite(undefined);
  expect([unset.status, unset.output]).toEqual([1, expect.stringContaining('is not set')]);
  const gone = await startServer();
  await stop();
  const silent = await runSuite(gone);
  expect([silent.status, silent.output]).toEqual([
    1,
    expect.stringContaining('store/unavailable: The server does not answer.'),
  ]);
});
