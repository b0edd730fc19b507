import { existsSync } from 'node:fs';
import { revertImport } from '../../commands/import-revert.ts';
import { readInput, streamOf } from '../../commands/read-file.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const reason = required(input, 'reason', 'say why: --reason "sent twice by the bank"');
  const name = argument(input);
  return withBook(context, 'write', async (book) => {
    const which = existsSync(name) ? streamOf(readInput(name)) : name;
    const { stream, fileName } = await revertImport({ import: which, reason }, book);
    return {
      schema: 'feeworth.import-revert/1',
      title: `${fileName} no longer counts; its events stay in the book`,
      tables: [],
      notes: ['The same file can be imported again.'],
      data: { stream, fileName },
    };
  });
};
