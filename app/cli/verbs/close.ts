import { closePeriod } from '../../commands/close.ts';
import { closeReport } from '../../reports/close.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'write', async (book) =>
    closeReport(
      await closePeriod(
        {
          period: argument(input),
          entity: context.globals.entity,
          approver: textOption(input, 'approver'),
          limit: textOption(input, 'limit'),
          ...(input.options['block'] === true ? { beyondLimit: 'block' as const } : {}),
        },
        book,
      ),
    ),
  );
