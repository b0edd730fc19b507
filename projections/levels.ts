import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import type { Dictionary } from '../src/batch/dictionary.ts';
import { codeIndex, codeShift, kindOf } from '../src/batch/layout.ts';
import type { Month } from '../src/calendar.ts';
import { invariant } from '../src/error.ts';
import { STAFF_ROLES } from '../src/events/people.ts';
import { COST_CATEGORIES, SERVICE_LINES, TENDERS } from '../src/events/shared.ts';
import { outsideMonths } from './posting-state.ts';
import { makeBlock } from './projection.ts';
import type { Block, Projection } from './projection.ts';

/** What a site's business is made of, month by month; cents, but visits, which are counted. */
export const LEVEL_SLOTS = [
  ...SERVICE_LINES.map((line) => `revenue/${line}` as const),
  ...TENDERS.map((tender) => `tender/${tender}` as const),
  ...STAFF_ROLES.map((role) => `wages/${role}` as const),
  ...COST_CATEGORIES.map((category) => `cost/${category}` as const),
  'revenue/memberships',
  'prepaid-delivered',
  'prepaid-sold',
  'refunded',
  'visits',
  'appointments-kept',
  'sales-tax',
  'retail-sold',
  'card-settled',
  'card-fee',
  'partner-settled',
  'partner-discount',
  'product-used',
  'retail-used',
  'employer-taxes',
  'passed-through',
  'fee-accrued',
  'patient-paid',
  'loan-principal',
  'loan-interest',
] as const;
export type LevelSlot = (typeof LEVEL_SLOTS)[number];

const SLOT: Readonly<Record<LevelSlot, number>> = Object.fromEntries(
  LEVEL_SLOTS.map((slot, i) => [slot, i]),
) as Record<LevelSlot, number>;
const STRIDE = LEVEL_SLOTS.length;

export interface LevelsState extends Block {
  /** By [((entity × sites + site) × months + month) × slots + slot]; site 0 is "no site said". */
  readonly cells: Float64Array;
  readonly names: Dictionary;
  readonly entities: number;
  readonly sites: number;
  readonly months: number;
  readonly firstMonth: Month;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
}

/** Reads sums of a slot; entity and site by name, months as indexes with both ends included. */
export interface LevelsFigures {
  readonly firstMonth: Month;
  readonly monthCount: number;
  sum(slot: LevelSlot, of: { entity: string; site: string }, from: number, to: number): number;
}

/**
 * What is done at each site and what it costs, as the events say it: the levels a scenario starts
 * from (settled.md §6.3). Balances, claims and fees have projections of their own.
 */
export const levels: Projection<LevelsState, LevelsFigures> = {
  name: 'levels',
  start: startLevels,
  fold: foldLevels,
  figures: levelsFigures,
};

/** An amount of a kind adds to a slot, or to the slot its code names in a list of them. */
interface Rule {
  readonly kind: number;
  readonly amount: number;
  readonly slot: number;
  /** Bits to shift the code by; −1: the slot is fixed. */
  readonly shift: number;
  readonly sign: 1 | -1;
  /** The code that must stand in the lowest place; 0: any. */
  readonly only: number;
}

const RULES: Rule[] = [];

function into(name: string, amount: number, slot: LevelSlot, sign: 1 | -1 = 1): void {
  RULES.push({ kind: kindOf(name), amount, slot: SLOT[slot], shift: -1, sign, only: 0 });
}

/** The slot of a list that the code says; lists lie in the order of their codes. */
function byCode(name: string, amount: number, first: LevelSlot, code: string, sign: 1 | -1 = 1) {
  const shift = codeShift(name, code);
  RULES.push({ kind: kindOf(name), amount, slot: SLOT[first], shift, sign, only: 0 });
}

const LINE: LevelSlot = 'revenue/neurotoxin';
const TENDER: LevelSlot = 'tender/card';
const WAGES: LevelSlot = 'wages/provider';
const COST: LevelSlot = 'cost/billing';

