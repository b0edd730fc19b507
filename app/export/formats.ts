import { join } from 'node:path';
import { FeeworthError } from '../../src/error.ts';
import type { EXPORT_FORMATS } from '../../src/events/access.ts';
import type { EventStore } from '../../src/store/port.ts';
import { writeAds } from './ads.ts';
import { beancountText } from './beancount.ts';
import { writeBookkeeping } from './bookkeeping.ts';
import { extractBook, written } from './extract.ts';
import type { Extract } from './extract.ts';
import { journalText } from './journal.ts';
import type { Outlet } from './outlet.ts';
import { writeAuditPackage } from './package.ts';
import { writeRedactedPackage } from './redact.ts';
import type { Grain } from './summaries.ts';
import type { Survey } from './survey.ts';

export type FormatName = (typeof EXPORT_FORMATS)[number];

export interface WriteOptions {
  /** Of journals for bookkeeping software. */
  readonly grain: Grain;
  /** Of surrogates; the redacted package cannot be made without. */
  readonly packageKey: Uint8Array | null;
  /** Ends it before it is whole. */
  readonly signal?: AbortSignal | undefined;
}

/** What a format is made of and how it is written. */
export interface Format {
  /** Text may go to standard output, a file and a folder need a place. */
  readonly shape: 'text' | 'file' | 'folder';
  /** The one file's name inside an export, where it is one. */
  readonly file?: string;
  /** What whoever gets it does with it. */
  readonly use: string;
  /** Whether it is about the whole book only. */
  readonly isWhole?: boolean;
  write(store: EventStore, survey: Survey, outlet: Outlet, options: WriteOptions): Promise<Extract>;
}

/** Every format by the name it is asked for. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  hledger: text('book.journal', journalText, 'hledger -f FILE check -s'),
  ledger: text('book.journal', journalText, 'ledger -f FILE --pedantic bal'),
  beancount: text('book.beancount', beancountText, 'bean-check FILE'),
  ads: {
    shape: 'folder',
    use: 'AICPA Audit Data Standards, General Ledger, July 2015',
    write: (store, survey, outlet, options) =>
      extracted(store, survey, options, (extract) => writeAds(extract, outlet)),
  },
  quickbooks: bookkeeping(
    'quickbooks',
    'QuickBooks Online: Settings, Import data, Journal entries',
  ),
  xero: bookkeeping('xero', 'Xero: Accounting, Manual journals, Import'),
  sqlite: {
    shape: 'file',
    file: 'book.sqlite',
    use: 'sqlite3 FILE "SELECT * FROM balances"',
    async write(store, survey, outlet, { signal }) {
      const path = join(outlet.folder, 'book.sqlite');
      const extract = await extractBook(store, survey, { path, keepsLines: true, signal });
      outlet.adopt('book.sqlite');
      return extract;
    },
  },
  'audit-package': {
    shape: 'folder',
    isWhole: true,
    use: 'begin with README.txt',
    write: writeAuditPackage,
  },
  'redacted-package': {
    shape: 'folder',
    isWhole: true,
    use: 'begin with README.txt',
    write(store, survey, outlet, { packageKey, signal }) {
      if (packageKey === null) throw noPackageKey();
      return writeRedactedPackage(store, survey, { outlet, packageKey, signal });
    },
  },
};

/** The name of a format as it was typed. Throws `export/unknown-format`. */
export function formatNamed(name: string): FormatName {
  if (name in FORMATS) return name as FormatName;
  throw new FeeworthError('export/unknown-format', 'usage', `There is no format "${name}"`, {
    hint: `choose one of ${Object.keys(FORMATS).join(', ')}`,
  });
}

export function noPackageKey(): FeeworthError {
  return new FeeworthError('usage/missing-option', 'usage', '--package-key is missing', {
    hint: 'name a file for the key of the surrogates; it is made when it is not there',
  });
}

function text(file: string, of: (extract: Extract) => Iterable<string>, use: string): Format {
  return {
    shape: 'text',
    file,
    use,
    write: (store, survey, outlet, options) =>
      extracted(store, survey, options, (extract) => outlet.write(file, of(extract))),
  };
}

function bookkeeping(to: 'quickbooks' | 'xero', use: string): Format {
  return {
    shape: 'folder',
    use,
    write: (store, survey, outlet, options) =>
      extracted(store, survey, options, (extract) =>
        writeBookkeeping(extract, outlet, { to, grain: options.grain }),
      ),
  };
}

async function extracted(
  store: EventStore,
  survey: Survey,
  { signal }: WriteOptions,
  write: (extract: Extract) => void,
): Promise<Extract> {
  const extract = await extractBook(store, survey, { signal });
  return written(extract, async () => write(extract));
}
