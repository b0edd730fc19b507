import type { BookContext } from '../../src/batch/book-context.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { codeIndex, kindOf } from '../../src/batch/layout.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { layOldestFirst, OwedShares } from './patient-payments.ts';
import type { Laid, PatientShare } from './patient-payments.ts';

const REVERSAL = 1;
const PRIMARY = codeIndex('ClaimAdjudicated', 'rank', 'primary');
const CLAIM_ITEM = codeIndex('OpeningBalanceRecorded.Item', 'kind', 'claim');
const PATIENT_ITEM = codeIndex('OpeningBalanceRecorded.Item', 'kind', 'patient-balance');

const CHARGED = kindOf('ChargePosted');
const SUBMITTED = kindOf('ClaimSubmitted');
const ADJUDICATED = kindOf('ClaimAdjudicated');
const WRITTEN_OFF = kindOf('DenialWrittenOff');
const EDITED = kindOf('ClaimEdited');
const PAID = kindOf('PatientPaymentReceived');
const CONCEDED = kindOf('PatientBalanceConceded');
const OPENING_ITEM = kindOf('OpeningBalanceRecorded.Item');

/**
 * What patients owe of each claim of a book and nothing else of it: a twelfth of the memory that
 * all claims take, and of a large book most of the time goes into memory. Claims with a reversal,
 * from before the book or of two entities are told apart: only all of their events say where they
 * belong (`odd`).
 */
export class PatientShares {
  readonly #firstMonth: Month;
  readonly #months: number;
  /** By subject: cents, and the days from which it follows when the claim was served; 0 is none. */
  readonly #owed: Float64Array;
  readonly #served: Int32Array;
  readonly #firstDay: Int32Array;
  /** The entity plus one. */
  readonly #entity: Uint16Array;
  readonly #isOdd: Uint8Array;
  /** Payments without a claim, and patient balances the book began with, by entity. */
  readonly unnamed: Float64Array;
  readonly openingPatient: Float64Array;

  constructor({ names, firstMonth, monthCount }: BookContext) {
    const subjects = names.size('subject') + 1;
    const entities = names.size('entity');
    this.#firstMonth = firstMonth;
    this.#months = monthCount;
    this.#owed = new Float64Array(subjects);
    this.#served = new Int32Array(subjects);
    this.#firstDay = new Int32Array(subjects);
    this.#entity = new Uint16Array(subjects);
    this.#isOdd = new Uint8Array(subjects);
    this.unnamed = new Float64Array(entities);
    this.openingPatient = new Float64Array(entities);
  }

  fold(batch: EventBatch, from: number, to: number): void {
    const owed = this.#owed;
    const { kind, entity, subject, code, amount0, amount1, amount2, amount3 } = batch;
    for (let i = from; i < to; i++) {
      const s = subject[i] as number;
      const a0 = amount0[i] as number;
      switch (kind[i]) {
        case CHARGED:
          this.#record(batch, i, batch.occurred[i] as number);
          break;
        case SUBMITTED:
          this.#record(batch, i, amount1[i] as number);
          break;
        case ADJUDICATED:
          this.#record(batch, i, 0);
          owed[s] =
            (owed[s] as number) +
            (((code[i] as number) & 15) === PRIMARY
              ? (amount2[i] as number)
              : -(amount1[i] as number) - (amount3[i] as number));
          break;
        case WRITTEN_OFF:
        case EDITED:
          this.#record(batch, i, 0);
          break;
        case PAID:
          if (s === 0) addTo(this.unnamed, entity[i] as number, a0);
          else owed[s] = (owed[s] as number) - a0;
          break;
        case CONCEDED:
          if (s !== 0) owed[s] = (owed[s] as number) - a0 - (amount1[i] as number);
          break;
        case OPENING_ITEM: {
          const item = (code[i] as number) & 255;
          if (item === PATIENT_ITEM) addTo(this.openingPatient, entity[i] as number, a0);
          if (item === CLAIM_ITEM) this.#isOdd[s] = 1;
          break;
        }
        default:
      }
    }
  }

  /** Notes a record of a claim; `served` is the day of service that it tells, 0 for none. */
  #record({ entity, flags, occurred, subject }: EventBatch, i: number, served: number): void {
    const s = subject[i] as number;
    const e = (entity[i] as number) + 1;
    const day = occurred[i] as number;
    const known = this.#entity[s] as number;
    if ((flags[i] as number) & REVERSAL || (known !== 0 && known !== e)) this.#isOdd[s] = 1;
    this.#entity[s] = e;
    this.#firstDay[s] = earlier(this.#firstDay[s] as number, day);
    if (served !== 0) this.#served[s] = earlier(this.#served[s] as number, served);
  }

  /** Subjects of which something is owed and nobody can say here where it belongs. */
  odd(): number[] {
    const found: number[] = [];
    this.#isOdd.forEach((is, subject) => {
      if (is === 1 && this.#owed[subject] !== 0) found.push(subject);
    });
    return found;
  }

  /** Lays payments on all shares, those of odd claims as they are told. */
  lay(odd: Iterable<PatientShare>): Laid[] {
    const shares = new OwedShares(this.openingPatient, this.#firstMonth, this.#months);
    for (const claim of odd) shares.add(claim);
    this.#owed.forEach((cents, subject) => {
      const entity = (this.#entity[subject] as number) - 1;
      // What was paid on a claim that the book knows nothing else of is of no entity.
      if (cents === 0 || entity < 0 || this.#isOdd[subject] === 1) return;
      const served = (this.#served[subject] as number) || (this.#firstDay[subject] as number);
      shares.addOwed(entity, served as Day, cents);
    });
    return layOldestFirst(this.unnamed, shares);
  }
}

const earlier = (known: number, day: number): number => (known === 0 || day < known ? day : known);

function addTo(sums: Float64Array, at: number, cents: number): void {
  sums[at] = (sums[at] as number) + cents;
}
