import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { stageExport } from '../../../app/commands/export.ts';
import type { ExportRequest } from '../../../app/commands/export.ts';
import { packageKeyAt } from '../../../app/export/package-key.ts';
import { eventLine } from '../../../src/audit/line.ts';
import type { Json } from '../../../src/event.ts';
import type { Field } from '../../../src/events/declare.ts';
import { VOCABULARY } from '../../../src/events/vocabulary.ts';
import { openStore } from '../../../src/store/open.ts';
import type { EventStore, ReadLines, ReadPages } from '../../../src/store/port.ts';
import { parseCents } from '../../../src/money.ts';
import { codeOf } from '../support.ts';
import { goldenMonth } from '../../support/golden-month.ts';
import { goldenStore } from '../../support/golden-store.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { leafOf, rootOfLeaves, rootOfLines } from '../../support/root-by-the-book.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'feeworth-package-'));
  folders.push(made);
  return made;
}

const byKey = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : 1);
const KEY = new Uint8Array(32).fill(9);

async function packaged(
  store: EventStore,
  more: Partial<ExportRequest> = {},
  at = join(folder(), 'package'),
): Promise<string> {
  const staged = await stageExport(
    { format: 'audit-package', out: at, grain: 'day', packageKey: KEY, ...more },
    store,
  );
  staged.publish();
  return at;
}

const read = (at: string, name: string): string => readFileSync(join(at, name), 'utf8');
const named = (at: string, begins: string): string =>
  readdirSync(at).find((name) => name.startsWith(begins)) ?? '';
type Row = Readonly<Record<string, string>>;
const rows = (at: string, begins: string): Row[] =>
  parse(read(at, named(at, begins)), { columns: true });
/** The same as lists, in a third of the time. */
function* quickRows(at: string, begins: string, names: readonly string[]): Generator<string[]> {
  const [head = [], ...all] = parse(read(at, named(at, begins)), { columns: false }) as string[][];
  const places = names.map((name) => head.indexOf(name));
  for (const row of all) yield places.map((place) => row[place] ?? '');
}