const SALE = 'PointOfSaleCompleted';
byCode(SALE, 0, LINE, 'serviceLine');
into(SALE, 1, 'revenue/retail');
into(SALE, 1, 'retail-sold');
into(SALE, 2, 'sales-tax');
for (const amount of [0, 1, 2]) byCode(SALE, amount, TENDER, 'tender');
byCode('PointOfSaleCompleted.Loyalty', 0, TENDER, 'tender');
into('PointOfSaleCompleted.Loyalty', 1, 'visits');
into('LoyaltyRedeemed', 0, 'revenue/other');
byCode('ServiceSoldOnAccount', 0, LINE, 'serviceLine');
into('NoShowFeeCharged', 0, 'revenue/other');
byCode('NoShowFeeCharged', 0, TENDER, 'tender');
for (const amount of [0, 1]) {
  byCode('PackageSessionRedeemed', amount, LINE, 'serviceLine');
  into('PackageSessionRedeemed', amount, 'prepaid-delivered');
  byCode('GiftCardRedeemed', amount, LINE, 'serviceLine');
  into('GiftCardRedeemed', amount, 'prepaid-delivered');
}
into('PackageSessionRedeemed', 3, 'visits');
into('GiftCardRedeemed.Visits', 0, 'visits');
into('MembershipEarned', 0, 'revenue/memberships');
into('MembershipEarned', 0, 'prepaid-delivered');
for (const sold of ['PackageSold', 'MembershipBilled', 'GiftCardSold']) {
  into(sold, 0, 'prepaid-sold');
}
into('PackageRefunded', 1, 'revenue/other');
for (const broken of ['PackageBreakageRecognized', 'GiftCardBreakageRecognized']) {
  into(broken, 0, 'revenue/other');
  into(broken, 0, 'prepaid-delivered');
}
RULES.push({
  kind: kindOf('PatientDepositApplied'),
  amount: 0,
  slot: SLOT['revenue/other'],
  shift: -1,
  sign: 1,
  only: codeIndex('PatientDepositApplied', 'use', 'service'),
});
into('SaleRefunded', 0, 'refunded');
into('ChargebackReceived', 0, 'refunded');
into('ChargebackWon', 0, 'refunded', -1);
into('AppointmentsCounted', 1, 'appointments-kept');
into('CardBatchSettled', 0, 'card-settled');
into('CardBatchSettled', 1, 'card-fee');
into('PartnerSettled', 0, 'partner-settled');
into('PartnerSettled', 1, 'partner-discount');
into('InventoryConsumed', 0, 'product-used');
into('InventoryConsumed', 1, 'retail-used');
into('InventoryAdjusted', 0, 'product-used');
into('VendorRebateEarned', 1, 'product-used', -1);
byCode('PayrollAccrued', 0, WAGES, 'role');
into('PayrollAccrued', 1, 'employer-taxes');
for (const cost of ['VendorBillRecorded', 'CostPaid', 'ExpenseAccrued', 'PrepaidAmortized']) {
  byCode(cost, 0, COST, 'category');
}
into('LeasePaid', 0, 'cost/rent');
into('AffiliateRentAccrued', 0, 'cost/rent');
into('StaffLeaseAccrued', 0, 'cost/general');
into('LicenceFeeAccrued', 0, 'cost/branding');
into('PassThroughCostPaid', 0, 'passed-through');
into('ManagementFeeAccrued', 0, 'fee-accrued');
into('ManagementFeeCredited', 0, 'fee-accrued', -1);
into('PatientPaymentReceived', 0, 'patient-paid');
into('LoanPrincipalPaid', 0, 'loan-principal');
into('LoanInterestPaid', 0, 'loan-interest');

RULES.sort((a, b) => a.kind - b.kind);
/** First rule of each kind; the rules of kind k are FIRST[k] to FIRST[k + 1]. */
const FIRST = new Int32Array(258);
for (let k = 0, r = 0; k < FIRST.length; k++) {
  while (r < RULES.length && (RULES[r]?.kind ?? 0) < k) r++;
  FIRST[k] = r;
}

function startLevels(context: BookContext): LevelsState {
  const { names, monthCount: months, firstMonth, firstDay, monthOfDay } = context;
  const entities = names.size('entity');
  const sites = names.size('site');
  return {
    ...makeBlock({ f64: { cells: entities * sites * months * STRIDE } }),
    names,
    entities,
    sites,
    months,
    firstMonth,
    firstDay,
    monthOfDay,
  };
}

function foldLevels(state: LevelsState, batch: EventBatch, from: number, to: number): void {
  const { cells, months, sites, firstDay, monthOfDay } = state;
  const { kind, entity, site, effective, code } = batch;
  const amounts = [batch.amount0, batch.amount1, batch.amount2, batch.amount3];
  invariant(
    state.names.size('entity') <= state.entities && state.names.size('site') <= sites,
    'levels are started again when the book gains an entity or a site',
  );
  for (let i = from; i < to; i++) {
    const k = kind[i] ?? 0;
    const end = FIRST[k + 1] ?? 0;
    for (let r = FIRST[k] ?? 0; r < end; r++) {
      const rule = RULES[r] as Rule;
      const month = monthOfDay[(effective[i] ?? 0) - firstDay];
      if (month === undefined) outsideMonths(batch.firstSequence + (batch.sequence[i] ?? 0));
      // Codes count from 1, 0 is absent: an event without its code belongs to no slot of the list.
      const chosen = rule.shift < 0 ? 0 : (((code[i] ?? 0) >>> rule.shift) & 255) - 1;
      if (chosen < 0 || (rule.only > 0 && ((code[i] ?? 0) & 255) !== rule.only)) continue;
      const place = (entity[i] ?? 0) * sites + (site[i] ?? 0);
      const at = (place * months + month) * STRIDE + rule.slot + chosen;
      cells[at] = (cells[at] ?? 0) + rule.sign * (amounts[rule.amount]?.[i] ?? 0);
    }
  }
}

function levelsFigures(state: LevelsState): LevelsFigures {
  const { names, months, sites, cells } = state;
  return {
    firstMonth: state.firstMonth,
    monthCount: months,
    sum(slot, { entity, site }, from, to) {
      const place = names.numberOf('entity', entity) * sites + names.numberOf('site', site);
      let sum = 0;
      for (let m = Math.max(0, from); m <= Math.min(to, months - 1); m++) {
        sum += cells[(place * months + m) * STRIDE + SLOT[slot]] ?? 0;
      }
      return sum;
    },
  };
}
