import type { Grade, Service, ServiceLine } from './plan.ts';

/** The three example groups of mso.md §7: a solo practice, five sites, a platform of forty. */
export const DEFAULTS_KINDS = ['solo', 'five-sites', 'forty-sites'] as const;
export type DefaultsKind = (typeof DEFAULTS_KINDS)[number];

/** Low, central and high; used as a triangle where it is drawn (settled.md §6.3). */
export type Range = readonly [low: number, central: number, high: number];

/** A documented default with its unit, evidence grade and source codes of mso.md §8. */
export interface Default {
  readonly unit: string;
  readonly grade: Grade;
  readonly source: string;
  readonly of: Readonly<Record<DefaultsKind, Range>>;
}

/** A source as readers find it: the table of docs/sources.md it stands in, and what it says there. */
const at = (anchor: string, words: string): string =>
  `docs/sources.md#${anchor}${words === '' ? '' : `: ${words}`}`;

const tableAt = <K extends string>(
  anchor: string,
  rows: Readonly<Record<K, Default>>,
): Readonly<Record<K, Default>> => {
  const entries = Object.entries<Default>(rows);
  return Object.fromEntries(
    entries.map(([key, own]) => [key, { ...own, source: at(anchor, own.source) }]),
  ) as Record<K, Default>;
};

const row = (
  unit: string,
  grade: Grade,
  source: string,
  solo: Range,
  five: Range,
  forty: Range,
): Default => ({ unit, grade, source, of: { solo, 'five-sites': five, 'forty-sites': forty } });

const same = (unit: string, grade: Grade, source: string, range: Range): Default =>
  row(unit, grade, source, range, range, range);

/** mso.md §7.1, and §1.5-§1.9 where it points there. Shares, dollars, days. */
export const OPERATING = tableAt('operating', {
  sites: row('sites', 'entered', '', [1, 1, 1], [5, 5, 5], [40, 40, 40]),
  revenuePerSite: row(
    'USD/yr',
    'B',
    'S2, S3, S4; solo an estimate',
    [450_000, 1_000_000, 1_900_000],
    [1_000_000, 1_400_000, 2_000_000],
    [1_200_000, 1_800_000, 2_600_000],
  ),
  visits: row(
    '/month',
    'E',
    '283 in S2; estimate',
    [95, 170, 300],
    [180, 240, 300],
    [220, 300, 400],
  ),
  ticket: row('USD/visit', 'B', 'S1, S2, S7', [380, 490, 540], [430, 486, 540], [440, 500, 560]),
  growth: row(
    'share a year',
    'E',
    'S12, S13; estimate',
    [-0.05, 0.02, 0.08],
    [-0.05, 0.02, 0.08],
    [-0.03, 0.03, 0.08],
  ),
  productCost: row(
    'share of revenue',
    'B',
    'S17, S21',
    [0.25, 0.3, 0.36],
    [0.24, 0.285, 0.34],
    [0.22, 0.26, 0.31],
  ),
  providerPay: row(
    'share of production',
    'B',
    'S31, S32',
    [0.18, 0.2, 0.25],
    [0.18, 0.2, 0.24],
    [0.17, 0.2, 0.24],
  ),
  payrollAllIn: row(
    'share of revenue',
    'B',
    'S21',
    [0.27, 0.31, 0.38],
    [0.26, 0.3, 0.35],
    [0.25, 0.295, 0.34],
  ),
  rent: row(
    'share of revenue',
    'E',
    '',
    [0.05, 0.07, 0.1],
    [0.05, 0.065, 0.09],
    [0.05, 0.065, 0.09],
  ),
  marketing: row(
    'share of revenue',
    'C',
    'S42, S43',
    [0.04, 0.07, 0.12],
    [0.04, 0.065, 0.1],
    [0.03, 0.06, 0.09],
  ),
  equipment: row(
    'share of revenue',
    'E',
    '',
    [0.02, 0.035, 0.07],
    [0.02, 0.03, 0.06],
    [0.02, 0.03, 0.05],
  ),
  generalCost: row(
    'share of revenue',
    'E',
    '',
    [0.04, 0.06, 0.09],
    [0.03, 0.04, 0.06],
    [0.025, 0.035, 0.05],
  ),
  corporateCost: row('share of revenue', 'E', '', [0, 0, 0], [0.02, 0.04, 0.06], [0.04, 0.07, 0.1]),
  medicalDirector: row(
    'share of revenue',
    'C',
    'S36',
    [0.01, 0.015, 0.03],
    [0.005, 0.008, 0.015],
    [0.004, 0.006, 0.01],
  ),
  ebitda: row(
    'share of revenue',
    'E',
    'residual of the centrals, a check',
    [0.04, 0.113, 0.22],
    [0.05, 0.141, 0.24],
    [0.07, 0.154, 0.24],
  ),
  insured: row('share of revenue', 'E', '', [0, 0.01, 0.05], [0, 0.05, 0.12], [0, 0.08, 0.2]),
  daysInAr: row('days', 'E', 'S73, S74; estimate', [30, 42, 60], [30, 40, 55], [28, 38, 50]),
  denialRate: row(
    'share of claims',
    'B',
    'S74-S76',
    [0.05, 0.1, 0.15],
    [0.05, 0.09, 0.14],
    [0.05, 0.08, 0.12],
  ),
  netCollectionRate: row(
    'share',
    'B',
    'S74, S76',
    [0.9, 0.95, 0.98],
    [0.92, 0.95, 0.98],
    [0.93, 0.96, 0.98],
  ),
  prepaidShare: row(
    'share of receipts',
    'E',
    '',
    [0.08, 0.2, 0.4],
    [0.1, 0.2, 0.4],
    [0.1, 0.22, 0.4],
  ),
  reserveDays: row('days of operating cost', 'E', 'S109', [15, 30, 60], [30, 45, 60], [30, 45, 60]),
  patientChurn: row(
    'share of active patients a year',
    'C',
    'S51',
    [0.2, 0.28, 0.4],
    [0.2, 0.26, 0.36],
    [0.18, 0.25, 0.35],
  ),
  noShows: row(
    'share of booked visits',
    'B',
    'S45',
    [0.03, 0.05, 0.1],
    [0.03, 0.05, 0.09],
    [0.03, 0.05, 0.08],
  ),
  refilled: same('share of freed slots', 'E', '', [0.2, 0.4, 0.6]),
  cardShare: same('share of receipts', 'E', '', [0.65, 0.78, 0.88]),
  financingShare: same('share of receipts', 'E', '', [0.04, 0.1, 0.2]),
  cardFee: same('share of card receipts', 'B', 'S59-S61', [0.022, 0.027, 0.033]),
  financingFee: same('share of financed', 'E', 'S62; estimate', [0.04, 0.065, 0.1]),
  contractual: same('share of charges', 'E', 'estimate', [0.3, 0.4, 0.5]),
  charge: same('USD/claim', 'E', 'estimate', [250, 620, 1200]),
  patientShare: same('share of allowed', 'E', 'estimate', [0.1, 0.2, 0.3]),
  patientCollected: same('share of patient part', 'E', 'estimate', [0.6, 0.85, 0.95]),
  retailTax: same('share of retail', 'E', 'estimate; it differs by state', [0, 0.07, 0.1]),
  employerTax: same('share of pay', 'A', 'IRC §3111: 6.2 % and 1.45 %', [0.0765, 0.0765, 0.1]),
  groupNoise: same('sd of log visits', 'E', 'estimate', [0.02, 0.04, 0.08]),
  siteNoise: same('sd of log visits', 'E', 'estimate', [0.03, 0.05, 0.1]),
  lagNoise: same('sd of log days', 'E', 'estimate', [0.05, 0.1, 0.2]),
});

