import { approveRun } from '../../commands/decide-run.ts';
import { runDecisionReport } from '../../reports/run.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'write', async (book) => {
    const options = { run: argument(input), reason: textOption(input, 'reason') };
    return runDecisionReport(await approveRun(options, book));
  });
