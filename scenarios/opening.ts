import { roundModelCents } from '../src/money.ts';
import { K, packed } from './kinds.ts';
import { giftCardsOwed, packagesOwed } from './prepaid-month.ts';
import type { CompiledSite, Model, MonthDays } from './model.ts';
import type { RowWriter } from './row-writer.ts';

/** The middle of what patients already owe, and when the rest of it is given up. */
const PATIENT_DAYS = 20;
const CONCEDE_DAYS = 120;
const BY_CHECK = packed('PatientPaymentReceived', { tender: 'check' });
const SUPPLIERS = packed('VendorPaid', { purpose: 'other' });

/**
 * What the book leaves open, as an opening entry a day before the first month, and its run-off:
 * claims in claim-cohorts, payables, card clearing, sales tax and pay here. Equity takes what is
 * left, so that the entry balances; no figure of a comparison reads it.
 */
export function writeOpening(w: RowWriter, model: Model, s: CompiledSite): void {
  const opening = model.plan.opening.find((o) => o.site === s.plan.id);
  if (opening === undefined) return;
  const start = (model.months[0] as MonthDays).first;
  const before = start - 1;
  const gross = opening.claims.reduce((sum, c) => sum + c.grossCents, 0);
  const expected = opening.claims.reduce((sum, c) => {
    const payer = s.plan.payers.find((p) => p.payer === c.payer) ?? s.plan.payers[0];
    return sum + roundModelCents(c.grossCents * (payer?.contractual ?? 0));
  }, 0);
  const lines: [number, number][] = [
    [1010, opening.cashCents],
    [1030, opening.cardClearingCents],
    [1110, gross],
    [1120, opening.patientsCents ?? 0],
    [1180, -expected],
    [2010, -opening.payablesCents],
    [2110, -opening.accruedPayCents],
    [2210, -opening.salesTaxCents],
    [2310, -packagesOwed(opening, s.plan.giftCards)],
    [2410, -opening.feeArrearsCents],
  ];
  const cards = giftCardsOwed(s.plan.giftCards);
  if (cards > 0) lines.push([2330, -cards]);
  const equity = -lines.reduce((sum, [, amount]) => sum + amount, 0);
  lines.push([3010, equity]);
  w.put(K.opening, before, 0, 0, 0, 0, 0, 0, 0);
  for (const [account, amount] of lines) {
    w.more(K.openingLine, before, 0, 0, account, amount, 0, 0, 0);
  }
  runOff(w, model, s, start, opening);
}

function runOff(
  w: RowWriter,
  model: Model,
  compiled: CompiledSite,
  start: number,
  opening: Model['plan']['opening'][number],
): void {
  const { entity, vendor } = compiled;
  const put = (kind: number, day: number, amount: number, party = 0, code = 0): void => {
    if (amount > 0) w.put(kind, start + day, 0, party, code, amount, 0, 0, 0);
  };
  put(K.cardBatch, 2, opening.cardClearingCents);
  put(K.vendorPaid, 20, opening.payablesCents, vendor, SUPPLIERS);
  put(K.payrollPaid, 1, opening.accruedPayCents);
  put(K.salesTax, 19, opening.salesTaxCents);
  writePatients(w, compiled, start, opening.patientsCents ?? 0);
  const practice = model.practices.find((p) => p.entity === entity);
  if (opening.feeArrearsCents > 0 && practice) {
    const { agreement, dueDays } = practice;
    const day = start + Math.min(27, Math.max(0, dueDays - 1));
    const amount = opening.feeArrearsCents;
    w.put(K.feeSettled, day, agreement, model.mso, 0, amount, 0, 0, 0);
  }
}

/** Patients pay the usual share of what they owe over some weeks; the rest is conceded. */
function writePatients(w: RowWriter, s: CompiledSite, start: number, owed: number): void {
  if (owed <= 0) return;
  const paid = roundModelCents(owed * (s.plan.payers[0]?.patientCollected ?? 1));
  w.put(K.patientPaid, start + PATIENT_DAYS, 0, 0, BY_CHECK, paid, 0, 0, 0);
  w.put(K.patientConceded, start + CONCEDE_DAYS, 0, 0, 0, 0, owed - paid, 0, 0);
}
