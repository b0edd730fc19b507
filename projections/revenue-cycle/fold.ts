import type { EventBatch } from '../../src/batch/columns.ts';
import { codeIndex, kindOf } from '../../src/batch/layout.ts';
import { invariant } from '../../src/error.ts';
import {
  addRecord,
  ANTI,
  CHARGE,
  CHARGES_IN,
  CLASS_SHIFT,
  CLASSES,
  claimOfSubject,
  CODE_SHIFT,
  CONCEDED,
  CONTRACTUAL,
  CONTRACTUAL_IN,
  DECISION,
  EDIT,
  ESTIMATE,
  GROSS,
  HAS_PATIENT_SHARE,
  IS_PAID,
  LATER_CONTRACTUAL,
  LATER_PAID,
  MONEY,
  OPENED,
  OPENING,
  PAID,
  PAID_IN,
  PATIENT_PAID,
  PATIENT_PAID_IN,
  PATIENT_SHARE,
  RANK_SHIFT,
  RECORD_DOUBLES,
  RECORD_INTS,
  REFUNDED_IN,
  SUBMISSION,
  SUMS,
  WRITE_OFF,
  WRITTEN_OFF,
} from './state.ts';
import type { RevenueCycleState } from './state.ts';

// What a row of a kind means here; small numbers, so that the switch is a jump.
const ROLES = new Uint8Array(256);
[
  [1, 'ChargePosted'],
  [2, 'ClaimSubmitted'],
  [3, 'ClaimAdjudicated'],
  [4, 'ClaimAdjudicated.Detail'],
  [5, 'ClaimAdjudicated.Measures'],
  [6, 'ClaimAdjudicated.Adjustment'],
  [7, 'DenialWrittenOff'],
  [8, 'PatientPaymentReceived'],
  [9, 'ClaimEdited'],
  [10, 'OpeningBalanceRecorded.Item'],
  [11, 'PatientBalanceConceded'],
  [12, 'PayerRefundPaid'],
  [12, 'PatientCreditRefunded'],
  [13, 'OpeningBalanceRecorded.Line'],
  [13, 'JournalEntryRecorded.Line'],
  [13, 'ErrorRestated.Line'],
  [13, 'FiscalYearClosed.Line'],
  [14, 'SuspenseResolved'],
  [15, 'RecordSuspended'],
].forEach(([role, name]) => (ROLES[kindOf(String(name))] = Number(role)));

/** 1 for each kind of row that the fold looks at. */
export const LOOKED_AT = ROLES.map((role) => (role === 0 ? 0 : 1));

const REVERSAL = 1;
const RECEIVABLE = 1110;
const PRIMARY = codeIndex('ClaimAdjudicated', 'rank', 'primary');
const DENIAL_CLASS = codeIndex('ClaimAdjudicated.Adjustment', 'class', 'denial');
const CLAIM_ITEM = codeIndex('OpeningBalanceRecorded.Item', 'kind', 'claim');
const PATIENT_ITEM = codeIndex('OpeningBalanceRecorded.Item', 'kind', 'patient-balance');

/**
 * Adds rows to the claims they are of. One loop, one switch; nothing is looked up by date here.
 * The further rows of an adjudication follow its first one at once, so they complete its record.
 */
