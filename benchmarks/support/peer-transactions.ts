// The journal of peers/gen.py again, draw by draw: the same transactions for (count, seed), so that
// its expectations hold for ours. Debits positive, in cents; what is drawn first stands first.
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import { peerAccount } from './peer-accounts.ts';

/** An account by its place in PEER_ACCOUNTS, and cents; debits positive. */
export type PeerLine = readonly [account: number, cents: number];

export interface PeerTransaction {
  readonly number: number;
  readonly kind: PeerKind;
  readonly day: Day;
  readonly lines: readonly PeerLine[];
}

type Draw = (r: MersenneTwister) => PeerLine[];

const a = (short: string): number => peerAccount(short);
const CASH = a('Assets:PC:Cash:Operating');
const PAYROLL = a('Assets:PC:Cash:Payroll');
const CLEARING = a('Assets:PC:Cash:CardClearing');
const AR = a('Assets:PC:AR:Payer');
const AR_PATIENT = a('Assets:PC:AR:Patient');
const ALLOWANCE = a('Assets:PC:AR:Allowance-Contractual');
const IPC = a('Assets:PC:AR:Allowance-IPC');
const STOCK = [a('Assets:PC:Inventory:Injectables'), a('Assets:PC:Inventory:Retail')] as const;
const COGS = [a('Expenses:PC:COGS:Injectables'), a('Expenses:PC:COGS:Retail')] as const;
const AP = a('Liabilities:PC:AP');
const WAGES = a('Liabilities:PC:Wages');
const PAYROLL_TAX = a('Liabilities:PC:PayrollTax');
const TIPS = a('Liabilities:PC:Tips');
const SALES_TAX = a('Liabilities:PC:SalesTax');
const PACKAGES = a('Liabilities:PC:Contract:Packages');
const MEMBERSHIPS = a('Liabilities:PC:Contract:Memberships');
const GIFT_CARDS = a('Liabilities:PC:Contract:GiftCards');
const REFUND_PAYERS = a('Liabilities:PC:Refunds:Payer');
const DUE_TO_MSO = a('Liabilities:PC:DueToMSO');
const SELF_PAY = a('Income:PC:Service:SelfPay');
const CONTRACTUAL = a('Income:PC:Contra:Contractual');
const DISCOUNTS = a('Income:PC:Contra:Discounts');
const MSO_CASH = a('Assets:MSO:Cash:Operating');
const MSO_DUE = a('Assets:MSO:DueFromPC');
const MSO_WAGES = a('Liabilities:MSO:Wages');

const between = (r: MersenneTwister, low: number, high: number): number =>
  low + Math.floor(r.random() * (high - low));
/** Whole parts of an amount: cents times a whole number stays far below 2^53. */
const part = (cents: number, of: number, by = 100): number => Math.floor((cents * of) / by);
/** Money from one account to another. */
const move =
  (debit: number, credit: number, low: number, high: number): Draw =>
  (r) => {
    const x = between(r, low, high);
    return [
      [debit, x],
      [credit, -x],
    ];
  };

function wages(
  expense: number,
  tax: number,
  owed: number,
  taxOwed: number,
  range: [number, number],
) {
  return (r: MersenneTwister): PeerLine[] => {
    const g = between(r, ...range);
    const t = part(g, 765, 10_000);
    return [
      [expense, g],
      [tax, t],
      [owed, -g],
      [taxOwed, -t],
    ];
  };
}

// Credit, then debit, as gen.py has them.
const MISC: readonly (readonly [credit: string, debit: string])[] = [
  ['Liabilities:PC:Accrued', 'Expenses:PC:Marketing'],
  ['Liabilities:MSO:AP', 'Expenses:MSO:GnA'],
  ['Assets:MSO:Prepaid', 'Expenses:MSO:GnA'],
  ['Assets:PC:Prepaid', 'Expenses:PC:Marketing'],
  ['Equity:PC:Capital', 'Assets:PC:Equipment'],
  ['Liabilities:PC:EquipmentLoan', 'Assets:PC:Equipment'],
  ['Liabilities:PC:LeaseLiability', 'Assets:PC:ROU'],
  ['Equity:MSO:Capital', 'Assets:MSO:Cash:Operating'],
  ['Liabilities:PC:Contract:Loyalty', 'Income:PC:Contra:Discounts'],
  ['Liabilities:PC:Refunds:Patient', 'Income:PC:Service:SelfPay'],
  ['Assets:PC:AR:Allowance-Credit', 'Expenses:PC:CreditLoss'],
  ['Assets:PC:Cash:CardClearing', 'Assets:PC:AR:FinancingPartner'],
];

