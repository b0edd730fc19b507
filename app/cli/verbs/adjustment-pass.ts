import { passAdjustment } from '../../commands/adjustment.ts';
import { adjustmentReport } from '../../reports/adjustment.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const reason = required(input, 'reason', 'say why: --reason "below what matters"');
  const { entity } = context.globals;
  const named = { adjustment: argument(input), entity, approver: textOption(input, 'approver') };
  return withBook(context, 'write', async (book) =>
    adjustmentReport(await passAdjustment({ ...named, reason }, book)),
  );
};
