import { rotateKey } from '../../commands/publish-checkpoint.ts';
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
    const about = await sealedId(book.store, url);
    const from = readSigningKey(required(input, 'key', 'the key that signs until now'), about);
    const to = readSigningKey(required(input, 'to', 'the key that signs from now on'), about);
    const made = await rotateKey({ from, to }, book);
    const out = writeCheckpoint(named, url, made);
    return checkpointReport(made, out, `Key ${to.id} signs from here on instead of ${from.id}`);
  });
};
