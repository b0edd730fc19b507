import fc from 'fast-check';
import type { FeeComponent } from '../../src/agreement/terms.ts';
import type { Day } from '../../src/calendar.ts';
import type { Plan, ServicePlan, SitePlan } from '../../scenarios/plan.ts';
import { arbitraryPlan } from './arbitrary-plan.ts';

const percent = (
  kind: Extract<FeeComponent, { kind: 'percent' }>['base']['kind'],
  month: 'accrual' | 'deposit' | 'prior',
): FeeComponent => ({
  code: `${kind}-${month}`,
  kind: 'percent',
  base: { kind, month },
  rate: '0.0825',
  proration: 'days',
});

const cliff: FeeComponent = {
  code: 'cliff',
  kind: 'tiered',
  base: { kind: 'cash-collections', month: 'accrual' },
  mode: 'whole-amount',
  tiers: [{ upTo: '20000.00', rate: '0.11' }, { upTo: '60000.00', rate: '0.08' }, { rate: '0.05' }],
  proration: 'days',
};

/** Fees that arbitrary plans have not: other bases and months, cliffs, prices by site, several. */
const FEES: readonly (readonly FeeComponent[])[] = [
  [percent('gross-charges', 'accrual')],
  [percent('collections-excl-retail', 'accrual'), cliff],
  [percent('collections-excl-drug-cost', 'prior')],
  [percent('cash-collections', 'deposit')],
  [{ code: 'sites', kind: 'per-unit', unit: 'site', price: '1250.5050', proration: 'none' }],
];

const LINES: SitePlan['lines'] = [
  { line: 'neurotoxin', share: 0.41, productCost: 0.37 },
  { line: 'filler', share: 0.13, productCost: 0.35 },
  { line: 'laser', share: 0.3, productCost: 0.08 },
  { line: 'retail', share: 0.16, productCost: 0.52 },
];

const arbitraryMore = fc.record({
  fee: fc.option(fc.constantFrom(...FEES), { nil: null }),
  dueDays: fc.constantFrom(0, 15, 28, 45),
  hasLines: fc.boolean(),
  debtMonths: fc.option(fc.integer({ min: 0, max: 16 }), { nil: null }),
  advertising: fc.integer({ min: 0, max: 900_000 }),
  scale: fc.integer({ min: 0, max: 20 }).map((n) => n / 10),
  endsIn: fc.integer({ min: 0, max: 400 }),
  floor: fc.constantFrom(0, 3_000_000),
});

/** Arbitrary plans with loans, marketing, financed lines, services of their own date and more fees. */
export const arbitraryWholePlan: fc.Arbitrary<Plan> = fc
  .tuple(arbitraryPlan({ hasCost: true }), arbitraryMore)
  .map(([plan, more]): Plan => {
    const marketing: ServicePlan = {
      service: 'marketing',
      standAloneMonthlyCents: 123_457,
      removedBy: 'removed.overhead',
      grade: 'E',
      scale: more.scale,
      from: (plan.valuationOn + 1 + more.endsIn) as Day,
    };
    const until = (plan.valuationOn + 1 + 30 * (more.debtMonths ?? 0)) as Day;
    const debt = { principalCents: 100_003, interestCents: 20_011, until };
    const sites = plan.sites.map((site) => ({
      ...site,
      ...(more.hasLines ? { lines: LINES } : {}),
      ...(more.debtMonths === null ? {} : { debt }),
      costs: [...site.costs, { category: 'advertising', monthlyCents: more.advertising }],
      services: [...site.services, marketing],
    }));
    const agreements = Object.fromEntries(
      Object.entries(plan.agreements).map(([id, terms]) => [
        id,
        {
          ...terms,
          fee: more.fee === null ? terms.fee : { ...terms.fee, components: more.fee },
          billing: { ...terms.billing, dueDays: more.dueDays },
        },
      ]),
    );
    return { ...plan, sites, agreements, credit: { ...plan.credit, floorCents: more.floor } };
  });
