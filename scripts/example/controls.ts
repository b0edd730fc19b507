// Control totals from the generator's own books; nothing of Feeworth is used to make them.
import type { Day } from '../../src/calendar.ts';
import { write } from './book.ts';
import type { Journal } from './book.ts';
import { indexOf, iso, last, OPENING, period } from './days.ts';
import { plain, share, sum } from './dollars.ts';
import { adjusted, isDenial, paidOf, patientShareOf, staysOpen } from './adjudicate.ts';
import type { Adjudication, ClaimStory } from './adjudicate.ts';
import { balanceOn, planValueOn, sessionsLeftOn } from './prepaid.ts';
import type { Desk } from './desk.ts';
import { collections } from './fees.ts';
import type { Receipts } from './fees.ts';
import type { Office } from './files-office.ts';
import { PAYERS, PRACTICES, practiceOf } from './group.ts';
import type { PayerId, Practice, PracticeId } from './group.ts';
import type { Opening } from './opening.ts';
import type { Remittance } from './remittances.ts';
import { isInBooks, patientDebt } from './stories.ts';

export interface World {
  readonly stories: readonly ClaimStory[];
  readonly remittances: readonly Remittance[];
  readonly desk: Desk;
  readonly office: Office;
  readonly receipts: (practice: PracticeId, m: number) => Receipts;
  readonly closings: ReadonlyMap<string, number>;
  readonly openings: readonly Opening[];
}

/** Only the primary payer's decisions move what payers owe. */
const isPrimary = (a: Adjudication): boolean => a.status !== '2' && !a.isDuplicate;

/** Gross charges payers still answer for at the end of a day; denied ones until given up. */
function payerDebt(stories: readonly ClaimStory[], day: Day, from: (s: ClaimStory) => Day): number {
  let cents = 0;
  for (const s of stories) {
    if (from(s) > day) continue;
    cents += s.claim.charge;
    for (const a of s.adjudications) {
      if (a.paidOn > day || !isPrimary(a)) continue;
      cents -= paidOf(a) + adjusted(a, (x) => !staysOpen(x));
    }
    for (const w of s.writeOffs) {
      if (w.day <= day && w.responsibility === 'insurance') cents -= w.amount;
    }
  }
  return cents;
}

function patientsOwe(stories: readonly ClaimStory[], day: Day): number {
  let cents = 0;
  for (const s of stories) {
    if (isInBooks(s)) {
      for (const a of s.adjudications) {
        if (a.paidOn > day) continue;
        if (isPrimary(a)) cents += patientShareOf(a);
        if (a.status === '2') cents -= paidOf(a);
      }
    } else if (s.claim.servedOn <= OPENING) cents += patientDebt(s);
    else continue;
    cents -= sum(s.payments.filter((p) => p.day > OPENING && p.day <= day).map((p) => p.amount));
    cents -= sum(
      s.writeOffs
        .filter((w) => w.responsibility === 'patient' && w.day > OPENING && w.day <= day)
        .map((w) => w.amount),
    );
  }
  return cents;
}

const money = (cents: number): string => plain(cents);

function monthOf(world: World, practice: Practice, m: number): Record<string, string | number> {
  const { desk, office } = world;
  const end = last(m);
  const r = world.receipts(practice.id, m);
  const booked = world.stories.filter((s) => s.claim.practice === practice.id && isInBooks(s));
  const all = world.stories.filter((s) => s.claim.practice === practice.id);
  const sent = booked.filter((s) => indexOf(s.claim.submittedOn) === m);
  const served = booked.filter((s) => indexOf(s.claim.servedOn) === m);
  const first = booked.flatMap((s) =>
    s.adjudications.filter((a) => a.isFirst && indexOf(a.paidOn) === m),
  );
  const isDenied = (a: Adjudication | undefined): boolean =>
    a !== undefined && a.isFirst && paidOf(a) === 0 && adjusted(a, isDenial) > 0;
  const invoice = office.invoices.find((i) => i.practice === practice.id && i.m === m);
  const feePaid = office.invoices.filter(
    (i) => i.practice === practice.id && i.paidOn !== null && indexOf(i.paidOn) === m,
  );
  const plans = desk.packages.filter((p) => practiceOf(p.site) === practice.id);
  const cards = desk.cards.filter((c) => practiceOf(c.site) === practice.id);
  return {
    month: period(m),
    bankClosing: money(world.closings.get(`${practice.id}/${m}`) ?? 0),
    payerReceipts: money(r.payers),
    patientReceipts: money(r.patients),
    patientRefunds: money(r.refunds),
    salesTaxCollected: money(r.tax),
    tipsCollected: money(r.tips),
    collections: money(collections(r)),
    feeDue: money(invoice?.due ?? 0),
    feeInvoiced: money(invoice?.fee ?? 0),
    feePaid: money(sum(feePaid.map((i) => i.fee))),
    passThroughInvoiced: money(invoice?.passThrough ?? 0),
    claimsSubmitted: sent.length,
    chargesSubmitted: money(sum(sent.map((s) => s.claim.charge))),
    chargesByServiceDate: money(sum(served.map((s) => s.claim.charge))),
    firstAdjudications: first.length,
    deniedAtFirstAdjudication: first.filter(isDenied).length,
    deniedOfSubmitted: sent.filter((s) => isDenied(s.adjudications[0])).length,
    payerReceivableByServiceDate: money(payerDebt(booked, end, (s) => s.claim.servedOn)),
    payerReceivableBySubmission: money(payerDebt(booked, end, (s) => s.claim.submittedOn)),
    patientReceivable: money(patientsOwe(all, end)),
    packageSessionsOpen: sum(plans.map((p) => sessionsLeftOn(p, end))),
    packageValueOpen: money(sum(plans.map((p) => planValueOn(p, end)))),
    giftCardValueOpen: money(sum(cards.map((c) => balanceOn(c, end)))),
  };
}

