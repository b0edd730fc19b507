import { proposeAdjustment } from '../../commands/adjustment.ts';
import { adjustmentReport } from '../../reports/adjustment.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'write', async (book) =>
    adjustmentReport(await proposeAdjustment({ file: argument(input) }, book)),
  );
