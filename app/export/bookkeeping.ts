import { ACCOUNTS, accountOf } from '../../src/chart.ts';
import { csvLine, csvText } from './csv-text.ts';
import type { CsvCell } from './csv-text.ts';
import type { Extract } from './extract.ts';
import { accountTitle, amount, entityParts } from './names.ts';
import type { Outlet } from './outlet.ts';
import { batches, journals } from './summaries.ts';
import type { Grain, Journal } from './summaries.ts';

/** A program that takes journals as CSV: how many rows, and how it writes them. */
interface Target {
  readonly name: 'quickbooks' | 'xero';
  /** Rows of one file; a journal is never cut. */
  readonly most: number;
  readonly header: readonly string[];
  rows(journal: Journal): readonly (readonly CsvCell[])[];
}

/**
 * QuickBooks Online (ledger.md §4.4): one company an entity, journal numbers of 21 characters at
 * most, names of accounts instead of numbers, and a name on lines of receivables and payables.
 */
const QUICKBOOKS: Target = {
  name: 'quickbooks',
  most: 1_000,
  header: [
    'Journal No',
    'Journal Date',
    'Account Name',
    'Description',
    'Debits',
    'Credits',
    'Name',
    'Location',
    'Class',
  ],
  rows: ({ number, day, lines }) =>
    lines.map(({ account, cents, words }) => [
      number,
      usDate(day),
      accountTitle(account),
      words.slice(0, 4_000),
      cents > 0 ? amount(cents) : '',
      cents < 0 ? amount(-cents) : '',
      NAMES[account] ?? '',
      '',
      '',
    ]),
};

/** Lines of type A/R want a customer, of type A/P a vendor. */
const NAMES: Readonly<Record<number, string>> = {
  1110: 'All payers',
  1120: 'All patients',
  2010: 'All vendors',
};

/** Xero manual journals (ledger.md §4.5): grouped by narration and date, debits positive. */
const XERO: Target = {
  name: 'xero',
  most: 300,
  header: [
    '*Narration',
    '*Date',
    'Description',
    '*AccountCode',
    '*TaxRate',
    '*Amount',
    'TrackingName1',
    'TrackingOption1',
    'TrackingName2',
    'TrackingOption2',
  ],
  rows: ({ number, day, words: title, lines }) =>
    lines.map(({ account, cents, words }) => [
      `${number} ${title}`,
      usDate(day),
      words.slice(0, 4_000),
      String(account),
      'Tax Exempt (0%)',
      amount(cents),
      '',
      '',
      '',
      '',
    ]),
};

/** The programs' own form in the United States: MM/DD/YYYY. */
const usDate = (day: string): string => `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)}`;

/** Writes journals per entity in as many files as the program wants, and the accounts they need. */
export function writeBookkeeping(
  extract: Extract,
  outlet: Outlet,
  { to, grain }: { readonly to: Target['name']; readonly grain: Grain },
): void {
  const target = to === 'quickbooks' ? QUICKBOOKS : XERO;
  for (const [entity, part] of entityParts(extract)) {
    let n = 0;
    for (const batch of batches(journals(extract, entity, grain), target.most)) {
      n += 1;
      const file = outlet.open(`${to}-${part}-${String(n).padStart(4, '0')}.csv`);
      file.write(csvLine(target.header));
      for (const journal of batch) {
        for (const row of target.rows(journal)) file.write(csvLine(row));
      }
      file.close();
    }
  }
  outlet.write(`${to}-accounts.csv`, csvText(['Number', 'Name', 'Type'], accountRows()));
}

const accountRows = (): CsvCell[][] =>
  ACCOUNTS.map(({ number }) => [
    String(number),
    accountTitle(number),
    accountOf(number)?.type ?? '',
  ]);
