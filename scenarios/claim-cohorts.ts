import { binomialDraw, poissonDraw } from '../src/numeric/count-draws.ts';
import { exp } from '../src/numeric/elementary.ts';
import { roundModelCents } from '../src/money.ts';
import { placeOf } from './demand.ts';
import type { Arm } from './effects.ts';
import { K, packed } from './kinds.ts';
import { leverAt } from './levers.ts';
import type { Luck } from './luck.ts';
import { SITE_DRAWS } from './luck.ts';
import type { CompiledSite, Model, MonthDays, MonthFactors } from './model.ts';
import type { PayerPlan } from './plan.ts';
import type { RowWriter } from './row-writer.ts';

/** Payer groups a site may have: each takes three of the site's draws. */
export const PAYERS_MAX = 4;
const FIRST_DRAW = 2;
/** Denials not paid in the end are given up after so many days. */
const GIVE_UP_DAYS = 120;
const PATIENT_DAYS = 35;
const CONCEDE_DAYS = 150;

const codes = (payerClass: PayerPlan['payerClass']) => ({
  charge: packed('ChargePosted', { payerClass, serviceLine: 'medical' }),
  submitted: packed('ClaimSubmitted', { payerClass, frequency: 'original', rank: 'primary' }),
  paid: packed('ClaimAdjudicated', { rank: 'primary', outcome: 'paid', payerClass }),
  denied: packed('ClaimAdjudicated', { rank: 'primary', outcome: 'denied', payerClass }),
});
const CODES = new Map(
  (['commercial', 'medicare', 'medicaid', 'workers-comp', 'other'] as const).map((c) => [
    c,
    codes(c),
  ]),
);
const ACH = packed('RemittanceReceived', { method: 'ACH' });
const GIVEN_UP = packed('DenialWrittenOff', { reason: 'denial' });
const BY_CHECK = packed('PatientPaymentReceived', { tender: 'check' });

/**
 * Insured care of a site-month as cohorts: site × month × payer, whole claims, day-dated from
 * service to the last cent. Every row of a cohort is written at once with its own date; folds do
 * not mind the order. Returns expected net revenue in cents, the production providers are paid on.
 */
export function writeClaims(
  w: RowWriter,
  model: Model,
  s: CompiledSite,
  arm: Arm,
  month: number,
  days: MonthDays,
  activity: number,
  factors: MonthFactors,
  luck: Luck,
): number {
  let net = 0;
  const at = placeOf(model, s, month);
  const refused = factors.denials * leverAt(model.levers, 'denial-rate', arm, at);
  const speed = factors.speed * leverAt(model.levers, 'payer-days', arm, at);
  s.plan.payers.forEach((payer, p) => {
    const draw = at * SITE_DRAWS + FIRST_DRAW + 3 * p;
    const mean = payer.claimsMonthly * activity;
    const isNoisy = model.plan.noise.site > 0;
    const claims = isNoisy ? poissonDraw(mean, luck.uniform[draw] as number) : mean;
    if (claims <= 0) return;
    const rate = Math.min(1, Math.max(0, payer.denialRate * refused));
    const denied = isNoisy
      ? binomialDraw(claims, rate, luck.uniform[draw + 1] as number)
      : claims * rate;
    const stretch =
      model.plan.noise.lag === 0
        ? 1
        : exp(model.plan.noise.lag * (luck.normal[draw + 2] as number));
    net += writeCohort(w, s, p, month, model.plan.months, days, {
      claims,
      denied,
      payDays: payer.payDays * speed * stretch,
      overturned: overturnedWith(payer, rate, factors.collection),
    });
  });
  return net;
}

/** Points of net collection gained come from denials paid in the end (choose one route). */
function overturnedWith(payer: PayerPlan, rate: number, points: number): number {
  if (points === 0 || rate === 0) return payer.overturned;
  return Math.min(1, Math.max(0, payer.overturned + points / rate));
}

interface Cohort {
  readonly claims: number;
  readonly denied: number;
  readonly payDays: number;
  readonly overturned: number;
}

function writeCohort(
  w: RowWriter,
  s: CompiledSite,
  p: number,
  month: number,
  months: number,
  days: MonthDays,
  cohort: Cohort,
): number {
  const payer = s.plan.payers[p] as PayerPlan;
  const code = CODES.get(payer.payerClass) as ReturnType<typeof codes>;
  const { entity, site } = s;
  const party = s.payers[p] as number;
  const subject = s.cohorts[p * months + month] as number;
  const deniedSubject = s.denied[p * months + month] as number;
  const { claims, denied } = cohort;
  const served = days.first + 14;
  const submitted = served + payer.submitDays;
  const decided = submitted + Math.floor(cohort.payDays + 0.5);
  const early = submitted + Math.floor(cohort.payDays * 0.7 + 0.5);
  const late = submitted + Math.floor(cohort.payDays * 1.3 + 0.5);
  const clean = claims - denied;
  const grossOf = (n: number): number => roundModelCents(n * payer.chargeCents);
  const expectedOf = (gross: number): number => roundModelCents(gross * payer.contractual);
  const open = (n: number, id: number): void => {
    if (n <= 0) return;
    const gross = grossOf(n);
    w.put(K.charge, entity, site, served, id, party, code.charge, gross, expectedOf(gross), n, 0);
    w.put(K.submitted, entity, site, submitted, id, party, code.submitted, gross, served, n, 1);
  };
  open(clean, subject);
  open(denied, deniedSubject);
  const half = Math.floor(clean / 2);
  const gross = grossOf(clean);
  const first = grossOf(half);
  const released = expectedOf(first);
  const to = { w, s, payer, party, code: code.paid };
  pay(to, subject, early, first, released, half);
  pay(to, subject, late, gross - first, expectedOf(gross) - released, clean - half);
  if (denied > 0) {
    const asked = grossOf(denied);
    const { denied: no } = code;
    w.put(K.adjudicated, entity, site, decided, deniedSubject, party, no, asked, 0, 0, 0);
    w.more(
      K.adjudicatedDetail,
      entity,
      site,
      decided,
      deniedSubject,
      party,
      no,
      asked,
      0,
      asked,
      denied,
    );
    const won = Math.min(asked, roundModelCents(asked * cohort.overturned));
    pay(to, deniedSubject, decided + payer.reworkDays, won, expectedOf(won), 0);
    const lost = asked - won;
    if (lost > 0) {
      const rest = expectedOf(asked) - expectedOf(won);
      const day = decided + GIVE_UP_DAYS;
      const net = lost - rest;
      w.put(K.writeOff, entity, site, day, deniedSubject, party, GIVEN_UP, net, rest, denied, 0);
    }
  }
  return claims * payer.chargeCents * (1 - payer.contractual);
}

