import { join } from 'node:path';
import { signAgreement } from '../../app/commands/agreement.ts';
import { closePeriod } from '../../app/commands/close.ts';
import type { TestBook } from './support.ts';
import { AGREEMENT_YAML, csv, folder, POS_HEAD, posLine, take, testBook } from './support.ts';

const BILLS_HEAD = 'Number,Vendor,Date,Category,Amount';
export const bills = (...rows: readonly string[]): string => csv(BILLS_HEAD, ...rows);

/** A book in a file: a fee, two months of sales and bills, the first of them closed. */
export async function smallBook(at = folder()): Promise<TestBook & { readonly url: string }> {
  const url = join(at, 'small.db');
  const made = await testBook(url);
  const { book, clock } = made;
  await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
  const january = csv(
    POS_HEAD,
    posLine({ Amount: '1000.00', Tax: '8.00' }),
    posLine({ Ticket: 'T2', Line: 'package-sale', Amount: '600.00', Card: 'PK1', Sessions: '6' }),
    posLine({ Ticket: 'T3', Line: 'membership', Amount: '129.00', Card: 'M1', Date: '2026-01-01' }),
  );
  await take(book, january, 'pos');
  await take(book, bills('B1,ACME,2026-01-12,advertising,80.00'), 'bills');
  clock.set('2026-03-03T09:00:00.000Z');
  await closePeriod({ period: '2026-01' }, book);
  const february = csv(POS_HEAD, posLine({ Date: '2026-02-10', Ticket: 'T5', Amount: '700.00' }));
  await take(book, february, 'pos');
  await take(book, bills('B2,ACME,2026-02-12,advertising,45.00'), 'bills');
  return { ...made, url };
}
