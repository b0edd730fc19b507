import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/audit/canonical.ts';
import type { Json } from '../../src/event.ts';
import { indexOfBook } from '../../src/batch/book-bytes.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { NAMESPACES } from '../../src/batch/dictionary.ts';
import { partOfRows, PARTS_OF_ROWS } from '../../src/batch/segment-bytes.ts';

/** Everything a book of columns holds, in one line: equal books have equal ones. */
export function fingerprint(book: ColumnBook): string {
  const hash = createHash('sha256');
  hash.update(canonicalJson(indexOfBook(book) as unknown as Json));
  for (const space of NAMESPACES) hash.update(JSON.stringify(book.names.names(space)));
  for (const batch of book.batches())
    for (let n = 0; n < PARTS_OF_ROWS; n++) {
      const part = partOfRows(batch, n);
      hash.update(`${part.length}:`).update(part);
    }
  return hash.digest('hex');
}
