import { extractBook } from '../../../app/export/extract.ts';
import type { Extract } from '../../../app/export/extract.ts';
import { surveyBook } from '../../../app/export/survey.ts';
import type { ExportScope } from '../../../app/export/survey.ts';
import type { EventStore } from '../../../src/store/port.ts';

/** An extract of a store for a test, closed after use. */
export async function withExtract<T>(
  store: EventStore,
  scope: ExportScope,
  use: (extract: Extract) => T | Promise<T>,
): Promise<T> {
  const extract = await extractBook(store, await surveyBook(store, scope));
  try {
    return await use(extract);
  } finally {
    extract.close();
  }
}

export const joined = (text: Iterable<string>): string => [...text].join('');

/** Closing balances of an extract by "entity account", in cents. */
export function balancesOf(extract: Extract): Map<string, number> {
  const rows = extract.rows<{ entity: string; account: number; cents: number }>(
    'SELECT entity, account, sum(amount_cents) AS cents FROM postings GROUP BY 1, 2 ORDER BY 1, 2',
  );
  return new Map([...rows].map((row) => [`${row.entity} ${row.account}`, row.cents]));
}
