import { listSuspense } from '../../commands/suspense.ts';
import { suspenseReport } from '../../reports/suspense.ts';
import type { VerbModule } from '../verb.ts';
import { withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (_input, context) =>
  withBook(context, 'read', async (book) => {
    const { entity, asOf } = context.globals;
    return suspenseReport(await listSuspense({ entity, asOf }, book));
  });
