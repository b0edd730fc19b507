import { lockRun } from '../../commands/decide-run.ts';
import { runDecisionReport } from '../../reports/run.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const reason = required(input, 'reason', 'say why: --reason "board paper of May"');
  const supersedes = textOption(input, 'supersedes');
  return withBook(context, 'write', async (book) =>
    runDecisionReport(await lockRun({ run: argument(input), reason, supersedes }, book)),
  );
};
