import { signAgreement } from '../../commands/agreement.ts';
import { agreementReport } from '../../reports/agreement.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'write', async (book) => {
    const override = textOption(input, 'override');
    return agreementReport(await signAgreement({ file: argument(input), override }, book));
  });
