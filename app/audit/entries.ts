import type { Entry, Source } from '../../projections/audit/entry.ts';
import { makePoster } from '../../projections/postings.ts';
import type { Posting } from '../../projections/postings.ts';
import { parseDay } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import type { View } from '../cli/view.ts';
import { attemptsOf } from './import-counts.ts';

/** Whose entries are judged; all entities when not given. */
export interface EntryScope {
  readonly entity?: string | undefined;
}

/**
 * Every event known at the cut, in pages, each with its postings and its source record. One
 * reading of the book; nothing of it is kept but the names of its files.
 */
export async function* entriesOf(
  view: View,
  { entity }: EntryScope,
): AsyncGenerator<readonly Entry[]> {
  const { cut, columns, context, store } = view;
  const postingsOf = makePoster(context.cashPolicy);
  const counts = attemptsOf(columns.attempts, cut);
  const files = new Map<string, string>();
  const entryOf = (recorded: RecordedEvent): Entry => {
    const event = decodeEvent(recorded);
    const { meta } = event;
    const isCounted = counts(event) && parseDay(meta.effectiveOn) <= cut.asOf;
    const isOwn = entity === undefined || meta.entity === entity || meta.counterparty === entity;
    const isTested = isCounted && isOwn;
    let posted: readonly Posting[] | undefined;
    return {
      event,
      // Posting costs more than reading: tests of the log itself never ask for it.
      get postings() {
        const all = posted ?? (isTested ? postingsOf(event) : []);
        posted = entity === undefined ? all : all.filter((p) => p.entity === entity);
        return posted;
      },
      source: sourceOf(event, files),
      isTested,
    };
  };
  for await (const { events } of store.readPages()) {
    const known = events.filter((event) => event.sequence < cut.knownAt);
    yield known.map(entryOf);
    if (known.length < events.length) return;
  }
}

/** The file and record an event came from; the start of an import says what its file is called. */
function sourceOf({ type, data, meta }: RecordedEvent, files: Map<string, string>): Source | null {
  const { sourceFile: digest, sourceRecord } = meta;
  if (digest === undefined) return null;
  if (type === 'ImportStarted') {
    files.set(digest, (data as { readonly fileName: string }).fileName);
  }
  return { file: files.get(digest) ?? '', record: sourceRecord ?? '', digest };
}
