import { importListReport } from '../../reports/import-list.ts';
import type { VerbModule } from '../verb.ts';
import { withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (_input, context) =>
  withBook(context, 'read', async (book) => {
    const { entity } = context.globals;
    return importListReport(await book.imports, entity);
  });
