// Whom the practices buy from: standing bills, single ones, and where the MSO takes over.
import type { Day } from '../../src/calendar.ts';
import { on } from './days.ts';
import type { PracticeId, SiteId } from './group.ts';

export interface Standing {
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

export const STANDING: readonly Standing[] = [
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

export interface Once {
  readonly practice: PracticeId;
  readonly site: SiteId | null;
  readonly vendor: string;
  readonly account: string;
  readonly memo: string;
  readonly billedOn: Day;
  readonly enteredOn?: Day;
  readonly amount: number;
}

export const ONCE: readonly Once[] = [
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
