import { join } from 'node:path';
import { EMPTY_FRONTIER } from '../src/audit/merkle.ts';
import { sha256 } from '../src/audit/sha256.node.ts';
import { columnCachePath } from '../src/batch/column-cache-path.ts';
import { openColumns } from '../src/batch/column-cache.node.ts';
import { ColumnBook } from '../src/batch/column-book.ts';
import { followLog } from '../src/batch/follow-log.ts';
import { parseDay } from '../src/calendar.ts';
import type { RecordedEvent } from '../src/event.ts';
import { decodeEvent } from '../src/events/decode.ts';
import type { EventStore } from '../src/store/port.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { here, interleaved, speeds } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { arraysOf, checksum } from './support/c-book.ts';
import { foldColumns, startStates } from './support/column-folds.ts';
import { fill, mediumEvents, temporaryFolder } from './support/stored-book.ts';

const CUT = { asOf: parseDay('2030-12-31'), knownAt: Number.MAX_SAFE_INTEGER };

function folded(book: ColumnBook): () => string {
  const states = startStates(book.context(CUT), CUT);
  foldColumns(states, book.feed(CUT));
  return () => String(checksum(arraysOf(states)));
}

/** Replay through the store's pages: events, decoded and checked, become columns one by one. */
async function fromRows(store: EventStore): Promise<ColumnBook> {
  const book = new ColumnBook();
  const take = (event: RecordedEvent): void => book.add(decodeEvent(event));
  await followLog(store, await store.root(), EMPTY_FRONTIER, sha256, take);
  return book;
}

export const bench: Bench = {
  name: 'replay-cache',
  question: 'What does the column cache save, its digests checked and everything folded?',
  peerName: 'from rows',
  bar: 20,
  better: 'higher',
  async run() {
    const path = join(temporaryFolder(), 'book.db');
    const events = mediumEvents();
    const store = openSqliteStore(path);
    await fill(store, events);
    const cache = columnCachePath(path);
    await openColumns(store, sha256, cache);
    const times = await interleaved(
      {
        ours: here(async () => folded(await openColumns(store, sha256, cache))),
        peer: here(async () => folded(await fromRows(store))),
        lines: here(async () => folded(await openColumns(store, sha256))),
      },
      { rounds: 7, warmUps: 2, turnMs: 100 },
    );
    await store.close();
    const note =
      'Open, check, fold ledger, cash flow, revenue cycle and prepaid; equal sums. Without a cache ' +
      `columns are made from lines instead: ${(times.lines / times.ours).toFixed(1)} times as long.`;
    return speeds(times, events.length, 'events/s', note);
  },
};
