import type { Day } from '../../src/calendar.ts';
import { groupBy, isInHistory } from './book.ts';
import type { Journal } from './book.ts';
import { bankingAfter, bankingOnOrAfter, on } from './days.ts';
import { sum } from './dollars.ts';
import { paidOf } from './adjudicate.ts';
import type { Adjudication, ClaimStory } from './adjudicate.ts';
import { PAYERS, PRACTICES } from './group.ts';
import type { Payer, Practice, PracticeId, PayerId } from './group.ts';
import type { Specials } from './specials.ts';

export interface ProviderAdjustment {
  readonly code: 'FB' | 'WO' | 'L6';
  readonly reference: string;
  /** Above zero it reduces the payment (X12 RFI 1756). */
  readonly amount: number;
}

/** One payment of a payer with its explanation: an 835 transaction. */
export interface Remittance {
  readonly practice: Practice;
  readonly payer: Payer;
  readonly paidOn: Day;
  readonly trace: string;
  readonly adjudications: readonly Adjudication[];
  readonly plb: readonly ProviderAdjustment[];
  readonly amount: number;
  /** BPR02 less what claims and provider adjustments add up to; zero but once. */
  readonly difference: number;
  readonly depositedOn: Day;
  readonly reachesBank: boolean;
}

const UNBALANCED = {
  practice: 'tx-practice',
  payer: 'harborline',
  from: on(2025, 12, 18),
} as const;
const LOST = { practice: 'tx-practice', payer: 'harborline', from: on(2025, 6, 18) } as const;

/** Groups decisions into payments, carries balances forward, and deposits the money. */
export function payClaims(
  stories: readonly ClaimStory[],
  specials: Specials,
  journal: Journal,
): Remittance[] {
  const decided = stories
    .flatMap((s) => s.adjudications)
    .filter((a) => isInHistory(a.paidOn))
    .sort((a, b) => a.paidOn - b.paidOn);
  const all: Remittance[] = [];
  for (const practice of PRACTICES) {
    for (const payer of PAYERS) {
      const own = decided.filter((a) => a.claim.practice === practice.id && a.payer === payer.id);
      all.push(...paymentsOf(practice, payer, own, specials));
    }
  }
  all.sort((a, b) => a.paidOn - b.paidOn);
  for (const r of all) deposit(r, journal);
  return all;
}

function paymentsOf(
  practice: Practice,
  payer: Payer,
  own: readonly Adjudication[],
  specials: Specials,
): Remittance[] {
  const result: Remittance[] = [];
  let carried = { amount: 0, reference: '' };
  let owed = { amount: 0, reference: '' };
  let number = 0;
  let unbalanced = isAt(UNBALANCED, practice.id, payer.id);
  let lost = isAt(LOST, practice.id, payer.id);
  for (const [paidOn, adjudications] of groupBy(own, (a) => a.paidOn)) {
    number += 1;
    const trace = traceOf(practice, payer, number);
    const plb: ProviderAdjustment[] = adjudications
      .filter((a) => a.interest > 0)
      .map((a) => ({ code: 'L6', reference: a.claim.number, amount: -a.interest }));
    if (owed.amount > 0) {
      plb.push({ code: 'WO', reference: owed.reference, amount: owed.amount });
      owed = { amount: 0, reference: '' };
    }
    const delayed = adjudications.find((a) => a === specials.delayedTakeback);
    if (delayed) {
      const reference = `${delayed.claim.number} ${delayed.icn}`;
      owed = { amount: -paidOf(delayed), reference };
      plb.push({ code: 'WO', reference, amount: -owed.amount });
    }
    let amount = sum(adjudications.map(paidOf)) - sum(plb.map((p) => p.amount));
    if (amount < 0) {
      plb.push({ code: 'FB', reference: trace, amount });
      carried = { amount: carried.amount - amount, reference: carried.reference || trace };
      amount = 0;
    } else if (carried.amount > 0 && amount > 0) {
      const taken = Math.min(carried.amount, amount);
      plb.push({ code: 'FB', reference: carried.reference, amount: taken });
      amount -= taken;
      carried = { amount: carried.amount - taken, reference: carried.reference };
    }
    let difference = 0;
    if (unbalanced && paidOn >= UNBALANCED.from) {
      difference = -450;
      unbalanced = false;
    }
    const isLost = lost && paidOn >= LOST.from;
    if (isLost) lost = false;
    const settled = payer.method === 'ACH' ? bankingOnOrAfter(paidOn) : bankingAfter(paidOn, 3);
    result.push({
      practice,
      payer,
      paidOn,
      trace,
      adjudications,
      plb,
      amount: amount + difference,
      difference,
      depositedOn: settled,
      reachesBank: amount > 0 && !isLost,
    });
  }
  return result;
}

const isAt = (at: { practice: PracticeId; payer: PayerId }, p: PracticeId, y: PayerId): boolean =>
  at.practice === p && at.payer === y;

const traceOf = (practice: Practice, payer: Payer, n: number): string =>
  payer.method === 'ACH'
    ? `${payer.ediId}${practice.code}${String(24_000 + n * 7)}`
    : `${practice.code === 'TX' ? 41 : 52}${String(1_000 + n * 3)}`;

function deposit(r: Remittance, journal: Journal): void {
  if (!r.reachesBank) return;
  journal.bank.push({
    practice: r.practice.id,
    day: r.depositedOn,
    description:
      r.payer.method === 'ACH'
        ? `HCCLAIMPMT ${r.payer.name.slice(0, 18)} TRN*1*${r.trace}*${r.payer.trnId}`
        : `LOCKBOX CHECK ${r.payer.name}`,
    reference: r.trace,
    amount: r.amount,
    document: 'remittances',
  });
}
