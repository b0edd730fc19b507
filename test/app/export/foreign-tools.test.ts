import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beancountText } from '../../../app/export/beancount.ts';
import type { Extract } from '../../../app/export/extract.ts';
import { journalText } from '../../../app/export/journal.ts';
import { accountPath, entityParts } from '../../../app/export/names.ts';
import { eventLine } from '../../../src/audit/line.ts';
import { openStore } from '../../../src/store/open.ts';
import { arbitraryBook } from '../../support/arbitrary-events.ts';
import { storeOf } from '../../support/book-stores.ts';
import { toolsToAsk } from '../../support/foreign-tools.ts';
import type { ForeignTool } from '../../support/foreign-tools.ts';
import { goldenMonth, goldenTrialBalance } from '../../support/golden-month.ts';
import { goldenStore } from '../../support/golden-store.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { rootOfLines } from '../../support/root-by-the-book.ts';
import { balancesOf, joined, withExtract } from './extracted.ts';

const TOOLS = toolsToAsk();
const folder = mkdtempSync(join(tmpdir(), 'feeworth-foreign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textFor = (tool: ForeignTool, extract: Extract): string =>
  joined(tool.name === 'beancount' ? beancountText(extract) : journalText(extract));

/** Our balances by the names of accounts in the exports; what came to zero is left out. */
function byPath(balances: ReadonlyMap<string, number>, parts: ReadonlyMap<string, string>) {
  const found: [string, number][] = [];
  for (const [key, cents] of balances) {
    const [entity = '', account] = key.split(' ');
    if (cents !== 0) found.push([accountPath(parts.get(entity) ?? entity, Number(account)), cents]);
  }
  return found.sort(byName);
}

const byName = ([a]: [string, number], [b]: [string, number]): number => (a < b ? -1 : 1);
const notZero = (balances: ReadonlyMap<string, number>): [string, number][] =>
  [...balances].filter(([, cents]) => cents !== 0).sort(byName);

/** The whole example for each tool, and our balances of it; read from the book once. */
interface Example {
  readonly paths: ReadonlyMap<string, string>;
  readonly own: [string, number][];
}
let example: Promise<Example> | undefined;
async function writeExample(): Promise<Example> {
  const store = await openStore(await exampleBook(), { readOnly: true });
  try {
    return await withExtract(store, {}, (extract) => {
      // hledger and ledger read the same one.
      const journal = fileOf(joined(journalText(extract)));
      const beancount = fileOf(joined(beancountText(extract)));
      const pathFor = ({ name }: ForeignTool): string =>
        name === 'beancount' ? beancount : journal;
      return {
        paths: new Map(TOOLS.map((tool) => [tool.name, pathFor(tool)])),
        own: byPath(balancesOf(extract), entityParts(extract)),
      };
    });
  } finally {
    await store.close();
  }
}

const texts = new Map<string, string>();
beforeAll(async () => {
  const store = await goldenStore();
  await withExtract(store, {}, (extract) => {
    for (const tool of TOOLS) texts.set(tool.name, textFor(tool, extract));
  });
});

let files = 0;
function fileOf(text: string): string {
  files += 1;
  const path = join(folder, `${files}.txt`);
  writeFileSync(path, text);
  return path;
}

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s', (name, tool) => {
  test('I17 comes to every balance of the golden month to the cent, and accepts it', () => {
    const path = fileOf(texts.get(name) ?? '');
    expect(tool.check(path)).toBe('');
    const own = byPath(goldenTrialBalance(), new Map());
    expect(notZero(tool.balances(path))).toEqual(own);
    expect(own.length).toBeGreaterThan(50);
  });

  test('I17 comes to every balance of the whole example group to the cent, and accepts it', async () => {
    const { paths, own } = await (example ??= writeExample());
    expect(notZero(tool.balances(paths.get(name) ?? ''))).toEqual(own);
    expect(own.length).toBeGreaterThan(60);
  }, 240_000);

  test('I17 comes to every balance of made-up books to the cent', async () => {
    const books = arbitraryBook({ steps: 50 });
    await fc.assert(
      fc.asyncProperty(books, async (events) => {
        const store = await storeOf(events);
        const { path, own } = await withExtract(store, {}, (extract) => ({
          path: fileOf(textFor(tool, extract)),
          own: byPath(balancesOf(extract), entityParts(extract)),
        }));
        expect(notZero(tool.balances(path))).toEqual(own);
      }),
      // Each run starts a process, and Python takes its time.
      { numRuns: 8, endOnFailure: true },
    );
  }, 240_000);

  test.each(CAUGHT)('refuses %s', (_what, change) => {
    expect(tool.check(fileOf(changed(texts.get(name) ?? '', change)))).not.toBe('');
  });

  test.each(MISSED)('does not see %s', (_what, change) => {
    expect(tool.check(fileOf(changed(texts.get(name) ?? '', change)))).toBe('');
  });
});

