import type { DatabaseSync } from 'node:sqlite';
import { FeeworthError } from '../../error.ts';
import { STORE_ERRORS } from '../port.ts';

/** "Feew": says to any SQLite tool, and to `file`, whose format this is. */
export const APPLICATION_ID = 0x46_65_65_77;

// No index on id and no AUTOINCREMENT, whose counter has a page of its own: each one costs every
// durable append a page more to write and sync. Rows are never deleted, so max + 1 is never reused.
const EVENTS = `CREATE TABLE events (
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
) STRICT`;

const NO_UPDATE = `CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END`;

const NO_DELETE = `CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END`;

// INSERT OR REPLACE walks past the other two (settled.md §2.2). An absent position reads as -1.
const ONLY_APPEND = `CREATE TRIGGER events_only_append BEFORE INSERT ON events
WHEN NEW.position IS NOT NULL AND NEW.position <> -1
  OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND revision = NEW.revision)
BEGIN SELECT RAISE(ABORT, 'events are only appended'); END`;

/** For people with a SQLite tool: sequences instead of positions, lines as text. */
const BOOK = `CREATE VIEW book AS
SELECT position - 1 AS sequence, stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor, CAST(line AS TEXT) AS line
FROM events ORDER BY position`;

const TEXTS: readonly string[] = [EVENTS, NO_UPDATE, NO_DELETE, ONLY_APPEND, BOOK];

type Migration = (db: DatabaseSync) => void;

// Each brings a book from the version that is its index to the next; none is ever edited.
const MIGRATIONS: readonly Migration[] = [
  (db) => {
    for (const text of TEXTS) db.exec(text);
  },
];

/** What this version writes, in the file's `user_version`. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** What a file says about itself. */
export type Found = 'empty' | 'current' | 'old';

/** Looks before anything is changed: foreign and newer files are refused as they are. */
export function recognise(db: DatabaseSync): Found {
  const id = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (id === 0 && version === 0 && tables === 0) return 'empty';
  if (id !== APPLICATION_ID)
    throw new FeeworthError(STORE_ERRORS.notABook, 'input', 'This file is not a Feeworth book.', {
      hint: 'Name the file that "feeworth init" made.',
    });
  if (version > SCHEMA_VERSION)
    throw new FeeworthError(
      STORE_ERRORS.newerVersion,
      'input',
      `A newer Feeworth wrote this book: its format is ${version}, this one knows ${SCHEMA_VERSION}.`,
      { hint: 'Update Feeworth. The book was not touched.', details: { version } },
    );
  return version === SCHEMA_VERSION ? 'current' : 'old';
}

/** Makes or migrates, as one transaction; safe when two processes try at once. */
export function migrate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    recognise(db);
    for (const migration of MIGRATIONS.slice(pragma(db, 'user_version'))) migration(db);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
    db.exec('COMMIT');
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
  }
}

/** What of the schema is not as this version writes it; a dropped trigger is how damage begins. */
export function schemaProblems(db: DatabaseSync): readonly string[] {
  const found = db
    .prepare('SELECT type, name, tbl_name AS of, sql FROM sqlite_schema')
    .all() as unknown as readonly SchemaObject[];
  const expected = new Map(EXPECTED.map((object) => [object.name, object]));
  const changed = found.filter(({ type, name, of, sql }) => {
    const due = expected.get(name);
    return due?.type !== type || due.of !== of || due.sql !== sql;
  });
  const missing = [...expected.keys()].filter((name) => !found.some((f) => f.name === name));
  return [
    ...changed.map(({ name }) => `The book's schema has another text for ${name}.`),
    ...missing.map((name) => `The book's schema lacks ${name}.`),
  ];
}

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  /** The table it belongs to; its own name for tables and views. */
  readonly of: string;
  readonly sql: string | null;
}

// What SQLite keeps of the texts; the index is that of UNIQUE and has none.
const EXPECTED: readonly SchemaObject[] = [
  ...TEXTS.map((sql) => {
    const [, type = ''] = sql.split(/\s+/);
    const name = nameOf(sql);
    return { type: type.toLowerCase(), name, of: type === 'TRIGGER' ? 'events' : name, sql };
  }),
  { type: 'index', name: 'sqlite_autoindex_events_1', of: 'events', sql: null },
];

function nameOf(text: string): string {
  return text.split(/\s+/)[2] ?? '';
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