interface PaidTo {
  readonly w: RowWriter;
  readonly s: CompiledSite;
  readonly payer: PayerPlan;
  readonly party: number;
  readonly code: number;
}

/** Adjudicates charges as paid: payer's part, patient's part, contractual; then their cash. */
function pay(
  { w, s, payer, party, code }: PaidTo,
  subject: number,
  day: number,
  gross: number,
  released: number,
  counted: number,
): void {
  if (gross <= 0) return;
  const { entity, site } = s;
  const contractual = roundModelCents(gross * payer.contractual);
  const patient = roundModelCents((gross - contractual) * payer.patientShare);
  const paid = gross - contractual - patient;
  w.put(K.adjudicated, entity, site, day, subject, party, code, gross, paid, patient, contractual);
  w.more(K.adjudicatedDetail, entity, site, day, subject, party, code, 0, released, 0, counted);
  w.put(K.remittance, entity, site, day, 0, party, ACH, paid, 0, 0, 0);
  if (patient <= 0) return;
  const collected = roundModelCents(patient * payer.patientCollected);
  w.put(K.patientPaid, entity, site, day + PATIENT_DAYS, subject, 0, BY_CHECK, collected, 0, 0, 0);
  const given = patient - collected;
  w.put(K.patientConceded, entity, site, day + CONCEDE_DAYS, subject, 0, 0, 0, given, 0, 0);
}

/** A part of claims that are still open, and how many days after submission it is decided. */
interface OpenPart {
  readonly share: number;
  readonly day: number;
  readonly isPaid: boolean;
}

/**
 * What is still open of a cohort so many days after it was submitted, by the same parameters as new
 * claims: the halves paid, the denials overturned, the denials given up. Shares add up to 1; what is
 * older than all of them is given up.
 */
export function openParts(payer: PayerPlan, ageDays: number): readonly OpenPart[] {
  const denied = Math.min(1, Math.max(0, payer.denialRate));
  const decided = Math.floor(payer.payDays + 0.5);
  const all: OpenPart[] = [
    { share: (1 - denied) / 2, day: Math.floor(payer.payDays * 0.7 + 0.5), isPaid: true },
    { share: (1 - denied) / 2, day: Math.floor(payer.payDays * 1.3 + 0.5), isPaid: true },
    { share: denied * payer.overturned, day: decided + payer.reworkDays, isPaid: true },
    { share: denied * (1 - payer.overturned), day: decided + GIVE_UP_DAYS, isPaid: false },
  ];
  const open = all.filter(({ share, day }) => share > 0 && day > ageDays);
  const sum = open.reduce((total, { share }) => total + share, 0);
  if (sum <= 0) return [{ share: 1, day: ageDays, isPaid: false }];
  return open.map((part) => ({ ...part, share: part.share / sum }));
}

/** The soonest a claim of the book is decided after it ends: nothing is known to be under way. */
const SOONEST_DAYS = 3;

/**
 * Open claims of the book run off from the first month on, the same in both arms: they were worked
 * under the recorded regime, so its levels hold for them.
 */
export function writeOpenClaims(w: RowWriter, model: Model, s: CompiledSite): void {
  const opening = model.plan.opening.find((o) => o.site === s.plan.id);
  if (opening === undefined) return;
  const start = (model.months[0] as MonthDays).first;
  opening.claims.forEach((open, i) => {
    const payer = s.plan.payers.find((p) => p.payer === open.payer) ?? s.plan.payers[0];
    if (payer === undefined || open.grossCents <= 0) return;
    const party = s.payers[s.plan.payers.indexOf(payer)] as number;
    const code = (CODES.get(payer.payerClass) as ReturnType<typeof codes>).paid;
    const subject = s.openClaims[i] as number;
    const expectedOf = (gross: number): number => roundModelCents(gross * payer.contractual);
    let share = 0;
    let before = 0;
    openParts(payer, open.ageDays).forEach((part, at, parts) => {
      share += part.share;
      const isLast = at === parts.length - 1;
      const upTo = isLast ? open.grossCents : roundModelCents(open.grossCents * share);
      const gross = upTo - before;
      const released = expectedOf(upTo) - expectedOf(before);
      before = upTo;
      const day = start + Math.max(SOONEST_DAYS, part.day - open.ageDays);
      if (part.isPaid) pay({ w, s, payer, party, code }, subject, day, gross, released, 0);
      else if (gross > 0) {
        const net = gross - released;
        const { entity, site } = s;
        w.put(K.writeOff, entity, site, day, subject, party, GIVEN_UP, net, released, 0, 0);
      }
    });
  });
}
