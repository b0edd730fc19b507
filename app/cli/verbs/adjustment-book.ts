import { bookAdjustment } from '../../commands/adjustment.ts';
import { adjustmentReport } from '../../reports/adjustment.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const approver = required(input, 'approver', 'name who approved it: --approver WHO');
  const { entity } = context.globals;
  return withBook(context, 'write', async (book) =>
    adjustmentReport(await bookAdjustment({ adjustment: argument(input), entity, approver }, book)),
  );
};
