import type { PayerPlan, SitePlan } from '../../scenarios/plan.ts';
import { effect, leverFactor, recordedStrength, strength, valueOf } from './monthly-regime.ts';
import type { Regime } from './monthly-regime.ts';
import { count, earn, pay, round } from './monthly-sheet.ts';
import type { Sheet } from './monthly-sheet.ts';

const share = (x: number): number => Math.min(1, Math.max(0, x));

/** Denied share of a payer's claims, the share of these that is overturned, and days to payment. */
function ratesOf(regime: Regime, { id }: SitePlan, payer: PayerPlan, m: number) {
  const denied = share(
    payer.denialRate *
      (1 + valueOf(regime, 'level.denials')) *
      effect(regime, m, -valueOf(regime, 'denials')) *
      leverFactor(regime, 'denial-rate', id, m),
  );
  const points =
    valueOf(regime, 'collection-rate') * (strength(regime, m) - recordedStrength(regime));
  const overturned = denied === 0 ? payer.overturned : share(payer.overturned + points / denied);
  const days =
    payer.payDays *
    (1 + valueOf(regime, 'level.payer-days')) *
    effect(regime, m, -valueOf(regime, 'payer-speed')) *
    leverFactor(regime, 'payer-days', id, m);
  return { denied, overturned, days };
}

/** Insured care of a month after contractuals, which providers have a share of. */
export function expectedInsured({ payers }: SitePlan, activity: number): number {
  let sum = 0;
  for (const { claimsMonthly, chargeCents, contractual } of payers) {
    sum += claimsMonthly * activity * chargeCents * (1 - contractual);
  }
  return sum;
}

/**
 * A part of charges that a payer pays on a day: the payer's money then, the patient's later. What the
 * contract takes off may differ by a cent from what was expected of the part.
 */
export function adjudicate(
  sheet: Sheet,
  payer: PayerPlan,
  day: number,
  part: number,
  expected: number,
): void {
  const contractual = round(part * payer.contractual);
  const patient = round((part - contractual) * payer.patientShare);
  const paid = part - contractual - patient;
  const collected = round(patient * payer.patientCollected);
  earn(sheet, day, expected - contractual);
  earn(sheet, day + 150, collected - patient);
  pay(sheet, 'payers', day, paid);
  pay(sheet, 'patients', day + 35, collected);
  count(sheet, 'remitted', day, paid);
  count(sheet, 'remitted', day + 35, collected);
  count(sheet, 'owed', day, patient - part);
  count(sheet, 'owed', day + 35, -collected);
  count(sheet, 'owed', day + 150, collected - patient);
}

/** Claims of a month: charged, and paid by payers and patients in later ones. */
export function newClaims(
  sheet: Sheet,
  regime: Regime,
  site: SitePlan,
  activity: number,
  m: number,
): void {
  const served = (sheet.timeline.first[m] ?? 0) + 14;
  for (const payer of site.payers) {
    const { denied, overturned, days } = ratesOf(regime, site, payer, m);
    const claims = payer.claimsMonthly * activity;
    const clean = claims * (1 - denied);
    const cleanCents = round(clean * payer.chargeCents);
    const deniedCents = round(claims * denied * payer.chargeCents);
    const half = round(Math.floor(clean / 2) * payer.chargeCents);
    const won = round(deniedCents * overturned);
    const after = (factor: number): number =>
      served + payer.submitDays + Math.floor(factor * days + 0.5);
    count(sheet, 'charges', served, cleanCents + deniedCents);
    count(sheet, 'owed', served, cleanCents + deniedCents);
    const off = (cents: number): number => round(cents * payer.contractual);
    earn(sheet, served, cleanCents - off(cleanCents) + deniedCents - off(deniedCents));
    adjudicate(sheet, payer, after(0.7), half, off(half));
    adjudicate(sheet, payer, after(1.3), cleanCents - half, off(cleanCents) - off(half));
    adjudicate(sheet, payer, after(1) + payer.reworkDays, won, off(won));
    count(sheet, 'owed', after(1) + 120, won - deniedCents);
    const lost = deniedCents - off(deniedCents) - (won - off(won));
    earn(sheet, after(1) + 120, -lost);
  }
}
