import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { here, interleaved, speeds } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { fill, mediumEvents, temporaryFolder } from './support/stored-book.ts';

const PAGE = 1_000;
const SELECT = `SELECT position, CAST(line AS TEXT) FROM events
  WHERE position > ? ORDER BY position LIMIT ${PAGE}`;

export const bench: Bench = {
  name: 'replay-rows',
  question: "What do the store's pages and checks cost over reading the rows bare?",
  peerName: 'paged all() and JSON.parse',
  bar: 0.5,
  better: 'higher',
  async run() {
    const path = join(temporaryFolder(), 'book.db');
    const events = mediumEvents();
    const store = openSqliteStore(path);
    await fill(store, events);
    const db = new DatabaseSync(path, { readOnly: true });
    const select = db.prepare(SELECT);
    select.setReturnArrays(true);
    const times = await interleaved(
      {
        ours: here(async () => {
          let count = 0;
          let revisions = 0;
          for await (const page of store.readPages()) {
            for (const { revision } of page.events) {
              count += 1;
              revisions += Number(revision);
            }
          }
          return () => `${count} ${revisions}`;
        }),
        peer: here(() => {
          let count = 0;
          let revisions = 0;
          for (let after = 0; ;) {
            const rows = select.all(after) as unknown as [number, string][];
            for (const [, line] of rows) {
              count += 1;
              revisions += (JSON.parse(line) as { revision: number }).revision;
            }
            if (rows.length < PAGE) break;
            after = rows.at(-1)?.[0] ?? after;
          }
          return () => `${count} ${revisions}`;
        }),
      },
      { rounds: 9, warmUps: 2 },
    );
    db.close();
    await store.close();
    const note = 'Pages of 1,000; ours checks order and envelope and makes events of the rows.';
    return speeds(times, events.length, 'events/s', note);
  },
};
