import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/open.ts';
import { exampleBook } from './example-book.ts';
import { run } from './run.ts';

let book = '';
const folder = mkdtempSync(join(tmpdir(), 'feeworth-export-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  book = await exampleBook('2024-11');
});

const LATER = '2024-12-31T09:00:00.000Z';
const feeworth = (...argv: string[]) => run([...argv, '--book', book], { cwd: folder, now: LATER });

async function exportsMade(): Promise<Record<string, unknown>[]> {
  const store = await openStore(book, { readOnly: true });
  const found: Record<string, unknown>[] = [];
  for await (const { data, meta } of store.readAll({ filter: { types: ['ExportMade'] } }))
    found.push({ ...(data as Record<string, unknown>), actor: meta.actor });
  await store.close();
  return found;
}

describe('feeworth export', () => {
  it('prints a journal, records who took what, and prints the same of the same cut', async () => {
    const before = await feeworth('report', 'cash-flow', '--csv');
    const first = await feeworth('export', 'ledger', '--for', 'Smith & Co');
    expect(first).toMatchObject({ code: 0, err: 'Recorded in the access log of the book\n' });
    const [made] = await exportsMade();
    expect(made).toMatchObject({ actor: 'tester', format: 'ledger', recipient: 'Smith & Co' });
    const known = String(made?.['known']);
    expect(first.out).toContain(`; ${known} events, root ${String(made?.['root'])}`);
    const again = await feeworth('export', 'ledger', '--known-at', known);
    expect(again.out).toBe(first.out);
    // What is said of the book is no fact of the business: reports are as they were.
    expect((await feeworth('report', 'cash-flow', '--csv')).out).toBe(before.out);
    expect((await feeworth('verify')).code).toBe(0);
  });

  it('writes a package to a place of its own, with a report that programs read', async () => {
    const { code, out } = await feeworth('export', 'audit-package', '--out', 'audit', '--json');
    expect(code).toBe(0);
    const { data } = JSON.parse(out) as { data: { isLogged: boolean; digest: string } };
    expect(data.isLogged).toBe(true);
    expect((await exportsMade()).at(-1)?.['digest']).toBe(data.digest);
    expect(readFileSync(join(folder, 'audit', 'Access_Log.csv'), 'utf8')).toContain('Smith & Co');
    expect(readdirSync(folder)).toEqual(['audit']);
  });

  it('lists a file by the name it was given', async () => {
    const { out } = await feeworth('export', 'hledger', '--out', 'b.journal', '--json');
    const { tables } = (JSON.parse(out) as { data: { tables: { rows: { name?: string }[] }[] } })
      .data;
    expect(tables.flatMap(({ rows }) => rows.flatMap(({ name }) => name ?? []))).toEqual([
      'b.journal',
    ]);
    expect(existsSync(join(folder, 'b.journal'))).toBe(true);
  });

  it('makes a package without names, its key beside it', async () => {
    const argv = [
      'export',
      'redacted-package',
      '--out',
      'redacted',
      '--package-key',
      'package.key',
    ];
    expect((await feeworth(...argv)).code).toBe(0);
    expect(existsSync(join(folder, 'package.key'))).toBe(true);
    expect(readdirSync(join(folder, 'redacted'))).toContain('events.redacted.ndjson');
  });

  it('keeps to one entity where it is asked to', async () => {
    const { out } = await feeworth('export', 'beancount', '--entity', 'az-practice');
    expect(out).toContain('Assets:Az-practice:1010-Cash-Operating');
    expect(out).not.toContain(':Tx-practice:');
  });

  it.each([
    ['an unknown format', ['export', 'pdf'], 'export/unknown-format'],
    ['a folder without a place', ['export', 'ads'], 'usage/missing-option'],
    ['a report without a place', ['export', 'ledger', '--json'], 'usage/missing-option'],
    [
      'a package without its key',
      ['export', 'redacted-package', '--out', 'r'],
      'usage/missing-option',
    ],
    ['a grain nobody knows', ['export', 'xero', '--out', 'x', '--by', 'week'], 'usage/bad-value'],
    [
      'two scopes',
      ['report', 'ledger', '--consolidated', '--entity', 'tx-practice'],
      'usage/two-scopes',
    ],
  ])('refuses %s and leaves nothing behind', async (_what, argv, error) => {
    const before = (await exportsMade()).length;
    const { code, err } = await feeworth(...argv);
    expect(err).toContain(error);
    expect(code).toBe(2);
    expect((await exportsMade()).length).toBe(before);
  });

  it('lets nothing leave that nobody took', async () => {
    const argv = ['export', 'ads', '--out', 'ads', '--book', book];
    const { code, err } = await run(argv, { cwd: folder, env: { FEEWORTH_ACTOR: '' } });
    expect(err).toContain('usage/no-actor');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'ads'))).toBe(false);
  });

  it('shows the group as one', async () => {
    const { code, out } = await feeworth('report', 'ledger', '--consolidated');
    expect(code).toBe(0);
    expect(out).toContain('Eliminations');
    expect(out).toMatch(/^Total .* 0\.00 +0\.00$/m);
  });
});
