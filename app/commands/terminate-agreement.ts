import { addDays, formatDay, parseDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { draft } from '../../src/events/draft.ts';
import type { Book } from '../book.ts';
import { asOfDay } from '../cut.ts';
import { agreements } from '../indexes/agreements.ts';
import { agreementMeta, agreementStream, unknownAgreement } from './agreement.ts';

export interface TerminateOptions {
  readonly agreement: string;
  /** Last day of service, "2026-06-30". */
  readonly lastDay: string;
  readonly reason: string;
}

export interface Termination {
  readonly status: 'terminated' | 'moved' | 'already-terminated';
  readonly id: string;
  readonly lastOn: string;
  /** The last day that was recorded before; null when it had not been ended. */
  readonly before: string | null;
}

/**
 * Records the last day of an agreement; no fee is due for days behind it. Said again with another
 * day, the day moves. It counts from the first day that this changes, or from today where that is
 * still to come, so that closed months stay as they are. Throws `agreement/unknown`,
 * `agreement/before-start`,
 * `agreement/closed-month`.
 */
export async function terminateAgreement(
  { agreement, lastDay, reason }: TerminateOptions,
  book: Book,
): Promise<Termination> {
  const lastOn = formatDay(asOfDay(lastDay, '--last-day'));
  const known = (await book.follow(agreements)).byId.get(agreement);
  if (known === undefined) throw unknownAgreement(agreement);
  const { signed, endsOn } = known.history;
  const before = endsOn ?? null;
  if (before === lastOn) return { status: 'already-terminated', id: agreement, lastOn, before };
  if (parseDay(lastOn) < parseDay(signed.effectiveFrom)) {
    throw new FeeworthError(
      'agreement/before-start',
      'input',
      `${agreement} cannot end on ${lastOn}: it is in force from ${signed.effectiveFrom}`,
      { place: { at: '--last-day' }, hint: 'give its last day of service' },
    );
  }
  const today = formatDay(book.today);
  const first = formatDay(
    addDays(parseDay(before !== null && before < lastOn ? before : lastOn), 1),
  );
  const effectiveOn = first < today ? first : today;
  const open = (await book.periods).openDay(effectiveOn, signed.practices[0] ?? '', signed.mso);
  if (open !== effectiveOn) throw closed(agreement, effectiveOn);
  const made = draft(
    'AgreementTerminated',
    { agreement, lastOn, reason },
    {
      ...agreementMeta(signed, signed.practices, book),
      occurredOn: today,
      effectiveOn,
    },
  );
  // By what it says: two who end it at once on different days are no repetition of each other.
  const what = `${agreement} ${known.revision} terminated ${lastOn} ${book.actor} ${reason}`;
  const id = book.derivedId('agreement', what);
  await book.record(agreementStream(agreement), known.revision, [{ id, draft: made }]);
  return { status: before === null ? 'terminated' : 'moved', id: agreement, lastOn, before };
}

function closed(agreement: string, day: string): FeeworthError {
  const month = day.slice(0, 7);
  return new FeeworthError(
    'agreement/closed-month',
    'conflict',
    `The fee of ${agreement} in ${month} would change, and that month is closed`,
    {
      place: { at: agreement },
      hint: `reopen it, record the last day, close it again: feeworth reopen ${month} --reason WHY`,
    },
  );
}
