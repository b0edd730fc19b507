import { amendAgreement } from '../../commands/agreement.ts';
import { agreementReport } from '../../reports/agreement.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const from = required(input, 'from', 'the first day the new terms apply: --from 2026-01-01');
  const reason = required(input, 'reason', 'say why: --reason "lower tier"');
  const override = textOption(input, 'override');
  return withBook(context, 'write', async (book) =>
    agreementReport(await amendAgreement({ file: argument(input), from, reason, override }, book)),
  );
};
