import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { eventOfLine } from '../../src/audit/line.ts';
import { EMPTY_FRONTIER } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { followLines } from '../../src/batch/follow-log.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { FeeworthError, invariant } from '../../src/error.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import { isFactType } from '../../src/events/fact-type.ts';
import type { EventStore, LinePage } from '../../src/store/port.ts';
import { makePoster } from '../../projections/postings.ts';
import type { Posting } from '../../projections/postings.ts';
import { mayGoOn } from '../stopping.ts';
import type { Survey } from './survey.ts';

/** Shows a name of the book as something else; the same name always as the same. */
export type Disguise = (name: string) => string;

/** An event as it passes by, with its canonical line. */
export interface Passing {
  readonly event: RecordedEvent;
  readonly line: Uint8Array;
}

export interface ExtractOptions {
  /** Where the file is made; a scratch place, gone on `close`, when not given. */
  readonly path?: string;
  readonly disguise?: Disguise;
  /** Keep each event's line in the file: what people who open it want, and other formats do not. */
  readonly keepsLines?: boolean;
  /** Sees every event of the cut, in order. */
  readonly onEvent?: (passing: Passing) => void;
  /** Sees their lines, many at once, each with its line feed. */
  readonly onLines?: (lines: Uint8Array) => void;
  /** Ends it before it is whole; what was made of it is removed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A book at a cut as one SQLite file: what every format is written from, a row at a time, and
 * itself the format `sqlite`. SQLite sorts on disk, so nothing here grows with the book.
 */
export interface Extract extends Survey {
  readonly db: DatabaseSync;
  /** The last day that counts: as asked for, or the last on which anything happened. */
  readonly lastDay: string;
  readonly root: string;
  readonly showName: Disguise;
  rows<T>(sql: string, ...values: readonly SQLInputValue[]): Iterable<T>;
  close(): void;
}

const TABLES = `
CREATE TABLE book (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (account INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL,
  books TEXT NOT NULL, cash_flow TEXT NOT NULL);
CREATE TABLE entities (entity TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,
  state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
  is_counted INTEGER NOT NULL, occurred_on TEXT NOT NULL, effective_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL, entity TEXT NOT NULL, counterparty TEXT, site TEXT,
  actor TEXT NOT NULL, actor_kind TEXT NOT NULL, approved_by TEXT, policy TEXT NOT NULL,
  source_system TEXT, source_file TEXT, source_record TEXT, reverses TEXT, line TEXT);
CREATE TABLE postings (sequence INTEGER NOT NULL, line INTEGER NOT NULL, entity TEXT NOT NULL,
  account INTEGER NOT NULL, effective_on TEXT NOT NULL, amount_cents INTEGER NOT NULL,
  PRIMARY KEY (sequence, line)) WITHOUT ROWID;
CREATE TABLE balances (entity TEXT NOT NULL, account INTEGER NOT NULL, month TEXT NOT NULL,
  debits_cents INTEGER NOT NULL, credits_cents INTEGER NOT NULL, balance_cents INTEGER NOT NULL,
  PRIMARY KEY (entity, account, month)) WITHOUT ROWID;`;

const AFTERWARDS = `
CREATE INDEX events_by_id ON events (id);
CREATE INDEX events_reversing ON events (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX postings_by_account ON postings (entity, account, effective_on);
INSERT INTO balances SELECT entity, account, month, debits, credits,
  sum(debits - credits) OVER (PARTITION BY entity, account ORDER BY month)
  FROM (SELECT entity, account, substr(effective_on, 1, 7) AS month,
    sum(max(amount_cents, 0)) AS debits, sum(max(-amount_cents, 0)) AS credits
    FROM postings GROUP BY entity, account, month)
  ORDER BY entity, account, month;`;

const UTF8 = new TextDecoder();

/** Reads the book once and lays it out. Throws `export/not-as-written`, `ledger/…`. */
export async function extractBook(
  store: EventStore,
  survey: Survey,
  options: ExtractOptions = {},
): Promise<Extract> {
  const scratch = options.path === undefined ? mkdtempSync(join(tmpdir(), 'feeworth-')) : null;
  const path = options.path ?? join(scratch ?? '', 'extract.sqlite');
  const db = new DatabaseSync(path);
  const close = (): void => {
    if (db.isOpen) db.close();
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  };
  try {
    // Nobody else has the file, and one that was not finished is thrown away.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
    db.exec(TABLES);
    const writer = new Writer(db, survey, options);
    db.exec('BEGIN');
    const root = await readThrough(store, survey, options, writer);
    await mayGoOn(options.signal);
    const lastDay = survey.asOf ?? writer.lastDay;
    writer.finish({ root, lastDay });
    db.exec(AFTERWARDS);
    db.exec('COMMIT');
    return {
      ...survey,
      db,
      lastDay,
      root,
      showName: options.disguise ?? ((name) => name),
      rows: <T>(sql: string, ...values: readonly SQLInputValue[]) =>
        db.prepare(sql).iterate(...values) as Iterable<unknown> as Iterable<T>,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** An extract with what is written from it; where that fails or is stopped, neither stays. */
export async function written(extract: Extract, write: () => Promise<void>): Promise<Extract> {
  try {
    await write();
    return extract;
  } catch (error) {
    extract.close();
    throw error;
  }
}

/** Hands every event of the cut on and gives the root over their lines, held to the store's own. */
async function readThrough(
  store: EventStore,
  { known }: Survey,
  { onEvent, onLines, signal }: ExtractOptions,
  writer: Writer,
): Promise<string> {
  let sequence = 0;
  const take = (page: LinePage): void => {
    onLines?.(page.lines);
    let from = 0;
    for (const end of page.ends) {
      const line = page.lines.subarray(from, end - 1);
      const text = UTF8.decode(line);
      const event = eventOfLine(text, sequence++);
      onEvent?.({ event, line });
      writer.add(event, text);
      from = end;
    }
  };
  const head = await store.rootAt(known);
  const bound = await followLines(store, head, EMPTY_FRONTIER, sha256, take, signal);
  if (bound !== undefined) return bound.root;
  throw new FeeworthError(
    'export/not-as-written',
    'integrity',
    'The book is not as it was written: its lines do not give its root',
    { hint: 'run "feeworth verify"; export from a copy that verifies' },
  );
}

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

class Writer {
  #lastFact = '';
  #lastOfAny = '';
  readonly #db: DatabaseSync;
  readonly #survey: Survey;
  readonly #show: (name: string | null | undefined) => string | null;
  readonly #keepsLines: boolean;
  readonly #hidesFiles: boolean;
  readonly #event: StatementSync;
  readonly #posting: StatementSync;
  readonly #postingsOf: (event: RecordedEvent) => Posting[];

  constructor(db: DatabaseSync, survey: Survey, { disguise, keepsLines }: ExtractOptions) {
    this.#db = db;
    this.#survey = survey;
    this.#show = (name) =>
      name === null || name === undefined ? null : (disguise?.(name) ?? name);
    this.#keepsLines = keepsLines === true;
    this.#hidesFiles = disguise !== undefined;
    this.#event = db.prepare(`INSERT INTO events VALUES (${'?, '.repeat(18)}?)`);
    this.#posting = db.prepare('INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?)');
    this.#postingsOf = makePoster(survey.cashPolicy);
  }

  /** The last day on which anything happened, among what is known. */
  get lastDay(): string {
    return this.#lastFact === '' ? this.#lastOfAny : this.#lastFact;
  }

  add(recorded: RecordedEvent, line: string): void {
    const event = decodeEvent(recorded);
    const { type, sequence, meta } = event;
    const { asOf } = this.#survey;
    const isCounted = (asOf === null || meta.effectiveOn <= asOf) && this.#survey.counts(event);
    if (meta.effectiveOn > this.#lastOfAny) this.#lastOfAny = meta.effectiveOn;
    if (meta.effectiveOn > this.#lastFact && isFactType(type)) this.#lastFact = meta.effectiveOn;
    const data = event.data as Readonly<Record<string, Json>>;
    const show = this.#show;
    this.#event.run(
      sequence,
      show(event.id),
      type,
      isCounted ? 1 : 0,
      meta.occurredOn,
      meta.effectiveOn,
      meta.recordedAt,
      show(meta.entity),
      show(meta.counterparty),
      show(meta.site),
      show(meta.actor),
      meta.actorKind,
      show(meta.approvedBy ?? text(data['approver'])),
      meta.policy,
      show(meta.sourceSystem),
      show(meta.sourceFile),
      this.#hidesFiles ? null : (meta.sourceRecord ?? null),
      type === 'EntryReversed' ? show(text(data['reverses'])) : null,
      this.#keepsLines ? line : null,
    );
    if (isCounted) this.#addPostings(event);
  }

  #addPostings(event: RecordedEvent): void {
    const { only } = this.#survey;
    const postings = this.#postingsOf(event);
    const sums = new Map<string, number>();
    for (const [i, { entity, account, amountCents }] of postings.entries()) {
      sums.set(entity, (sums.get(entity) ?? 0) + amountCents);
      if (only !== null && entity !== only) continue;
      const { sequence, meta } = event;
      const shown = this.#show(entity);
      this.#posting.run(sequence, i + 1, shown, account, meta.effectiveOn, amountCents);
    }
    for (const sum of sums.values()) {
      invariant(sum === 0, 'an entry that was recorded balances in every book it touches');
    }
  }

  finish({ root, lastDay }: { readonly root: string; readonly lastDay: string }): void {
    const { known, only, cashPolicy, entities, name } = this.#survey;
    // Without --as-of the last day is known only now; reports do not count what lies behind it either.
    this.#db.prepare('UPDATE events SET is_counted = 0 WHERE effective_on > ?').run(lastDay);
    this.#db.prepare('DELETE FROM postings WHERE effective_on > ?').run(lastDay);
    const fact = this.#db.prepare('INSERT INTO book VALUES (?, ?)');
    const facts = {
      name: this.#show(name),
      events_known: String(known),
      root,
      as_of: lastDay,
      entity: this.#show(only) ?? '',
      cash_policy: cashPolicy,
      currency: 'USD',
    };
    for (const [key, value] of Object.entries(facts)) fact.run(key, value);
    const account = this.#db.prepare('INSERT INTO accounts VALUES (?, ?, ?, ?, ?)');
    for (const a of ACCOUNTS) account.run(a.number, a.name, a.type, a.books, a.cashFlow);
    const entity = this.#db.prepare('INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?)');
    for (const e of entities) {
      const isShown = !this.#hidesFiles;
      entity.run(this.#show(e.id), e.kind, isShown ? e.name : '', isShown ? e.state : '');
    }
  }
}
