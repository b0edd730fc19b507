import { expect, test } from 'vitest';
import { terminateAgreement } from '../../../app/commands/terminate-agreement.ts';
import { openView } from '../../../app/cli/view.ts';
import { endingNotes } from '../../../app/reports/ending-agreements.ts';
import { smallBook } from '../small-book.ts';

test('an agreement that ends behind the book is said to, on the day that was recorded last', async () => {
  const { book, url } = await smallBook();
  const notes = async (asOf: string): Promise<readonly string[]> => {
    const view = await openView({ book: url, json: false, csv: false, asOf });
    const found = endingNotes(view, 36);
    await view.close();
    return found;
  };
  expect(await notes('2026-03-03')).toEqual([]);
  for (const lastDay of ['2026-09-30', '2026-06-30'])
    await terminateAgreement({ agreement: 'msa', lastDay, reason: 'notice' }, book);
  await book.close();
  // Said on the third: it is known of the months ahead of any earlier day too.
  for (const day of ['2026-02-28', '2026-03-03'])
    expect(await notes(day)).toEqual([
      'msa ends on 2026-06-30: staying is computed as if its terms went on behind it.',
    ]);
  expect(await notes('2026-06-30')).toEqual([]);
});