export function foldRevenueCycle(
  state: RevenueCycleState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { names } = state;
  invariant(
    names.size('subject') < state.subjects &&
      names.size('entity') <= state.entities &&
      names.size('party') <= state.parties,
    'a revenue cycle is started again when the book gains names',
  );
  const { sums, recordInts, recordDoubles, receivable, money, denied } = state;
  const { months, firstDay, monthOfDay } = state;
  const { kind, flags, entity, site, effective, occurred, subject, party, code } = batch;
  const { amount0, amount1, amount2, amount3 } = batch;
  let record = 0;
  for (let i = from; i < to; i++) {
    const role = ROLES[kind[i] as number] as number;
    if (role === 0) continue;
    const e = entity[i] as number;
    const c = code[i] as number;
    const a0 = amount0[i] as number;
    switch (role) {
      case 1: {
        const claim = claimOfSubject(state, subject[i] as number);
        const at = claim * SUMS;
        const a1 = amount1[i] as number;
        sums[at + GROSS] = (sums[at + GROSS] as number) + a0;
        sums[at + ESTIMATE] = (sums[at + ESTIMATE] as number) + a1;
        receivable[e] = (receivable[e] as number) + a0;
        const month = monthOfDay[(effective[i] as number) - firstDay] as number;
        const cell = ((e * CLASSES + (c & 15)) * months + month) * MONEY;
        money[cell + CHARGES_IN] = (money[cell + CHARGES_IN] as number) + a0;
        record = addRecord(state, claim);
        recordInts[record * RECORD_INTS + 1] = CHARGE | ((c & 15) << CLASS_SHIFT);
        recordDoubles[record * RECORD_DOUBLES] = amount2[i] as number;
        recordDoubles[record * RECORD_DOUBLES + 1] = a0;
        break;
      }
      case 2: {
        record = addRecord(state, claimOfSubject(state, subject[i] as number));
        recordInts[record * RECORD_INTS + 1] =
          SUBMISSION |
          ((c & 15) << CLASS_SHIFT) |
          (((c >> 16) & 15) << RANK_SHIFT) |
          (((c >> 8) & 15) << CODE_SHIFT);
        recordDoubles[record * RECORD_DOUBLES] = amount2[i] as number;
        recordDoubles[record * RECORD_DOUBLES + 1] = a0;
        recordDoubles[record * RECORD_DOUBLES + 2] = amount1[i] as number;
        break;
      }
      case 3: {
        const claim = claimOfSubject(state, subject[i] as number);
        const at = claim * SUMS;
        const paid = amount1[i] as number;
        const share = amount2[i] as number;
        const contractual = amount3[i] as number;
        const month = monthOfDay[(effective[i] as number) - firstDay] as number;
        const cell = ((e * CLASSES + ((c >> 16) & 15)) * months + month) * MONEY;
        money[cell + CONTRACTUAL_IN] = (money[cell + CONTRACTUAL_IN] as number) + contractual;
        money[cell + PAID_IN] = (money[cell + PAID_IN] as number) + paid;
        if ((c & 15) === PRIMARY) {
          sums[at + PAID] = (sums[at + PAID] as number) + paid;
          sums[at + PATIENT_SHARE] = (sums[at + PATIENT_SHARE] as number) + share;
          sums[at + CONTRACTUAL] = (sums[at + CONTRACTUAL] as number) + contractual;
          receivable[e] = (receivable[e] as number) - paid - share - contractual;
        } else {
          sums[at + LATER_PAID] = (sums[at + LATER_PAID] as number) + paid;
          sums[at + LATER_CONTRACTUAL] = (sums[at + LATER_CONTRACTUAL] as number) + contractual;
        }
        record = addRecord(state, claim);
        const sign = (flags[i] as number) & REVERSAL ? -1 : 1;
        recordInts[record * RECORD_INTS + 1] =
          DECISION |
          (((c >> 16) & 15) << CLASS_SHIFT) |
          ((c & 15) << RANK_SHIFT) |
          (((c >> 8) & 15) << CODE_SHIFT) |
          (paid * sign > 0 ? IS_PAID : 0) |
          (share * sign > 0 ? HAS_PATIENT_SHARE : 0);
        break;
      }
      case 4: {
        const at = claimOfSubject(state, subject[i] as number) * SUMS;
        sums[at + ESTIMATE] = (sums[at + ESTIMATE] as number) - (amount1[i] as number);
        recordDoubles[record * RECORD_DOUBLES] = amount3[i] as number;
        recordDoubles[record * RECORD_DOUBLES + 1] = a0;
        continue;
      }
      case 5:
        recordDoubles[record * RECORD_DOUBLES + 2] = amount2[i] as number;
        continue;
      case 6: {
        if ((c & 255) !== DENIAL_CLASS) continue;
        const at = (party[i] as number) * 2;
        denied[at] = (denied[at] as number) + a0;
        denied[at + 1] = (denied[at + 1] as number) + (a0 > 0 ? 1 : a0 < 0 ? -1 : 0);
        continue;
      }
      case 7: {
        const claim = claimOfSubject(state, subject[i] as number);
        const at = claim * SUMS;
        const released = amount1[i] as number;
        sums[at + WRITTEN_OFF] = (sums[at + WRITTEN_OFF] as number) + a0 + released;
        sums[at + ESTIMATE] = (sums[at + ESTIMATE] as number) - released;
        receivable[e] = (receivable[e] as number) - a0 - released;
        record = addRecord(state, claim);
        recordInts[record * RECORD_INTS + 1] = WRITE_OFF | ((c & 15) << CODE_SHIFT);
        recordDoubles[record * RECORD_DOUBLES] = amount2[i] as number;
        recordDoubles[record * RECORD_DOUBLES + 1] = a0;
        recordDoubles[record * RECORD_DOUBLES + 2] = released;
        break;
      }
      case 8: {
        const month = monthOfDay[(effective[i] as number) - firstDay] as number;
        const cell = (e * CLASSES * months + month) * MONEY + PATIENT_PAID_IN;
        money[cell] = (money[cell] as number) + a0;
        const s = subject[i] as number;
        if (s === 0) {
          state.unnamed[e] = (state.unnamed[e] as number) + a0;
        } else {
          const at = claimOfSubject(state, s) * SUMS + PATIENT_PAID;
          sums[at] = (sums[at] as number) + a0;
        }
        continue;
      }
      case 9:
        record = addRecord(state, claimOfSubject(state, subject[i] as number));
        recordInts[record * RECORD_INTS + 1] = EDIT | ((c & 15) << CODE_SHIFT);
        recordDoubles[record * RECORD_DOUBLES] = a0;
        break;
      case 10: {
        if ((c & 255) === PATIENT_ITEM) {
          state.openingPatient[e] = (state.openingPatient[e] as number) + a0;
        }
        if ((c & 255) !== CLAIM_ITEM) continue;
        const claim = claimOfSubject(state, subject[i] as number);
        const at = claim * SUMS;
        sums[at + OPENING] = (sums[at + OPENING] as number) + a0;
        sums[at + ESTIMATE] = (sums[at + ESTIMATE] as number) + (amount1[i] as number);
        record = addRecord(state, claim);
        recordInts[record * RECORD_INTS + 1] = OPENED | (((c >> 8) & 15) << CLASS_SHIFT);
        recordDoubles[record * RECORD_DOUBLES] = amount3[i] as number;
        recordDoubles[record * RECORD_DOUBLES + 1] = a0;
        recordDoubles[record * RECORD_DOUBLES + 2] = amount2[i] as number;
        break;
      }
      case 11: {
        const s = subject[i] as number;
        if (s === 0) continue;
        const at = claimOfSubject(state, s) * SUMS + CONCEDED;
        sums[at] = (sums[at] as number) + a0 + (amount1[i] as number);
        continue;
      }
      case 12: {
        const month = monthOfDay[(effective[i] as number) - firstDay] as number;
        const cell = (e * CLASSES * months + month) * MONEY + REFUNDED_IN;
        money[cell] = (money[cell] as number) + a0;
        continue;
      }
      case 13:
        if (c === RECEIVABLE) receivable[e] = (receivable[e] as number) + a0;
        continue;
      case 14:
        if (c === RECEIVABLE) receivable[e] = (receivable[e] as number) - a0;
        continue;
      case 15:
        if ((amount1[i] as number) === RECEIVABLE) {
          receivable[e] = (receivable[e] as number) + a0;
        }
        continue;
      default:
        continue;
    }
    const at = record * RECORD_INTS;
    recordInts[at] = occurred[i] as number;
    if ((flags[i] as number) & REVERSAL) recordInts[at + 1] = (recordInts[at + 1] as number) | ANTI;
    recordInts[at + 2] = party[i] as number;
    recordInts[at + 3] = (e << 16) | (site[i] as number);
  }
}
