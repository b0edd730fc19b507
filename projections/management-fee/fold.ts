import { REVERSAL } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { codeIndex, kindOf } from '../../src/batch/layout.ts';
import { invariant } from '../../src/error.ts';
import { foldFeeBase } from '../fee-base.ts';
import { ledger } from '../ledger.ts';
import { foldCosts } from './costs.ts';
import { foldDeposits } from './deposits.ts';
import { foldServiceLines } from './service-lines.ts';
import {
  AT,
  CLAIM_UNITS,
  EXTRA_SLOTS,
  INVOICE,
  MEASURES,
  NO_MONTH,
  PAYMENT,
  RECORD_INTS,
  VISIT_UNITS,
} from './state.ts';
import type { FeeMeasure, ManagementFeeState } from './state.ts';

// Which slot of a row adds to which extra; 255 is none. A sign of −1 takes it off.
const EXTRA_OF = new Uint8Array(256 * 4).fill(255);
const EXTRA_SIGN = new Int8Array(256 * 4).fill(1);
const HAS_EXTRAS = new Uint8Array(256);
for (const [name, slot, extra, sign] of [
  ['PointOfSaleCompleted', 2, 0, 1],
  ['PointOfSaleCompleted', 3, 1, 1],
  ['SaleRefunded', 1, 0, -1],
  ['GiftCardRedeemed', 0, 2, 1],
  ['GiftCardRedeemed', 2, 0, 1],
  ['GiftCardRedeemed', 3, 1, 1],
  ['PackageSessionRedeemed', 0, 3, 1],
  ['MembershipEarned', 0, 4, 1],
  ['LoanReceived', 0, 5, 1],
  ['AffiliateLoanFunded', 0, 5, 1],
  ['CapitalContributed', 0, 6, 1],
  ['AppointmentsCounted', 1, VISIT_UNITS, 1],
] as const) {
  const kind = kindOf(name);
  HAS_EXTRAS[kind] = 1;
  EXTRA_OF[kind * 4 + slot] = extra;
  EXTRA_SIGN[kind * 4 + slot] = sign;
}

// Rows of one amount for a month: what they add to.
const MONTHLY = new Uint8Array(256);
const monthly: readonly (readonly [string, FeeMeasure])[] = [
  ['ManagementFeeAccrued', 'accrued'],
  ['ManagementFeeCredited', 'credited'],
  ['PassThroughCostPaid', 'passThrough'],
  ['AffiliateRentAccrued', 'otherAccrued'],
  ['StaffLeaseAccrued', 'otherAccrued'],
  ['LicenceFeeAccrued', 'otherAccrued'],
  ['SuppliesSoldToAffiliate', 'otherAccrued'],
  ['AffiliateCostSettled', 'otherPaidOn'],
  ['ManagementFeeSettled', 'paidOn'],
  ['ManagementFeeInvoiced', 'invoicedOther'],
  ['FeeOverpaymentReclassified', 'setApart'],
];
for (const [name, measure] of monthly) MONTHLY[kindOf(name)] = AT[measure] + 1;
/** Kinds whose second amount is no month. */
const SUPPLIES = kindOf('SuppliesSoldToAffiliate');
const OTHER_SETTLED = kindOf('AffiliateCostSettled');
const SETTLED = kindOf('ManagementFeeSettled');
const SETTLED_REFERENCE = kindOf('ManagementFeeSettled.Reference');
const INVOICED = kindOf('ManagementFeeInvoiced');
const INVOICED_NUMBER = kindOf('ManagementFeeInvoiced.Number');
const CREDITED = kindOf('ManagementFeeCredited');
const BY_TERMS = codeIndex('ManagementFeeCredited', 'basis', 'terms');
const MEASURED = kindOf('PerformanceMeasured');
const STANDARD = kindOf('PerformanceMeasured.Standard');
const SUBMITTED = kindOf('ClaimSubmitted');
const OPENING_ITEM = kindOf('OpeningBalanceRecorded.Item');
const ARREARS = codeIndex('OpeningBalanceRecorded.Item', 'kind', 'arrears');
const LINE_MEASURE = new Uint8Array(16).fill(AT.invoicedOther);
for (const line of ['management-fee', 'credit'] as const) {
  LINE_MEASURE[codeIndex('ManagementFeeInvoiced', 'line', line)] = AT.invoicedFee;
}
LINE_MEASURE[codeIndex('ManagementFeeInvoiced', 'line', 'pass-through')] = AT.invoicedPassThrough;
const FEE_LINE = codeIndex('ManagementFeeInvoiced', 'line', 'management-fee');
const ORIGINAL = codeIndex('ClaimSubmitted', 'frequency', 'original') << 8;
const PRIMARY = codeIndex('ClaimSubmitted', 'rank', 'primary') << 16;

