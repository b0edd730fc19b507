import { proveConsistency } from '../../commands/prove.ts';
import { readKept } from '../../seal/checkpoint-file.ts';
import { outOption } from '../output-file.ts';
import type { VerbModule } from '../verb.ts';
import { withSealedBook } from '../with-book.ts';
import { putProof } from './put-proof.ts';

export const run: VerbModule['run'] = (input, context) => {
  const out = outOption(input, context);
  return withSealedBook(context.globals, async (store) => {
    const [older = '', newer = ''] = input.args;
    const proof = await proveConsistency(store, readKept(older), readKept(newer));
    return putProof(proof, out, context);
  });
};
