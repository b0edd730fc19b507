import { reconcile } from '../../commands/reconcile.ts';
import { reconcileReport } from '../../reports/reconcile.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'write', async (book) => {
    const options = { entity: context.globals.entity, to: textOption(input, 'to') };
    return reconcileReport(await reconcile(options, book));
  });
