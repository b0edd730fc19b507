import { openStore } from '../../src/store/open.ts';
import type { EventStore } from '../../src/store/port.ts';
import { goldenMonth } from './golden-month.ts';

/** The golden month as a book in memory; events keep their places. */
export async function goldenStore(): Promise<EventStore> {
  const store = await openStore('memory:');
  await store.append([{ stream: 'golden', expected: 'none', events: goldenMonth() }]);
  return store;
}
