import fc from 'fast-check';
import { SERVICE_CODES } from '../../src/agreement/services.ts';
import type { AgreementTerms, FeeComponent } from '../../src/agreement/terms.ts';
import { firstDay, formatDay, parseMonth } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { PARAMETER_IDS } from '../../scenarios/effects.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import type { Draw } from '../../scenarios/draw.ts';
import type { Parameter, ParameterSet } from '../../scenarios/parameters.ts';
import { LEVER_TARGETS } from '../../scenarios/plan.ts';
import type {
  Hazard,
  Lever,
  OpeningPosition,
  PayerPlan,
  Plan,
  SitePlan,
} from '../../scenarios/plan.ts';

const share = (max = 1): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: Math.round(max * 1000) }).map((n) => n / 1000);
const cents = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const days = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

export const arbitraryPayer = (payer: string): fc.Arbitrary<PayerPlan> =>
  fc.record({
    payer: fc.constant(payer),
    payerClass: fc.constantFrom('commercial', 'medicare', 'workers-comp'),
    claimsMonthly: fc.integer({ min: 0, max: 400 }).map((n) => n / 10),
    chargeCents: fc.integer({ min: 1, max: 200_000 }),
    contractual: share(0.8),
    patientShare: share(0.5),
    patientCollected: share(),
    denialRate: share(0.4),
    overturned: share(),
    submitDays: days(10),
    payDays: days(60),
    reworkDays: days(60),
  });

/** What a site may have besides its levels. */
const arbitraryDynamics: fc.Arbitrary<Partial<SitePlan>> = fc.record(
  {
    retention: fc.integer({ min: 1, max: 99 }).map((n) => n / 100),
    noShows: fc.record({ rate: share(0.4), refilled: share() }),
    capacityMonthly: fc.integer({ min: 1, max: 500 }),
    providerBaseCents: cents(1_000_000),
    providerThresholdCents: cents(2_000_000),
  },
  { requiredKeys: [] },
);

const arbitraryLever = (
  of: Pick<Plan, 'effective' | 'start'>,
  arms: readonly Lever['arm'][],
): fc.Arbitrary<Lever> =>
  fc
    .record({
      id: fc.constantFrom('one', 'other'),
      target: fc.constantFrom(...LEVER_TARGETS),
      by: fc.integer({ min: -9, max: 9 }).map((n) => n / 10),
      wait: fc.integer({ min: 0, max: 6 }),
      rampMonths: fc.integer({ min: 0, max: 4 }),
      length: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
      arm: fc.constantFrom(...arms),
      sites: fc.constantFrom(null, ['austin']),
    })
    .map(({ wait, length, ...own }): Lever => {
      const from = ((own.arm === 'both' ? of.start : of.effective) + wait) as Month;
      const until = length === null ? null : ((from + length) as Month);
      return { ...own, from, until, line: own.target === 'line' ? 'laser' : null };
    });

const HAZARD: Hazard = {
  id: 'board',
  annual: 4,
  loss: { min: 100_000, mode: 200_000, max: 900_000 },
  sites: null,
  grade: 'E',
  source: 'test',
};

const arbitrarySite = (id: string, entity: string): fc.Arbitrary<SitePlan> =>
  fc
    .record({
      visits: fc.integer({ min: 1, max: 400 }),
      ticket: fc.integer({ min: 1000, max: 90_000 }),
      prepaid: share(0.5),
      card: share(),
      staff: cents(2_000_000),
      costs: cents(1_500_000),
      services: cents(900_000),
      payers: fc.tuple(arbitraryPayer('bluefin'), arbitraryPayer('medicare')),
      payerCount: fc.integer({ min: 0, max: 2 }),
      season: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 }),
      dynamics: arbitraryDynamics,
    })
    .map((of) => {
      const mean = of.season.reduce((a, b) => a + b, 0) / 12;
      return {
        id,
        entity,
        visitsMonthly: of.visits,
        ticketCents: of.ticket,
        season: of.season.map((s) => s / mean),
        lines: [
          { line: 'neurotoxin' as const, share: 0.5, productCost: 0.37 },
          { line: 'laser' as const, share: 0.3, productCost: 0.08 },
          { line: 'retail' as const, share: 0.2, productCost: 0.52 },
        ],
        prepaidShare: of.prepaid,
        tenders: { card: of.card, financing: (1 - of.card) / 2, cash: (1 - of.card) / 2 },
        cardFee: 0.027,
        financingFee: 0.065,
        retailTax: 0.0825,
        payers: of.payers.slice(0, of.payerCount),
        providerPay: 0.2,
        staffMonthlyCents: of.staff,
        employerTax: 0.0765,
        ...of.dynamics,
        costs: [
          { category: 'rent', monthlyCents: of.costs },
          { category: 'general', monthlyCents: 50_001 },
        ],
        services: [
          { service: 'it', standAloneMonthlyCents: of.services, removedBy: 'removed.overhead' },
          {
            service: 'practice-manager',
            standAloneMonthlyCents: 700_000,
            removedBy: 'removed.manager',
          },
        ].map((s) => ({ ...s, grade: 'E' })) as SitePlan['services'],
      };
    });

const opening = (site: SitePlan): fc.Arbitrary<OpeningPosition> =>
  fc
    .record({
      cash: cents(50_000_000),
      owed: cents(3_000_000),
      gross: cents(5_000_000),
      age: days(200),
    })
    .map(({ cash, owed, gross, age }) => ({
      entity: site.entity,
      site: site.id,
      cashCents: cash,
      cardClearingCents: owed,
      payablesCents: owed,
      packagesCents: owed,
      salesTaxCents: owed,
      accruedPayCents: owed,
      claims: site.payers.map((p) => ({
        payer: p.payer,
        ageDays: age,
        claims: 3,
        grossCents: gross,
      })),
      feeArrearsCents: owed,
      patientsCents: owed,
    }));

