/** The five classes of a chart of accounts; debits increase assets and expenses. */
export type AccountType = 'Assets' | 'Liabilities' | 'Equity' | 'Income' | 'Expenses';

export interface Account {
  /** Four digits; numbers are text to auditors and array indexes to folds. */
  readonly number: number;
  readonly name: string;
  readonly type: AccountType;
  /** P = practice, M = MSO, B = both. */
  readonly books: 'P' | 'M' | 'B';
  /** Cash-flow class of changes in this account: operating, investing, financing. */
  readonly cashFlow: 'O' | 'I' | 'F';
}

// The 60 accounts of ledger.md §2.7 and the 13 of settled.md §3.4, as golden/ declares them.
const CHART = `
1010 Assets Cash-Operating B O
1030 Assets Card-Clearing P O
1035 Assets Remittance-Clearing P O
1036 Assets Cash-In-Transit B O
1050 Assets Rewards-And-Financing-Receivable P O
1090 Assets Suspense B O
1110 Assets AR-Payers P O
1120 Assets AR-Patients P O
1180 Assets Allowance-Contractual P O
1185 Assets Allowance-Implicit-Concessions P O
1190 Assets Allowance-Credit-Losses B O
1210 Assets Due-From-Affiliate B O
1220 Assets Loan-To-Affiliate M I
1310 Assets Inventory B O
1330 Assets Vendor-Rebates-Receivable P O
1410 Assets Prepaid-And-Deposits B O
1510 Assets Equipment-And-Leaseholds B I
1590 Assets Accumulated-Depreciation B O
1610 Assets ROU-Operating B O
2010 Liabilities Accounts-Payable B O
2020 Liabilities Accrued-Expenses B O
2110 Liabilities Accrued-Compensation B O
2120 Liabilities Payroll-Taxes-Payable B O
2140 Liabilities Tips-Payable P O
2210 Liabilities Sales-Tax-Payable P O
2310 Liabilities Contract-Packages P O
2320 Liabilities Contract-Memberships P O
2330 Liabilities Contract-Gift-Cards P O
2340 Liabilities Contract-Loyalty P O
2350 Liabilities Patient-Credits P O
2360 Liabilities Refund-Payers P O
2370 Liabilities Unclaimed-Property P O
2410 Liabilities Due-To-Affiliate B O
2420 Liabilities Loan-From-Affiliate P F
2510 Liabilities Notes-And-Finance-Leases B F
2610 Liabilities Operating-Lease B O
3010 Equity Contributed-Capital B F
3020 Equity Distributions B F
3900 Equity Retained-Earnings B O
4010 Income Service-Insured-Gross P O
4020 Income Service-Self-Pay P O
4030 Income Packages P O
4040 Income Memberships P O
4050 Income Retail P O
4110 Income Contractual-Adjustments P O
4115 Income Payer-Takebacks P O
4120 Income Implicit-Price-Concessions P O
4125 Income Denial-Write-Offs P O
4130 Income Discounts-And-Refunds P O
4510 Income Management-Fees M O
4520 Income Affiliate-Rent M O
4530 Income Affiliate-Supplies M O
4540 Income Affiliate-Staffing-And-Licence M O
4610 Income Interest-And-Other-Income B O
5010 Expenses COGS-Injectables P O
5020 Expenses COGS-Retail P O
5030 Expenses Cost-Of-Supplies-Sold M O
5090 Expenses Vendor-Rebates P O
5110 Expenses Provider-Compensation P O
6010 Expenses Staff-Wages B O
6020 Expenses Payroll-Taxes-Benefits B O
6110 Expenses Management-Fee P O
6120 Expenses Affiliate-Services P O
6210 Expenses Lease-Cost B O
6220 Expenses Affiliate-Rent P O
6310 Expenses Marketing B O
6410 Expenses Merchant-Fees-And-Chargebacks P O
6510 Expenses General-And-Professional B O
6610 Expenses Depreciation B O
6710 Expenses Credit-Losses B O
6810 Expenses Rounding-And-Other B O
7010 Expenses Interest B O
7110 Expenses Income-Tax B O`;

/** The default chart: 73 accounts, ascending by number. */
export const ACCOUNTS: readonly Account[] = CHART.trim()
  .split('\n')
  .map((line) => {
    const [number, type, name, books, cashFlow] = line.split(' ');
    return { number: Number(number), name, type, books, cashFlow } as Account;
  });

const BY_NUMBER = new Map(ACCOUNTS.map((a) => [a.number, a]));

/** The account of a number, or undefined when the chart has none. */
export function accountOf(number: number): Account | undefined {
  return BY_NUMBER.get(number);
}

/** Accounts of some types, or all of them. */
export function accountsOf(types?: readonly AccountType[]): readonly Account[] {
  return types === undefined ? ACCOUNTS : ACCOUNTS.filter((a) => types.includes(a.type));
}

/** Dense index 0…72 by account number; −1 where the chart has no such account. */
export const ACCOUNT_INDEX: Int16Array = new Int16Array(10_000).fill(-1);
ACCOUNTS.forEach((a, i) => {
  ACCOUNT_INDEX[a.number] = i;
});

/** "1010 Cash-Operating". */
export function accountLabel(number: number): string {
  const account = BY_NUMBER.get(number);
  return account ? `${number} ${account.name}` : String(number);
}

/** True when a debit raises what readers call the balance (assets and expenses). */
export function isDebitAccount(number: number): boolean {
  const type = BY_NUMBER.get(number)?.type;
  return type === 'Assets' || type === 'Expenses';
}
