import { binomialDraw, poissonDraw } from '../src/numeric/count-draws.ts';
import { roundModelCents } from '../src/money.ts';
import { K, packed } from './kinds.ts';
import { leverAt } from './levers.ts';
import { PAYERS_MAX, SITE_DRAWS } from './luck.ts';
import type { CompiledSite, Model, MonthDays } from './model.ts';
import type { PayerPlan } from './plan.ts';
import { payerCodes } from './site-lines.ts';
import type { PayerCodes } from './site-lines.ts';
import type { RowWriter } from './row-writer.ts';
import type { SiteStep } from './site-step.ts';

const FIRST_DRAW = 2;
/** Denials not paid in the end are given up after so many days. */
const GIVE_UP_DAYS = 120;
const PATIENT_DAYS = 35;
const CONCEDE_DAYS = 150;

const ACH = packed('RemittanceReceived', { method: 'ACH' });
const GIVEN_UP = packed('DenialWrittenOff', { reason: 'denial' });
const BY_CHECK = packed('PatientPaymentReceived', { tender: 'check' });

/**
 * Insured care of a site-month as cohorts: site × month × payer, whole claims, day-dated from
 * service to the last cent. Every row of a cohort is written at once with its own date; folds do
 * not mind the order. Returns expected net revenue in cents, the production providers are paid on.
 */
export function writeClaims(step: SiteStep, activity: number): number {
  const { writer: w, model, site: s, arm, month, at, days, factors, luck } = step;
  let net = 0;
  const { noise } = model.plan;
  const { payers } = s.plan;
  const refused = factors.denials * leverAt(model.levers, 'denial-rate', arm, at);
  const speed = factors.speed * leverAt(model.levers, 'payer-days', arm, at);
  const isNoisy = noise.site > 0;
  for (let p = 0; p < payers.length; p++) {
    const payer = payers[p] as PayerPlan;
    const draw = at * SITE_DRAWS + FIRST_DRAW + 3 * p;
    const mean = payer.claimsMonthly * activity;
    const claims = isNoisy ? poissonDraw(mean, luck.uniform[draw] as number) : mean;
    if (claims <= 0) continue;
    const rate = Math.min(1, Math.max(0, payer.denialRate * refused));
    const denied = isNoisy
      ? binomialDraw(claims, rate, luck.uniform[draw + 1] as number)
      : claims * rate;
    const stretch = luck.stretch[at * PAYERS_MAX + p] as number;
    const payDays = payer.payDays * speed * stretch;
    const overturned = overturnedWith(payer, rate, factors.collection);
    const place = p * model.plan.months + month;
    writeCohort(w, s, p, place, days.first + 14, claims, denied, payDays, overturned);
    net += claims * payer.chargeCents * (1 - payer.contractual);
  }
  return net;
}

/** Points of net collection gained come from denials paid in the end (choose one route). */
function overturnedWith(payer: PayerPlan, rate: number, points: number): number {
  if (points === 0 || rate === 0) return payer.overturned;
  return Math.min(1, Math.max(0, payer.overturned + points / rate));
}

/** Writes the claims of a payer that were served on a day, clean ones and denied ones. */
function writeCohort(
  w: RowWriter,
  s: CompiledSite,
  p: number,
  place: number,
  served: number,
  claims: number,
  denied: number,
  payDays: number,
  overturned: number,
): void {
  const payer = s.plan.payers[p] as PayerPlan;
  const party = s.payers[p] as number;
  const code = s.payerCodes[p] as PayerCodes;
  const subject = s.cohorts[place] as number;
  const submitted = served + payer.submitDays;
  const early = submitted + Math.floor(payDays * 0.7 + 0.5);
  const late = submitted + Math.floor(payDays * 1.3 + 0.5);
  const clean = claims - denied;
  const gross = roundModelCents(clean * payer.chargeCents);
  const expected = roundModelCents(gross * payer.contractual);
  open(w, payer, code, served, subject, party, clean, gross, expected);
  const half = Math.floor(clean / 2);
  const first = roundModelCents(half * payer.chargeCents);
  const released = roundModelCents(first * payer.contractual);
  pay(w, payer, party, code.paid, subject, early, first, released, half);
  const rest = gross - first;
  pay(w, payer, party, code.paid, subject, late, rest, expected - released, clean - half);
  if (denied > 0) {
    const decided = submitted + Math.floor(payDays + 0.5);
    const deniedSubject = s.denied[place] as number;
    writeDenied(w, payer, code, served, decided, deniedSubject, party, denied, overturned);
  }
}

/** Claims as they are charged and submitted. */
function open(
  w: RowWriter,
  { submitDays }: PayerPlan,
  code: PayerCodes,
  served: number,
  subject: number,
  party: number,
  claims: number,
  gross: number,
  expected: number,
): void {
  if (claims <= 0) return;
  const submitted = served + submitDays;
  w.put(K.charge, served, subject, party, code.charge, gross, expected, claims, 0);
  w.put(K.submitted, submitted, subject, party, code.submitted, gross, served, claims, 1);
}

/** Denied claims from their charge on: refused, then overturned in part, the rest given up. */
function writeDenied(
  w: RowWriter,
  payer: PayerPlan,
  code: PayerCodes,
  served: number,
  decided: number,
  subject: number,
  party: number,
  denied: number,
  overturned: number,
): void {
  const no = code.denied;
  const asked = roundModelCents(denied * payer.chargeCents);
  const expected = roundModelCents(asked * payer.contractual);
  open(w, payer, code, served, subject, party, denied, asked, expected);
  w.put(K.adjudicated, decided, subject, party, no, asked, 0, 0, 0);
  w.more(K.adjudicatedDetail, decided, subject, party, no, asked, 0, asked, denied);
  const won = Math.min(asked, roundModelCents(asked * overturned));
  const released = roundModelCents(won * payer.contractual);
  pay(w, payer, party, code.paid, subject, decided + payer.reworkDays, won, released, 0);
  const lost = asked - won;
  if (lost <= 0) return;
  const rest = expected - released;
  const day = decided + GIVE_UP_DAYS;
  w.put(K.writeOff, day, subject, party, GIVEN_UP, lost - rest, rest, denied, 0);
}

/** Adjudicates charges as paid: payer's part, patient's part, contractual; then their cash. */
function pay(
  w: RowWriter,
  payer: PayerPlan,
  party: number,
  code: number,
  subject: number,
  day: number,
  gross: number,
  released: number,
  counted: number,
): void {
  if (gross <= 0) return;
  const contractual = roundModelCents(gross * payer.contractual);
  const patient = roundModelCents((gross - contractual) * payer.patientShare);
  const paid = gross - contractual - patient;
  w.put(K.adjudicated, day, subject, party, code, gross, paid, patient, contractual);
  w.more(K.adjudicatedDetail, day, subject, party, code, 0, released, 0, counted);
  w.put(K.remittance, day, 0, party, ACH, paid, 0, 0, 0);
  if (patient <= 0) return;
  const collected = roundModelCents(patient * payer.patientCollected);
  w.put(K.patientPaid, day + PATIENT_DAYS, subject, 0, BY_CHECK, collected, 0, 0, 0);
  const given = patient - collected;
  w.put(K.patientConceded, day + CONCEDE_DAYS, subject, 0, 0, 0, given, 0, 0);
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
    const code = payerCodes(payer).paid;
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
      if (part.isPaid) pay(w, payer, party, code, subject, day, gross, released, 0);
      else if (gross > 0) {
        const net = gross - released;
        w.put(K.writeOff, day, subject, party, GIVEN_UP, net, released, 0, 0);
      }
    });
  });
}
