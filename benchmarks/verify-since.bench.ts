import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { here, interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { closedBook, EVENTS } from './support/verified-book.ts';

const SINCE = EVENTS * 0.99;

export const bench: Bench = {
  name: 'verify-since',
  question: 'What does it cost to verify the last hundredth of a million events?',
  peerName: 'verifying all of it',
  bar: 0.02,
  better: 'lower',
  async run() {
    const path = await closedBook();
    const store = openSqliteStore(path, { readOnly: true });
    const since = { ...(await store.rootAt(SINCE)), frontier: await store.frontierAt(SINCE) };
    const notRead = (await store.verify({ since })).notRead.join('; ');
    const times = await interleaved(
      {
        ours: here(async () => {
          const { ok, tree } = await store.verify({ since });
          return () => `${ok} ${tree?.root}`;
        }),
        peer: here(async () => {
          const { ok, tree } = await store.verify();
          return () => `${ok} ${tree?.root}`;
        }),
      },
      { rounds: 5, warmUps: 2 },
    );
    await store.close();
    return {
      ours: times.ours,
      peer: times.peer,
      ratio: times.ours / times.peer,
      unit: 'ms',
      note: `Both come to the same root. It says what it did not read: ${notRead}.`,
    };
  },
};
