import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { reversalOf } from '../../src/events/reversal.ts';
import type { Book } from '../book.ts';
import { reversed } from '../indexes/reversed.ts';
import { findEvent } from './find-event.ts';

export interface ReverseOptions {
  /** Id of the event, its first characters, or "#sequence". */
  readonly event: string;
  readonly reason: string;
  readonly approver?: string | undefined;
}

export interface ReverseResult {
  readonly event: string;
  readonly reversed: string;
  readonly type: string;
  readonly effectiveOn: string;
}

/**
 * Reverses an event by its exact negation, on its own accounting date while that is open, else on
 * the first open day. Nothing is reversed twice, and no reversal is reversed
 * (event-sourcing.md §4.4).
 */
export async function reverseEvent(options: ReverseOptions, book: Book): Promise<ReverseResult> {
  const original = await findEvent(options.event, book);
  const already = (await book.follow(reversed)).by.get(original.id);
  if (already !== undefined) {
    throw new FeeworthError(
      'event/already-reversed',
      'conflict',
      'This event was reversed before',
      {
        place: { at: `sequence ${original.sequence}` },
        hint: 'record the right one as a new event',
        details: { by: already },
      },
    );
  }
  const { entity, counterparty } = original.meta;
  // The closing of a year is dated in a closed month, and so is what takes it back.
  const isClosing = original.type === 'FiscalYearClosed';
  const effectiveOn = isClosing
    ? original.meta.effectiveOn
    : (await book.periods).openDay(original.meta.effectiveOn, entity, counterparty);
  const made = reversalOf(original, {
    occurredOn: formatDay(book.today),
    effectiveOn,
    actor: book.actor,
    actorKind: 'person',
    reason: options.reason,
    ...(options.approver === undefined ? {} : { approvedBy: options.approver }),
  });
  const id = book.derivedId('reversal', original.id);
  await book.record(`reversal-${original.id}`, 'none', [{ id, draft: made }], {
    inClosedPeriods: isClosing ? 'allow' : 'refuse',
  });
  return { event: id, reversed: original.id, type: original.type, effectiveOn };
}
