// Runs the conformance suite of stores against the server that FEEWORTH_KURRENTDB_URL names, with
// both clients, each in a process of its own. Fails when it is not set or nobody answers there.
// Further arguments go to the test runner: npm run conformance:kurrentdb -- -t '52\.'
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isFeeworthError } from '../src/error.ts';
import { openServerStore } from '../src/store/kurrentdb/open.ts';

const url = process.env['FEEWORTH_KURRENTDB_URL'];
const ROOT = join(import.meta.dirname, '..');
const FILES = ['real-server.test.ts', 'real-server.kurrent.test.ts'];

async function whyNot(): Promise<string | null> {
  if (!url) return 'FEEWORTH_KURRENTDB_URL is not set; it is a connection string without a book.';
  const separator = url.includes('?') ? '&' : '?';
  try {
    const pace = { silenceMs: 3_000, patienceMs: 6_000 };
    const store = await openServerStore(`${url}${separator}book=probe`, { pace });
    try {
      await store.head();
      return null;
    } finally {
      await store.close();
    }
  } catch (error) {
    return isFeeworthError(error) ? `${error.code}: ${error.message}` : String(error);
  }
}

const reason = await whyNot();
if (reason === null) {
  const files = FILES.map((file) => `test/store/kurrentdb/${file}`);
  const runner = join(ROOT, 'scripts', 'run.js');
  const args = [runner, 'vitest', 'run', ...files, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  console.error(`There is no server to run against. ${reason}`);
  process.exitCode = 1;
}
