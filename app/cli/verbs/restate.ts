import { restate } from '../../commands/restate.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) =>
  withBook(context, 'write', async (book) => {
    const done = await restate({ file: argument(input) }, book);
    return {
      schema: 'feeworth.restate/1',
      title: `${done.periods.join(', ')} of ${done.entity} is restated, posted on ${done.effectiveOn}`,
      tables: [],
      notes: [
        done.isRecorded
          ? `It was recorded before as event ${done.event}; nothing was added.`
          : `Recorded as event ${done.event}; see feeworth report adjustments.`,
      ],
      data: { ...done },
    };
  });
