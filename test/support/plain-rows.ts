import type { ColumnBook } from '../../src/batch/column-book.ts';
import { makeBatch } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { Dictionary } from '../../src/batch/dictionary.ts';
import { encodeEvent, rowCount } from '../../src/batch/encode.ts';
import { rowKind } from '../../src/batch/layout.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';

/** A row with every number of a dictionary or table resolved: comparable between books. */
export interface PlainRow {
  readonly sequence: number;
  readonly kind: string;
  readonly flags: number;
  readonly entity: string;
  readonly site: string;
  readonly subject: string;
  readonly party: string;
  readonly recordedAt: string;
  readonly effective: number;
  readonly occurred: number;
  readonly code: number;
  readonly amounts: readonly number[];
}

export function plainRow(batch: EventBatch, i: number, names: Dictionary): PlainRow {
  const at = (column: ArrayLike<number>): number => column[i] ?? Number.NaN;
  const kind = rowKind(at(batch.kind));
  const isCounterparty = kind?.spec.party === 'counterparty';
  return {
    sequence: batch.firstSequence + at(batch.sequence),
    kind: kind?.name ?? '',
    flags: at(batch.flags),
    entity: names.nameOf('entity', at(batch.entity)),
    site: names.nameOf('site', at(batch.site)),
    subject: names.nameOf('subject', at(batch.subject)),
    party: names.nameOf(isCounterparty ? 'entity' : 'party', at(batch.party)),
    recordedAt: batch.recordedAt[at(batch.recorded)] ?? '',
    effective: at(batch.effective),
    occurred: at(batch.occurred),
    code: at(batch.code),
    amounts: [at(batch.amount0), at(batch.amount1), at(batch.amount2), at(batch.amount3)],
  };
}

/** What the feed of a book lets through at a cut, row by row. */
export function rowsOfFeed(book: ColumnBook, cut: Cut): PlainRow[] {
  const rows: PlainRow[] = [];
  for (const { batch, from, to } of book.feed(cut))
    for (let i = from; i < to; i++) rows.push(plainRow(batch, i, book.names));
  return rows;
}

/** The rows of events encoded one by one, each in a batch of its own. */
export function rowsOfEvents(events: readonly RecordedEvent[]): PlainRow[] {
  return events.flatMap((event) => {
    const batch = makeBatch(Math.max(1, rowCount(event)));
    const names = new Dictionary();
    batch.firstSequence = event.sequence;
    batch.recordedAt = [event.meta.recordedAt];
    encodeEvent(event, batch, names, { sequenceDelta: 0, recorded: 0 });
    return Array.from({ length: batch.length }, (_, i) => plainRow(batch, i, names));
  });
}
