// Bills: what each practice buys, from whom, and which of it stops when the MSO takes over.
import type { Day } from '../../src/calendar.ts';
import type { Journal } from './book.ts';
import { bankingOnOrAfter, bankingOnOrBefore, first, period } from './days.ts';
import { share } from './dollars.ts';
import { PRACTICES } from './group.ts';
import type { Practice, PracticeId, SiteId } from './group.ts';
import type { StockMonth } from './inventory.ts';
import { ONCE, STANDING } from './vendor-list.ts';

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
