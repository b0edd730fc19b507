import { sha256 } from '../src/audit/sha256.node.ts';
import { layoutDigest } from '../src/batch/book-bytes.ts';
import type { ColumnBook } from '../src/batch/column-book.ts';
import { partsToWrite, readSealed, writeSealed } from '../src/sealed-file.node.ts';
import { IS_LITTLE_ENDIAN } from '../src/batch/segment-bytes.ts';
import { bytesOfDays, daysOfBytes, isDays, ledgerDays } from '../projections/ledger-days.ts';
import type { LedgerDays } from '../projections/ledger-days.ts';
import { RULES } from '../projections/postings.generated.ts';

/** Rows from which on summing them up again takes longer than reading the sums. */
export const LARGE = 500_000;

/** Name of the file that keeps the postings of a large book by day. */
export const keptLedgerPath = (book: string): string => `${book}.ledger`;

/** What the sums are bound to: the very events, and how they are read and posted. */
interface Basis {
  readonly root: string;
  readonly layout: string;
  readonly rules: string;
}

/**
 * The postings of a large book by day, from the file beside it when that is of this very log and
 * of these rules, else summed up and kept. Undefined for a book that is folded faster than that.
 */
export function keptLedger(
  columns: ColumnBook,
  root: string,
  book: string | undefined,
  large: number = LARGE,
): LedgerDays | undefined {
  const rows = columns.segments.reduce((sum, segment) => sum + segment.rows, 0);
  if (rows < large) return undefined;
  const path = book === undefined || !IS_LITTLE_ENDIAN ? undefined : keptLedgerPath(book);
  const basis: Basis = { root, layout: layoutDigest(sha256), rules: RULES };
  const kept = path === undefined ? undefined : read(path, basis);
  if (kept !== undefined) return kept;
  const days = ledgerDays(columns);
  if (path !== undefined && days !== undefined) {
    const bytes = bytesOfDays(days);
    writeSealed(path, sha256, basis, partsToWrite([bytes]));
  }
  return days;
}

function read(path: string, basis: Basis): LedgerDays | undefined {
  const sealed = readSealed(path, sha256);
  const { root, layout, rules } = (sealed?.index ?? {}) as Partial<Basis>;
  const [bytes] = sealed?.parts ?? [];
  const isOurs = root === basis.root && layout === basis.layout && rules === basis.rules;
  return isOurs && bytes !== undefined && isDays(bytes) ? daysOfBytes(bytes) : undefined;
}
