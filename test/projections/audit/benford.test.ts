import { expect, test } from 'vitest';
import {
  benford,
  benfordOf,
  EXPECTED,
  firstTwoDigits,
} from '../../../projections/audit/benford.ts';
import { runTests } from '../../../projections/audit/run-tests.ts';
import type { Entry } from '../../../projections/audit/entry.ts';
import { auditSettings, entriesOfEvents } from '../../support/audit-settings.ts';
import { fraudBook } from '../../support/planted-fraud.ts';

/** Amounts spread evenly over the logarithms of six powers of ten: the law itself. */
const lawful = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.floor(1000 * 10 ** ((6 * (i + 0.5)) / n)));

function countsOf(amounts: readonly number[]): Uint32Array {
  const counts = new Uint32Array(90);
  for (const cents of amounts) {
    const bin = Number(String(cents).slice(0, 2)) - 10;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

test('the expected shares are the law’s and add up to one', () => {
  expect(EXPECTED[0]).toBeCloseTo(Math.log10(11 / 10), 15);
  expect(EXPECTED[89]).toBeCloseTo(Math.log10(100 / 99), 15);
  expect([...EXPECTED].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
});

test('digits are those the amount is written with', () => {
  for (const cents of [1000, 1099, 4999, 5000, 99_999, 123_456_789])
    expect(firstTwoDigits(cents)).toBe(Number(String(cents).slice(0, 2)));
});

test('what follows the law has a small deviation, what was made up a large one', () => {
  const good = benfordOf(countsOf(lawful(20_000)));
  expect(good.mad).toBeLessThan(0.0012);
  expect(good.upperTail).toBeGreaterThan(0.5);
  const bad = benfordOf(countsOf([...lawful(20_000), ...Array(3_000).fill(490_000)]));
  expect(bad.mad).toBeGreaterThan(0.0022);
  expect(bad.upperTail).toBeLessThan(1e-10);
});

test('MAD and chi-squared are what their formulas say', () => {
  const counts = countsOf(lawful(997).concat([4900, 4901, 4902]));
  const n = 1000;
  let mad = 0;
  let chi = 0;
  for (let d = 10; d < 100; d++) {
    const p = Math.log10(1 + 1 / d);
    mad += Math.abs((counts[d - 10] ?? 0) / n - p) / 90;
    chi += ((counts[d - 10] ?? 0) - n * p) ** 2 / (n * p);
  }
  expect(benfordOf(counts).mad).toBeCloseTo(mad, 12);
  expect(benfordOf(counts).chiSquared).toBeCloseTo(chi, 9);
});

test('chi-squared has the tail of its table: 112.02 is exceeded by 5 % at 89 degrees', () => {
  // Scale one deviation until chi-squared is the tabled quantile.
  const n = 1_000_000;
  const exact = Array.from(EXPECTED, (p) => p * n);
  const shift = Math.sqrt(112.022 / (1 / (exact[0] ?? 1) + 1 / (exact[1] ?? 1)));
  const counts = exact.map((c, i) => (i === 0 ? c + shift : i === 1 ? c - shift : c));
  const { chiSquared, upperTail } = benfordOf(counts);
  expect(chiSquared).toBeCloseTo(112.022, 6);
  expect(upperTail).toBeCloseTo(0.05, 4);
});

const run = (entries: readonly Entry[]) => {
  const [outcome] = runTests([benford], auditSettings(entries.length), entries);
  if (outcome === undefined) throw new Error('one test, one outcome');
  return outcome;
};

test('is reported with N, warns, and gives no verdict', () => {
  const outcome = run(entriesOfEvents(fraudBook(9_001).events));
  expect(outcome.findings).toEqual([]);
  const rows = outcome.measures?.[0]?.rows ?? [];
  expect(rows[0]?.[0]).toBe('all entries');
  expect(rows[0]?.[1]).toBe(outcome.population);
  expect(outcome.warnings).toContainEqual(
    expect.stringMatching(/^N is below 1,000.*JournalEntryRecorded \(\d+\)/),
  );
  expect(outcome.warnings).toContainEqual(
    expect.stringMatching(/^bounded.*PatientPaymentReceived/),
  );
  expect(JSON.stringify(outcome.measures)).not.toMatch(/conform|fraud|suspicious/i);
});

test('invented amounts lead the pairs that lie above their share', () => {
  const entries = entriesOfEvents(fraudBook(9_002).events);
  const one = entries.find((e) => e.event.type === 'JournalEntryRecorded');
  if (one === undefined) throw new Error('a journal entry');
  const invented = Array.from({ length: 80 }, (_, i): Entry => ({
    ...one,
    postings: one.postings.map((p) => ({
      ...p,
      amountCents: Math.sign(p.amountCents) * (480_000 + i * 11),
    })),
  }));
  const pairs = run([...entries, ...invented]).measures?.[1]?.rows ?? [];
  expect(pairs.find(([name]) => name === 'JournalEntryRecorded')?.[1]).toBe('48');
});
