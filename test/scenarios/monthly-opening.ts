import type { OpeningPosition, PayerPlan, Plan, SitePlan } from '../../scenarios/plan.ts';
import { adjudicate } from './monthly-claims.ts';
import { count, earn, pay, round } from './monthly-sheet.ts';
import type { Sheet } from './monthly-sheet.ts';

/** Writes how a practice's opening position runs off; returns its cash at the start. */
export function writeOpening(sheet: Sheet, plan: Plan, practice: string): number {
  const first = sheet.timeline.first[0] ?? 0;
  const due = plan.agreements[practice]?.billing.dueDays ?? 15;
  let cash = 0;
  for (const open of plan.opening) {
    const site = plan.sites.find(({ id }) => id === open.site);
    if (open.entity !== practice || site === undefined) continue;
    cash += open.cashCents;
    const settle = (day: number, cents: number): void =>
      pay(sheet, 'left open by the book', first + day, cents);
    settle(1, -open.accruedPayCents);
    settle(2, open.cardClearingCents);
    settle(19, -open.salesTaxCents);
    settle(20, -open.payablesCents);
    const share = site.payers[0]?.patientCollected ?? 1;
    const patients = round((open.patientsCents ?? 0) * share);
    settle(20, patients);
    count(sheet, 'remitted', first + 20, patients);
    count(sheet, 'owed', first, open.patientsCents ?? 0);
    count(sheet, 'owed', first + 20, -patients);
    count(sheet, 'owed', first + 120, patients - (open.patientsCents ?? 0));
    earn(sheet, first + 120, patients - (open.patientsCents ?? 0));
    pay(sheet, 'fee', first + Math.min(28, Math.max(1, due)) - 1, -open.feeArrearsCents);
    for (const claims of open.claims) writeClaims(sheet, site, claims);
  }
  return cash;
}

/** Parts of a payer's claims by the days after their submission on which they end. */
function partsOf(payer: PayerPlan): { share: number; day: number; isPaid: boolean }[] {
  const { denialRate, overturned, payDays, reworkDays } = payer;
  const after = (factor: number): number => Math.floor(factor * payDays + 0.5);
  const clean = (1 - denialRate) / 2;
  return [
    { share: clean, day: after(0.7), isPaid: true },
    { share: clean, day: after(1.3), isPaid: true },
    { share: denialRate * overturned, day: after(1) + reworkDays, isPaid: true },
    { share: denialRate * (1 - overturned), day: after(1) + 120, isPaid: false },
  ];
}

function writeClaims(
  sheet: Sheet,
  site: SitePlan,
  { payer: name, ageDays, grossCents }: OpeningPosition['claims'][number],
): void {
  const payer = site.payers.find((p) => p.payer === name) ?? site.payers[0];
  if (payer === undefined) return;
  const first = sheet.timeline.first[0] ?? 0;
  count(sheet, 'owed', first, grossCents);
  const open = partsOf(payer).filter(({ share, day }) => share > 0 && day > ageDays);
  let whole = 0;
  for (const { share } of open) whole += share;
  let share = 0;
  let before = 0;
  open.forEach((part, i) => {
    share += part.share / whole;
    const upTo = i === open.length - 1 ? grossCents : round(grossCents * share);
    const day = first + Math.max(3, part.day - ageDays);
    const off = round(upTo * payer.contractual) - round(before * payer.contractual);
    if (part.isPaid) adjudicate(sheet, payer, day, upTo - before, off);
    else {
      count(sheet, 'owed', day, before - upTo);
      earn(sheet, day, off - (upTo - before));
    }
    before = upTo;
  });
  // Older than all parts: given up.
  if (open.length > 0) return;
  count(sheet, 'owed', first + 3, -grossCents);
  earn(sheet, first + 3, round(grossCents * payer.contractual) - grossCents);
}
