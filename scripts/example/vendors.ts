// Bills: what each practice buys, from whom, and which of it stops when the MSO takes over.
import type { Day } from '../../src/calendar.ts';
import type { Journal } from './book.ts';
import { bankingOnOrAfter, bankingOnOrBefore, first, indexOf, on, period } from './days.ts';
import { share } from './dollars.ts';
import { PRACTICES } from './group.ts';
import type { Practice, PracticeId, SiteId } from './group.ts';
import type { StockMonth } from './inventory.ts';

export interface Bill {
  readonly practice: PracticeId;
  readonly site: SiteId | null;
  readonly number: string;
  readonly vendor: string;
  readonly account: string;
  readonly memo: string;
  readonly billedOn: Day;
  /** When the practice got it: the late bill comes months after its date. */
  readonly enteredOn: Day;
  readonly dueOn: Day;
  readonly paidOn: Day;
  readonly reference: string;
  readonly amount: number;
}

interface Standing {
  readonly vendor: string;
  readonly account: string;
  /** Day of the month it is dated. */
  readonly day: number;
  readonly terms: number;
  readonly tx: number;
  readonly az: number;
  /** First and last month index; the last is where the MSO takes over. */
  readonly until?: number;
  readonly from?: number;
  /** Months between bills. */
  readonly every?: number;
  /** From month 14 the MSO's contract price, in thousandths. */
  readonly withMso?: number;
}

const STANDING: readonly Standing[] = [
  {
    vendor: 'Paloverde Staffing PEO',
    account: 'PEO and benefits admin',
    day: 28,
    terms: 5,
    tx: 188_500,
    az: 98_500,
    until: 13,
  },
  {
    vendor: 'Tallybook Bookkeeping',
    account: 'Bookkeeping',
    day: 5,
    terms: 15,
    tx: 135_000,
    az: 85_000,
    until: 13,
  },
  {
    vendor: 'Halo Creative Agency',
    account: 'Marketing agency',
    day: 2,
    terms: 15,
    tx: 245_000,
    az: 118_000,
    until: 12,
  },
  {
    vendor: 'Metro Ads Network',
    account: 'Advertising',
    day: 3,
    terms: 15,
    tx: 1_130_000,
    az: 545_000,
  },
  {
    vendor: 'SafeHarbor Compliance Advisors',
    account: 'Compliance',
    day: 8,
    terms: 30,
    tx: 72_500,
    az: 46_500,
    until: 13,
  },
  {
    vendor: 'Northgate IT',
    account: 'IT and EMR',
    day: 1,
    terms: 20,
    tx: 164_000,
    az: 87_000,
    withMso: 780,
  },
  {
    vendor: 'CredCheck Services',
    account: 'Credentialing',
    day: 12,
    terms: 30,
    tx: 96_000,
    az: 54_000,
    every: 3,
    until: 12,
  },
  {
    vendor: 'AestheticBuy GPO',
    account: 'Purchasing group',
    day: 15,
    terms: 15,
    tx: 22_500,
    az: 14_500,
    until: 12,
  },
  {
    vendor: 'Lumi\u00e8re Device Leasing',
    account: 'Equipment lease',
    day: 1,
    terms: 10,
    tx: 412_000,
    az: 208_000,
  },
  {
    vendor: 'Lumi\u00e8re Device Service',
    account: 'Equipment service',
    day: 18,
    terms: 30,
    tx: 94_000,
    az: 51_000,
  },
  {
    vendor: 'Dr. Exemplar Oversight PLLC',
    account: 'Medical director',
    day: 1,
    terms: 10,
    tx: 250_000,
    az: 175_000,
  },
  {
    vendor: 'Granite Mutual Insurance',
    account: 'Insurance',
    day: 1,
    terms: 15,
    tx: 236_000,
    az: 121_000,
  },
  {
    vendor: 'SpaDesk Software',
    account: 'Software',
    day: 1,
    terms: 15,
    tx: 132_000,
    az: 66_000,
    until: 11,
  },
  {
    vendor: 'Statute & Sons Legal',
    account: 'Legal',
    day: 20,
    terms: 30,
    tx: 78_000,
    az: 45_000,
    every: 2,
  },
  {
    vendor: 'Spotless Linen',
    account: 'Office and linen',
    day: 25,
    terms: 15,
    tx: 186_000,
    az: 94_000,
  },
];

