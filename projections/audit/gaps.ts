import type { AuditTest, Finding, MeasureTable } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf, field } from './entry.ts';
import type { Cite, Entry } from './entry.ts';

/** Fields that carry a number of our own: those of other people's systems may skip as they like. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  VendorPaid: 'reference',
  ManagementFeeInvoiced: 'invoice',
  CardBatchSettled: 'batch',
  PayrollPaid: 'reference',
  PassThroughCostPaid: 'reference',
  RemittanceReceived: 'remittance',
};
/** A series is judged from this many numbers on, when no more than a fifth of it is missing. */
const FEWEST = 10;
const MOST_MISSING = 0.2;

interface Series {
  readonly entity: string;
  readonly type: string;
  readonly prefix: string;
  readonly numbers: { readonly number: number; readonly cite: Cite }[];
}

/** Gaps in the sequence of the log, in its streams, and in the numbers of documents. */
export const gaps: AuditTest = {
  name: 'gaps',
  question: 'Is a number missing in the log, in one of its streams, or among our documents?',
  looksFor: () =>
    'events whose sequence or revision does not follow the one before, an end before the head of ' +
    `the log, and numbers missing in a run of document numbers (${FEWEST} or more, at least ` +
    `${100 - MOST_MISSING * 100} % of it there)`,
  doesNotProve:
    'that nothing was left out before it was recorded: a document that never came has no number ' +
    'here unless its neighbours are numbered. Numbers that hold a date are not judged.',
  source: 'AICPA Audit Data Standards 1.1; AS 2401.61',
  seesWholeLog: true,
  start({ knownAt }) {
    const findings: Finding[] = [];
    const revisions = new Map<string, bigint>();
    const series = new Map<string, Series>();
    let next = 0;
    let last: Entry | undefined;
    return {
      take(entry) {
        const { event } = entry;
        if (event.sequence !== next) {
          findings.push(findingOf(`sequence ${next} is missing`, citeOf(entry)));
        }
        next = event.sequence + 1;
        const expected = (revisions.get(event.stream) ?? -1n) + 1n;
        if (event.revision !== expected) {
          const words = `revision ${expected} of stream ${event.stream} is missing`;
          findings.push(findingOf(words, citeOf(entry)));
        }
        revisions.set(event.stream, event.revision);
        if (entry.isTested) note(entry, series);
        last = entry;
      },
      finish() {
        if (next !== knownAt) {
          const words = `the log ends at ${next - 1}; its head is ${knownAt - 1}`;
          findings.push(findingOf(words, ...(last === undefined ? [] : [citeOf(last)])));
        }
        const all = [...series.values()].filter((s) => s.numbers.length >= FEWEST);
        findings.push(...all.flatMap(missingIn));
        return { findings, population: next, measures: [seriesTable(all)] };
      },
    };
  },
};

function note(entry: Entry, series: Map<string, Series>): void {
  const { type, meta } = entry.event;
  const name = DOCUMENTS[type];
  const match = name === undefined ? null : /^(.*?)(\d{1,12})$/.exec(field(entry, name) ?? '');
  if (match === null) return;
  const [, prefix = '', digits = ''] = match;
  const key = `${meta.entity}\n${type}\n${prefix}\n${digits.length}`;
  const known = series.get(key);
  const one = { number: Number(digits), cite: citeOf(entry) };
  if (known !== undefined) known.numbers.push(one);
  else series.set(key, { entity: meta.entity, type, prefix, numbers: [one] });
}

interface Judged {
  readonly isSeries: boolean;
  readonly first: number;
  readonly last: number;
  readonly missing: number;
}

function judge({ numbers }: Series): Judged {
  const distinct = new Set(numbers.map((n) => n.number));
  let first = Infinity;
  let last = -Infinity;
  for (const number of distinct) {
    first = Math.min(first, number);
    last = Math.max(last, number);
  }
  const span = last - first + 1;
  const missing = span - distinct.size;
  return { isSeries: missing <= span * MOST_MISSING, first, last, missing };
}

function missingIn(series: Series): Finding[] {
  if (!judge(series).isSeries) return [];
  const sorted = series.numbers.toSorted((a, b) => a.number - b.number);
  return sorted.flatMap((one, i): Finding[] => {
    const before = sorted[i - 1];
    if (before === undefined || one.number - before.number <= 1) return [];
    const { type, prefix } = series;
    const [from, to] = [before.number + 1, one.number - 1];
    const which = from === to ? `${from} is` : `${from} to ${to} are`;
    return [findingOf(`${type} ${prefix}${which} missing`, before.cite, one.cite)];
  });
}

function seriesTable(all: readonly Series[]): MeasureTable {
  return {
    name: 'series',
    title: 'Document numbers by series',
    columns: [
      { key: 'entity', label: 'Entity', unit: 'text' },
      { key: 'type', label: 'Document', unit: 'text' },
      { key: 'prefix', label: 'Prefix', unit: 'text' },
      { key: 'numbers', label: 'Numbers', unit: 'count' },
      { key: 'first', label: 'First', unit: 'text' },
      { key: 'last', label: 'Last', unit: 'text' },
      { key: 'missing', label: 'Missing', unit: 'text' },
    ],
    rows: all.map((s) => {
      const { isSeries, first, last, missing } = judge(s);
      const words = isSeries ? String(missing) : 'not a run of numbers';
      return [s.entity, s.type, s.prefix, s.numbers.length, String(first), String(last), words];
    }),
  };
}
