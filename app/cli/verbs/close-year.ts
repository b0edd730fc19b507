import { closeYear } from '../../commands/close-year.ts';
import { parseCents } from '../../../src/money.ts';
import { count, money, text } from '../../reports/columns.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const year = argument(input);
  const { entity } = context.globals;
  return withBook(context, 'write', async (book) => {
    const options = { year, entity, approver: textOption(input, 'approver') };
    const closed = await closeYear(options, book);
    return {
      schema: 'feeworth.close-year/1',
      title: `${year} is closed for ${closed.map((c) => c.entity).join(', ')}`,
      tables: [
        {
          name: 'closed',
          title: 'Moved to 3900 Retained-Earnings, dollars',
          columns: [
            text('entity', 'Entity'),
            count('accounts', 'Accounts'),
            money('income', 'Income'),
            text('event', 'Event'),
          ],
          rows: closed.map((c) => ({
            cells: [c.entity, c.accounts, parseCents(c.income), c.event.slice(0, 8)],
          })),
        },
      ],
      notes: ['Income statements leave these entries out; its months stay closed.'],
      data: { year, closed },
    };
  });
};
