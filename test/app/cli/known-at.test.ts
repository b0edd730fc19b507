import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revertImport } from '../../../app/commands/import-revert.ts';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import { VERBS } from '../../../app/cli/verbs.ts';
import { csv, events, POS_HEAD, posLine, take } from '../support.ts';
import { bills, smallBook } from '../small-book.ts';
import { printed, rowsOf } from './printed.ts';
import { run } from './run.ts';

const REPORTS = VERBS.filter(({ path }) => path.startsWith('report ')).map(({ path }) => path);
const FORMS = [[], ['--json'], ['--csv'], ['--as-of', '2026-02-15']];
const OPTIONS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'report ledger': [['--basis', 'cash'], ['--compare-to', 'prior-month'], ['--monthly']],
  'report roll-forwards': [['--monthly']],
};

const at = mkdtempSync(join(tmpdir(), 'feeworth-known-'));
afterAll(() => rmSync(at, { recursive: true, force: true }));
let url = '';
let known = 0;
const before = new Map<string, string>();

const argvOf = (path: string, more: readonly string[]): string[] => [
  ...path.split(' '),
  '--book',
  url,
  '--known-at',
  String(known),
  ...(path === 'report restated' ? ['--against', String(known - 5)] : []),
  ...more,
];
const formsOf = (path: string): readonly (readonly string[])[] => [
  ...FORMS,
  ...(OPTIONS[path] ?? []),
];

async function outputs(into: Map<string, string>): Promise<void> {
  for (const path of REPORTS) {
    for (const form of formsOf(path)) {
      const { code, out, err } = await run(argvOf(path, form));
      expect([path, form, code, err.replace(/^Printed.*\n/, '')]).toEqual([path, form, 0, '']);
      into.set(`${path} ${form.join(' ')}`, out);
    }
  }
}

beforeAll(async () => {
  const small = await smallBook(at);
  const { book, clock } = small;
  url = small.url;
  known = (await events(book)).length;
  await outputs(before);
  // Late facts, before the first month too; a reversal; an import taken back; a month reopened.
  clock.set('2026-04-04T09:00:00.000Z');
  await take(book, bills('B9,ACME,2026-01-20,rent,70.00'), 'bills');
  await take(book, csv(POS_HEAD, posLine({ Ticket: 'T9', Amount: '33.00', Site: 'south' })), 'pos');
  const [, february] = await events(book, 'VendorBillRecorded');
  await reverseEvent({ event: february?.id ?? '', reason: 'sent twice' }, book);
  await reopenPeriod({ period: '2026-01', reason: 'audit', approver: 'lee' }, book);
  await take(book, bills('B10,ACME,2026-01-25,software,20.00'), 'bills');
  await take(
    book,
    csv(POS_HEAD, posLine({ Ticket: 'T0', Amount: '9.00', Date: '2025-12-31' })),
    'pos',
  );
  const [sheet] = (await events(book, 'ImportStarted')).filter(({ data }) =>
    JSON.stringify(data).includes('pos.csv'),
  );
  await revertImport({ import: sheet?.meta.sourceFile ?? '', reason: 'wrong month' }, book);
  await closePeriod({ period: '2026-01' }, book);
  await closePeriod({ period: '2026-02' }, book);
  await book.close();
});

describe('a report at what was known then', () => {
  test('I6 is the same to the byte, whatever was recorded since: every report in every form', async () => {
    const after = new Map<string, string>();
    await outputs(after);
    for (const [name, out] of before) expect(after.get(name), name).toBe(out);
    expect(before.size).toBeGreaterThan(REPORTS.length * FORMS.length);
  });

  test.each(REPORTS)('%s says both of its cuts', async (path) => {
    const { out } = await run(argvOf(path, ['--as-of', '2026-02-15']));
    const last = path === 'report restated' ? known - 6 : known - 1;
    expect(out).toContain(`events 0 to ${last}, root `);
    expect(out).toContain('as of 2026-02-15');
  });
});

describe('report restated', () => {
  test('leads from what was reported to what is known, event by event, to the cent', async () => {
    const argv = ['report', 'restated', '--book', url, '--known-at', String(known)];
    const report = await printed([...argv, '--as-of', '2026-02-28', '--entity', 'practice']);
    const cents = (text: unknown): number => Math.round(Number(text) * 100);
    const differences = rowsOf(report, 'restated');
    const parts = rowsOf(report, 'events');
    expect(differences.length).toBeGreaterThan(5);
    for (const row of differences) {
      const own = parts.filter(
        (p) => p['account'] === row['account'] && p['month'] === row['month'],
      );
      const sum = own.reduce((total, p) => total + cents(p['amount']), 0);
      expect(sum).toBe(cents(row['now']) - cents(row['first']));
      expect(cents(row['difference'])).toBe(sum);
      expect(row['events']).toBe(own.length);
    }
    // The bill reversed, the import taken back, the bill that came late: each is named.
    const types = new Set(parts.map((p) => `${String(p['type'])} ${String(p['state'])}`));
    expect(types).toContain('EntryReversed counts now');
    expect(types).toContain('PointOfSaleCompleted counts no longer');
    expect(types).toContain('VendorBillRecorded counts now');
  });

  test('of one and the same knowledge is nothing; without an old cut it is refused', async () => {
    const argv = ['report', 'restated', '--book', url];
    const same = await printed([...argv, '--known-at', String(known), '--against', String(known)]);
    expect(same.title).toBe('Nothing was restated as of 2026-02-12');
    expect((await run(argv)).err).toContain('usage/missing-option');
  });
});
