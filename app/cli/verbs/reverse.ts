import { reverseEvent } from '../../commands/reverse.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const reason = required(input, 'reason', 'say why: --reason "entered twice"');
  const approver = textOption(input, 'approver');
  return withBook(context, 'write', async (book) => {
    const done = await reverseEvent({ event: argument(input), reason, approver }, book);
    return {
      schema: 'feeworth.reverse/1',
      title: `${done.type} ${done.reversed.slice(0, 8)} is reversed as of ${done.effectiveOn}`,
      tables: [],
      notes: [`The reversal is event ${done.event}; both stay in the book.`],
      data: { ...done },
    };
  });
};
