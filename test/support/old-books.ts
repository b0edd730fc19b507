import { DatabaseSync } from 'node:sqlite';

/** How many events `makeBookV1` writes, and their RFC 6962 root, computed by other means. */
export const V1_EVENTS = 5;
export const V1_ROOT = '86907ce0a4fb2c2a89a2d43b670eb91e5ffd0a040aaedeb1ddde1f187fbf7caf';

/**
 * A book as format 1 wrote it, from texts of its own: later versions of `src/store` must open it,
 * so nothing here may follow them. A later format gets its own maker beside this one.
 */
export function makeBookV1(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL;
CREATE TABLE events (
  position INTEGER PRIMARY KEY CHECK (position > 0),
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  entity TEXT NOT NULL,
  site TEXT,
  actor TEXT NOT NULL,
  line BLOB NOT NULL,
  UNIQUE (stream, revision)
) STRICT;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER events_only_append BEFORE INSERT ON events
WHEN NEW.position IS NOT NULL AND NEW.position <> -1
  OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND revision = NEW.revision)
BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
CREATE VIEW book AS
SELECT position - 1 AS sequence, stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor, CAST(line AS TEXT) AS line
FROM events ORDER BY position;
PRAGMA application_id = 1181050231;
PRAGMA user_version = 1;`);
  const insert = db.prepare(`INSERT INTO events (stream, revision, id, type, occurred_on,
    effective_on, recorded_at, entity, site, actor, line) VALUES (?,?,?,?,?,?,?,?,?,?,?)`);
  for (let n = 0; n < V1_EVENTS; n++) {
    const stream = n < 3 ? 'import-00112233445566aa' : 'period-2025-01';
    const revision = n < 3 ? n : n - 3;
    const id = `5a4e26a0-0000-5000-8000-00000000000${n}`;
    const line =
      `{"actor":"import","actorKind":"import","data":{"amount":"12${n}.50","note":"é😀"},` +
      `"effectiveOn":"2025-01-31","entity":"practice-tx","id":"${id}","occurredOn":"2025-01-3${n % 2}",` +
      `"policy":"2025.1","recordedAt":"2025-02-01T00:00:00.000Z","revision":${revision},` +
      `"schema":"1","site":"site-1","stream":"${stream}","type":"NoteTaken"}`;
    insert.run(
      stream,
      revision,
      id,
      'NoteTaken',
      `2025-01-3${n % 2}`,
      '2025-01-31',
      '2025-02-01T00:00:00.000Z',
      'practice-tx',
      'site-1',
      'import',
      Buffer.from(line),
    );
  }
  db.close();
}
