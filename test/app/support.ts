import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { ledger } from '../../projections/ledger.ts';
import { project } from '../../projections/projection.ts';
import { openBook } from '../../app/book.ts';
import type { Book, BookOptions } from '../../app/book.ts';
import { manualClock } from '../../app/clock.ts';
import { importFile } from '../../app/commands/import.ts';
import type { ImportOptions, ImportPlan } from '../../app/commands/import.ts';
import { initBook } from '../../app/commands/init.ts';
import { parseDay } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { bytesOf } from '../support/x12-builder.ts';

export const KEY = new Uint8Array(32).fill(7);
export const NOW = '2026-02-05T09:00:00.000Z';

/** A small group: one practice with two sites, an MSO, two payers; the book opens with 2026. */
export const BOOK_YAML = `schema: feeworth-book/1
name: Test group
currency: USD
cashPolicy: bank
fiscalYearStart: 1
opening: 2025-12-31
packageBreakageRate: '0.08'
giftCardBreakageRate: '0.06'
entities:
  - id: practice
    kind: practice
    name: Test Practice PLLC
    state: TX
    npi: '1234567893'
    bankAccounts: [{ id: operating }]
  - id: mso
    kind: mso
    name: Test MSO LLC
    state: TX
sites:
  - { id: north, entity: practice, name: North, state: TX, openedOn: 2020-01-01, claimPrefixes: [N] }
  - { id: south, entity: practice, name: South, state: TX, openedOn: 2020-01-01, claimPrefixes: [S] }
payers:
  - id: acme
    name: EXAMPLE HEALTH PLAN
    class: commercial
    ids: ['98765', '512345678']
    contractualRate: '0.4000'
  - id: second
    name: SECOND PLAN
    class: commercial
    ids: ['22222']
    contractualRate: '0.3000'
`;

export const AGREEMENT_YAML = `format: feeworth-agreement/1
id: msa
practices: [practice]
mso: mso
effectiveFrom: 2026-01-01
term: 60 months
termination: { cure: 30 days, exitFee: none }
services: [billing, accounting]
fee:
  components:
    share:
      kind: percent
      base: collections-net-of-refunds
      rate: 10%
billing: { in: arrears, dueDays: 15 }
`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of this test's own, gone afterwards. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'feeworth-test-'));
  folders.push(made);
  return made;
}

/** Writes a file and gives its path. */
export function file(name: string, text: string | Uint8Array, at = folder()): string {
  const path = join(at, name);
  writeFileSync(path, text);
  return path;
}

export interface TestBook {
  readonly book: Book;
  readonly clock: ReturnType<typeof manualClock>;
}

/** A book that has been set up, in memory unless a URL is given; further lines of its file. */
export async function testBook(
  url = 'memory:',
  more: Partial<BookOptions> = {},
  settings = '',
): Promise<TestBook> {
  const clock = manualClock(NOW);
  const book = await openBook(url, { clock, actor: 'dana', create: true, key: KEY, ...more });
  await initBook({ book: 'book.yaml', text: `${BOOK_YAML}${settings}` }, book);
  return { book, clock };
}

export const MAPS = {
  pos: `schema: feeworth-mapping/1
target: point-of-sale
system: till
dateFormats: [YYYY-MM-DD]
columns:
  date: Date
  ticket: Ticket
  line: Line
  serviceLine: Service
  amount: Amount
  salesTax: Tax
  tip: Tip
  tender: Tender
  patient: Patient
  instrument: Card
  sessions: Sessions
  site: Site
`,
  bank: `schema: feeworth-mapping/1
target: bank-statement
system: bank
dateFormats: [YYYY-MM-DD]
columns:
  date: Date
  description: Text
  amount: Amount
  balance: Balance
  reference: Reference
rules:
  column: Text
  match:
    - { pattern: '^EFT', code: payer-receipt }
    - { pattern: '^DEPOSIT', code: deposit }
    - { pattern: '^CARDS', code: card-settlement }
    - { pattern: '^MSO FEE', code: management-fee }
    - { pattern: '^DRAW', code: distribution }
`,
  bills: `schema: feeworth-mapping/1
target: vendor-bill
system: books
dateFormats: [YYYY-MM-DD]
columns:
  billNumber: Number
  vendor: Vendor
  billDate: Date
  category: Category
  amount: Amount
`,
  writeOffs: `schema: feeworth-mapping/1
target: write-off
system: billing
dateFormats: [YYYY-MM-DD]
columns:
  date: Date
  claim: Claim
  amount: Amount
  reason: Reason
`,
  cards: `schema: feeworth-mapping/1
target: card-batch
system: cards
dateFormats: [YYYY-MM-DD]
columns:
  batch: Batch
  date: Date
  gross: Gross
  fee: Fee
  net: Net
`,
} as const;
export type MapName = keyof typeof MAPS;

export const POS_HEAD = 'Date,Ticket,Line,Service,Amount,Tax,Tip,Tender,Patient,Card,Sessions,Site';
/** One line of the day sheet; what is left out is empty. */
export function posLine(of: Partial<Record<string, string>>): string {
  return POS_HEAD.split(',')
    .map((name) => of[name] ?? DEFAULTS[name] ?? '')
    .join(',');
}
const DEFAULTS: Readonly<Record<string, string>> = {
  Date: '2026-01-10',
  Ticket: 'T1',
  Line: 'service',
  Service: 'neurotoxin',
  Amount: '100.00',
  Tender: 'card',
  Site: 'north',
};

export const csv = (head: string, ...rows: readonly string[]): string =>
  [head, ...rows, ''].join('\n');

/** Imports a text; the name of the file follows its kind. */
export async function take(
  book: Book,
  text: string | Uint8Array,
  map?: MapName,
  more: Partial<ImportOptions> = {},
): Promise<ImportPlan & { readonly status: string }> {
  const bytes = typeof text === 'string' ? bytesOf(text) : text;
  const result = await importFile(
    {
      file: map === undefined ? 'claims.edi' : `${map}.csv`,
      bytes,
      ...(map === undefined ? {} : { map: file(`${map}.yaml`, MAPS[map]) }),
      ...more,
    },
    book,
  );
  return result as ImportPlan & { readonly status: string };
}

export async function events(book: Book, type?: string): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const page of book.store.readPages())
    all.push(...page.events.filter((event) => type === undefined || event.type === type));
  return all;
}

/** Balances of an entity's accounts in cents, those that are not zero. */
export async function balances(
  book: Book,
  { asOf = '2026-12-31', knownAt = Infinity, entity = 'practice' } = {},
): Promise<Record<number, number>> {
  const columns = await book.columns;
  const cut = { asOf: parseDay(asOf), knownAt: Math.min(knownAt, columns.size) };
  const figures = project(ledger, columns.context(cut), columns.feed(cut), cut);
  const own = figures.entities.find((e) => e.entity === entity);
  const lines = (own?.trialBalance ?? []).filter((line) => line.balanceCents !== 0);
  return Object.fromEntries(lines.map((line) => [line.account, line.balanceCents]));
}

/** The code of the error that something throws. */
export async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'no error';
}
