// Runs a tool or a TypeScript file on the pinned Node, whatever Node npm found first.
// Usage: node scripts/run.js vitest run | tsc -p . | oxlint src | path/to/file.ts [args]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [tool, ...args] = process.argv.slice(2);
const node = pinnedNode();
const script = tool.endsWith('.ts') ? resolve(root, tool) : toolScript(tool);
const run = spawn(node, [script, ...args], { stdio: 'inherit', cwd: root });
// Who stops this process means the tool, and waits for how that ends.
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
for (const signal of signals) process.on(signal, () => run.kill(signal));
run.once('exit', (code, signal) => {
  for (const name of signals) process.removeAllListeners(name);
  if (signal === null) process.exitCode = code;
  else process.kill(process.pid, signal);
});

function pinnedNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const pinned = join(root, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  console.error(
    `error[runtime/node-too-old]: Feeworth needs Node 24; this is ${process.version}, and the pinned\n` +
      'runtime is not installed. Run "npm ci" with install scripts allowed, or install Node 24.',
  );
  process.exit(1);
}

function toolScript(name) {
  const require = createRequire(join(root, 'package.json'));
  const owner = { vitest: 'vitest', tsc: 'typescript', oxlint: 'oxlint' }[name];
  const manifest = require.resolve(`${owner}/package.json`);
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}
