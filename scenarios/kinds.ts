import { codeIndex, codeShift, kindOf } from '../src/batch/layout.ts';

/** Row kinds the practice model writes, by the events' own names. */
export const K = {
  opening: kindOf('OpeningBalanceRecorded'),
  openingLine: kindOf('OpeningBalanceRecorded.Line'),
  charge: kindOf('ChargePosted'),
  submitted: kindOf('ClaimSubmitted'),
  adjudicated: kindOf('ClaimAdjudicated'),
  adjudicatedDetail: kindOf('ClaimAdjudicated.Detail'),
  remittance: kindOf('RemittanceReceived'),
  writeOff: kindOf('DenialWrittenOff'),
  patientPaid: kindOf('PatientPaymentReceived'),
  patientConceded: kindOf('PatientBalanceConceded'),
  sale: kindOf('PointOfSaleCompleted'),
  packageSold: kindOf('PackageSold'),
  packageUsed: kindOf('PackageSessionRedeemed'),
  membershipBilled: kindOf('MembershipBilled'),
  membershipEarned: kindOf('MembershipEarned'),
  giftCardSold: kindOf('GiftCardSold'),
  giftCardUsed: kindOf('GiftCardRedeemed'),
  giftCardEscheated: kindOf('GiftCardEscheatable'),
  unclaimedPaid: kindOf('UnclaimedRemitted'),
  cardBatch: kindOf('CardBatchSettled'),
  partner: kindOf('PartnerSettled'),
  salesTax: kindOf('SalesTaxRemitted'),
  consumed: kindOf('InventoryConsumed'),
  received: kindOf('InventoryReceived'),
  bill: kindOf('VendorBillRecorded'),
  vendorPaid: kindOf('VendorPaid'),
  payroll: kindOf('PayrollAccrued'),
  payrollPaid: kindOf('PayrollPaid'),
  payrollTax: kindOf('PayrollTaxDeposited'),
  appointments: kindOf('AppointmentsCounted'),
  feeAccrued: kindOf('ManagementFeeAccrued'),
  feeSettled: kindOf('ManagementFeeSettled'),
  costPaid: kindOf('CostPaid'),
  loanReceived: kindOf('LoanReceived'),
  loanRepaid: kindOf('LoanPrincipalPaid'),
  loanInterest: kindOf('LoanInterestPaid'),
  equipment: kindOf('EquipmentPurchased'),
  depreciation: kindOf('DepreciationRecorded'),
  taxAccrued: kindOf('IncomeTaxAccrued'),
  taxPaid: kindOf('IncomeTaxPaid'),
} as const;

/** The packed code of a row: each named field's value in its own 8 bits. */
export function packed(kind: string, values: Readonly<Record<string, string>>): number {
  let code = 0;
  for (const [field, value] of Object.entries(values)) {
    code |= codeIndex(kind, field, value) << codeShift(kind, field);
  }
  return code;
}