/** mso.md §1.7: of what a scenario sells ahead, where it does not say it itself. */
export const PREPAID = tableAt('prepaid', {
  memberLeave: same('share a month', 'E', '', [0.02, 0.04, 0.07]),
  memberSpread: same('1 / (α + β)', 'E', '', [0, 0.05, 0.2]),
  memberMonths: same('months', 'E', '', [12, 36, 60]),
  giftCardsUnused: same('share of sales', 'B', 'S65', [0.06, 0.08, 0.1]),
  packagesUnused: same('share of sales', 'E', '', [0.05, 0.1, 0.2]),
});

/** mso.md §7.2: what a third-party, services-only MSO asks for and changes. */
export const EFFECTS = tableAt('effects', {
  feeLevel: row(
    'share of collections',
    'C',
    'S86 8-12 %, S87 8-18 %; estimate',
    [0.06, 0.1, 0.15],
    [0.05, 0.09, 0.14],
    [0.05, 0.08, 0.12],
  ),
  flatFee: row(
    'USD/month',
    'C',
    'computed from the level',
    [5000, 8300, 12_500],
    [29_000, 52_500, 82_000],
    [300_000, 480_000, 720_000],
  ),
  replacedOverhead: row(
    'share of revenue',
    'E',
    'a result of the services alone, not an input',
    [0.03, 0.055, 0.085],
    [0.029, 0.051, 0.074],
    [0.031, 0.056, 0.078],
  ),
  msoCost: same('share of fee', 'E', '', [0.6, 0.75, 0.9]),
  supplyPrice: row(
    'share of product cost',
    'E',
    'S103 (hospitals 10-18 %)',
    [0, 0.04, 0.08],
    [0.01, 0.04, 0.08],
    [0.01, 0.03, 0.06],
  ),
  volume: row(
    'share of visits',
    'E',
    'shrunk from S172, 4.7-17 %',
    [-0.02, 0.03, 0.1],
    [-0.02, 0.03, 0.1],
    [-0.02, 0.02, 0.08],
  ),
  collectionRate: row(
    'points of insured revenue',
    'E',
    'vendors say 5-15, S77',
    [0, 0.02, 0.05],
    [0, 0.02, 0.05],
    [0, 0.02, 0.04],
  ),
  denialPoints: same('points of claims', 'E', '', [0, 0.02, 0.05]),
  daysInArFall: row('days', 'E', '', [0, 5, 12], [0, 5, 12], [0, 4, 10]),
  dip: same('share of revenue', 'E', '', [0.02, 0.05, 0.1]),
  rampMonths: row('months', 'E', '', [6, 12, 18], [6, 12, 18], [9, 15, 24]),
  joining: row(
    'USD',
    'E',
    'S104, S105',
    [15_000, 30_000, 60_000],
    [75_000, 150_000, 300_000],
    [600_000, 1_200_000, 2_400_000],
  ),
  exitMonths: row('months of fee', 'E', '', [0, 3, 12], [0, 6, 18], [0, 6, 24]),
  discount: row('share a year', 'E', '', [0.12, 0.15, 0.2], [0.1, 0.125, 0.18], [0.09, 0.11, 0.15]),
});

