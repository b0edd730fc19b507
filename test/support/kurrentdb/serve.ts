// Runs the test server as a process of its own, until it is stopped, and prints its URL:
// node scripts/run.js test/support/kurrentdb/serve.ts [PORT]
// A process that forks it can work its switches as well (control.ts, server-process.ts).
import { obey } from './control.ts';
import { TestServer } from './server.ts';

const port = Number(process.argv[2] ?? 0);
const server = await new TestServer({ package: 'eventstore', port }).start();
process.stdout.write(`esdb://${server.address}?tls=false\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
if (process.send !== undefined) await obey(server);