/** Kinds with their weights, in gen.py's order: the draw of a kind depends on it. */
const KINDS = {
  ChargePosted: [
    16,
    (r) => {
      const g = between(r, 15_000, 180_000);
      const c = part(g, between(r, 30, 60));
      return [
        [AR, g],
        [a('Income:PC:Service:Insurance'), -g],
        [CONTRACTUAL, c],
        [ALLOWANCE, -c],
      ];
    },
  ],
  RemittancePosted: [
    13,
    (r) => {
      const g = between(r, 15_000, 180_000);
      const c = part(g, between(r, 30, 60));
      const p = part(g - c, between(r, 5, 30));
      return [
        [CASH, g - c - p],
        [ALLOWANCE, c],
        [AR_PATIENT, p],
        [AR, -g],
      ];
    },
  ],
  PatientPaid: [9, move(CLEARING, AR_PATIENT, 2_000, 40_000)],
  SelfPaySold: [
    12,
    (r) => {
      const x = between(r, 9_900, 120_000);
      const t = r.random() < 0.3 ? part(x, 7) : 0;
      const tip = r.random() < 0.4 ? part(x, 18) : 0;
      return [
        [CLEARING, x + t + tip],
        [SELF_PAY, -x],
        ...(t === 0 ? [] : [[SALES_TAX, -t] as const]),
        ...(tip === 0 ? [] : [[TIPS, -tip] as const]),
      ];
    },
  ],
  RetailSold: [
    6,
    (r) => {
      const x = between(r, 1_900, 30_000);
      const t = part(x, 825, 10_000);
      return [
        [CLEARING, x + t],
        [a('Income:PC:Retail'), -x],
        [SALES_TAX, -t],
      ];
    },
  ],
  InventoryConsumed: [
    10,
    (r) => {
      const x = between(r, 500, 60_000);
      const i = r.random() < 0.8 ? 0 : 1;
      return [
        [COGS[i], x],
        [STOCK[i], -x],
      ];
    },
  ],
  PackageSold: [
    2,
    (r) => {
      const x = between(r, 60_000, 400_000);
      const d = part(x, 1, 10);
      return [
        [CLEARING, x - d],
        [DISCOUNTS, d],
        [PACKAGES, -x],
      ];
    },
  ],
  PackageRedeemed: [5, move(PACKAGES, a('Income:PC:Packages'), 9_000, 70_000)],
  MembershipBilled: [3, move(CLEARING, MEMBERSHIPS, 9_900, 29_900)],
  MembershipEarned: [3, move(MEMBERSHIPS, a('Income:PC:Memberships'), 9_900, 29_900)],
  GiftCardSold: [1, move(CLEARING, GIFT_CARDS, 5_000, 50_000)],
  GiftCardRedeemed: [
    1,
    (r) => {
      const x = between(r, 5_000, 50_000);
      const b = part(x, 1, 20);
      return [
        [GIFT_CARDS, x + b],
        [SELF_PAY, -x],
        [a('Income:PC:Breakage'), -b],
      ];
    },
  ],
  CardBatchSettled: [
    3,
    (r) => {
      const x = between(r, 100_000, 900_000);
      const f = part(x, 279, 10_000);
      return [
        [CASH, x - f],
        [a('Expenses:PC:MerchantFees'), f],
        [CLEARING, -x],
      ];
    },
  ],
  Chargeback: [
    0.3,
    (r) => {
      const x = between(r, 9_900, 90_000) + 1_500;
      return [
        [a('Expenses:PC:Chargebacks'), x],
        [CASH, -x],
      ];
    },
  ],
  SalesTaxRemitted: [0.3, move(SALES_TAX, CASH, 20_000, 300_000)],
  TipsPaid: [0.7, move(TIPS, PAYROLL, 5_000, 90_000)],
  InventoryReceived: [
    1,
    (r) => {
      const x = between(r, 50_000, 900_000);
      return [
        [STOCK[r.random() < 0.85 ? 0 : 1], x],
        [AP, -x],
      ];
    },
  ],
  VendorPaid: [1, move(AP, CASH, 50_000, 900_000)],
  PayrollAccrued: [
    2,
    wages(
      a('Expenses:PC:ProviderComp'),
      a('Expenses:PC:PayrollTax'),
      WAGES,
      PAYROLL_TAX,
      [150_000, 600_000],
    ),
  ],
  PayrollPaid: [
    2,
    (r) => {
      const g = between(r, 150_000, 600_000);
      const w = part(g, 24);
      return [
        [WAGES, g],
        [PAYROLL_TAX, -w],
        [PAYROLL, -(g - w)],
      ];
    },
  ],
  MgmtFeeAccruedPC: [0.5, move(a('Expenses:PC:MgmtFee'), DUE_TO_MSO, 500_000, 3_000_000)],
  MgmtFeeAccruedMSO: [0.5, move(MSO_DUE, a('Income:MSO:MgmtFee'), 500_000, 3_000_000)],
  MgmtFeeSettled: [
    0.5,
    (r) => {
      const x = between(r, 500_000, 3_000_000);
      return [
        [DUE_TO_MSO, x],
        [CASH, -x],
        [MSO_CASH, x],
        [MSO_DUE, -x],
      ];
    },
  ],
  MsoPayrollAccrued: [
    1,
    wages(
      a('Expenses:MSO:Staff'),
      a('Expenses:MSO:PayrollTax'),
      MSO_WAGES,
      a('Liabilities:MSO:PayrollTax'),
      [100_000, 500_000],
    ),
  ],
  MsoPayrollPaid: [1, move(MSO_WAGES, MSO_CASH, 100_000, 500_000)],
  RentPaid: [0.2, move(a('Expenses:PC:Rent'), CASH, 300_000, 900_000)],
  Depreciation: [
    0.3,
    move(a('Expenses:PC:Depreciation'), a('Assets:PC:AccumDepreciation'), 10_000, 200_000),
  ],
  IpcAssessed: [2, move(a('Income:PC:Contra:IPC'), IPC, 1_000, 20_000)],
  IpcWrittenOff: [1, move(IPC, AR_PATIENT, 1_000, 20_000)],
  PayerTakeback: [0.7, move(CONTRACTUAL, REFUND_PAYERS, 5_000, 90_000)],
  PayerRefunded: [0.5, move(REFUND_PAYERS, CASH, 5_000, 90_000)],
  CashMoved: [0.5, move(PAYROLL, CASH, 100_000, 900_000)],
  RebateAccrued: [0.5, move(a('Assets:PC:Rebates-Receivable'), COGS[0], 2_000, 90_000)],
  Misc: [
    1,
    (r) => {
      const [credit, debit] = MISC[Math.floor(r.random() * MISC.length)] ?? ['', ''];
      return move(a(debit), a(credit), 1_000, 500_000)(r);
    },
  ],
} as const satisfies Readonly<Record<string, readonly [weight: number, draw: Draw]>>;

