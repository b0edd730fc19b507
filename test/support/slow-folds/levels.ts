// What is done at each site, from decoded events: a Map of sums by place, month and slot.
import type { RecordedEvent } from '../../../src/event.ts';
import { centsOf, said } from './postings.ts';
import type { Data } from './postings.ts';

type Fields = readonly (readonly [slot: string | ((data: Data) => string), field: string])[];

const line = (data: Data): string => `revenue/${data['serviceLine'] as string}`;
const tender = (data: Data): string => `tender/${data['tender'] as string}`;
const wages = (data: Data): string => `wages/${data['role'] as string}`;
const cost = (data: Data): string => `cost/${data['category'] as string}`;
const earned = (field: string): Fields => [
  [line, field],
  ['prepaid-delivered', field],
];
const broken: Fields = [
  ['revenue/other', 'amount'],
  ['prepaid-delivered', 'amount'],
];

const SLOTS: Readonly<Record<string, Fields>> = {
  PointOfSaleCompleted: [
    [line, 'service'],
    ['revenue/retail', 'retail'],
    ['retail-sold', 'retail'],
    ['sales-tax', 'salesTax'],
    [tender, 'service'],
    [tender, 'retail'],
    [tender, 'salesTax'],
    [tender, 'loyalty'],
    ['visits', 'visits'],
  ],
  LoyaltyRedeemed: [['revenue/other', 'amount']],
  ServiceSoldOnAccount: [[line, 'amount']],
  NoShowFeeCharged: [
    ['revenue/other', 'amount'],
    [tender, 'amount'],
  ],
  PackageSessionRedeemed: [...earned('amount'), ...earned('breakage'), ['visits', 'visits']],
  GiftCardRedeemed: [...earned('amount'), ...earned('breakage'), ['visits', 'visits']],
  MembershipEarned: [
    ['revenue/memberships', 'amount'],
    ['prepaid-delivered', 'amount'],
  ],
  PackageSold: [['prepaid-sold', 'price']],
  MembershipBilled: [['prepaid-sold', 'amount']],
  GiftCardSold: [['prepaid-sold', 'amount']],
  PackageRefunded: [['revenue/other', 'feeKept']],
  PackageBreakageRecognized: broken,
  GiftCardBreakageRecognized: broken,
  PatientDepositApplied: [
    [(data) => (data['use'] === 'service' ? 'revenue/other' : 'no slot'), 'amount'],
  ],
  SaleRefunded: [['refunded', 'amount']],
  ChargebackReceived: [['refunded', 'amount']],
  ChargebackWon: [['refunded', '-amount']],
  AppointmentsCounted: [['appointments-kept', 'completed']],
  CardBatchSettled: [
    ['card-settled', 'gross'],
    ['card-fee', 'fee'],
  ],
  PartnerSettled: [
    ['partner-settled', 'gross'],
    ['partner-discount', 'discount'],
  ],
  InventoryConsumed: [
    ['product-used', 'injectables'],
    ['retail-used', 'retail'],
  ],
  InventoryAdjusted: [['product-used', 'amount']],
  VendorRebateEarned: [['product-used', '-onUsed']],
  PayrollAccrued: [
    [wages, 'wages'],
    ['employer-taxes', 'employerTaxes'],
  ],
  VendorBillRecorded: [[cost, 'amount']],
  CostPaid: [[cost, 'amount']],
  ExpenseAccrued: [[cost, 'amount']],
  PrepaidAmortized: [[cost, 'amount']],
  LeasePaid: [['cost/rent', 'payment']],
  AffiliateRentAccrued: [['cost/rent', 'amount']],
  StaffLeaseAccrued: [['cost/general', 'amount']],
  LicenceFeeAccrued: [['cost/branding', 'amount']],
  PassThroughCostPaid: [['passed-through', 'amount']],
  ManagementFeeAccrued: [['fee-accrued', 'amount']],
  ManagementFeeCredited: [['fee-accrued', '-amount']],
  PatientPaymentReceived: [['patient-paid', 'amount']],
  LoanPrincipalPaid: [['loan-principal', 'amount']],
  LoanInterestPaid: [['loan-interest', 'amount']],
};

/** Sums by "entity site YYYY-MM slot"; zeros are left out. */
export function slowLevels(events: Iterable<RecordedEvent>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const event of events) {
    const { declaration, data, sign } = said(event);
    for (const [slot, named] of SLOTS[declaration.type] ?? []) {
      const field = named.replace('-', '');
      const value = data[field];
      const amount = typeof value === 'number' ? value : centsOf(data, field);
      const name = typeof slot === 'string' ? slot : slot(data);
      if (name === 'no slot') continue;
      const { entity, site, effectiveOn } = event.meta;
      const key = `${entity} ${site ?? ''} ${effectiveOn.slice(0, 7)} ${name}`;
      const sum = (sums.get(key) ?? 0) + (named.startsWith('-') ? -sign : sign) * amount;
      if (sum === 0) sums.delete(key);
      else sums.set(key, sum);
    }
  }
  return sums;
}
