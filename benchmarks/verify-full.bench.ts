import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { here, interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { closedBook, EVENTS, peakMegabytes } from './support/verified-book.ts';

const PAGE = 1_000;

/** All lines of a book, as bytes in memory. */
function linesOf(path: string): Uint8Array[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const select = db.prepare('SELECT line FROM events WHERE position > ? ORDER BY position LIMIT ?');
  const lines: Uint8Array[] = [];
  for (let rows = select.all(0, PAGE); rows.length > 0; rows = select.all(lines.length, PAGE))
    for (const row of rows) lines.push(Uint8Array.from(row['line'] as Uint8Array));
  db.close();
  return lines;
}

export const bench: Bench = {
  name: 'verify-full',
  question: 'What does it cost to verify a million events, from the file to the root?',
  peerName: 'hashing the same lines in memory',
  bar: 2,
  better: 'lower',
  async run() {
    const path = await closedBook();
    const [small, large] = [peakMegabytes(await closedBook(EVENTS / 10)), peakMegabytes(path)];
    const lines = linesOf(path);
    const store = openSqliteStore(path, { readOnly: true });
    const times = await interleaved(
      {
        ours: here(async () => {
          const { ok, eventsChecked } = await store.verify();
          return () => `${ok} ${eventsChecked}`;
        }),
        peer: here(() => {
          for (const line of lines) hash('sha256', line, 'buffer');
          return () => `true ${lines.length}`;
        }),
      },
      { rounds: 5, warmUps: 1 },
    );
    await store.close();
    const perEvent = (ms: number): number => (ms * 1_000) / lines.length;
    return {
      ours: perEvent(times.ours),
      peer: perEvent(times.peer),
      ratio: times.ours / times.peer,
      unit: 'microseconds an event',
      note:
        'Reads rows, compares copies, builds the tree, checks indexes; in threads. ' +
        `Most memory: ${large} MB; ${small} MB for a tenth of the events.`,
    };
  },
};