interface Once {
  readonly practice: PracticeId;
  readonly site: SiteId | null;
  readonly vendor: string;
  readonly account: string;
  readonly memo: string;
  readonly billedOn: Day;
  readonly enteredOn?: Day;
  readonly amount: number;
}

const ONCE: readonly Once[] = [
  {
    practice: 'tx-practice',
    site: null,
    vendor: 'Pixel & Prose Studio',
    account: 'Brand and website',
    memo: 'New website',
    billedOn: on(2025, 1, 14),
    amount: 680_000,
  },
  {
    practice: 'az-practice',
    site: null,
    vendor: 'Pixel & Prose Studio',
    account: 'Brand and website',
    memo: 'Landing pages',
    billedOn: on(2025, 3, 11),
    amount: 240_000,
  },
  {
    practice: 'tx-practice',
    site: null,
    vendor: 'Contract Compass',
    account: 'Payer contracting',
    memo: 'Rate review, two payers',
    billedOn: on(2025, 2, 18),
    amount: 650_000,
  },
  {
    practice: 'az-practice',
    site: null,
    vendor: 'Contract Compass',
    account: 'Payer contracting',
    memo: 'Rate review',
    billedOn: on(2025, 6, 17),
    amount: 380_000,
  },
  {
    practice: 'tx-practice',
    site: 'dallas',
    vendor: 'Bright Hire',
    account: 'Recruiting',
    memo: 'Placement, front desk',
    billedOn: on(2025, 4, 9),
    amount: 680_000,
  },
  {
    practice: 'az-practice',
    site: 'phoenix',
    vendor: 'Bright Hire',
    account: 'Recruiting',
    memo: 'Placement, aesthetician',
    billedOn: on(2025, 9, 8),
    amount: 620_000,
  },
  {
    practice: 'tx-practice',
    site: null,
    vendor: 'Statute & Sons Legal',
    account: 'MSO joining',
    memo: 'MSA review and set-up',
    billedOn: on(2025, 11, 7),
    amount: 1_450_000,
  },
  {
    practice: 'az-practice',
    site: null,
    vendor: 'Statute & Sons Legal',
    account: 'MSO joining',
    memo: 'MSA review and set-up',
    billedOn: on(2025, 11, 7),
    amount: 790_000,
  },
  {
    practice: 'tx-practice',
    site: null,
    vendor: 'Northgate IT',
    account: 'MSO joining',
    memo: 'Data migration',
    billedOn: on(2025, 11, 24),
    amount: 1_120_000,
  },
  {
    practice: 'az-practice',
    site: null,
    vendor: 'Northgate IT',
    account: 'MSO joining',
    memo: 'Data migration',
    billedOn: on(2025, 11, 24),
    amount: 640_000,
  },
  {
    practice: 'tx-practice',
    site: 'dallas',
    vendor: 'Lumi\u00e8re Device Service',
    account: 'Equipment service',
    memo: 'LATE handpiece repair of March',
    billedOn: on(2025, 3, 27),
    enteredOn: on(2025, 8, 19),
    amount: 186_400,
  },
];

/** The billing vendor takes 6 % of the month's insured receipts until the MSO takes over. */
const BILLING = { vendor: 'Brightleaf Billing', account: 'Billing service', until: 12 } as const;
const PRODUCT_VENDOR = {
  Toxin: 'Meridian Biologics',
  Filler: 'Meridian Biologics',
  Clinical: 'Cardinal Point Medical Supply',
  Retail: 'Verdant Skincare',
} as const;

export interface Drivers {
  readonly stock: readonly StockMonth[];
  readonly insured: (practice: PracticeId, m: number) => number;
}

type Draft = Omit<Bill, 'number' | 'reference' | 'dueOn' | 'paidOn'> & { readonly terms: number };

