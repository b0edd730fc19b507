import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { kindOf } from '../src/batch/layout.ts';
import { invariant } from '../src/error.ts';
import { makeBlock } from './projection.ts';
import type { Block } from './projection.ts';

/** What a fee may be taken of, as this projection accumulates it (mso.md §2.1). */
export const FEE_BASES = [
  'gross-charges',
  'cash-collections',
  'collections-net-of-refunds',
  'collections-excl-retail',
  'collections-excl-drug-cost',
] as const;
export type FeeBaseName = (typeof FEE_BASES)[number];

/** How an amount of a row counts: receipts in all collections, refunds only in the net ones. */
type Role = 'receipt' | 'refund' | 'retail' | 'drug' | 'charge';

/**
 * Receipts: what payers remit on the remittance's date (takebacks netted by the payer and interest
 * inside, as the deposit shows), what patients pay on the day they pay it, prepayments included
 * (they are collected when sold). Sales tax, tips, loans and what a gift card or package pays for
 * later are in no base.
 */
const CONTRIBUTIONS: readonly (readonly [kind: string, slot: number, role: Role])[] = [
  ['ChargePosted', 0, 'charge'],
  ['PointOfSaleCompleted', 0, 'charge'],
  ['PointOfSaleCompleted', 1, 'charge'],
  ['RemittanceReceived', 0, 'receipt'],
  ['PointOfSaleCompleted', 0, 'receipt'],
  ['PointOfSaleCompleted', 1, 'receipt'],
  ['PointOfSaleCompleted', 1, 'retail'],
  ['PointOfSaleCompleted.Loyalty', 0, 'receipt'],
  ['PackageSold', 0, 'receipt'],
  ['MembershipBilled', 0, 'receipt'],
  ['GiftCardSold', 0, 'receipt'],
  ['PatientPaymentReceived', 0, 'receipt'],
  ['PatientDepositReceived', 0, 'receipt'],
  ['NoShowFeeCharged', 0, 'receipt'],
  ['PackageRefunded', 0, 'refund'],
  ['SaleRefunded', 0, 'refund'],
  ['PatientCreditRefunded', 0, 'refund'],
  ['PayerRefundPaid', 0, 'refund'],
  ['ChargebackReceived', 0, 'refund'],
  ['InventoryConsumed', 0, 'drug'],
];

/** Share of a role in each base, in the order of FEE_BASES. */
const WEIGHTS: Readonly<Record<Role, readonly number[]>> = {
  charge: [1, 0, 0, 0, 0],
  receipt: [0, 1, 1, 1, 1],
  refund: [0, 0, -1, -1, -1],
  retail: [0, 0, 0, -1, 0],
  drug: [0, 0, 0, 0, -1],
};

const BASES = FEE_BASES.length;
const WEIGHT_TABLE = new Float64Array(256 * 4 * BASES);
const COUNTS = new Uint8Array(256);
for (const [name, slot, role] of CONTRIBUTIONS) {
  const kind = kindOf(name);
  COUNTS[kind] = 1;
  for (let b = 0; b < BASES; b++) {
    const at = (kind * BASES + b) * 4 + slot;
    WEIGHT_TABLE[at] = (WEIGHT_TABLE[at] ?? 0) + (WEIGHTS[role][b] ?? 0);
  }
}

export interface FeeBaseState extends Block {
  readonly months: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
  /** Cents by [(entity × months + month) × bases + base]. */
  readonly cents: Float64Array;
}

export function startFeeBase(context: BookContext): FeeBaseState {
  const { monthCount: months, firstDay, monthOfDay } = context;
  const cells = context.names.size('entity') * months;
  return {
    ...makeBlock({ f64: { cents: cells * BASES } }),
    months,
    firstDay,
    monthOfDay,
  };
}

/** Adds the rows of a batch to the bases of their entity and month. */
export function foldFeeBase(
  state: FeeBaseState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { months, firstDay, monthOfDay, cents } = state;
  const { kind, entity, effective, amount0, amount1, amount2, amount3 } = batch;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    if (COUNTS[k] === 1) {
      const month = monthOfDay[(effective[i] as number) - firstDay] as number;
      const cell = ((entity[i] as number) * months + month) * BASES;
      let at = k * BASES * 4;
      for (let b = 0; b < BASES; b++) {
        cents[cell + b] =
          (cents[cell + b] as number) +
          (WEIGHT_TABLE[at] as number) * (amount0[i] as number) +
          (WEIGHT_TABLE[at + 1] as number) * (amount1[i] as number) +
          (WEIGHT_TABLE[at + 2] as number) * (amount2[i] as number) +
          (WEIGHT_TABLE[at + 3] as number) * (amount3[i] as number);
        at += 4;
      }
    }
  }
}

/** Amount of a base of an entity in a month (index from the context's first), in cents. */
export function feeBaseCents(
  state: FeeBaseState,
  base: FeeBaseName,
  entity: number,
  month: number,
): number {
  const b = FEE_BASES.indexOf(base);
  invariant(b >= 0, `fee base ${base}`);
  return state.cents[(entity * state.months + month) * BASES + b] ?? 0;
}
