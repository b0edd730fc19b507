import { cashEntries } from '../../projections/cash-basis.ts';
import { SETTLING } from '../../projections/cash-basis/rules.ts';
import { rulePostingsOfRow } from '../../projections/postings.ts';
import type { Posting, RulePosting } from '../../projections/postings.ts';
import { parseDay } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { View } from '../cli/view.ts';
import { countedEvents } from '../counted-events.ts';
import { linksOf } from './event-links.ts';
import type { EventLink } from './event-links.ts';
import type { SourceRecord } from './explanation.ts';
import { oneEventView } from './one-event.ts';
import type { OneEventView } from './one-event.ts';
import { sourcedAt, sourcedEvents } from './sources.ts';
import { touchedFigures } from './touched.ts';
import type { TouchedFigure } from './touched.ts';

/** One event upwards: what it is, what it posts, and every figure that it is behind. */
export interface EventExplanation {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly meta: RecordedEvent['meta'];
  readonly source: SourceRecord | null;
  /** Why it counts for nothing at the cut; null when it counts. */
  readonly whyNot: string | null;
  readonly links: readonly EventLink[];
  /** Its entry; none for a memo, and none where it does not count. */
  readonly postings: readonly RulePosting[];
  /** Its entry on the cash basis; null where that takes the whole book and was not asked for. */
  readonly cashPostings: readonly Posting[] | null;
  readonly figures: readonly TouchedFigure[];
}

/** Explains an event at the cut of a view; `isCash` works out its entry on the cash basis anyway. */
export async function explainEvent(
  view: View,
  event: RecordedEvent,
  { isCash }: { readonly isCash: boolean },
): Promise<EventExplanation> {
  const { sequence, id, type, meta } = event;
  const { source } = sourcedAt(await sourcedEvents(view.store, [sequence]), sequence);
  const about = { sequence, id, type, meta, source };
  const whyNot = whyNotCounted(view, event);
  const one = whyNot === null ? oneEventView(view, sequence) : undefined;
  if (one === undefined) {
    return { ...about, whyNot, links: [], postings: [], cashPostings: [], figures: [] };
  }
  return {
    ...about,
    whyNot,
    links: await linksOf(one, event),
    postings: entryOf(one),
    cashPostings: await cashEntryOf(view, event, isCash),
    figures: await touchedFigures(one),
  };
}

function entryOf({ one, context }: OneEventView): RulePosting[] {
  const postings: RulePosting[] = [];
  for (let row = one.from; row < one.to; row++)
    postings.push(...rulePostingsOfRow(one.batch, row, context));
  return postings;
}

async function cashEntryOf(
  view: View,
  event: RecordedEvent,
  isCash: boolean,
): Promise<readonly Posting[] | null> {
  if (SETTLING.has(event.type) && !isCash) return null;
  const counted = SETTLING.has(event.type) ? await countedEvents(view) : [event];
  for (const { event: own, entry } of cashEntries(view.context, counted))
    if (own.sequence === event.sequence) return entry;
  return [];
}

/** What the cut or the fate of its import says; the feed leaves out the same (settled.md §1.6). */
function whyNotCounted({ columns, cut, provenance }: View, event: RecordedEvent): string | null {
  if (event.sequence >= cut.knownAt) return 'it was recorded after the cut';
  const attempt = columns.attempts.findLast(
    ({ stream, startedAt }) => stream === event.stream && startedAt <= event.sequence,
  );
  if (attempt !== undefined && attempt.revertedAt < cut.knownAt)
    return `its import was taken back by event ${attempt.revertedAt}`;
  if (attempt !== undefined && attempt.completedAt >= cut.knownAt)
    return 'its import is not completed';
  if (parseDay(event.meta.effectiveOn) > cut.asOf)
    return `it counts from ${event.meta.effectiveOn}, the cut is ${provenance.asOf}`;
  return null;
}
