import type { SignerKey } from '../../../src/audit/note.ts';
import type { Book } from '../../book.ts';
import { closePeriod } from '../../commands/close.ts';
import { publishCheckpoint } from '../../commands/publish-checkpoint.ts';
import { closeReport } from '../../reports/close.ts';
import { counted } from '../../reports/words.ts';
import { writeCheckpoint } from '../../seal/checkpoint-file.ts';
import { readSigningKey } from '../../seal/signing-key.ts';
import { textOption } from '../context.ts';
import { outOption } from '../output-file.ts';
import type { VerbModule } from '../verb.ts';
import { argument, sealedId, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const out = outOption(input, context);
  return withBook(context, 'write', async (book) => {
    const path = textOption(input, 'key');
    const { book: url } = context.globals;
    // A key that is none is refused before anything is closed.
    const key = path === undefined ? null : readSigningKey(path, await sealedId(book.store, url));
    const closed = closeReport(
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
    );
    if (key === null) return closed;
    return { ...closed, notes: [...closed.notes, await seal(key, argument(input), out, book)] };
  });
};

async function seal(
  key: SignerKey,
  period: string,
  named: string | undefined,
  book: Book,
): Promise<string> {
  const made = await publishCheckpoint({ key, period }, book);
  const out = writeCheckpoint(named, book.url, made);
  const { size } = made.checkpoint;
  return `Checkpoint of ${counted(size, 'event')} written to ${out}: give it to who keeps it.`;
}
