// Which claims belong to the books, seen from the opening on 2024-10-31.
import { sum } from './dollars.ts';
import { OPENING } from './days.ts';
import type { ClaimStory } from './adjudicate.ts';

/** Claims sent before the opening and decided after it: they are the payers' debt at the start. */
export const isOpenClaim = (s: ClaimStory): boolean =>
  s.claim.submittedOn <= OPENING && (s.adjudications[0]?.paidOn ?? 0) > OPENING;

/** What a patient still owes at the start: paid or given up later. */
export const patientDebt = (s: ClaimStory): number =>
  sum(s.payments.filter((p) => p.day > OPENING).map((p) => p.amount)) +
  sum(
    s.writeOffs
      .filter((w) => w.day > OPENING && w.responsibility === 'patient')
      .map((w) => w.amount),
  );

/** Stories whose claim is in the books: open at the start, or sent since. */
export const isInBooks = (s: ClaimStory): boolean =>
  s.claim.submittedOn > OPENING || isOpenClaim(s);
