import { runs } from '../../indexes/runs.ts';
import { runListReport } from '../../reports/run.ts';
import type { VerbModule } from '../verb.ts';
import { withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (_input, context) =>
  withBook(context, 'read', async (book) => runListReport(await book.follow(runs)));
