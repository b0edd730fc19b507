import { runs } from '../../indexes/runs.ts';
import { runReport } from '../../reports/run.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'read', async (book) =>
    runReport((await book.follow(runs)).named(argument(input))),
  );
