import { describe, expect, test } from 'vitest';
import type { SampleSettings } from '../../../projections/audit/audit-test.ts';
import { amountOf } from '../../../projections/audit/entry.ts';
import type { Entry } from '../../../projections/audit/entry.ts';
import { runTests } from '../../../projections/audit/run-tests.ts';
import { isInPopulation, sample, shares } from '../../../projections/audit/sample.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { streamKey, uniform } from '../../../src/numeric/stream.ts';
import { auditSettings, entriesOfEvents } from '../../support/audit-settings.ts';
import { fraudBook } from '../../support/planted-fraud.ts';

const ENTRIES = entriesOfEvents(fraudBook(9_003, { isClean: true }).events);
const POPULATION = ENTRIES.filter((e) => isInPopulation(e, { type: null }));
const TOTAL = POPULATION.reduce((sum, e) => sum + amountOf(e), 0);

function draw(change: Partial<SampleSettings>, entries: readonly Entry[] = ENTRIES) {
  const base = auditSettings(entries.length);
  const settings = { ...base, sample: { ...base.sample, populationCents: TOTAL, ...change } };
  const [outcome] = runTests([sample], settings, entries);
  if (outcome === undefined) throw new Error('one test, one outcome');
  const cites = outcome.findings.flatMap((f) => f.cites);
  return { outcome, cites, sequences: cites.map((c) => c.sequence) };
}

const METHODS = ['random', 'stratified', 'monetary-unit'] as const;

describe.each(METHODS)('a %s sample', (method) => {
  test('is the same again for the same seed and root, and another for any other', () => {
    const one = draw({ method });
    expect(draw({ method }).sequences).toEqual(one.sequences);
    expect(draw({ method, seed: '2' }).sequences).not.toEqual(one.sequences);
    expect(draw({ method, root: 'ff'.repeat(32) }).sequences).not.toEqual(one.sequences);
  });

  test('draws from entries with an amount, each once', () => {
    const { sequences, cites } = draw({ method, size: 60 });
    expect(new Set(sequences).size).toBe(sequences.length);
    expect(cites.every((c) => c.amountCents > 0)).toBe(true);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  test('draws from one type when asked to', () => {
    const { cites } = draw({ method, type: 'VendorPaid', populationCents: 40_000_000 });
    expect(cites.length).toBeGreaterThan(5);
    expect(new Set(cites.map((c) => c.type))).toEqual(new Set(['VendorPaid']));
  });
});

test('a random sample is the entries with the lowest numbers of the published generator', () => {
  const { sequences, cites } = draw({ method: 'random', size: 40 });
  const key = streamKey('1', `audit-sample/${'00'.repeat(32)}`, sha256);
  const numbered = POPULATION.map((e) => ({
    sequence: e.event.sequence,
    u: uniform(key, { path: 0, entity: 0, draw: e.event.sequence }),
  }));
  const lowest = numbered.toSorted((a, b) => a.u - b.u).slice(0, 40);
  expect(cites).toHaveLength(40);
  expect(sequences).toEqual(lowest.map((n) => n.sequence).toSorted((a, b) => a - b));
});

test('every entry has the same chance: over 400 seeds no quarter of the book is preferred', () => {
  const quarters = [0, 0, 0, 0];
  for (let seed = 0; seed < 400; seed++)
    for (const sequence of draw({ method: 'random', size: 20, seed: `s${seed}` }).sequences) {
      const place = POPULATION.findIndex((e) => e.event.sequence === sequence);
      const quarter = Math.floor((4 * place) / POPULATION.length);
      quarters[quarter] = (quarters[quarter] ?? 0) + 1;
    }
  // 8,000 draws: 2,000 expected in each, standard deviation 38.7; five of them are allowed.
  for (const n of quarters) expect(Math.abs(n - 2_000)).toBeLessThan(194);
});

test('a stratified sample has each type its share, one at least', () => {
  const { cites } = draw({ method: 'stratified', size: 60 });
  const types = new Set(POPULATION.map((e) => e.event.type));
  expect(new Set(cites.map((c) => c.type))).toEqual(types);
  expect(cites.length).toBeGreaterThanOrEqual(58);
  expect(shares(10, [1000, 10, 1])).toEqual([8, 1, 1]);
  expect(shares(2, [5, 5, 5])).toEqual([1, 1, 0]);
  expect(shares(9, [2, 100])).toEqual([1, 8]);
});

describe('monetary units', () => {
  test.each([
    ['by size', { size: 50 }],
    ['by a small interval, where large entries are hit several times', { intervalCents: 90_000 }],
  ])('are every interval-th cent from the start, %s: recounted one by one', (_how, change) => {
    const { outcome, sequences } = draw({ method: 'monetary-unit', ...change });
    const [total, interval, start] = outcome.measures?.[0]?.rows[0] ?? [];
    expect(total).toBe(TOTAL);
    const hit = new Set<number>();
    let wanted = Number(start);
    let passed = 0;
    for (const entry of POPULATION) {
      passed += amountOf(entry);
      for (; wanted <= passed; wanted += Number(interval)) hit.add(entry.event.sequence);
    }
    expect(sequences).toEqual([...hit]);
    expect(Number(start)).toBeGreaterThanOrEqual(1);
    expect(Number(start)).toBeLessThanOrEqual(Number(interval));
  });

  test('always take what is as large as the interval', () => {
    const large = POPULATION.filter((e) => amountOf(e) >= 300_000).map((e) => e.event.sequence);
    expect(large.length).toBeGreaterThan(10);
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      const { sequences } = draw({ method: 'monetary-unit', intervalCents: 300_000, seed });
      expect(large.filter((s) => !sequences.includes(s))).toEqual([]);
    }
  });
});
