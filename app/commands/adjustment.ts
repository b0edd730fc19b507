import { formatDay, lastDay, parseMonth } from '../../src/calendar.ts';
import { isSamePerson } from '../../projections/approval.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { EventDraft } from '../../src/events/draft.ts';
import type { Book } from '../book.ts';
import { mustBalance, readEntryFile } from '../entry-file.ts';
import { adjustments, nameOf } from '../indexes/adjustments.ts';
import type { Adjustment } from '../indexes/adjustments.ts';
import { chosenEntities } from './chosen-entities.ts';

export interface AdjustmentChanged {
  readonly adjustment: string;
  readonly entity: string;
  readonly status: Adjustment['status'];
  readonly event: string;
  readonly effectiveOn: string;
}

/** Records that somebody found a correction necessary; nothing is posted. */
export async function proposeAdjustment(
  options: { readonly file: string; readonly text?: string },
  book: Book,
): Promise<AdjustmentChanged> {
  const file = readEntryFile('adjustment', options.file, options.text);
  const { entity, adjustment, period, memo, misstatement, lines } = file;
  await chosenEntities(entity, book);
  mustBalance(lines, adjustment);
  if ((await book.follow(adjustments)).byName.has(nameOf(entity, adjustment))) {
    throw new FeeworthError(
      'adjustment/proposed-before',
      'conflict',
      `Adjustment ${adjustment} of ${entity} was proposed before`,
      { place: { file: options.file }, hint: 'give this one a number of its own' },
    );
  }
  const data = { adjustment, period, memo, misstatement, preparer: book.actor, lines };
  const on = (await book.periods).openDay(formatDay(lastDay(parseMonth(period))), entity);
  const made = draft('AdjustmentProposed', data, metaOf(entity, on, book));
  return record({ entity, adjustment, status: 'proposed', at: null }, made, book);
}

/** Records that a proposed adjustment is not booked, and why. */
export async function passAdjustment(
  options: AdjustmentNamed & { readonly reason: string },
  book: Book,
): Promise<AdjustmentChanged> {
  const { entity, proposed, revision: at } = await openOne(options, book);
  const { approver, reason } = options;
  const made = draft(
    'AdjustmentPassed',
    { adjustment: proposed.adjustment, reason, ...(approver === undefined ? {} : { approver }) },
    metaOf(entity, formatDay(book.today), book, approver),
  );
  const { adjustment } = proposed;
  return record({ entity, adjustment, status: 'passed', at }, made, book);
}

/** Books a proposed adjustment as the entry it proposes, on its month's last day or the first open. */
export async function bookAdjustment(
  options: AdjustmentNamed & { readonly approver: string },
  book: Book,
): Promise<AdjustmentChanged> {
  const { entity, proposed, event, revision: at } = await openOne(options, book);
  const { approver } = options;
  if (isSamePerson(approver, proposed.preparer)) {
    throw new FeeworthError(
      'adjustment/own-approval',
      'conflict',
      'Nobody approves their own entry',
      {
        place: { at: proposed.adjustment },
        hint: `it was proposed by ${proposed.preparer}: have somebody else approve it`,
      },
    );
  }
  const on = formatDay(lastDay(parseMonth(proposed.period)));
  const { preparer, lines } = proposed;
  const memo = `${proposed.adjustment}: ${proposed.memo}`.slice(0, 500);
  const made = draft(
    'JournalEntryRecorded',
    { memo, preparer, approver, lines },
    {
      ...metaOf(entity, (await book.periods).openDay(on, entity), book, approver),
      causedBy: event,
    },
  );
  const { adjustment } = proposed;
  return record({ entity, adjustment, status: 'booked', at }, made, book);
}

export interface AdjustmentNamed {
  readonly adjustment: string;
  /** Needed where two entities have one of this number. */
  readonly entity?: string | undefined;
  readonly approver?: string | undefined;
}

async function openOne({ adjustment, entity }: AdjustmentNamed, book: Book): Promise<Adjustment> {
  const found = [...(await book.follow(adjustments)).byName.values()].filter(
    (a) => a.proposed.adjustment === adjustment && (entity === undefined || a.entity === entity),
  );
  const [one, another] = found;
  if (one === undefined || another !== undefined) {
    throw new FeeworthError(
      'adjustment/unknown',
      'input',
      `The book has no adjustment ${adjustment}, or more than one`,
      { place: { at: adjustment }, hint: 'see feeworth report adjustments; name its --entity' },
    );
  }
  if (one.status === 'proposed') return one;
  throw new FeeworthError(
    'adjustment/not-open',
    'conflict',
    `Adjustment ${adjustment} is ${one.status} already`,
    { place: { at: adjustment }, hint: 'propose another one, or reverse the entry that booked it' },
  );
}

function metaOf(entity: string, on: string, book: Book, approver?: string) {
  return {
    occurredOn: on,
    entity,
    actor: book.actor,
    actorKind: 'person' as const,
    ...(approver === undefined ? {} : { approvedBy: approver }),
  };
}

interface Decision {
  readonly entity: string;
  readonly adjustment: string;
  readonly status: Adjustment['status'];
  /** Revision of its stream that the decision was taken on; null for none. */
  readonly at: bigint | null;
}

/** Of two decisions at the same time one is taken; the other is `store/conflict`. */
async function record(
  { entity, adjustment, status, at }: Decision,
  made: EventDraft,
  book: Book,
): Promise<AdjustmentChanged> {
  const stream = `adjustment-${entity}-${adjustment}`.toLowerCase();
  const event = book.derivedId('adjustment', `${entity} ${adjustment} ${status} ${at ?? 'first'}`);
  await book.record(stream, at ?? 'none', [{ id: event, draft: made }]);
  return { adjustment, entity, status, event, effectiveOn: made.meta.effectiveOn };
}
