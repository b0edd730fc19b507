import { log, log1p } from '../../src/numeric/elementary.ts';
import { incompleteGamma } from '../../src/numeric/incomplete.ts';
import type { AuditTest, MeasureTable } from './audit-test.ts';
import { amountOf, isPosted } from './entry.ts';

const BINS = 90;
/** Smaller amounts have too few digits that are not rounded. */
const LEAST_CENTS = 1000;
const FEWEST = 1000;
/** Fewer than this are not even shown by type. */
const SHOWN = 100;
/** A range of amounts that lies within one power of ten cannot follow the law. */
const ONE_DECADE = 0.9;

/** Prices, fees, copays and balances have bounds: the law is no yardstick for them. */
const BOUNDED: ReadonlySet<string> = new Set([
  'PointOfSaleCompleted',
  'PatientPaymentReceived',
  'ChargePosted',
  'ClaimAdjudicated',
  'PackageSold',
  'PackageSessionRedeemed',
  'PackageRefunded',
  'MembershipBilled',
  'MembershipEarned',
  'GiftCardSold',
  'GiftCardRedeemed',
  'NoShowFeeCharged',
  'PayrollAccrued',
  'ManagementFeeAccrued',
]);

/** How often each first two digits should lead: log10(1 + 1/d) for d = 10 … 99. */
export const EXPECTED: Float64Array = Float64Array.from(
  { length: BINS },
  (_, i) => log1p(1 / (i + 10)) / log(10),
);

/** How far a count of first two digits lies from Benford's law. */
export interface BenfordFigures {
  readonly n: number;
  /** Mean absolute deviation of the 90 shares. */
  readonly mad: number;
  readonly chiSquared: number;
  /** Chance of a chi-squared as large, 89 degrees of freedom, were the law true. */
  readonly upperTail: number;
}

export function benfordOf(counts: ArrayLike<number>): BenfordFigures {
  let n = 0;
  for (let i = 0; i < BINS; i++) n += counts[i] ?? 0;
  if (n === 0) return { n, mad: NaN, chiSquared: NaN, upperTail: NaN };
  let deviation = 0;
  let chiSquared = 0;
  for (let i = 0; i < BINS; i++) {
    const expected = EXPECTED[i] ?? 0;
    const away = (counts[i] ?? 0) / n - expected;
    deviation += Math.abs(away);
    chiSquared += (n * away * away) / expected;
  }
  const upperTail = incompleteGamma((BINS - 1) / 2, chiSquared / 2).upper;
  return { n, mad: deviation / BINS, chiSquared, upperTail };
}

/** The first two digits of an amount in cents of ten or more, 10 to 99. */
export function firstTwoDigits(cents: number): number {
  let digits = cents;
  while (digits >= 100) digits = Math.floor(digits / 10);
  return digits;
}

interface Digits {
  readonly counts: Uint32Array;
  readonly decades: Uint32Array;
}

const noDigits = (): Digits => ({
  counts: new Uint32Array(BINS),
  decades: new Uint32Array(20),
});

function count(to: Digits, cents: number): void {
  const bin = firstTwoDigits(cents) - 10;
  to.counts[bin] = (to.counts[bin] ?? 0) + 1;
  const decade = String(cents).length;
  to.decades[decade] = (to.decades[decade] ?? 0) + 1;
}