function allFiles(at: string): Map<string, Buffer> {
  const names = readdirSync(at, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return new Map(
    files.map((f) => [
      join(f.parentPath, f.name).slice(at.length + 1),
      readFileSync(join(f.parentPath, f.name)),
    ]),
  );
}

/** Counted from the raw bytes and the postings alone, with none of our code but for cents. */
function recount(at: string): Map<string, string> {
  const events = read(at, 'events.ndjson').trim().split('\n');
  const envelopes = events.map((line) => JSON.parse(line) as Row);
  const found = new Map<string, { events: number; entries: Set<string>; d: number; c: number }>();
  const of = (entity: string, source: string, type: string) => {
    const key = [entity, source, type].join(' ');
    const total = found.get(key) ?? { events: 0, entries: new Set<string>(), d: 0, c: 0 };
    found.set(key, total);
    return total;
  };
  for (const e of envelopes)
    of(e['entity'] ?? '', e['sourceSystem'] ?? '', e['type'] ?? '').events++;
  const names = ['Journal_ID', 'Business_Unit_Code', 'Source', 'Amount'];
  const lines = quickRows(at, 'GL_Detail', [...names, 'Amount_Credit_Debit_Indicator']);
  for (const [journal = '', entity = '', type = '', amount = '', side] of lines) {
    const sequence = Number(journal.slice(1));
    const source = envelopes[sequence]?.['sourceSystem'] ?? '';
    const total = of(entity, source, type);
    total.entries.add(journal);
    const cents = parseCents(amount);
    if (side === 'D') total.d += cents;
    else total.c += cents;
  }
  const text = [...found].map(([key, t]): [string, string] => [
    key,
    `${t.events} ${t.entries.size} ${t.d} ${t.c}`,
  ]);
  return new Map(text.toSorted(byKey));
}

describe.each([
  ['the golden month', goldenStore],
  ['the example group', async () => openStore(await exampleBook(), { readOnly: true })],
] as const)('the audit package of %s', (_what, open) => {
  test('has the exact bytes, their root, and control totals that a recount gives', async () => {
    const store = await open();
    const at = await packaged(store);
    const { size, root } = await store.root();
    const lines = read(at, 'events.ndjson').trimEnd().split('\n');
    expect(lines.length).toBe(size);
    expect(rootOfLines(lines)).toBe(root);
    const readme = read(at, 'README.txt');
    expect(readme).toContain(root);
    const counted = recount(at);
    const stated = rows(at, 'Control_Totals').map((t): [string, string] => [
      [t['Entity'], t['Source'], t['Type']].join(' '),
      [
        t['Events'],
        t['Entries'],
        parseCents(t['Debits'] ?? ''),
        parseCents(t['Credits'] ?? ''),
      ].join(' '),
    ]);
    expect(new Map(stated.toSorted(byKey))).toEqual(counted);
    const inReadme = readme.slice(readme.indexOf('Control totals by entity, source'));
    for (const t of rows(at, 'Control_Totals')) {
      const line = [t['Entity'], t['Source'] || '-', t['Type'], t['Events'], t['Entries']];
      const words = [...line, t['Debits'], t['Credits']].join(' ');
      expect(inReadme.replace(/ +/g, ' ')).toContain(`${words}\n`);
    }
    await store.close();
  }, 240_000);
});

describe('the audit package', () => {
  test('is the same bytes each time, and its list of digests is right', async () => {
    const store = await goldenStore();
    const [first, second] = [allFiles(await packaged(store)), allFiles(await packaged(store))];
    expect([...first.keys()].sort()).toEqual([...second.keys()].sort());
    for (const [name, bytes] of first)
      expect(bytes.equals(second.get(name) ?? Buffer.of())).toBe(true);
    const sums = (first.get('SHA256SUMS') ?? '').toString().trimEnd().split('\n');
    expect(sums.map((line) => line.slice(66)).sort()).toEqual(
      [...first.keys()].filter((name) => name !== 'SHA256SUMS').sort(),
    );
    for (const line of sums) {
      const bytes = first.get(line.slice(66)) ?? '';
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(line.slice(0, 64));
    }
  });

  test('of an earlier cut is the same whatever came after it', async () => {
    const store = await goldenStore();
    const early = await openStore('memory:');
    const events = goldenMonth().slice(0, 50);
    await early.append([{ stream: 'golden', expected: 'none', events }]);
    const then = allFiles(await packaged(early));
    const now = allFiles(await packaged(store, { knownAt: '50' }));
    for (const [name, bytes] of then) expect(now.get(name)?.equals(bytes), name).toBe(true);
  });

  test('has the last checkpoint, the policies, exports and sources', async () => {
    const store = await goldenStore();
    const [last] = goldenMonth().slice(-1);
    if (last === undefined) throw new Error('an empty month');
    const more = (type: string, n: number, data: Json) => ({
      ...last,
      id: `00000000-0000-4000-8000-00000000100${n}`,
      type,
      data,
    });
    const made = {
      asOf: '2025-01-31',
      bytes: 10,
      digest: 'dd',
      files: 1,
      format: 'ledger',
      known: 87,
      recipient: 'Smith & Co',
      root: 'rr',
    };
    const events = [
      more('CheckpointPublished', 1, { signed: 'a note — of ours\n', root: 'aa', size: 87 }),
      more('ExportMade', 2, made),
    ];
    await store.append([{ stream: 'more', expected: 'none', events }]);
    const at = await packaged(store);
    expect(read(at, 'last.checkpoint')).toBe('a note — of ours\n');
    expect(rows(at, 'Access_Log')).toMatchObject([{ Recipient: 'Smith & Co', Format: 'ledger' }]);
    expect(JSON.parse(read(at, 'policies.json'))).toMatchObject({ cashPolicy: 'document' });
    expect(rows(at, 'Users_By_Month')).toMatchObject([{ User_ID: 'rules', Month: '2025-02' }]);
    expect(rows(at, 'Sources')).toEqual([]);
  });

  test('lists the files that came in with their digests, counts and standing', async () => {
    const store = await openStore(await exampleBook(), { readOnly: true });
    const at = await packaged(store, { knownAt: '3000' });
    await store.close();
    const files = rows(at, 'Sources');
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(file['SHA256']).toMatch(/^[0-9a-f]{64}$/);
    expect(files.some((f) => f['Status']?.startsWith('completed at'))).toBe(true);
    expect(files.at(-1)?.['Status']).toBe('not completed: does not count');
  }, 120_000);

  test('is about the whole book, and mixed with nothing', async () => {
    const store = await goldenStore();
    expect(await codeOf(packaged(store, { entity: 'PC' }))).toBe('export/whole-book');
    const at = folder();
    writeFileSync(join(at, 'mine.txt'), 'mine');
    expect(await codeOf(packaged(store, {}, at))).toBe('export/not-empty');
    expect(readdirSync(at)).toEqual(['mine.txt']);
  });

  test('of a book that is not as it was written is refused, and nothing is left of it', async () => {
    const store = await goldenStore();
    const other = {
      head: () => store.head(),
      readPages: (options?: ReadPages) => store.readPages(options),
      readLines: (options: ReadLines) => store.readLines(options),
      rootAt: (size: number) => Promise.resolve({ size, root: '00' }),
    } as unknown as EventStore;
    const at = folder();
    expect(await codeOf(packaged(other, {}, join(at, 'out')))).toBe('export/not-as-written');
    expect(readdirSync(at)).toEqual([]);
  });
});

/** Every name that stands in an event: tokens, texts, ids; and the words that are no names. */
function namesIn(events: readonly string[]): Set<string> {
  const found = new Set<string>();
  const collect = (value: Json): void => {
    if (typeof value === 'string') found.add(value);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect);
  };
  for (const line of events) {
    const { data, ...envelope } = JSON.parse(line) as { readonly [key: string]: Json };
    collect(data ?? null);
    for (const name of ['actor', 'approvedBy', 'causedBy', 'counterparty', 'entity', 'id', 'site'])
      collect(envelope[name] ?? null);
    for (const name of ['sourceFile', 'sourceRecord', 'sourceSystem', 'stream'])
      collect(envelope[name] ?? null);
  }
  return found;
}