/** Replacements in the text of an export: of the entry that a pattern finds, from one to another. */
type Change = readonly { readonly entry: RegExp; readonly from: RegExp; readonly to: string }[];

/** Entries are parted by empty lines in both languages; each change must find its place. */
function changed(text: string, changes: Change): string {
  let entries = text.split('\n\n');
  for (const { entry, from, to } of changes) {
    let isDone = false;
    entries = entries.map((lines) => {
      if (isDone || !entry.test(lines) || !from.test(lines)) return lines;
      isDone = true;
      return lines.replace(from, to);
    });
    expect(isDone, String(from)).toBe(true);
  }
  return entries.join('\n\n');
}

/** Any line of an account with an amount: the amount changed. */
const leg = (account: string, from: string, to: string) => ({
  from: new RegExp(`(${account}\\S*\\s+)${from.replace('.', '\\.')} USD`),
  to: `$1${to} USD`,
});
const paid = (day: string) => new RegExp(`^${day} \\* .*VendorPaid`, 'm');

const CAUGHT: readonly (readonly [string, Change])[] = [
  [
    'a cent that is moved from one account to another inside an entry',
    [
      { entry: paid('2025-01-29'), ...leg('PC:1010', '-2400.00', '-2400.01') },
      { entry: paid('2025-01-29'), ...leg('PC:2010', '2400.00', '2400.01') },
    ],
  ],
  [
    'a misspelt account',
    [{ entry: paid('2025-01-29'), from: /1010-Cash-Operating/, to: '1010-Cash-Operatng' }],
  ],
  [
    'a cent that is moved from one entity to the other inside an event',
    [
      { entry: /RentAccrued[^]*PC:6220/, ...leg('PC:6220', '1500.00', '1500.01') },
      { entry: /RentAccrued[^]*MSO:1210/, ...leg('MSO:1210', '1500.00', '1499.99') },
    ],
  ],
];

const MISSED: readonly (readonly [string, Change])[] = [
  [
    'two cents that make up for each other in the same accounts and month',
    [
      { entry: paid('2025-01-29'), ...leg('PC:1010', '-2400.00', '-2400.01') },
      { entry: paid('2025-01-29'), ...leg('PC:2010', '2400.00', '2400.01') },
      { entry: paid('2025-01-25'), ...leg('PC:1010', '-10000.00', '-9999.99') },
      { entry: paid('2025-01-25'), ...leg('PC:2010', '10000.00', '9999.99') },
    ],
  ],
  [
    'a date that is moved within its month',
    // To the day of its neighbour: entries stay in the order of their dates.
    [{ entry: paid('2025-01-29'), from: /^2025-01-29/m, to: '2025-01-30' }],
  ],
  [
    'another actor',
    [{ entry: paid('2025-01-29'), from: /actor:( ?"?)rules/, to: 'actor:$1mallory' }],
  ],
];

describe('what they do not see, the root does', () => {
  const lines = goldenMonth().map((event) => eventLine(event, event));
  const at = (day: string): number =>
    lines.findIndex((line) => line.includes('"VendorPaid"') && line.includes(day));
  const swap = (changes: Record<number, readonly [string, string]>): string[] =>
    lines.map((line, i) => {
      const change = changes[i];
      if (change === undefined) return line;
      expect(line).toContain(change[0]);
      return line.replaceAll(...change);
    });

  test('as the store does, over exact bytes', async () => {
    expect((await (await goldenStore()).root()).root).toBe(rootOfLines(lines));
  });

  test.each([
    [
      'two cents that make up for each other',
      () =>
        swap({
          [at('2025-01-29')]: ['"2400.00"', '"2400.01"'],
          [at('2025-01-25')]: ['"10000.00"', '"9999.99"'],
        }),
    ],
    ['a date moved', () => swap({ [at('2025-01-29')]: ['2025-01-29', '2025-01-30'] })],
    ['another actor', () => swap({ [at('2025-01-29')]: ['"rules"', '"mallory"'] })],
    ['an event less', () => lines.slice(0, -1)],
    ['two events swapped', () => [...lines.slice(0, -2), ...lines.slice(-2).toReversed()]],
  ])('%s', (_what, tampered) => {
    expect(rootOfLines(tampered())).not.toBe(rootOfLines(lines));
  });
});