export type PeerKind = keyof typeof KINDS;
export const PEER_KINDS = Object.keys(KINDS) as readonly PeerKind[];

// Summed in order, as gen.py does: another order has other last bits.
const CUMULATED: number[] = [];
for (const kind of PEER_KINDS) CUMULATED.push((CUMULATED.at(-1) ?? 0) + KINDS[kind][0]);
const TOTAL = CUMULATED.at(-1) ?? 0;

const FIRST = parseDay('2021-01-01');
const DAYS = 1826;

/** `count` transactions over the five years from 2021; the same for the same count and seed. */
export function* peerTransactions(count: number, seed = 1): Generator<PeerTransaction, undefined> {
  const r = MersenneTwister.ofPython(seed);
  for (let i = 0; i < count; i++) {
    const at = r.random() * TOTAL;
    const kind = PEER_KINDS[CUMULATED.findIndex((until) => until > at)] ?? 'Misc';
    const lines = KINDS[kind][1](r);
    const day = (FIRST + Math.floor((i * DAYS) / count)) as Day;
    yield { number: i + 1, kind, day, lines };
  }
}

/** What all transactions come to by account of the peers, from cents alone. */
export class PeerBalances {
  readonly cents: Float64Array = new Float64Array(63);

  add({ lines, number }: PeerTransaction): void {
    let sum = 0;
    for (const [account, cents] of lines) {
      this.cents[account] = (this.cents[account] ?? 0) + cents;
      sum += cents;
    }
    if (sum !== 0) throw new Error(`transaction ${number} does not add up to zero`);
  }
}
