import fc from 'fast-check';
import type { FeeComponent } from '../../src/agreement/terms.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { EquipmentPlan } from '../../scenarios/equipment.ts';
import type { IncomeTaxPlan } from '../../scenarios/income-tax.ts';
import type { Plan, ServicePlan, SitePlan } from '../../scenarios/plan.ts';
import type { GiftCardPlan, MembershipPlan } from '../../scenarios/prepaid-plan.ts';
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

const cents = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const share = (max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 100 * max }).map((n) => n / 100);
// No share of whole cents is a plain half: half a cent would be for last bits to decide.
const TWELVE = [5, 7, 9, 10, 12, 8, 7, 6, 9, 10, 13, 24].map((n) => n / 9.999_1);
const DELAYS = [0, 2, 3, 5, 6] as const;

const arbitraryMembership: fc.Arbitrary<MembershipPlan> = fc.record({
  id: fc.constantFrom('glow', 'club'),
  members: fc.integer({ min: 0, max: 400 }),
  joinsMonthly: fc.integer({ min: 0, max: 300 }).map((n) => n / 10),
  feeCents: cents(30_000),
  stay: fc.record({ leave: share(0.4).map((n) => n + 0.003), spread: fc.constantFrom(0, 0.05, 1) }),
  sinceMonths: fc.integer({ min: 1, max: 40 }),
  unused: share(0.5),
  banked: fc.record({ share: share(1), delayMonths: fc.constantFrom(...DELAYS) }),
});

const arbitraryGiftCards: fc.Arbitrary<GiftCardPlan> = fc.record({
  id: fc.constantFrom('cards', 'vouchers'),
  soldMonthlyCents: cents(500_000),
  season: fc.constantFrom(null, TWELVE),
  delayMonths: fc.constantFrom(...DELAYS),
  unused: share(0.4),
  escheatMonths: fc.constantFrom(null, null, 7, 9),
  openCents: cents(900_000),
});

/** What a site may sell ahead. */
export const arbitraryAhead: fc.Arbitrary<Partial<SitePlan>> = fc.record(
  {
    memberships: fc.array(arbitraryMembership, { minLength: 1, maxLength: 2 }),
    giftCards: fc.array(arbitraryGiftCards, { minLength: 1, maxLength: 2 }),
    packages: fc.record({ delayMonths: fc.constantFrom(...DELAYS), unused: share(0.3) }),
  },
  { requiredKeys: [] },
);

const arbitraryItem = fc
  .record({
    wait: fc.integer({ min: 0, max: 13 }),
    priceCents: cents(20_000_000),
    financed: share(1),
    rateAnnual: fc.constantFrom(0, 0.09),
    termMonths: fc.integer({ min: 1, max: 60 }),
    lifeMonths: fc.integer({ min: 1, max: 90 }),
    salvage: share(1),
  })
  .map(({ wait, financed, salvage, ...own }) => ({
    ...own,
    wait,
    financedCents: Math.round(own.priceCents * financed),
    salvageCents: Math.round(own.priceCents * salvage),
  }));

const arbitraryTax: fc.Arbitrary<IncomeTaxPlan> = fc.record({
  rate: fc.constantFrom(0.21, 0.07),
  lossesCents: cents(5_000_000),
  lossLimit: fc.constantFrom(1, 0.8),
  practices: fc.constantFrom(null, ['tx']),
  grade: fc.constant<'entered'>('entered'),
  source: fc.constant('test'),
});

const arbitraryMore = fc.record({
  fee: fc.option(fc.constantFrom(...FEES), { nil: null }),
  dueDays: fc.constantFrom(0, 15, 28, 45),
  hasLines: fc.boolean(),
  debtMonths: fc.option(fc.integer({ min: 0, max: 16 }), { nil: null }),
  advertising: fc.integer({ min: 0, max: 900_000 }),
  scale: fc.integer({ min: 0, max: 20 }).map((n) => n / 10),
  endsIn: fc.integer({ min: 0, max: 400 }),
  floor: fc.constantFrom(0, 3_000_000),
  ahead: fc.tuple(arbitraryAhead, arbitraryAhead),
  items: fc.array(arbitraryItem, { maxLength: 3 }),
  incomeTax: fc.option(arbitraryTax, { nil: null }),
});

/**
 * Arbitrary plans with loans, marketing, financed lines, services of their own date and more fees;
 * with memberships, gift cards, packages that wait, equipment and income tax.
 */
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
    const equipment = more.items.map(({ wait, ...item }, i): EquipmentPlan => ({
      ...item,
      id: `item-${i}`,
      bought: (plan.start + (wait % plan.months)) as Month,
    }));
    const sites = plan.sites.map((site, i) => ({
      ...site,
      ...more.ahead[i],
      ...(equipment.length === 0 ? {} : { equipment }),
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
    return {
      ...plan,
      sites,
      agreements,
      credit: { ...plan.credit, floorCents: more.floor },
      ...(more.incomeTax === null ? {} : { incomeTax: more.incomeTax }),
    };
  });
