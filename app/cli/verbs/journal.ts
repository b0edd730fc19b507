import { planJournal, recordJournal } from '../../commands/journal.ts';
import { journalReport } from '../../reports/journal.ts';
import { flagOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const options = { file: argument(input) };
  const isCommit = flagOption(input, 'commit');
  return withBook(context, isCommit ? 'write' : 'read', async (book) => {
    const plan = await (isCommit ? recordJournal : planJournal)(options, book);
    if (plan.isRecorded) return journalReport(plan, 'already-recorded');
    return journalReport(plan, isCommit ? 'recorded' : 'preview');
  });
};