/** Adds rows to bases, to what was asked and paid, and to what an invoice might count by mistake. */
export function foldManagementFee(
  state: ManagementFeeState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { names } = state.context;
  invariant(
    names.size('subject') <= state.agreementOf.length && names.size('entity') <= state.entities,
    'a management fee is started again when the book gains names',
  );
  foldFeeBase(state.feeBase, batch, from, to);
  if (state.ledger !== null) ledger.fold(state.ledger, batch, from, to);
  const first = state.context.firstDay;
  if (state.needs.lines) foldServiceLines(state, first, batch, from, to);
  if (state.needs.deposits) foldDeposits(state, first, batch, from, to);
  if (state.needs.costs) foldCosts(state, first, batch, from, to);
  const { partOfDay, extras, cells, entities, agreementOf } = state;
  const { firstDay, firstMonth, monthCount: months, monthOfDay } = state.context;
  const { kind, entity, effective, occurred, subject, code, flags } = batch;
  const { amount0, amount1, amount2, amount3 } = batch;
  let record = -1;
  let measured = 0;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    const e = entity[i] as number;
    const day = effective[i] as number;
    if (HAS_EXTRAS[k] === 1) {
      const at = (e * state.parts.length + (partOfDay[day - firstDay] as number)) * EXTRA_SLOTS;
      addExtra(extras, at, k * 4, amount0[i] as number);
      addExtra(extras, at, k * 4 + 1, amount1[i] as number);
      addExtra(extras, at, k * 4 + 2, amount2[i] as number);
      addExtra(extras, at, k * 4 + 3, amount3[i] as number);
      if (MONTHLY[k] === 0) continue;
    }
    if (MONTHLY[k] !== 0) {
      const a = agreementOf[subject[i] as number] as number;
      const dated = monthOfDay[day - firstDay] as number;
      const hasMonth = k !== SUPPLIES && k !== OTHER_SETTLED;
      const given = hasMonth ? (amount1[i] as number) : 0;
      const forMonth = given === 0 ? NO_MONTH : given - firstMonth;
      const isPaid = k === SETTLED || k === OTHER_SETTLED;
      const month = isPaid || forMonth === NO_MONTH ? dated : forMonth;
      // Months that the book does not have share the last cell.
      const cell = month >= 0 && month < months ? month : months;
      const c = code[i] as number;
      let measure = (MONTHLY[k] as number) - 1;
      if (k === INVOICED) measure = LINE_MEASURE[c] as number;
      else if (k === CREDITED && c === BY_TERMS) measure = AT.creditedByTerms;
      const pair = a * entities + e;
      const at = (pair * (months + 1) + cell) * MEASURES.length;
      cells[at + measure] = (cells[at + measure] as number) + (amount0[i] as number);
      record = -1;
      if (k === INVOICED && c === FEE_LINE) {
        const base = at + AT.statedBase;
        cells[base] = (cells[base] as number) + (amount2[i] as number);
      }
      if (k === SETTLED || (k === INVOICED && c === FEE_LINE)) {
        record = takeRecord(state);
        if (record < 0) continue;
        const r = record * RECORD_INTS;
        state.recordInts[r] = k === SETTLED ? PAYMENT : INVOICE;
        state.recordInts[r + 1] = pair;
        state.recordInts[r + 3] = forMonth;
        state.recordInts[r + 4] = occurred[i] as number;
        state.recordInts[r + 5] = k === INVOICED ? (amount3[i] as number) : 0;
        state.recordCents[record] = amount0[i] as number;
      }
      continue;
    }
    if (k === SETTLED_REFERENCE || k === INVOICED_NUMBER) {
      if (record >= 0) state.recordInts[record * RECORD_INTS + 2] = subject[i] as number;
      continue;
    }
    if (k === MEASURED) {
      measured = (agreementOf[subject[i] as number] as number) * entities + e;
      continue;
    }
    if (k === STANDARD) {
      const standard = state.standardOf[subject[i] as number] as number;
      const month = (amount0[i] as number) - firstMonth;
      if (standard === 0 || (amount1[i] as number) !== 0) continue;
      const cell = month >= 0 && month < months ? month : months;
      const at = (measured * (months + 1) + cell) * state.standards.length + standard - 1;
      const sign = ((flags[i] as number) & REVERSAL) === 0 ? 1 : -1;
      state.missed[at] = (state.missed[at] as number) + sign;
      continue;
    }
    if (k === SUBMITTED && ((code[i] as number) & 0xffff00) === (ORIGINAL | PRIMARY)) {
      const part = partOfDay[day - firstDay] as number;
      const at = (e * state.parts.length + part) * EXTRA_SLOTS + CLAIM_UNITS;
      extras[at] = (extras[at] as number) + (amount2[i] as number);
    } else if (k === OPENING_ITEM && ((code[i] as number) & 255) === ARREARS) {
      state.openingArrears[e] = (state.openingArrears[e] as number) + (amount0[i] as number);
    }
  }
}

function addExtra(extras: Float64Array, at: number, slot: number, amount: number): void {
  const extra = EXTRA_OF[slot] as number;
  if (extra === 255) return;
  extras[at + extra] = (extras[at + extra] as number) + (EXTRA_SIGN[slot] as number) * amount;
}

/** The place of one more payment or invoice; −1 when there is no room: its month still has it. */
function takeRecord(state: ManagementFeeState): number {
  const { counters, recordCents } = state;
  const taken = counters[0] as number;
  if (taken >= recordCents.length) {
    counters[1] = (counters[1] as number) + 1;
    return -1;
  }
  counters[0] = taken + 1;
  return taken;
}
