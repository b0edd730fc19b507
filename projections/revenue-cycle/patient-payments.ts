import { monthOf } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Claim } from './claim.ts';
import type { RevenueCycleState } from './state.ts';

/** Patient payments laid on a month of service. */
export interface Laid {
  readonly entity: number;
  readonly month: number;
  readonly cents: number;
}

/** What laying payments asks of a claim. */
export type PatientShare = Pick<Claim, 'entity' | 'servedOn' | 'isOpening' | 'money'>;

/**
 * Most point-of-sale systems do not say which claim a patient pays. Such payments are laid on the
 * oldest patient shares of their entity: first what the book began with, then by month of service.
 * What is left over is a payment in advance and is laid nowhere.
 */
export function layPatientPayments(
  { openingPatient, firstMonth, months, unnamed }: RevenueCycleState,
  claims: Iterable<PatientShare>,
): Laid[] {
  const shares = new OwedShares(openingPatient, firstMonth, months);
  for (const claim of claims) shares.add(claim);
  return layOldestFirst(unnamed, shares);
}

/** What patients of an entity owe: from before the book's months, and by month of service. */
interface OfEntity {
  before: number;
  readonly months: Float64Array;
}

/** Patient shares that are still owed, by entity and month of service. */
export class OwedShares {
  readonly #openingPatient: Float64Array;
  readonly #firstMonth: Month;
  readonly #months: number;
  readonly #byEntity = new Map<number, OfEntity>();

  constructor(openingPatient: Float64Array, firstMonth: Month, months: number) {
    this.#openingPatient = openingPatient;
    this.#firstMonth = firstMonth;
    this.#months = months;
  }

  of(entity: number): OfEntity {
    const known = this.#byEntity.get(entity);
    if (known) return known;
    const before = this.#openingPatient[entity] ?? 0;
    const made = { before, months: new Float64Array(this.#months) };
    this.#byEntity.set(entity, made);
    return made;
  }

  add(claim: PatientShare): void {
    const { entity, servedOn, isOpening } = claim;
    this.addOwed(entity, isOpening ? null : servedOn, owedByPatient(claim));
  }

  /** Without a day of service it is from before the book. */
  addOwed(entity: number, servedOn: Day | null, owed: number): void {
    if (owed === 0) return;
    const own = this.of(entity);
    const month = servedOn === null ? -1 : monthOf(servedOn) - this.#firstMonth;
    if (month < 0) own.before += owed;
    else if (month < this.#months) own.months[month] = (own.months[month] ?? 0) + owed;
  }
}

/** Lays what was paid without a claim, by entity, on what is owed. */
export function layOldestFirst(unnamed: Float64Array, shares: OwedShares): Laid[] {
  const laid: Laid[] = [];
  unnamed.forEach((paid, entity) => {
    if (paid <= 0) return;
    const { before, months } = shares.of(entity);
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