/** Every text value of the lines and every cell of the tables, descriptions of types left out. */
function valuesOf(at: string): string[] {
  const found: string[] = [];
  const collect = (value: Json): void => {
    if (typeof value === 'string') found.push(value);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect);
  };
  for (const line of read(at, 'events.redacted.ndjson').trimEnd().split('\n'))
    collect(JSON.parse(line) as Json);
  for (const begins of ['GL_Detail', 'Trial_Balance', 'User_Listing', 'Control_Totals'])
    for (const row of rows(at, begins)) found.push(...Object.values(row));
  return found;
}

describe('the redacted package', () => {
  const redacted = (store: EventStore, more: Partial<ExportRequest> = {}) =>
    packaged(store, { format: 'redacted-package', ...more });

  test.each([
    ['the golden month', goldenStore, undefined],
    ['the example', async () => openStore(await exampleBook(), { readOnly: true }), '12000'],
  ] as const)(
    'has no name of %s anywhere in it',
    async (_what, open, knownAt) => {
      const store = await open();
      const whole = await packaged(store, { knownAt });
      const at = await redacted(store, { knownAt });
      await store.close();
      const names = namesIn(read(whole, 'events.ndjson').trimEnd().split('\n'));
      // Seen on purpose: amounts, dates, codes of the vocabulary, words of one or two letters.
      const isName = (name: string): boolean =>
        name.length > 2 && !/^-?[\d.]+$|^\d{4}-\d\d(?:-\d\d)?$/.test(name) && !CODES.has(name);
      const canaries = new Set([...names].filter(isName));
      expect(canaries.size).toBeGreaterThan(50);
      const seen = valuesOf(at).filter((value) => canaries.has(value));
      // A name that is a plain word ("vendor", "MSO") also stands in what we say about the package.
      const unlike = [...canaries].filter((name) => /[^a-zA-Z]/.test(name));
      const words = new Set(unlike);
      for (const bytes of allFiles(at).values()) {
        const text = bytes.toString();
        for (const [word] of text.matchAll(/[\p{L}\p{N}_@.:+-]+/gu))
          if (words.has(word)) seen.push(word);
        const isShort = text.length < 1_000_000;
        if (isShort) seen.push(...unlike.filter((name) => /\W/.test(name) && text.includes(name)));
      }
      expect([...new Set(seen)]).toEqual([]);
    },
    240_000,
  );

  test('has the leaf of every event, and with them the root', async () => {
    const store = await goldenStore();
    const at = await redacted(store);
    const lines = read(at, 'events.redacted.ndjson').trimEnd().split('\n');
    const leaves = lines.map((line) => (JSON.parse(line) as { leaf: string }).leaf);
    expect(leaves).toEqual(goldenMonth().map((event) => leafOf(eventLine(event, event))));
    expect(rootOfLeaves(leaves)).toBe((await store.root()).root);
  });

  test('has the same surrogates under the same key, others under another, amounts as they are', async () => {
    const store = await goldenStore();
    const [first, again, other] = [
      await redacted(store),
      await redacted(store),
      await redacted(store, { packageKey: new Uint8Array(32).fill(8) }),
    ];
    const text = (at: string): string => read(at, 'events.redacted.ndjson');
    expect(text(again)).toBe(text(first));
    expect(text(other)).not.toBe(text(first));
    const amounts = (at: string): string[] => rows(at, 'GL_Detail').map((r) => r['Amount'] ?? '');
    expect(amounts(first)).toEqual(amounts(await packaged(store)));
    expect(new Set(rows(first, 'GL_Detail').map((r) => r['Business_Unit_Code'])).size).toBe(2);
    expect(existsSync(join(first, 'policies.json'))).toBe(false);
  });

  test('keeps its key elsewhere, and makes it when it is not there', () => {
    const at = folder();
    expect(() => packageKeyAt(join(at, 'out', 'key'), join(at, 'out'))).toThrow(/inside/);
    const made = packageKeyAt(join(at, 'key'), join(at, 'out'));
    expect([...packageKeyAt(join(at, 'key'), join(at, 'out'))]).toEqual([...made]);
    expect(made.length).toBe(32);
  });
});

const codesOf = (fields: Readonly<Record<string, Field>>): string[] =>
  Object.values(fields).flatMap((f) => [...(f.codes ?? []), ...codesOf(f.item ?? {})]);
const CODES = new Set([...VOCABULARY.values()].flatMap((d) => [d.type, ...codesOf(d.fields)]));
