import { terminateAgreement } from '../../commands/terminate-agreement.ts';
import { terminationReport } from '../../reports/agreement.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const lastDay = required(input, 'lastDay', 'its last day of service: --last-day 2026-12-31');
  const reason = required(input, 'reason', 'say why: --reason "notice of June"');
  return withBook(context, 'write', async (book) =>
    terminationReport(
      await terminateAgreement({ agreement: argument(input), lastDay, reason }, book),
    ),
  );
};