export function receiveBills(drivers: Drivers, journal: Journal): Bill[] {
  const bills: Bill[] = [];
  for (const practice of PRACTICES) {
    const drafts: Draft[] = [];
    for (let m = -1; m < 24; m++) drafts.push(...monthly(practice, m, drivers));
    for (const once of ONCE.filter((o) => o.practice === practice.id)) {
      drafts.push({ ...once, enteredOn: once.enteredOn ?? once.billedOn, terms: 20 });
    }
    drafts.sort((a, b) => a.enteredOn - b.enteredOn);
    drafts.forEach((draft, i) => bills.push(finish(practice, draft, i + 1)));
  }
  for (const b of bills) {
    journal.bank.push({
      practice: b.practice,
      day: b.paidOn,
      description: `ACH PMT ${ascii(b.vendor).toUpperCase()}`,
      reference: b.reference,
      amount: -b.amount,
      document: 'bill-payments',
    });
  }
  return bills;
}

/** Banks print capitals without accents. */
const ascii = (text: string): string => text.replaceAll('\u00e8', 'e');

function finish(practice: Practice, draft: Draft, n: number): Bill {
  const { terms, ...bill } = draft;
  const dueOn = (bill.enteredOn + terms) as Day;
  const paidOn = bankingOnOrAfter(
    bankingOnOrBefore(dueOn) < bill.enteredOn ? bill.enteredOn : bankingOnOrBefore(dueOn),
  );
  return {
    ...bill,
    number: `${vendorCode(bill.vendor)}-${practice.code}${String(1_000 + n)}`,
    reference: `AP${practice.code}${String(10_000 + n)}`,
    dueOn,
    paidOn,
  };
}

const vendorCode = (vendor: string): string =>
  vendor
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 4)
    .toUpperCase();

function monthly(practice: Practice, m: number, drivers: Drivers): Draft[] {
  const at = (day: number): { billedOn: Day; enteredOn: Day } => ({
    billedOn: (first(m) + day - 1) as Day,
    enteredOn: (first(m) + day - 1) as Day,
  });
  const base = { practice: practice.id, site: null, memo: period(m) } as const;
  const drafts: Draft[] = [];
  for (const s of STANDING) {
    if (m > (s.until ?? 99) || m < (s.from ?? -9) || (s.every && (m + 12) % s.every !== 0))
      continue;
    const list = practice.code === 'TX' ? s.tx : s.az;
    const amount = s.withMso && m >= 14 ? share(list, s.withMso, 1000) : list;
    drafts.push({
      ...base,
      ...at(s.day),
      vendor: s.vendor,
      account: s.account,
      terms: s.terms,
      amount,
    });
  }
  for (const site of practice.sites) {
    const own = { ...base, site: site.id };
    const rent = m >= 8 ? share(site.rent, 103, 100) : site.rent;
    drafts.push({
      ...own,
      ...at(1),
      vendor: `${site.code} Plaza Landlord`,
      account: 'Rent',
      terms: 4,
      amount: rent,
    });
    const heat = share(61_000, 1000 + (((m + 14) % 12) - 5) * 24, 1000);
    drafts.push({
      ...own,
      ...at(22),
      vendor: `${site.code} Utilities Co-op`,
      account: 'Utilities',
      terms: 15,
      amount: heat,
    });
    for (const s of drivers.stock.filter(
      (x) => x.site === site.id && x.m === m && x.received > 0,
    )) {
      const vendor = PRODUCT_VENDOR[s.stock];
      drafts.push({
        ...own,
        ...at(4),
        vendor,
        account: `Inventory - ${s.stock}`,
        terms: 25,
        amount: s.received,
      });
    }
  }
  const insured = share(drivers.insured(practice.id, m), 6, 100);
  if (m >= 0 && m <= BILLING.until && insured > 0) {
    drafts.push({
      ...base,
      ...at(28),
      vendor: BILLING.vendor,
      account: BILLING.account,
      terms: 10,
      amount: insured,
    });
  }
  return drafts;
}

/** Product bought in the month before the history is on the shelves already, and paid. */
export const isOpenAtStart = (bill: Bill): boolean =>
  indexOf(bill.enteredOn) < 0 && indexOf(bill.paidOn) >= 0;
