import { accountOf } from '../../src/chart.ts';

/**
 * Accounts that the cash basis has not, with the income or cost that stands for a line on one:
 * what money will have been when it moves. docs/cash-basis.md says why, account by account.
 */
export const INSTEAD: ReadonlyMap<number, number> = new Map([
  [1110, 4010],
  [1120, 4010],
  [1180, 4010],
  [1185, 4010],
  [1190, 6710],
  [1310, 5010],
  [1330, 5010],
  [1410, 6510],
  [1610, 6210],
  [2010, 6510],
  [2020, 6510],
  [2110, 6010],
  [2310, 4030],
  [2320, 4040],
  [2330, 4020],
  [2340, 4020],
  [2360, 4115],
  [2370, 4020],
  [2610, 6210],
  [4110, 4010],
  [4120, 4010],
  [4125, 4010],
]);

/** Accounts both bases have, with other balances: unpaid equipment, taxes, tips and affiliates. */
export const PARTLY: readonly number[] = [1090, 1210, 1510, 2120, 2140, 2410];

/** Where the two bases may differ in the balance sheet: everything else is the same in both. */
export const DIFFERING: readonly number[] = [
  ...[...INSTEAD.keys()].filter((n) => !['Income', 'Expenses'].includes(accountOf(n)?.type ?? '')),
  ...PARTLY,
].sort((a, b) => a - b);

/** Events whose entry on the cash basis hangs on what others left open, or on the one taken back. */
export const SETTLING: ReadonlySet<string> = new Set([
  'VendorPaid',
  'PayrollPaid',
  'PayrollTaxDeposited',
  'ManagementFeeSettled',
  'AffiliateCostSettled',
  'PatientPaymentReceived',
  'PatientDepositApplied',
  'SuspenseResolved',
  'EntryReversed',
]);

/** Events that move no money and settle nothing: no entry on the cash basis. */
export const NO_ENTRY: ReadonlySet<string> = new Set([
  'ChargePosted',
  'ImplicitConcessionEstimated',
  'DenialWrittenOff',
  'PayerTakebackNotified',
  'ServiceSoldOnAccount',
  'PatientBalanceConceded',
  'CreditLossEstimated',
  'CreditLossWrittenOff',
  'PackageSessionRedeemed',
  'PackageBreakageRecognized',
  'MembershipEarned',
  'GiftCardBreakageRecognized',
  'GiftCardEscheatable',
  'LoyaltyRedeemed',
  'InventoryReceived',
  'InventoryConsumed',
  'InventoryAdjusted',
  'VendorRebateEarned',
  'VendorRebateApplied',
  'VendorBillRecorded',
  'ExpenseAccrued',
  'IncomeTaxAccrued',
  'PrepaidAmortized',
  'LeaseCommenced',
  'PayrollAccrued',
  'PtoAccrued',
  'TipsPaid',
  'ManagementFeeAccrued',
  'ManagementFeeCredited',
  'AffiliateRentAccrued',
  'SuppliesSoldToAffiliate',
  'StaffLeaseAccrued',
  'LicenceFeeAccrued',
  'FiscalYearClosed',
]);

/** Other accounts than `INSTEAD` for the lines of some events. */
export const OF_TYPE: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  // Equipment on account is bought when it is paid for.
  EquipmentPurchased: { 2010: 1510 },
  // Withheld by a payer for the state, levied for a debt, kept for the affiliate.
  ProviderLevelAdjusted: { 1410: 7110, 2020: 6810, 2410: 6120 },
  IncomeTaxPaid: { 2020: 7110 },
};

/** What a payment without an open bill is for. */
export const BY_PURPOSE: Readonly<Record<string, number>> = {
  supplies: 5010,
  rent: 6210,
  equipment: 1510,
  other: 6510,
};
