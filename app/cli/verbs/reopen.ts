import { reopenPeriod } from '../../commands/close.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const reason = required(input, 'reason', 'say why: --reason "bill of March came"');
  const approver = required(input, 'approver', 'name who approved it: --approver WHO');
  const period = argument(input);
  const { entity } = context.globals;
  return withBook(context, 'write', async (book) => {
    const reopened = await reopenPeriod({ period, entity, reason, approver }, book);
    return {
      schema: 'feeworth.reopen/1',
      title: `${period} is open again for ${reopened.map((r) => r.entity).join(', ')}`,
      tables: [],
      notes: reopened.map((r) => `${r.entity} is closed up to ${r.lastClosed}.`),
      data: { period, reopened },
    };
  });
};
