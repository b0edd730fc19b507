import type { Extract } from './extract.ts';
import { journalNumber } from './names.ts';
import { transactions } from './transactions.ts';

/** A journal of one entity for bookkeeping software: balanced lines under one number and date. */
export interface Journal {
  readonly number: string;
  readonly day: string;
  readonly words: string;
  readonly lines: readonly JournalLine[];
}

export interface JournalLine {
  readonly account: number;
  /** Debits positive. */
  readonly cents: number;
  readonly words: string;
}

/** One journal for each event, or one for each day with the sums of its accounts. */
export type Grain = 'event' | 'day';

export function journals(extract: Extract, entity: string, grain: Grain): Iterable<Journal> {
  return grain === 'event' ? byEvent(extract, entity) : byDay(extract, entity);
}

function* byEvent(extract: Extract, entity: string): Generator<Journal> {
  for (const { sequence, day, type, legs } of transactions(extract, entity)) {
    const number = journalNumber(sequence);
    const lines = legs.map(({ account, cents }) => ({ account, cents, words: type }));
    yield { number, day, words: type, lines };
  }
}

interface DayRow {
  effective_on: string;
  account: number;
  cents: number;
  events: number;
  types: string;
}

// Debits and credits of an account are kept apart: what was gross stays gross.
const BY_DAY = `SELECT p.effective_on, p.account, sum(p.amount_cents) AS cents,
  count(DISTINCT p.sequence) AS events, group_concat(DISTINCT e.type ORDER BY e.type) AS types
  FROM postings p JOIN events e USING (sequence) WHERE p.entity = ?
  GROUP BY p.effective_on, p.account, p.amount_cents > 0
  ORDER BY p.effective_on, p.account, p.amount_cents < 0`;

function* byDay(extract: Extract, entity: string): Generator<Journal> {
  let open: { number: string; day: string; words: string; lines: JournalLine[] } | undefined;
  for (const row of extract.rows<DayRow>(BY_DAY, entity)) {
    if (open?.day !== row.effective_on) {
      if (open !== undefined) yield open;
      const day = row.effective_on;
      open = { number: `D${day.replaceAll('-', '')}`, day, words: 'Entries of the day', lines: [] };
    }
    const words = `${row.events}: ${row.types.replaceAll(',', ', ')}`;
    open.lines.push({ account: row.account, cents: row.cents, words });
  }
  if (open !== undefined) yield open;
}

/** Journals in files of so many rows at most; a journal never straddles two. */
export function* batches(all: Iterable<Journal>, most: number): Generator<readonly Journal[]> {
  let batch: Journal[] = [];
  let rows = 0;
  for (const journal of all) {
    if (rows > 0 && rows + journal.lines.length > most) {
      yield batch;
      batch = [];
      rows = 0;
    }
    batch.push(journal);
    rows += journal.lines.length;
  }
  if (batch.length > 0) yield batch;
}
