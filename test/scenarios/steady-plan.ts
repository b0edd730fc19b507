import { SERVICE_CODES } from '../../src/agreement/services.ts';
import { parseDay, parseMonth } from '../../src/calendar.ts';
import type { Draw } from '../../scenarios/draw.ts';
import type { Parameter, ParameterSet } from '../../scenarios/parameters.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import type { Plan } from '../../scenarios/plan.ts';

/** Low, central, high. */
export type Range = readonly [number, number, number];

/** A column of mso.md §7 as far as the steady year of §7.4 needs it. */
export interface Column {
  readonly revenue: number;
  readonly productCost: number;
  readonly providerPay: number;
  readonly insured: number;
  readonly netCollectionRate: number;
  readonly denialRate: number;
  readonly fee: Range;
  readonly overhead: Range;
  readonly supplyPrice: Range;
  readonly volume: Range;
  readonly collectionRate: Range;
}

/** Levels at centrals (§7.1), effects (§7.2), variable provider pay as the caption of §7.4 says. */
export const COLUMNS = {
  solo: {
    revenue: 1_000_000,
    productCost: 0.3,
    providerPay: 0.18,
    insured: 0.01,
    netCollectionRate: 0.95,
    denialRate: 0.1,
    fee: [0.06, 0.1, 0.15],
    overhead: [0.03, 0.055, 0.085],
    supplyPrice: [0, 0.04, 0.08],
    volume: [-0.02, 0.03, 0.1],
    collectionRate: [0, 0.02, 0.05],
  },
  fiveSites: {
    revenue: 7_000_000,
    productCost: 0.285,
    providerPay: 0.17,
    insured: 0.05,
    netCollectionRate: 0.95,
    denialRate: 0.09,
    fee: [0.05, 0.09, 0.14],
    overhead: [0.029, 0.051, 0.074],
    supplyPrice: [0.01, 0.04, 0.08],
    volume: [-0.02, 0.03, 0.1],
    collectionRate: [0, 0.02, 0.05],
  },
  fortySites: {
    revenue: 72_000_000,
    productCost: 0.26,
    providerPay: 0.17,
    insured: 0.08,
    netCollectionRate: 0.96,
    denialRate: 0.08,
    fee: [0.05, 0.08, 0.12],
    overhead: [0.031, 0.056, 0.078],
    supplyPrice: [0.01, 0.03, 0.06],
    volume: [-0.02, 0.02, 0.08],
    collectionRate: [0, 0.02, 0.04],
  },
} as const satisfies Record<string, Column>;

/** Overhead that an MSO could replace, as a share of revenue: the ranges above lie inside it. */
const OVERHEAD = 0.1;
const CHARGE = 620;
const CONTRACTUAL = 0.4;

/**
 * A year in which nothing moves but the five effects: flat season, no growth, no lags, no cost of
 * payment, no dip, no ramp, no joining, no employer tax. Sites are alike and nothing is noisy, so
 * one site carries the group's whole revenue: the arithmetic is the same.
 */
export function steadyPlan(column: Column, months: number): Plan {
  const start = parseMonth('2027-01');
  const monthly = (column.revenue * 100) / 12;
  const selfPay = 1 - column.insured;
  const allowed = CHARGE * (1 - CONTRACTUAL) * column.netCollectionRate;
  return {
    start,
    months,
    practices: ['practice'],
    mso: 'mso',
    sites: [
      {
        id: 'main',
        entity: 'practice',
        visitsMonthly: 1000,
        ticketCents: (monthly * selfPay) / 1000,
        season: Array.from({ length: 12 }, () => 1),
        lines: [{ line: 'neurotoxin', share: 1, productCost: column.productCost / selfPay }],
        prepaidShare: 0,
        tenders: { card: 0, financing: 0, cash: 1 },
        cardFee: 0,
        financingFee: 0,
        retailTax: 0,
        payers: [
          {
            payer: 'payers',
            payerClass: 'commercial',
            claimsMonthly: (monthly * column.insured) / (allowed * 100),
            chargeCents: CHARGE * 100,
            contractual: CONTRACTUAL,
            patientShare: 0,
            patientCollected: 1,
            denialRate: column.denialRate,
            overturned: 1 - (1 - column.netCollectionRate) / column.denialRate,
            submitDays: 0,
            payDays: 0,
            reworkDays: 0,
          },
        ],
        providerPay: column.providerPay,
        staffMonthlyCents: 0,
        employerTax: 0,
        costs: [],
        services: [
          {
            service: 'it',
            standAloneMonthlyCents: Math.round(monthly * OVERHEAD),
            removedBy: 'removed.overhead',
            grade: 'E',
          },
        ],
      },
    ],
    opening: [],
    recorded: 'independent',
    agreements: {
      practice: {
        id: 'steady',
        practices: ['practice'],
        mso: 'mso',
        effectiveFrom: '2027-01-01',
        termMonths: 60,
        renewal: { kind: 'none' },
        termination: {
          cureDays: 0,
          withoutCause: { by: 'nobody', noticeDays: 0 },
          exitFee: { kind: 'none' },
        },
        services: SERVICE_CODES,
        fee: {
          year: 'contract',
          components: [
            {
              code: 'share',
              kind: 'percent',
              base: { kind: 'collections-net-of-refunds', month: 'accrual' },
              rate: String(column.fee[1]),
              proration: 'days',
            },
          ],
        },
        billing: { in: 'arrears', dueDays: 15 },
      },
    },
    msoCostShare: 0.75,
    noise: { group: 0, site: 0, lag: 0 },
    joiningCents: 0,
    exitCents: 0,
    rampMonths: 0,
    dipMonths: 0,
    credit: { floorCents: 0, limitCents: 0, rateAnnual: 0 },
    effective: start,
    valuationOn: parseDay('2026-12-31'),
    discountAnnual: 0,
  };
}

/** The five effects as triangles of low, central, high; nothing else. */
export function steadyParameters(column: Column): ParameterSet {
  const of = (id: ParameterId, [min, mode, max]: Range, by = 1): Parameter => {
    const draw: Draw = { kind: 'triangular', min: min / by, mode: mode / by, max: max / by };
    return { id, draw, grade: 'E', source: 'mso.md §7.2', unit: 'share' };
  };
  return [
    of('removed.overhead', column.overhead, OVERHEAD),
    of('supply-price', column.supplyPrice),
    of('volume', column.volume),
    of('collection-rate', column.collectionRate),
    of('fee-level', column.fee, column.fee[1]),
  ];
}
