import { canonicalJson } from '../audit/canonical.ts';
import { FeeworthError } from '../error.ts';
import type { RecordedEvent } from '../event.ts';
import { decodeEvent } from './decode.ts';
import { draft } from './draft.ts';
import type { DraftMeta, EventDraft } from './draft.ts';

/**
 * What a reversal cannot take back, with what does. These are facts kept whole, steps of an import
 * or statements about the log; everything else is sums, which negation undoes (settled.md §3.6).
 */
export const IRREVERSIBLE: ReadonlyMap<string, string> = new Map([
  ['BookOpened', 'a book is opened once'],
  ['EntityFormed', 'record what changed as a new event'],
  ['SiteOpened', 'record what changed as a new event'],
  ['BankAccountOpened', 'record what changed as a new event'],
  ['PayerListed', 'list the payer again with the right data'],
  ['PolicyChanged', 'change the policy again from a later date'],
  ['AgreementSigned', 'amend or terminate the agreement'],
  ['AgreementAmended', 'amend the agreement again'],
  ['AgreementTerminated', 'terminate it again, with the right last day'],
  ['AdjustmentProposed', 'pass the adjustment'],
  ['AdjustmentPassed', 'propose the adjustment again under another number'],
  ['PeriodClosed', 'reopen the period'],
  ['PeriodReopened', 'close the period again'],
  ['ImportStarted', 'revert the import: feeworth import revert'],
  ['ImportCompleted', 'revert the import: feeworth import revert'],
  ['ImportReverted', 'import the file again'],
  ['CheckpointPublished', 'publish another checkpoint'],
  ['ExportMade', 'what has left the book cannot be called back'],
  ['SigningKeyRotated', 'rotate the key again: feeworth key rotate'],
  ['ScenarioRunRecorded', 'run the scenario again; the new run supersedes it'],
  ['ScenarioRunLocked', 'lock another run in its place: feeworth run lock RUN --supersedes'],
  ['EntryReversed', 'record the original again as a new event'],
]);

/** Who reverses an event, when and why. */
export interface ReversalOf extends Pick<DraftMeta, 'occurredOn' | 'actor' | 'actorKind'> {
  readonly reason: string;
  readonly approvedBy?: string;
  /** The first open date, when the original's period is closed (settled.md §1.9). */
  readonly effectiveOn?: string;
}

/**
 * The exact negation of a recorded event: it carries a copy of the original, so that encoding it
 * needs nothing else, and counts on the original's date unless told another. Throws
 * `event/not-reversible`. That nothing is reversed twice is for the caller, who knows the log.
 */
export function reversalOf(original: RecordedEvent, by: ReversalOf): EventDraft<'EntryReversed'> {
  const instead = IRREVERSIBLE.get(original.type);
  if (instead !== undefined) {
    throw new FeeworthError('event/not-reversible', 'input', `${original.type} is not reversed.`, {
      place: { at: `sequence ${original.sequence}` },
      hint: instead,
    });
  }
  const { type, data, meta } = decodeEvent(original);
  const { reason, ...rest } = by;
  return draft(
    'EntryReversed',
    {
      reverses: original.id,
      reason,
      original: [
        {
          type,
          schema: meta.schema,
          occurredOn: meta.occurredOn,
          effectiveOn: meta.effectiveOn,
          data: canonicalJson(data),
        },
      ],
    },
    {
      effectiveOn: meta.effectiveOn,
      entity: meta.entity,
      ...(meta.counterparty === undefined ? {} : { counterparty: meta.counterparty }),
      ...(meta.site === undefined ? {} : { site: meta.site }),
      causedBy: original.id,
      ...rest,
    },
  );
}
