import { monthOf } from '../../src/calendar.ts';
import { claimAt, moneyOf } from './claim.ts';
import type { Claim } from './claim.ts';
import { plainService } from './records.ts';
import type { RevenueCycleState } from './state.ts';

/** Patient payments laid on a month of service. */
export interface Laid {
  readonly entity: number;
  readonly month: number;
  readonly cents: number;
}

/** What laying payments asks of a claim. */
export type PatientShare = Pick<Claim, 'entity' | 'servedOn' | 'isOpening' | 'money'>;

/** The patient share of every claim, each let go of before the next is read. */
export function* patientShares(state: RevenueCycleState): Generator<PatientShare> {
  const count = state.counters[0] ?? 0;
  for (let claim = 1; claim <= count; claim++) {
    const service = plainService(state, claim);
    yield service === null
      ? claimAt(state, claim)
      : { ...service, isOpening: false, money: moneyOf(state, claim) };
  }
}

/**
 * Most point-of-sale systems do not say which claim a patient pays. Such payments are laid on the
 * oldest patient shares of their entity: first what the book began with, then by month of service.
 * What is left over is a payment in advance and is laid nowhere.
 */
export function layPatientPayments(
  state: RevenueCycleState,
  claims: Iterable<PatientShare>,
): Laid[] {
  const shares = new Map<number, { before: number; months: Float64Array }>();
  const of = (entity: number): { before: number; months: Float64Array } => {
    const known = shares.get(entity);
    if (known) return known;
    const made = {
      before: state.openingPatient[entity] ?? 0,
      months: new Float64Array(state.months),
    };
    shares.set(entity, made);
    return made;
  };
  for (const claim of claims) {
    const { entity, servedOn, isOpening } = claim;
    const owed = owedByPatient(claim);
    if (owed === 0) continue;
    const own = of(entity);
    const month = servedOn === null ? -1 : monthOf(servedOn) - state.firstMonth;
    if (isOpening || month < 0) own.before += owed;
    else if (month < state.months) own.months[month] = (own.months[month] ?? 0) + owed;
  }
  const laid: Laid[] = [];
  state.unnamed.forEach((paid, entity) => {
    if (paid <= 0) return;
    const { before, months } = of(entity);
    let left = paid - Math.min(paid, Math.max(0, before));
    months.forEach((owed, month) => {
      const cents = Math.min(left, Math.max(0, owed));
      if (cents <= 0) return;
      laid.push({ entity, month, cents });
      left -= cents;
    });
  });
  return laid;
}

/** What a patient still owes of a claim, payments that name no claim left aside; cents. */
export function owedByPatient({ money }: Pick<Claim, 'money'>): number {
  const later = money.laterPaid + money.laterContractual;
  return money.patientShare - later - money.patientPaid - money.conceded;
}
