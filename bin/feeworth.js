#!/usr/bin/env node
// The way in. Plain JavaScript, so that it starts under any Node and can say what is wrong.
import { existsSync, readFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const first = process.argv[2];

if (first === '--version' || first === '-V') {
  const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  process.stdout.write(`feeworth ${version}\n`);
} else if (Number(process.versions.node.split('.')[0]) < 24) {
  await onPinnedNode();
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache?.();
  const source = here('../app/cli/start.ts');
  const { start } = await import(
    existsSync(source) ? source.href : here('../dist/app/cli/start.js').href
  );
  process.exitCode = await start(process.argv.slice(2));
}

async function onPinnedNode() {
  // In a clone it lies in our own node_modules, beside us where we are a dependency.
  const places = ['../node_modules/node/bin/node', '../../node/bin/node'];
  const pinned = places.map(here).find((place) => existsSync(place));
  if (pinned === undefined) {
    process.stderr.write(
      `error[runtime/node-too-old]: Feeworth needs Node 24; this is ${process.version}.\n` +
        'help: run "npm ci" with install scripts allowed, or install Node 24.\n',
    );
    process.exitCode = 1;
    return;
  }
  const { spawn } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  const run = spawn(fileURLToPath(pinned), process.argv.slice(1), { stdio: 'inherit' });
  // Who stops this process means the real one, and waits for how that ends.
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal tells the real one itself: told twice, a comparison would keep nothing.
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) run.kill(signal);
    });
  }
  run.once('error', ({ message }) => {
    process.stderr.write(`error[runtime/node-too-old]: Node 24 did not start: ${message}\n`);
    process.exitCode = 1;
  });
  run.once('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}
