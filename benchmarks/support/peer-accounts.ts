import { accountOf } from '../../src/chart.ts';

/** Our two entities of the peers' journal, by the part of their names that says whose book it is. */
export const PEER_ENTITIES = { PC: 'tx-practice', MSO: 'mso' } as const;

/*
 * The accounts of peers/gen.py in its order, and where each stands in our chart. Ours has one
 * account for cash at the bank, one for stock and one for revenue from own prices: several of
 * theirs then share one of ours, and their balances are compared in sum.
 */
const TABLE = `
Assets:PC:Cash:Operating 1010
Assets:PC:Cash:Payroll 1010
Assets:PC:Cash:CardClearing 1030
Assets:PC:AR:Payer 1110
Assets:PC:AR:Patient 1120
Assets:PC:AR:Allowance-Contractual 1180
Assets:PC:AR:Allowance-IPC 1185
Assets:PC:AR:Allowance-Credit 1190
Assets:PC:AR:FinancingPartner 1050
Assets:PC:Inventory:Injectables 1310
Assets:PC:Inventory:Retail 1310
Assets:PC:Rebates-Receivable 1330
Assets:PC:Prepaid 1410
Assets:PC:Equipment 1510
Assets:PC:AccumDepreciation 1590
Assets:PC:ROU 1610
Liabilities:PC:AP 2010
Liabilities:PC:Accrued 2020
Liabilities:PC:Wages 2110
Liabilities:PC:PayrollTax 2120
Liabilities:PC:Tips 2140
Liabilities:PC:SalesTax 2210
Liabilities:PC:Contract:Packages 2310
Liabilities:PC:Contract:Memberships 2320
Liabilities:PC:Contract:GiftCards 2330
Liabilities:PC:Contract:Loyalty 2340
Liabilities:PC:Refunds:Patient 2350
Liabilities:PC:Refunds:Payer 2360
Liabilities:PC:DueToMSO 2410
Liabilities:PC:EquipmentLoan 2510
Liabilities:PC:LeaseLiability 2610
Equity:PC:Capital 3010
Income:PC:Service:Insurance 4010
Income:PC:Service:SelfPay 4020
Income:PC:Packages 4030
Income:PC:Memberships 4040
Income:PC:Retail 4050
Income:PC:Breakage 4020
Income:PC:Contra:Contractual 4110
Income:PC:Contra:IPC 4120
Income:PC:Contra:Discounts 4130
Expenses:PC:COGS:Injectables 5010
Expenses:PC:COGS:Retail 5020
Expenses:PC:ProviderComp 5110
Expenses:PC:PayrollTax 6020
Expenses:PC:MgmtFee 6110
Expenses:PC:MerchantFees 6410
Expenses:PC:Chargebacks 6410
Expenses:PC:Rent 6210
Expenses:PC:Depreciation 6610
Expenses:PC:Marketing 6310
Expenses:PC:CreditLoss 6710
Assets:MSO:Cash:Operating 1010
Assets:MSO:DueFromPC 1210
Assets:MSO:Prepaid 1410
Liabilities:MSO:AP 2010
Liabilities:MSO:Wages 2110
Liabilities:MSO:PayrollTax 2120
Equity:MSO:Capital 3010
Income:MSO:MgmtFee 4510
Expenses:MSO:Staff 6010
Expenses:MSO:PayrollTax 6020
Expenses:MSO:GnA 6510`;

/** An account of the peers' journal and where its money stands in our book. */
export interface PeerAccount {
  readonly name: string;
  readonly entity: string;
  readonly account: number;
}

export const PEER_ACCOUNTS: readonly PeerAccount[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', number] = line.split(' ');
    const account = Number(number);
    if (accountOf(account) === undefined) throw new Error(`${name} has no account of ours`);
    return { name, entity: PEER_ENTITIES[name.includes(':MSO:') ? 'MSO' : 'PC'], account };
  });

const INDEX = new Map(PEER_ACCOUNTS.map(({ name }, i) => [name, i]));

/** The place of an account in the peers' list. */
export function peerAccount(name: string): number {
  const index = INDEX.get(name);
  if (index === undefined) throw new Error(`the peers have no account ${name}`);
  return index;
}

/** Balances of the peers' accounts as those of ours: "tx-practice 1010" → cents. */
export function throughTheMap(cents: ArrayLike<number>): Map<string, number> {
  const ours = new Map<string, number>();
  PEER_ACCOUNTS.forEach(({ entity, account }, i) => {
    const key = `${entity} ${account}`;
    ours.set(key, (ours.get(key) ?? 0) + (cents[i] ?? 0));
  });
  return ours;
}
