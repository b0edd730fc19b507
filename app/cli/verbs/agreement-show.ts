import { showAgreements } from '../../commands/agreement.ts';
import { agreementsReport } from '../../reports/agreement.ts';
import type { VerbModule } from '../verb.ts';
import { withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'read', async (book) => {
    const options = { agreement: input.args[0], asOf: context.globals.asOf };
    return agreementsReport(await showAgreements(options, book));
  });
