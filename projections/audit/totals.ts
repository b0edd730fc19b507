import type { AuditTest, Finding, MeasureTable, Recount } from './audit-test.ts';
import { findingOf } from './audit-test.ts';
import { citeOf } from './entry.ts';
import type { Entry } from './entry.ts';

interface Total {
  readonly source: string;
  readonly type: string;
  readonly entity: string;
  events: number;
  lines: number;
  debits: number;
  credits: number;
}

/** Completeness and control totals, and the same by another way. */
export const totals: AuditTest = {
  name: 'totals',
  question: 'Is the population whole: how many events, debits and credits, by source and type?',
  looksFor: () =>
    'a difference between these totals and a recount by another way (the column cache and its ' +
    'generated posting rules), debits that are not equal to credits, and a file of which another ' +
    'number of events is in the book than its import said',
  doesNotProve:
    'that every transaction of the business was recorded: totals are complete with regard to the ' +
    'log, not to the world. Compare them with the systems the files came from.',
  source: 'AS 2401.58-.62; AU-C 240.32-.33; AICPA Audit Data Standards 1.2, 1.3',
  seesWholeLog: true,
  isMeasure: true,
  start({ recount }) {
    const byKey = new Map<string, Total>();
    const accounts = new Map<string, [number, number]>();
    const files = fileCounts();
    let population = 0;
    return {
      take(entry) {
        files.take(entry);
        if (!entry.isTested) return;
        population += 1;
        add(entry, byKey);
        addAccounts(entry, accounts);
      },
      finish() {
        const all = [...byKey.values()];
        const findings = [
          ...uneven(all),
          ...files.findings,
          ...(recount === null ? [] : differences(all, accounts, recount)),
        ];
        return {
          findings,
          population,
          measures: [totalTable(all)],
          ...(recount === null ? { warnings: ['Nothing was recounted.'] } : {}),
        };
      },
    };
  },
};

function add({ event, postings }: Entry, byKey: Map<string, Total>): void {
  const { type, meta } = event;
  const source = meta.sourceSystem ?? (meta.actorKind === 'person' ? 'by hand' : meta.actorKind);
  const of = (entity: string): Total => {
    const key = `${source}\n${type}\n${entity}`;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const made = { source, type, entity, events: 0, lines: 0, debits: 0, credits: 0 };
    byKey.set(key, made);
    return made;
  };
  of(meta.entity).events += 1;
  for (const { entity, amountCents } of postings) {
    const total = of(entity);
    total.lines += 1;
    if (amountCents > 0) total.debits += amountCents;
    else total.credits -= amountCents;
  }
}

function addAccounts({ postings }: Entry, accounts: Map<string, [number, number]>): void {
  for (const { entity, account, amountCents } of postings) {
    const key = `${entity} ${account}`;
    const known = accounts.get(key) ?? [0, 0];
    if (amountCents > 0) known[0] += amountCents;
    else known[1] -= amountCents;
    accounts.set(key, known);
  }
}

function uneven(all: readonly Total[]): Finding[] {
  return all
    .filter((t) => t.debits !== t.credits)
    .map((t) => ({
      words: `debits and credits differ: ${t.type} from ${t.source} in ${t.entity}`,
      amountCents: t.debits - t.credits,
      cites: [],
    }));
}

/** Counts events between the start and the completion of each import, and compares. */
function fileCounts() {
  const open = new Map<string, number>();
  const findings: Finding[] = [];
  return {
    findings,
    take(entry: Entry): void {
      const { type, stream, data } = entry.event;
      if (!stream.startsWith('import-')) return;
      if (type === 'ImportStarted') open.set(stream, 0);
      else if (type === 'ImportCompleted') {
        const { events } = data as { readonly events: number };
        const found = open.get(stream) ?? 0;
        if (found !== events) {
          const words = `the import says ${events} events, the book has ${found}`;
          findings.push(findingOf(words, citeOf(entry)));
        }
        open.delete(stream);
      } else if (type !== 'ImportReverted') open.set(stream, (open.get(stream) ?? 0) + 1);
    },
  };
}

function differences(
  all: readonly Total[],
  accounts: ReadonlyMap<string, readonly [number, number]>,
  recount: Recount,
): Finding[] {
  const events = new Map<string, number>();
  for (const { type, entity, events: n } of all) {
    if (n > 0) events.set(`${type} ${entity}`, (events.get(`${type} ${entity}`) ?? 0) + n);
  }
  const findings: Finding[] = [];
  for (const key of new Set([...events.keys(), ...recount.events.keys()])) {
    const [one, other] = [events.get(key) ?? 0, recount.events.get(key) ?? 0];
    if (one === other) continue;
    findings.push({
      words: `${key}: ${one} events, recounted ${other}`,
      amountCents: 0,
      cites: [],
    });
  }
  for (const key of new Set([...accounts.keys(), ...recount.accounts.keys()])) {
    const [debits, credits] = accounts.get(key) ?? [0, 0];
    const [otherDebits, otherCredits] = recount.accounts.get(key) ?? [0, 0];
    if (debits === otherDebits && credits === otherCredits) continue;
    findings.push({
      words: `${key}: debits or credits are not what the recount found`,
      amountCents: debits - otherDebits - (credits - otherCredits),
      cites: [],
    });
  }
  return findings;
}

function totalTable(all: readonly Total[]): MeasureTable {
  const order = (t: Total): string => `${t.source}\n${t.type}\n${t.entity}`;
  const sorted = all.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  return {
    name: 'totals',
    title: 'Control totals by source, type and entity, dollars',
    columns: [
      { key: 'source', label: 'Source', unit: 'text' },
      { key: 'type', label: 'Type', unit: 'text' },
      { key: 'entity', label: 'Entity', unit: 'text' },
      { key: 'events', label: 'Events', unit: 'count' },
      { key: 'lines', label: 'Lines', unit: 'count' },
      { key: 'debits', label: 'Debits', unit: 'cents' },
      { key: 'credits', label: 'Credits', unit: 'cents' },
    ],
    rows: sorted.map((t) => [t.source, t.type, t.entity, t.events, t.lines, t.debits, t.credits]),
  };
}
