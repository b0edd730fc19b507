import { FeeworthError } from '../../../src/error.ts';
import { proveInclusion } from '../../commands/prove.ts';
import { readKept } from '../../seal/checkpoint-file.ts';
import { outOption } from '../output-file.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withSealedBook } from '../with-book.ts';
import { putProof } from './put-proof.ts';

export const run: VerbModule['run'] = (input, context) => {
  const out = outOption(input, context);
  return withSealedBook(context.globals, async (store) => {
    const text = argument(input).replace(/^#/, '');
    if (!/^\d{1,15}$/.test(text)) {
      throw new FeeworthError('usage/bad-value', 'usage', 'An event is named by its sequence', {
        hint: 'write its number in the book, e.g. 1204',
      });
    }
    const path = required(input, 'checkpoint', 'the file of the checkpoint it leads to');
    return putProof(await proveInclusion(store, Number(text), readKept(path)), out, context);
  });
};
