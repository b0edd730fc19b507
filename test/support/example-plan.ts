import type { ParameterSet } from '../../scenarios/parameters.ts';
import type { Draw } from '../../scenarios/draw.ts';
import type { Parameter } from '../../scenarios/parameters.ts';
import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import { parseDay, parseMonth } from '../../src/calendar.ts';

const SEASON = [0.88, 0.93, 1.02, 1.04, 1.06, 0.93, 0.9, 0.97, 1, 1.08, 1.12, 1.07];
const LINES = [
  ['neurotoxin', 0.29, 0.37],
  ['filler', 0.18, 0.37],
  ['laser', 0.17, 0.08],
  ['body', 0.05, 0.15],
  ['facial', 0.11, 0.13],
  ['retail', 0.08, 0.52],
  ['weight-loss', 0.07, 0.6],
  ['wellness', 0.05, 0.18],
] as const;
const COSTS = {
  rent: 700_000,
  advertising: 600_000,
  insurance: 120_000,
  'medical-director': 150_000,
  'equipment-lease': 300_000,
  utilities: 90_000,
  software: 60_000,
  general: 200_000,
};
const SERVICES = [
  ['billing', 100_000],
  ['hr-payroll', 60_000],
  ['marketing', 120_000],
  ['compliance', 66_000],
  ['accounting', 100_000],
  ['payer-contracting', 20_000],
  ['credentialing', 15_000],
  ['recruitment', 20_000],
  ['it', 116_000],
  ['practice-manager', 700_000],
  ['supply-chain', 10_000],
  ['branding', 30_000],
  ['space-equipment', 10_000],
] as const;

function site(id: string, entity: string): SitePlan {
  const claims = { patientShare: 0.2, patientCollected: 0.6, overturned: 0.5 };
  const days = { submitDays: 3, reworkDays: 45 };
  return {
    id,
    entity,
    visitsMonthly: 190,
    ticketCents: 46_000,
    season: SEASON,
    lines: LINES.map(([line, share, productCost]) => ({ line, share, productCost })),
    prepaidShare: 0.15,
    tenders: { card: 0.8, financing: 0.1, cash: 0.1 },
    cardFee: 0.027,
    financingFee: 0.065,
    retailTax: 0.0825,
    payers: [
      {
        payer: 'bluefin',
        payerClass: 'commercial',
        claimsMonthly: 25,
        chargeCents: 62_000,
        contractual: 0.4,
        denialRate: 0.1,
        payDays: 32,
        ...claims,
        ...days,
      },
      {
        payer: 'medicare',
        payerClass: 'medicare',
        claimsMonthly: 12,
        chargeCents: 58_000,
        contractual: 0.45,
        denialRate: 0.08,
        payDays: 20,
        ...claims,
        ...days,
      },
    ],
    providerPay: 0.2,
    staffMonthlyCents: 1_200_000,
    employerTax: 0.0765,
    costs: Object.entries(COSTS).map(([category, monthlyCents]) => ({ category, monthlyCents })),
    services: SERVICES.map(([service, standAloneMonthlyCents]) => ({
      service,
      standAloneMonthlyCents,
      removedBy: service === 'practice-manager' ? 'removed.manager' : 'removed.overhead',
      grade: 'E',
    })),
  };
}

const TERMS: AgreementTerms = {
  id: 'example',
  practices: ['tx', 'az'],
  mso: 'mso',
  effectiveFrom: '2025-11-01',
  termMonths: 60,
  renewal: { kind: 'none' },
  termination: {
    cureDays: 30,
    withoutCause: { by: 'either', noticeDays: 90 },
    exitFee: { kind: 'none' },
  },
  services: ['billing'],
  fee: {
    year: 'contract',
    components: [
      {
        code: 'share',
        kind: 'tiered',
        base: { kind: 'collections-net-of-refunds', month: 'accrual' },
        mode: 'marginal',
        tiers: [{ upTo: '150000.00', rate: '0.09' }, { rate: '0.07' }],
        proration: 'days',
      },
    ],
  },
  billing: { in: 'arrears', dueDays: 15 },
};

/** Three sites of two practices over 36 months: a plan of the size of the example group. */
export const EXAMPLE_PLAN: Plan = {
  start: parseMonth('2026-11'),
  months: 36,
  practices: ['tx', 'az'],
  mso: 'mso',
  sites: [site('austin', 'tx'), site('dallas', 'tx'), site('phoenix', 'az')],
  opening: [],
  recorded: 'withMso',
  agreements: { tx: TERMS, az: TERMS },
  msoCostShare: 0.75,
  noise: { group: 0.04, site: 0.05, lag: 0.1 },
  joiningCents: 15_000_000,
  exitCents: 6_000_000,
  rampMonths: 12,
  dipMonths: 2,
  credit: { floorCents: 0, limitCents: 0, rateAnnual: 0.09 },
  effective: parseMonth('2026-11'),
  valuationOn: parseDay('2026-10-31'),
  discountAnnual: 0.125,
};

function parameter(id: Parameter['id'], draw: Draw): Parameter {
  return { id, draw, grade: 'E', source: 'made up', unit: 'ratio' };
}

const triangular = (min: number, mode: number, max: number): Draw => ({
  kind: 'triangular',
  min,
  mode,
  max,
});

/** Effects for that plan; made up, of plausible size. */
export const EXAMPLE_PARAMETERS: ParameterSet = [
  parameter('removed.manager', { kind: 'point', value: 0 }),
  parameter('removed.overhead', triangular(0.5, 0.75, 0.9)),
  parameter('supply-price', triangular(0.01, 0.04, 0.08)),
  parameter('volume', triangular(-0.02, 0.03, 0.1)),
  parameter('denials', triangular(0, 0.2, 0.5)),
  parameter('payer-speed', triangular(0, 0.12, 0.3)),
  parameter('dip', triangular(0.02, 0.05, 0.1)),
  parameter('growth', triangular(-0.05, 0.02, 0.08)),
];
