// Appends events to stream a-1, writes a head note when told to, and then waits to be killed.
import { writeSync } from 'node:fs';
import { makeEvent } from '../plain-event.ts';
import { openStore } from '../../../src/store/open.ts';

const [url = 'memory:', count = '10', note = 'no'] = process.argv.slice(2);
const store = await openStore(url);
for (let n = 0; n < Number(count); n++) {
  const expected = (await store.revision('a-1')) ?? 'none';
  await store.append([{ stream: 'a-1', expected, events: [makeEvent({ n })] }]);
}
if (note === 'note') await store.note();
writeSync(1, `${JSON.stringify(await store.root())}\n`);
setInterval(() => undefined, 1_000);