/** Share of net revenue that insurance answers for, in hundredths of a percent. */
export function insuredShare(world: World): number {
  const insured = sum(
    world.stories
      .filter((s) => s.claim.servedOn > OPENING && isInBooks(s))
      .map((s) => sum(s.claim.lines.map((l) => l.allowed))),
  );
  const kinds = ['service', 'retail', 'package-use', 'membership', 'gift-card-use', 'refund'];
  const selfPay = sum(
    world.desk.lines
      .filter((l) => indexOf(l.day) >= 0 && kinds.includes(l.category))
      .map((l) => l.price),
  );
  return share(insured, 10_000, insured + selfPay);
}

/** Average contractual share of charges by payer, in hundredths of a percent. */
export function contractualRates(stories: readonly ClaimStory[]): Record<PayerId, number> {
  const entries = PAYERS.map((p) => {
    const lines = stories.filter((s) => s.claim.payer === p.id).flatMap((s) => s.claim.lines);
    const charge = sum(lines.map((l) => l.charge));
    return [p.id, share(charge - sum(lines.map((l) => l.allowed)), 100, charge) * 100] as const;
  });
  return Object.fromEntries(entries) as Record<PayerId, number>;
}

/** Sales of a closed month that come in by a file of their own; above they stand in that month. */
function lateEntry({ desk }: World): Record<string, string> {
  const late = desk.lines.filter((l) => l.isLate);
  const total = (f: (l: (typeof late)[number]) => number): string => money(sum(late.map(f)));
  return {
    soldIn: '2025-02',
    importedIn: '2025-06',
    patientReceipts: total((l) => l.price),
    salesTax: total((l) => l.tax),
    tips: total((l) => l.tip),
  };
}

export function writeControls(world: World, journal: Journal): void {
  const document = {
    about:
      'Control totals that the generator computed from its own books, without any part of Feeworth. Amounts in dollars.',
    definitions: {
      payerReceipts: 'BPR02 of every 835, in the month of BPR16, whether or not the bank saw it',
      patientReceipts:
        'price of all tendered lines at the day of sale, before tax, tips and refunds',
      collections:
        'payerReceipts + patientReceipts - patientRefunds: the fee base of both agreements',
      feeDue:
        'agreement applied to collections of the month; TX 9 % to 150,000.00 then 7 %, AZ 9 %',
      feePaid: 'fee part of payments made in the month, whatever month they are for',
      payerReceivableByServiceDate:
        'gross charges not yet paid, moved to the patient, adjusted by contract or written off; denied ones stay',
      payerReceivableBySubmission: 'the same, a charge counting from the day its claim was sent',
      packageValueOpen: 'price of unused sessions, no breakage taken',
      deniedAtFirstAdjudication:
        'first decisions of the month with nothing paid and a denial reason; partly denied claims not among them',
    },
    opening: {
      date: iso(OPENING),
      practices: Object.fromEntries(
        world.openings.map((o) => [
          o.practice,
          Object.fromEntries(o.accounts.map(([name, n]) => [name, money(n)])),
        ]),
      ),
    },
    lateEntry: lateEntry(world),
    insuredShareOfNetRevenue: `0.${String(insuredShare(world)).padStart(4, '0')}`,
    practices: Object.fromEntries(
      PRACTICES.map((p) => [p.id, Array.from({ length: 24 }, (_, m) => monthOf(world, p, m))]),
    ),
  };
  write(journal, 'expected.json', `${JSON.stringify(document, null, 2)}\n`);
}
