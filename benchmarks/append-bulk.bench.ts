import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StreamAppend } from '../src/store/port.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { migrate } from '../src/store/sqlite/schema.ts';
import { interleaved, speeds } from './support/bench.ts';
import type { Bench, Turn } from './support/bench.ts';
import { appendsOf, mediumEvents, temporaryFolder } from './support/stored-book.ts';

const INSERT = `INSERT INTO events (stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export const bench: Bench = {
  name: 'append-bulk',
  question: 'What does the store cost over bare inserts into the same table?',
  peerName: 'bare inserts and JSON.stringify',
  bar: 0.6,
  better: 'higher',
  async run() {
    const folder = temporaryFolder();
    const events = mediumEvents().slice(0, 40_000);
    const appends = appendsOf(events, 1_000);
    let made = 0;
    const path = (): string => join(folder, `book-${++made}.db`);
    const times = await interleaved(
      {
        ours: () => appended(path(), appends),
        peer: () => Promise.resolve(inserted(path(), appends)),
      },
      { rounds: 7, warmUps: 1 },
    );
    const note =
      `${events.length} events in ${appends.length} commits, each synced; the peer has the same ` +
      'table and constraints without our triggers.';
    return speeds(times, events.length, 'events/s', note);
  },
};

async function appended(path: string, appends: readonly StreamAppend[]): Promise<Turn> {
  const store = openSqliteStore(path);
  globalThis.gc?.();
  const start = performance.now();
  for (const append of appends) await store.append([append]);
  const ms = performance.now() - start;
  await store.close();
  return { ms, result: contentOf(path) };
}

function inserted(path: string, appends: readonly StreamAppend[]): Turn {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  migrate(db);
  for (const trigger of ['no_update', 'no_delete', 'only_append'])
    db.exec(`DROP TRIGGER events_${trigger}`);
  const insert = db.prepare(INSERT);
  globalThis.gc?.();
  const start = performance.now();
  for (const { stream, expected, events } of appends) {
    let revision = typeof expected === 'bigint' ? Number(expected) + 1 : 0;
    db.exec('BEGIN IMMEDIATE');
    for (const { id, type, data, meta } of events) {
      const { occurredOn, effectiveOn, recordedAt, entity, site, actor } = meta;
      const line = JSON.stringify({ ...meta, data, id, revision, stream, type });
      const dates = [occurredOn, effectiveOn, recordedAt] as const;
      const bytes = Buffer.from(line);
      insert.run(stream, revision, id, type, ...dates, entity, site ?? null, actor, bytes);
      revision += 1;
    }
    db.exec('COMMIT');
  }
  const ms = performance.now() - start;
  db.close();
  return { ms, result: contentOf(path) };
}

/** Rows and bytes of lines; the file goes. */
function contentOf(path: string): string {
  const db = new DatabaseSync(path);
  const row = db.prepare('SELECT count(*) AS n, sum(length(line)) AS bytes FROM events').get();
  db.close();
  for (const end of ['', '-wal', '-shm', '.note', '.seal', '.head'])
    rmSync(`${path}${end}`, { force: true });
  return JSON.stringify(row);
}