const COMPONENTS: readonly FeeComponent[] = [
  { code: 'flat', kind: 'flat', amount: '5000.00', per: 'site', proration: 'days' },
  {
    code: 'share',
    kind: 'percent',
    base: { kind: 'collections-net-of-refunds', month: 'accrual' },
    rate: '0.09',
    proration: 'days',
  },
  {
    code: 'tiers',
    kind: 'tiered',
    base: { kind: 'cash-collections', month: 'prior' },
    mode: 'marginal',
    tiers: [{ upTo: '50000.00', rate: '0.1' }, { rate: '0.06' }],
    proration: 'days',
  },
];

const terms = (practice: string, component: FeeComponent | null, from: Month): AgreementTerms => ({
  id: practice,
  practices: [practice],
  mso: 'mso',
  effectiveFrom: formatDay(firstDay(from)),
  termMonths: 120,
  renewal: { kind: 'none' },
  termination: {
    cureDays: 0,
    withoutCause: { by: 'nobody', noticeDays: 0 },
    exitFee: { kind: 'none' },
  },
  services: SERVICE_CODES,
  fee: { year: 'contract', components: component === null ? [] : [component] },
  billing: { in: 'arrears', dueDays: 15 },
});

export interface PlanOptions {
  /** Fee, joining and exit cost, measures of one arm; without, only effects differ. */
  readonly hasCost: boolean;
}

/** Small whole plans: one or two practices, up to two payers, every kind of fee, both questions. */
export function arbitraryPlan({ hasCost }: PlanOptions): fc.Arbitrary<Plan> {
  return fc
    .tuple(
      arbitrarySite('austin', 'tx'),
      arbitrarySite('phoenix', 'az'),
      fc.record({
        sites: fc.integer({ min: 1, max: 2 }),
        start: fc.integer({ min: 0, max: 11 }),
        months: fc.integer({ min: 2, max: 14 }),
        wait: fc.integer({ min: 0, max: 13 }),
        recorded: fc.constantFrom<Plan['recorded']>('independent', 'withMso'),
        component: fc.constantFrom(...COMPONENTS),
        ramp: fc.integer({ min: 0, max: 6 }),
        dip: fc.integer({ min: 0, max: 3 }),
        change: cents(9_000_000),
        limit: fc.constantFrom(0, 20_000_000),
        noise: fc.boolean(),
        since: fc.constantFrom(0, 6),
        hazards: fc.constantFrom([], [HAZARD]),
        opensIn: fc.option(fc.integer({ min: 0, max: 8 }), { nil: null }),
        leavesIn: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
      }),
    )
    .chain(([austin, phoenix, of]) => {
      const start = (parseMonth('2027-01') + of.start) as Month;
      const from = (start + (of.opensIn ?? 0)) as Month;
      const opens = { from, rampMonths: of.ramp, costCents: of.change, leadMonths: of.dip };
      const second = of.opensIn === null ? phoenix : { ...phoenix, opens };
      const sites = [austin, second].slice(0, of.sites);
      const effective = (start + Math.min(of.wait, of.months - 1)) as Month;
      const armsOf = hasCost ? (['both', 'independent', 'withMso'] as const) : (['both'] as const);
      const levers = fc.array(arbitraryLever({ start, effective }, armsOf), { maxLength: 3 });
      return fc.tuple(levers, ...sites.map(opening)).map(([measures, ...open]): Plan => {
        const leaves =
          of.leavesIn === null || of.recorded === 'withMso'
            ? {}
            : { leaves: { from: (effective + of.leavesIn) as Month, fadeMonths: of.dip } };
        const practices = sites.map((s) => s.entity);
        const change = hasCost ? of.change : 0;
        const component = hasCost ? of.component : null;
        return {
          start,
          months: of.months,
          practices,
          mso: 'mso',
          sites,
          opening: open,
          recorded: of.recorded,
          priorBases: Object.fromEntries(
            practices.map((p) => [p, { 'cash-collections': of.change }]),
          ),
          agreements: Object.fromEntries(
            practices.map((p) => [p, terms(p, component, (start - of.since) as Month)]),
          ),
          msoCostShare: 0.75,
          noise: of.noise ? { group: 0.04, site: 0.05, lag: 0.1 } : { group: 0, site: 0, lag: 0 },
          joiningCents: change,
          exitCents: change,
          rampMonths: of.ramp,
          dipMonths: of.dip,
          credit: { floorCents: 0, limitCents: of.limit, rateAnnual: 0.09 },
          effective,
          levers: measures,
          hazards: of.hazards,
          ...leaves,
          valuationOn: (firstDay(start) - 1) as Day,
          discountAnnual: 0.125,
        };
      });
    });
}

const parameter = (id: ParameterId, draw: Draw): Parameter => ({
  id,
  draw,
  grade: 'E',
  source: 'test',
  unit: 'share',
});

/** Some of the parameters, each a triangle; `growth` and `fee-level` only when they are drawn. */
export const arbitraryParameters: fc.Arbitrary<ParameterSet> = fc
  .subarray([...PARAMETER_IDS])
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.tuple(share(0.3), share(0.3), share(0.3)).map(([a, b, c]) => {
          const [min = 0, mode = 0, max = 0] = [a, b, c].toSorted((x, y) => x - y);
          const by = id === 'fee-level' ? 1 : 0;
          return parameter(id, {
            kind: 'triangular',
            min: min + by,
            mode: mode + by,
            max: max + by,
          });
        }),
      ),
    ),
  );
