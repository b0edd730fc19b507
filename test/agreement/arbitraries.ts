import fc from 'fast-check';
import { BASE_KINDS, UNITS } from '../../src/agreement/terms.ts';
import type { AgreementTerms, FeeBase, FeeComponent, Limits } from '../../src/agreement/terms.ts';
import { termsWith } from './support.ts';

const dollars = (max: number) =>
  fc.integer({ min: 0, max: max * 100 }).map((c) => (c / 100).toFixed(2));
const rate = fc
  .oneof(
    fc.integer({ min: 0, max: 30 }).map((n) => n * 10_000),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map((n) => (n / 1e6).toFixed(6).replace(/\.?0+$/, ''));
const date = fc
  .tuple(
    fc.integer({ min: 2024, max: 2026 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);

const deposited = BASE_KINDS.filter((kind) => kind.includes('collections'));
const base: fc.Arbitrary<FeeBase> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...BASE_KINDS), month: fc.constant('accrual' as const) }),
  fc.record({ kind: fc.constantFrom(...deposited), month: fc.constant('deposit' as const) }),
  fc.record(
    {
      kind: fc.constantFrom(...BASE_KINDS),
      month: fc.constant('prior' as const),
      budget: dollars(300_000),
      line: fc.constantFrom('retail', 'laser'),
    },
    { requiredKeys: ['kind', 'month'] },
  ),
);

const pair = (low: string, high: string): [string, string] =>
  Number(low) <= Number(high) ? [low, high] : [high, low];
const limits: fc.Arbitrary<Limits> = fc
  .record({
    month: fc.tuple(dollars(60_000), dollars(90_000)),
    year: fc.tuple(dollars(300_000), dollars(900_000)),
    keep: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    share: fc.array(fc.record({ base, rate }), { minLength: 1, maxLength: 2 }),
    mode: fc.constantFrom('negative' as const, 'shortfall' as const),
  })
  .map(({ month, year, keep, share, mode }) => {
    const [floor, cap] = pair(...month);
    const [floorYear, capYear] = pair(...year);
    const carries = keep[5] && (mode === 'negative' || keep[0]);
    return {
      ...(keep[0] ? { floorPerMonth: floor } : {}),
      ...(keep[1] ? { capPerMonth: cap } : {}),
      ...(keep[2] ? { floorPerYear: floorYear } : {}),
      ...(keep[3] ? { capPerYear: capYear } : {}),
      ...(keep[4] ? { capPercentOf: share } : {}),
      ...(carries ? { carryForward: mode } : {}),
    };
  });

const annual = fc.record({ kind: fc.constant('annual' as const), rate, from: date });
const stepped = (value: fc.Arbitrary<string>) =>
  fc
    .uniqueArray(fc.tuple(date, value), { minLength: 1, maxLength: 3, selector: ([d]) => d })
    .map((steps) => ({
      kind: 'steps' as const,
      steps: steps.sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, v]) => ({ from, value: v })),
    }));

const price = fc.integer({ min: 0, max: 900_000 }).map((n) => String(n / 10_000));
const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 40_000_000 }), { maxLength: 3 }),
    fc.array(rate, { minLength: 4, maxLength: 4 }),
  )
  .map(([ends, rates]) => [
    ...ends
      .sort((a, b) => a - b)
      .map((end, i) => ({ upTo: (end / 100).toFixed(2), rate: rates[i] ?? '0' })),
    { rate: rates[3] ?? '0' },
  ]);

const kinds: fc.Arbitrary<object> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('flat'),
      amount: dollars(40_000),
      per: fc.constantFrom('month', 'site', 'provider'),
      escalator: fc.oneof(annual, stepped(dollars(40_000))),
    },
    { requiredKeys: ['kind', 'amount', 'per'] },
  ),
  fc.record(
    { kind: fc.constant('percent'), base, rate, escalator: stepped(rate) },
    { requiredKeys: ['kind', 'base', 'rate'] },
  ),
  fc.record({
    kind: fc.constant('tiered'),
    base,
    mode: fc.constantFrom('marginal', 'whole-amount'),
    tiers,
  }),
  fc.record(
    {
      kind: fc.constant('cost-plus'),
      cost: fc.constant('shared'),
      costs: fc.constant(['billing', 'payroll/billing']),
      markup: rate,
    },
    { requiredKeys: ['kind', 'cost', 'markup'] },
  ),
  fc.record(
    {
      kind: fc.constant('per-unit'),
      unit: fc.constantFrom(...UNITS),
      price,
      escalator: fc.oneof(annual, stepped(price)),
    },
    { requiredKeys: ['kind', 'unit', 'price'] },
  ),
  fc.record({ kind: fc.constant('pass-through'), cost: fc.constant('supplies') }),
);

/** No limits at all are written by leaving them out. */
const withoutEmpty = <C extends { limits?: Limits }>(common: C): Omit<C, 'limits'> => {
  const { limits: own, ...rest } = common;
  return own && Object.keys(own).length > 0 ? { ...rest, limits: own } : rest;
};

const component = (index: number): fc.Arbitrary<FeeComponent> =>
  fc
    .tuple(
      kinds,
      fc.record(
        {
          proration: fc.constantFrom('days' as const, 'none' as const),
          limits,
          atRisk: fc.record({
            share: rate,
            standards: fc
              .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
              .map((w) =>
                w.map((weight, i) => ({ code: `s${index}-${i}`, label: 'Reach it', weight })),
              ),
          }),
        },
        { requiredKeys: ['proration'] },
      ),
    )
    .map(
      ([own, common]) =>
        ({ code: `c${index}`, ...own, ...withoutEmpty(common) }) as object as FeeComponent,
    );

/** Random valid terms with one to three components. */
export const anyTerms: fc.Arbitrary<AgreementTerms> = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    components: fc.tuple(component(0), component(1), component(2)),
    limits: fc.option(limits, { nil: undefined }),
    year: fc.constantFrom('contract' as const, 'calendar' as const),
    effectiveFrom: date,
  })
  .map(({ count, components, limits: whole, year, effectiveFrom }) =>
    termsWith(components.slice(0, count), {
      effectiveFrom,
      year,
      ...(whole && Object.keys(whole).length > 0 ? { limits: whole } : {}),
    }),
  );
