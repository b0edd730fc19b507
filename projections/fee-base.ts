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

/**
 * How an amount of a row counts. What is sold at the desk is charge and receipt at once and has
 * roles of its own, so that a row is added up once, whatever bases it is in.
 */
const ROLES = ['receipt', 'refund', 'sale', 'retail-sale', 'drug', 'charge'] as const;
type Role = (typeof ROLES)[number];

/**
 * Receipts: what payers remit on the remittance's date (takebacks netted by the payer and interest
 * inside, as the deposit shows), what patients pay on the day they pay it, prepayments included
 * (they are collected when sold). Sales tax, tips, loans and what a gift card or package pays for
 * later are in no base.
 */
const CONTRIBUTIONS: readonly (readonly [kind: string, slot: 0 | 1, role: Role])[] = [
  ['ChargePosted', 0, 'charge'],
  ['RemittanceReceived', 0, 'receipt'],
  ['PointOfSaleCompleted', 0, 'sale'],
  ['PointOfSaleCompleted', 1, 'retail-sale'],
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

/** How much of a role is in a base: bases are sums of roles, so folding adds up roles only. */
const RECEIPTS = { receipt: 1, sale: 1, 'retail-sale': 1 };
const SHARES: Readonly<Record<FeeBaseName, Readonly<Partial<Record<Role, number>>>>> = {
  'gross-charges': { charge: 1, sale: 1, 'retail-sale': 1 },
  'cash-collections': RECEIPTS,
  'collections-net-of-refunds': { ...RECEIPTS, refund: -1 },
  'collections-excl-retail': { ...RECEIPTS, refund: -1, 'retail-sale': 0 },
  'collections-excl-drug-cost': { ...RECEIPTS, refund: -1, drug: -1 },
};

/** The same by number of the role. */
const SHARES_OF_ROLES = Object.fromEntries(
  FEE_BASES.map((base) => [base, Float64Array.from(ROLES, (role) => SHARES[base][role] ?? 0)]),
) as Readonly<Record<FeeBaseName, Float64Array>>;

const NONE = -1;

/** Role of the first and of the second amount of each kind of row: most kinds have none at all. */
const ROLE0 = new Int8Array(256).fill(NONE);
const ROLE1 = new Int8Array(256).fill(NONE);
for (const [name, slot, role] of CONTRIBUTIONS) {
  const kind = kindOf(name);
  const table = slot === 0 ? ROLE0 : ROLE1;
  invariant(table[kind] === NONE, 'an amount has one role');
  table[kind] = ROLES.indexOf(role);
}
for (let kind = 0; kind < 256; kind++) {
  invariant(ROLE1[kind] === NONE || ROLE0[kind] !== NONE, 'the first amount has a role first');
}

/** How many roles there are: cells of an entity and month. */
export const FEE_ROLES = ROLES.length;

/** An amount of a row, by its slot, and the number of the role it has. */
export interface FeeRole {
  readonly slot: number;
  readonly role: number;
}

/** What `foldFeeBase` adds of a kind of row. */
export const rolesOf = (kind: number): readonly FeeRole[] =>
  [ROLE0, ROLE1].flatMap((table, slot) => {
    const role = table[kind] as number;
    return role === NONE ? [] : [{ slot, role }];
  });

export interface FeeBaseState extends Block {
  readonly months: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
  /** Cents by [(entity × months + month) × roles + role]. */
  readonly cents: Float64Array;
}

export function startFeeBase(context: BookContext): FeeBaseState {
  const { monthCount: months, firstDay, monthOfDay } = context;
  const cells = context.names.size('entity') * months;
  return {
    ...makeBlock({ f64: { cents: cells * ROLES.length } }),
    months,
    firstDay,
    monthOfDay,
  };
}

/** Adds the rows of a batch to the roles of their entity and month. */
export function foldFeeBase(
  state: FeeBaseState,
  batch: EventBatch,
  from: number,
  to: number,
): void {
  const { months, firstDay, monthOfDay, cents } = state;
  const { kind, entity, effective, amount0, amount1 } = batch;
  const roles = ROLES.length;
  for (let i = from; i < to; i++) {
    const k = kind[i] as number;
    const first = ROLE0[k] as number;
    if (first === NONE) continue;
    const month = monthOfDay[(effective[i] as number) - firstDay] as number;
    const cell = ((entity[i] as number) * months + month) * roles;
    cents[cell + first] = (cents[cell + first] as number) + (amount0[i] as number);
    const second = ROLE1[k] as number;
    if (second === NONE) continue;
    cents[cell + second] = (cents[cell + second] as number) + (amount1[i] as number);
  }
}

/** Amount of a base of an entity in a month (index from the context's first), in cents. */
export function feeBaseCents(
  state: FeeBaseState,
  base: FeeBaseName,
  entity: number,
  month: number,
): number {
  return sharesCents(state, feeBaseShares(base), entity, month);
}

/** How much of each role is in a base: for `sharesCents`, where bases are asked for again and again. */
export const feeBaseShares = (base: FeeBaseName): Float64Array => SHARES_OF_ROLES[base];

/** As `feeBaseCents`, of the base that these shares make up. */
export function sharesCents(
  state: FeeBaseState,
  shares: Float64Array,
  entity: number,
  month: number,
): number {
  const at = (entity * state.months + month) * ROLES.length;
  let sum = 0;
  for (let r = 0; r < ROLES.length; r++) {
    sum += (shares[r] as number) * (state.cents[at + r] ?? 0);
  }
  return sum === 0 ? 0 : sum;
}
