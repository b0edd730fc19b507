// Who is in the example group. Every name, number and identifier is invented.

export type SiteId = 'austin' | 'dallas' | 'phoenix';
export type PracticeId = 'tx-practice' | 'az-practice';
export type PayerId = 'bluestem' | 'harborline' | 'medicare' | 'copper-ridge';

export interface Site {
  readonly id: SiteId;
  readonly practice: PracticeId;
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly openedOn: string;
  /** Invented provider number under which claims name the place of service. */
  readonly npi: string;
  /** Demand in thousandths of the group's average site. */
  readonly demand: number;
  /** Insured visits a month before season and growth. */
  readonly insuredVisits: number;
  readonly members: number;
  readonly rent: number;
}

export const SITES: readonly Site[] = [
  {
    id: 'austin',
    practice: 'tx-practice',
    code: 'AUS',
    name: 'Juniper Aesthetics Austin',
    city: 'AUSTIN',
    openedOn: '2021-04-01',
    npi: '1000000011',
    demand: 1040,
    insuredVisits: 38,
    members: 58,
    rent: 740_000,
  },
  {
    id: 'dallas',
    practice: 'tx-practice',
    code: 'DAL',
    name: 'Juniper Aesthetics Dallas',
    city: 'DALLAS',
    openedOn: '2022-09-15',
    npi: '1000000012',
    demand: 1000,
    insuredVisits: 36,
    members: 51,
    rent: 705_000,
  },
  {
    id: 'phoenix',
    practice: 'az-practice',
    code: 'PHX',
    name: 'Juniper Aesthetics Phoenix',
    city: 'PHOENIX',
    openedOn: '2022-02-01',
    npi: '1000000021',
    demand: 960,
    insuredVisits: 36,
    members: 49,
    rent: 620_000,
  },
];

export interface Practice {
  readonly id: PracticeId;
  readonly code: 'TX' | 'AZ';
  readonly state: 'TX' | 'AZ';
  readonly name: string;
  readonly legalName: string;
  readonly npi: string;
  readonly taxId: string;
  readonly sites: readonly Site[];
  readonly openingCash: number;
  /** Cash kept before owners take anything out, about 30 days of costs. */
  readonly cashFloor: number;
}

const sitesOf = (practice: PracticeId): Site[] => SITES.filter((s) => s.practice === practice);

export const PRACTICES: readonly Practice[] = [
  {
    id: 'tx-practice',
    code: 'TX',
    state: 'TX',
    name: 'JUNIPER AESTHETICS TX',
    legalName: 'Juniper Aesthetics of Texas PLLC (example)',
    npi: '1000000010',
    taxId: '000000010',
    sites: sitesOf('tx-practice'),
    openingCash: 18_264_318,
    cashFloor: 16_000_000,
  },
  {
    id: 'az-practice',
    code: 'AZ',
    state: 'AZ',
    name: 'JUNIPER AESTHETICS AZ',
    legalName: 'Juniper Aesthetics of Arizona PLLC (example)',
    npi: '1000000020',
    taxId: '000000020',
    sites: sitesOf('az-practice'),
    openingCash: 9_438_271,
    cashFloor: 8_000_000,
  },
];

export const practiceOf = (site: SiteId): PracticeId =>
  site === 'phoenix' ? 'az-practice' : 'tx-practice';

export interface Payer {
  readonly id: PayerId;
  readonly name: string;
  readonly payerClass: 'commercial' | 'medicare' | 'workers-comp';
  /** NM109 in the 837, TRN03 and REF in the 835. */
  readonly ediId: string;
  readonly trnId: string;
  /** SBR09 and CLP06. */
  readonly filing: string;
  /** Allowed amount in thousandths of the base schedule. */
  readonly schedule: number;
  /** Share of claims in hundredths. */
  readonly weight: number;
  /** Days of the month on which it pays. */
  readonly payDays: readonly number[];
  /** Days between receipt and decision: shortest, usual, slow tail. */
  readonly lag: readonly [number, number, number];
  readonly method: 'ACH' | 'CHK';
  /** Element, component and segment delimiters of its 835s, and what follows a segment. */
  readonly dialect: {
    readonly element: string;
    readonly component: string;
    readonly terminator: string;
    readonly twoDecimals: boolean;
  };
  readonly icnPrefix: string;
}

export const PAYERS: readonly Payer[] = [
  {
    id: 'bluestem',
    name: 'BLUESTEM HEALTH PLAN',
    payerClass: 'commercial',
    ediId: 'BLUE1',
    trnId: '1000000101',
    filing: 'CI',
    schedule: 1130,
    weight: 40,
    payDays: [8, 22],
    lag: [7, 20, 41],
    method: 'ACH',
    dialect: { element: '*', component: ':', terminator: '~\n', twoDecimals: false },
    icnPrefix: 'BL',
  },
  {
    id: 'harborline',
    name: 'HARBORLINE MUTUAL',
    payerClass: 'commercial',
    ediId: 'HARB1',
    trnId: '1000000102',
    filing: '12',
    schedule: 1060,
    weight: 28,
    payDays: [5, 20],
    lag: [9, 24, 48],
    method: 'ACH',
    dialect: { element: '|', component: '>', terminator: '~', twoDecimals: true },
    icnPrefix: 'HM',
  },
  {
    id: 'medicare',
    name: 'MEDICARE PART B EXAMPLE CONTRACTOR',
    payerClass: 'medicare',
    ediId: 'MEDB1',
    trnId: '1000000103',
    filing: 'MB',
    schedule: 860,
    weight: 24,
    payDays: [3, 17],
    lag: [14, 17, 26],
    method: 'ACH',
    dialect: { element: '*', component: ':', terminator: '~\r\n', twoDecimals: false },
    icnPrefix: '22',
  },
  {
    id: 'copper-ridge',
    name: 'COPPER RIDGE WORK COVER',
    payerClass: 'workers-comp',
    ediId: 'COPR1',
    trnId: '1000000104',
    filing: 'WC',
    schedule: 1210,
    weight: 8,
    payDays: [26],
    lag: [21, 34, 60],
    method: 'CHK',
    dialect: { element: '*', component: '^', terminator: '~\n', twoDecimals: true },
    icnPrefix: 'WC',
  },
];

export const payerOf = (id: PayerId): Payer => {
  const payer = PAYERS.find((p) => p.id === id);
  if (!payer) throw new Error(`no payer ${id}`);
  return payer;
};

/** Month index of demand, January to December, in thousandths (a med spa's usual year). */
const SEASON = [880, 930, 1020, 1040, 1060, 930, 900, 970, 1000, 1080, 1120, 1070];

/** Season, 2 % growth a year, and what joining does to volume, in thousandths. */
export function demandAt(m: number): number {
  const season = SEASON[(m + 22) % 12] ?? 1000;
  const growth = 1000 + Math.floor((m * 20) / 12);
  return Math.floor((season * growth * volumeWithMso(m)) / 1_000_000);
}

/** How far the MSO's services have come, 0 to 1000, linear over twelve months from 2025-11. */
export const ramp = (m: number): number =>
  m < 12 ? 0 : Math.min(1000, Math.floor(((m - 11) * 1000) / 12));

/** The dip of the changeover in its first two months, then a small gain. */
const volumeWithMso = (m: number): number =>
  1000 + Math.floor((ramp(m) * 15) / 1000) - (m === 12 ? 40 : m === 13 ? 25 : 0);
