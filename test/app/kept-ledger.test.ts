import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { partsToWrite, readSealed, writeSealed } from '../../src/sealed-file.node.ts';
import { keptLedger, keptLedgerPath, LARGE } from '../../app/kept-ledger.ts';
import { ledgerDays } from '../../projections/ledger-days.ts';
import { arbitraryBook, columnsOf } from '../support/arbitrary-events.ts';
import { withFolder } from '../support/book-stores.ts';

const EVENTS = fc.sample(arbitraryBook({ steps: 60 }), { numRuns: 20, seed: 3 });
const COLUMNS = columnsOf(
  EVENTS.reduce((longest, book) => (book.length > longest.length ? book : longest)),
);
const TRUTH = ledgerDays(COLUMNS);

const inFolder = (work: (book: string) => void): Promise<void> =>
  withFolder((folder) => Promise.resolve(work(join(folder, 'book.db'))));

test('the sums are kept beside a large book, and nothing beside a small one', () =>
  inFolder((book) => {
    expect(keptLedger(COLUMNS, 'r', book, LARGE)).toBeUndefined();
    expect(existsSync(keptLedgerPath(book))).toBe(false);
    expect(keptLedger(COLUMNS, 'r', book, 1)).toEqual(TRUTH);
    expect(TRUTH?.days.length).toBeGreaterThan(10);
    const written = readFileSync(keptLedgerPath(book));
    expect(keptLedger(COLUMNS, 'r', book, 1)).toEqual(TRUTH);
    expect(readFileSync(keptLedgerPath(book))).toEqual(written);
  }));

test('what is kept of another log or other rules is not believed', () =>
  inFolder((book) => {
    const path = keptLedgerPath(book);
    keptLedger(COLUMNS, 'r', book, 1);
    const index = readSealed(path, sha256)?.index as Record<string, string>;
    const bytes = new Uint8Array(32);
    for (const name of ['root', 'layout', 'rules']) {
      const other = { ...index, [name]: 'other' };
      writeSealed(path, sha256, other, partsToWrite([bytes]));
      expect(keptLedger(COLUMNS, 'r', book, 1)).toEqual(TRUTH);
      expect(readSealed(path, sha256)?.index).toEqual(index);
    }
    // These are believed: the digest is right.
    writeSealed(path, sha256, index, partsToWrite([bytes]));
    expect(keptLedger(COLUMNS, 'r', book, 1)?.days).toHaveLength(1);
  }));

test('damaged sums are made anew; where nothing can be written they still come', () =>
  inFolder((book) => {
    const path = keptLedgerPath(book);
    keptLedger(COLUMNS, 'r', book, 1);
    const bytes = readFileSync(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    expect(keptLedger(COLUMNS, 'r', book, 1)).toEqual(TRUTH);
    expect(keptLedger(COLUMNS, 'r', join(book, 'nowhere', 'book.db'), 1)).toEqual(TRUTH);
    expect(keptLedger(COLUMNS, 'r', undefined, 1)).toEqual(TRUTH);
  }));
