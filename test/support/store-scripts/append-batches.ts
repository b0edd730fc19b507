// Appends batches of 1 to 5 events to stream a-1 until it is killed, or as many as it is told;
// prints the revision of each batch's last event once the store has acknowledged it.
import { writeSync } from 'node:fs';
import { makeEvent } from '../plain-event.ts';
import { openStore } from '../../../src/store/open.ts';

const [url = 'memory:', most = '1000000'] = process.argv.slice(2);
const store = await openStore(url);
for (let batch = 0; batch < Number(most); batch++) {
  const last = await store.revision('a-1');
  const size = 1 + (batch % 5);
  const events = Array.from({ length: size }, (_, n) => makeEvent({ n, size }));
  const expected = last ?? 'none';
  const { revisions } = await store.append([{ stream: 'a-1', expected, events }]);
  writeSync(1, `${revisions.get('a-1')}\n`);
}
await store.close();
