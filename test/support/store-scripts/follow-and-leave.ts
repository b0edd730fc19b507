// Follows a book, ends following both ways, and must then be able to end by itself.
import { openStore } from '../../../src/store/open.ts';

const store = await openStore(process.argv[2] ?? 'memory:');
const stop = new AbortController();
for await (const delivery of store.subscribe({ signal: stop.signal }))
  if (delivery.kind === 'caught-up') setTimeout(() => stop.abort(), 20);
const deliveries = store.subscribe()[Symbol.asyncIterator]();
await deliveries.next();
await deliveries.return?.();