/** First two digits of amounts against Benford's law: reported, never judged. */
export const benford: AuditTest = {
  name: 'benford',
  question: 'How do the first two digits of amounts lie against Benford’s law?',
  looksFor: () =>
    'the share of each pair of first digits of entries of 10.00 or more, all and by type: mean ' +
    'absolute deviation (MAD), chi-squared, and the pairs that lie highest above their share',
  doesNotProve:
    'anything by itself: it is shown, no verdict is given. Prices, fees, copays and small or mixed ' +
    'populations deviate by nature, and with many amounts chi-squared is large for any of them. ' +
    'Nigrini (2012) reads a MAD of two digits up to 0.0012 as close and above 0.0022 as no ' +
    'conformity, for populations without bounds.',
  source: 'Nigrini, Benford’s Law (2012); AICPA Guide to Audit Data Analytics',
  isMeasure: true,
  start() {
    const all = noDigits();
    const byType = new Map<string, Digits>();
    let population = 0;
    return {
      take(entry) {
        if (!isPosted(entry)) return;
        const cents = amountOf(entry);
        if (cents < LEAST_CENTS) return;
        population += 1;
        count(all, cents);
        const { type } = entry.event;
        const own = byType.get(type) ?? noDigits();
        byType.set(type, own);
        count(own, cents);
      },
      finish() {
        const shown = [...byType].filter(([, own]) => benfordOf(own.counts).n >= SHOWN);
        const rows = [['all entries', all] as const, ...shown];
        return {
          findings: [],
          population,
          measures: [figureTable(rows), pairTable(rows)],
          warnings: warningsOf(rows),
        };
      },
    };
  },
};

function warningsOf(rows: Named): string[] {
  const sized = rows.map(([name, digits]) => ({ name, digits, n: benfordOf(digits.counts).n }));
  const few = sized.filter(({ n }) => n < FEWEST).map(({ name, n }) => `${name} (${n})`);
  const bounded = sized.filter(isBounded).map(({ name }) => name);
  return [
    ...(few.length === 0 ? [] : [`N is below 1,000, chance alone deviates: ${few.join(', ')}.`]),
    ...(bounded.length === 0
      ? []
      : [`bounded populations (prices, fees, copays), no yardstick: ${bounded.join(', ')}.`]),
  ];
}

function isBounded(of: { readonly name: string; readonly digits: Digits; readonly n: number }) {
  return BOUNDED.has(of.name) || (of.n > 0 && Math.max(...of.digits.decades) >= of.n * ONE_DECADE);
}

type Named = readonly (readonly [string, Digits])[];

function figureTable(rows: Named): MeasureTable {
  return {
    name: 'benford',
    title: 'First two digits against Benford’s law',
    columns: [
      { key: 'population', label: 'Population', unit: 'text' },
      { key: 'n', label: 'N', unit: 'count' },
      { key: 'mad', label: 'MAD', unit: 'text' },
      { key: 'chiSquared', label: 'Chi-squared', unit: 'text' },
      { key: 'upperTail', label: 'P (89 df)', unit: 'text' },
    ],
    rows: rows.map(([name, { counts }]) => {
      const { n, mad, chiSquared, upperTail } = benfordOf(counts);
      if (n === 0) return [name, 0, null, null, null];
      const p = upperTail < 0.0001 ? 'below 0.0001' : upperTail.toFixed(4);
      return [name, n, mad.toFixed(5), chiSquared.toFixed(1), p];
    }),
  };
}

const PAIRS = 3;

function pairTable(rows: Named): MeasureTable {
  const pairs = rows.flatMap(([name, { counts }]) => {
    const { n } = benfordOf(counts);
    const above = [...counts].map((found, i) => ({
      digits: i + 10,
      found,
      expected: n * (EXPECTED[i] ?? 0),
    }));
    return above
      .filter((a) => a.found > a.expected)
      .sort((a, b) => b.found - b.expected - (a.found - a.expected) || a.digits - b.digits)
      .slice(0, PAIRS)
      .map((a) => [name, String(a.digits), a.found, Math.round(a.expected)]);
  });
  return {
    name: 'benford-pairs',
    title: 'Pairs of digits furthest above their share',
    columns: [
      { key: 'population', label: 'Population', unit: 'text' },
      { key: 'digits', label: 'Digits', unit: 'text' },
      { key: 'found', label: 'Found', unit: 'count' },
      { key: 'expected', label: 'Expected', unit: 'count' },
    ],
    rows: pairs,
  };
}
