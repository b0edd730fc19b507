import { allocate, formatCents } from '../../src/money.ts';
import { streamKey, uniform } from '../../src/numeric/stream.ts';
import type { StreamKey } from '../../src/numeric/stream.ts';
import type { AuditTest, Finding, MeasureTable, SampleSettings } from './audit-test.ts';
import { amountOf, citeOf, isPosted } from './entry.ts';
import type { Cite, Entry } from './entry.ts';
import { Lowest } from './lowest.ts';

/** Entries drawn for a closer look, the same again for the same seed and log. */
export const sample: AuditTest = {
  name: 'sample',
  question: 'Which entries should be looked at, chosen by chance?',
  looksFor: ({ sample: s }) =>
    `a ${s.method} sample${s.type === null ? '' : ` of ${s.type}`}, seed "${s.seed}" on root ` +
    `${s.root.slice(0, 16)}: ${METHODS[s.method]}`,
  doesNotProve:
    'anything about entries outside the sample beyond what its method allows. Entries without an ' +
    'amount are never drawn by monetary units, and what was not recorded is in no sample.',
  source: 'AS 2315; AU-C 530; AICPA Audit Guide, Audit Sampling',
  isOnRequest: true,
  start({ sample: settings }) {
    const drawer = STARTS[settings.method](settings);
    let population = 0;
    return {
      take(entry) {
        if (!isInPopulation(entry, settings)) return;
        population += 1;
        drawer.take(entry);
      },
      finish() {
        const { cites, measures, words } = drawer.finish();
        const findings = cites
          .toSorted((a, b) => a.sequence - b.sequence)
          .map((cite): Finding => ({
            words: words(cite),
            amountCents: cite.amountCents,
            cites: [cite],
          }));
        return { findings, population, measures };
      },
    };
  },
};

/** Entries with an amount, of the type asked for: what every method draws from. */
export function isInPopulation(entry: Entry, { type }: Pick<SampleSettings, 'type'>): boolean {
  return isPosted(entry) && amountOf(entry) > 0 && (type === null || entry.event.type === type);
}

const METHODS: Readonly<Record<SampleSettings['method'], string>> = {
  random: 'every entry has the same chance',
  stratified: 'entries of each type have the same chance, each type its share of the sample',
  'monetary-unit': 'every dollar has the same chance; a fixed interval from a random start',
};

interface Drawn {
  readonly cites: readonly Cite[];
  readonly measures: readonly MeasureTable[];
  readonly words: (cite: Cite) => string;
}

interface Drawer {
  take(entry: Entry): void;
  finish(): Drawn;
}

const STARTS: Readonly<Record<SampleSettings['method'], (s: SampleSettings) => Drawer>> = {
  random: drawRandom,
  stratified: drawStratified,
  'monetary-unit': drawMonetaryUnits,
};

/** The key of everything a sample draws: another seed or another log gives other numbers. */
function keyOf({ seed, root, sha256 }: SampleSettings): StreamKey {
  return streamKey(seed, `audit-sample/${root}`, sha256);
}

/** The number of an entry, a pure function of seed, root and sequence: anybody can check it. */
const numberOf = (key: StreamKey, sequence: number): number =>
  uniform(key, { path: 0, entity: 0, draw: sequence });

/** The entries with the lowest numbers: a simple random sample without replacement. */
function drawRandom(settings: SampleSettings): Drawer {
  const key = keyOf(settings);
  const lowest = new Lowest<Cite>(settings.size);
  return {
    take(entry) {
      lowest.add(numberOf(key, entry.event.sequence), () => citeOf(entry));
    },
    finish: () => ({ cites: lowest.values(), measures: [], words: () => 'drawn' }),
  };
}

interface Stratum {
  readonly lowest: Lowest<Cite>;
  entries: number;
  cents: number;
}

/** A random sample of each type; the size is shared out by number of entries, one each at least. */
function drawStratified(settings: SampleSettings): Drawer {
  const key = keyOf(settings);
  const strata = new Map<string, Stratum>();
  return {
    take(entry) {
      const { type, sequence } = entry.event;
      const stratum = strata.get(type) ?? {
        lowest: new Lowest<Cite>(settings.size),
        entries: 0,
        cents: 0,
      };
      strata.set(type, stratum);
      stratum.entries += 1;
      stratum.cents += amountOf(entry);
      stratum.lowest.add(numberOf(key, sequence), () => citeOf(entry));
    },
    finish() {
      const named = [...strata].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const sizes = shares(
        settings.size,
        named.map(([, s]) => s.entries),
      );
      const drawn = named.map(([, s], i) => s.lowest.values().slice(0, sizes[i] ?? 0));
      const rows = named.map(([name, s], i) => [name, s.entries, s.cents, drawn[i]?.length ?? 0]);
      return {
        cites: drawn.flat(),
        measures: [strataTable(rows)],
        words: (cite) => `drawn from ${cite.type}`,
      };
    },
  };
}

/** One for each stratum, what is left by their sizes; never more than a stratum has. */
export function shares(size: number, entries: readonly number[]): number[] {
  if (entries.length === 0) return [];
  const left = size - entries.length;
  if (left <= 0) return entries.map((_, i) => (i < size ? 1 : 0));
  const more = allocate(left, entries);
  return entries.map((n, i) => Math.min(n, 1 + (more[i] ?? 0)));
}

function strataTable(rows: MeasureTable['rows']): MeasureTable {
  return {
    name: 'strata',
    title: 'Strata of the sample, dollars',
    columns: [
      { key: 'type', label: 'Type', unit: 'text' },
      { key: 'entries', label: 'Entries', unit: 'count' },
      { key: 'amount', label: 'Amount', unit: 'cents' },
      { key: 'drawn', label: 'Drawn', unit: 'count' },
    ],
    rows,
  };
}

/** Every interval-th cent from a random start; what is as large as the interval is always in. */
function drawMonetaryUnits(settings: SampleSettings): Drawer {
  const { populationCents, size, intervalCents } = settings;
  const interval = intervalCents ?? Math.max(1, Math.floor(populationCents / size));
  const start =
    1 + Math.floor(uniform(keyOf(settings), { path: 1, entity: 0, draw: 0 }) * interval);
  const hits = new Map<number, number>();
  const cites: Cite[] = [];
  let passed = 0;
  let next = start;
  return {
    take(entry) {
      passed += amountOf(entry);
      if (next > passed) return;
      const times = Math.floor((passed - next) / interval) + 1;
      next += times * interval;
      hits.set(entry.event.sequence, times);
      cites.push(citeOf(entry));
    },
    finish: () => ({
      cites,
      measures: [unitTable({ interval, start, passed, drawn: cites.length })],
      words({ sequence, amountCents }) {
        const times = hits.get(sequence) ?? 1;
        const often = times === 1 ? 'drawn' : `drawn ${times} times`;
        return amountCents >= interval ? `${often}, as large as the interval` : often;
      },
    }),
  };
}

function unitTable(of: {
  readonly interval: number;
  readonly start: number;
  readonly passed: number;
  readonly drawn: number;
}): MeasureTable {
  return {
    name: 'monetary-units',
    title: `Interval ${formatCents(of.interval)} from a random start of ${formatCents(of.start)}`,
    columns: [
      { key: 'population', label: 'Population', unit: 'cents' },
      { key: 'interval', label: 'Interval', unit: 'cents' },
      { key: 'start', label: 'Start', unit: 'cents' },
      { key: 'drawn', label: 'Entries drawn', unit: 'count' },
    ],
    rows: [[of.passed, of.interval, of.start, of.drawn]],
  };
}
