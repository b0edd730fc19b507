import { publishCheckpoint } from '../../commands/publish-checkpoint.ts';
import { checkpointReport } from '../../reports/checkpoint.ts';
import { writeCheckpoint } from '../../seal/checkpoint-file.ts';
import { readSigningKey } from '../../seal/signing-key.ts';
import { outOption } from '../output-file.ts';
import type { VerbModule } from '../verb.ts';
import { required, sealedId, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const named = outOption(input, context);
  return withBook(context, 'write', async (book) => {
    const { book: url } = context.globals;
    const path = required(input, 'key', 'make one: feeworth key new FILE');
    const key = readSigningKey(path, await sealedId(book.store, url));
    const made = await publishCheckpoint({ key }, book);
    const out = writeCheckpoint(named, url, made);
    return checkpointReport(made, out);
  });
};