/** mso.md §1.2: a service line's share of revenue and its product cost. */
export interface LineDefault {
  readonly line: ServiceLine;
  readonly share: Range;
  readonly productCost: Range;
  readonly grade: Grade;
  readonly source: string;
}
const line = (
  name: ServiceLine,
  share: Range,
  productCost: Range,
  grade: Grade,
  source: string,
): LineDefault => ({
  line: name,
  share,
  productCost,
  grade,
  source: at('service-lines', source),
});

/** Shares are estimates anchored on 47 % injectables (S10); the grade is that of the cost. */
export const LINES: readonly LineDefault[] = [
  line('neurotoxin', [0.22, 0.29, 0.36], [0.28, 0.37, 0.46], 'E', 'S17, S8'),
  line('filler', [0.12, 0.18, 0.24], [0.3, 0.37, 0.45], 'E', 'S18'),
  line('laser', [0.1, 0.17, 0.28], [0.03, 0.08, 0.15], 'E', ''),
  line('body', [0.02, 0.05, 0.12], [0.05, 0.15, 0.3], 'E', ''),
  line('facial', [0.06, 0.11, 0.18], [0.08, 0.13, 0.18], 'C', 'S19, S20'),
  line('retail', [0.05, 0.08, 0.15], [0.48, 0.52, 0.56], 'C', 'S20'),
  line('weight-loss', [0, 0.07, 0.2], [0.45, 0.6, 0.7], 'C', 'S18'),
  line('wellness', [0, 0.05, 0.1], [0.1, 0.18, 0.3], 'E', ''),
];

/** mso.md §1.6: January to December, adding up to 12.00. */
export const SEASON: readonly number[] = [
  0.88, 0.93, 1.02, 1.04, 1.06, 0.93, 0.9, 0.97, 1, 1.08, 1.12, 1.07,
];

/** mso.md §2.3: what one of the thirteen services costs a solo practice alone, dollars a year. */
export interface ServiceDefault {
  readonly service: Service;
  readonly standAlone: Range;
  /** Share of the line that ends with an MSO: none of the manager, three quarters of the others. */
  readonly removed: Range;
  readonly grade: Grade;
  readonly source: string;
}

const MANAGER_REMOVED: Range = [0, 0, 0.5];
const OTHER_REMOVED: Range = [0.4, 0.75, 1];
const service = (
  name: Service,
  standAlone: Range,
  grade: Grade,
  source: string,
): ServiceDefault => ({
  service: name,
  standAlone,
  removed: name === 'practice-manager' ? MANAGER_REMOVED : OTHER_REMOVED,
  grade,
  source: at('services', source),
});

/**
 * Without the manager the centrals add up to $73,057, 7.3 % of $1.0M; with it to 16 %. One-off
 * costs are spread over the years the source says; where it says none, over the years said here.
 */
export const SERVICE_COSTS: readonly ServiceDefault[] = [
  service('billing', [400, 600, 900], 'C', '4/6/9 % of insured collections of $10,000; S77'),
  service('hr-payroll', [8370, 11_160, 13_950], 'B', '$1,395 a head, 6/8/10 heads; S97'),
  service('marketing', [8000, 14_000, 24_000], 'C', '20 % of advertising; S98'),
  service('compliance', [3000, 8000, 20_000], 'E', 'estimate'),
  service('accounting', [6000, 12_000, 24_000], 'B', 'bookkeeping; S99'),
  service('payer-contracting', [750, 2000, 5000], 'E', '$3k/8k/20k a project, one in four years'),
  service('credentialing', [0, 1097, 3291], 'C', '$1,097 a physician; S100'),
  service('recruitment', [2700, 7200, 15_000], 'E', '15/20/25 % of $45,000, 0.4/0.8/1.3 hires'),
  service('it', [6000, 14_000, 30_000], 'E', 'estimate'),
  service('practice-manager', [66_000, 86_400, 114_000], 'E', '$55k/72k/95k and 20 %'),
  service('supply-chain', [0, 0, 0], 'E', 'no fee of its own; its effect is the supply price'),
  service('branding', [1000, 3000, 8000], 'E', '$5k/15k/40k over five years'),
  service('space-equipment', [0, 0, 0], 'E', 'rent is paid to whoever lets; no fee of its own'),
];
