import { keyPath } from '../../book-key.ts';
import { shownUrl } from '../../book-place.ts';
import { filePath } from '../../file-path.ts';
import { readKey } from '../../book-key.ts';
import { checkBookFile, initBook } from '../../commands/init.ts';
import { counted } from '../../reports/words.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const path = textOption(input, 'key');
  checkBookFile(argument(input));
  return withBook(
    context,
    'create',
    async (book) => {
      const made = await initBook({ book: argument(input) }, book);
      const parts = [
        counted(made.entities, 'entity', 'entities'),
        counted(made.sites, 'site'),
        counted(made.payers, 'payer'),
      ].join(', ');
      const { book: url } = context.globals;
      return {
        schema: 'feeworth.init/1',
        title:
          made.status === 'opened'
            ? `${made.name} is open: ${parts}`
            : `${made.name} was open already: nothing was recorded`,
        tables: [],
        notes: [
          `The book is ${shownUrl(url)}; its key ${keyWords(url)}. Keep both: without the key no file can be joined to what is recorded.`,
          'Next: feeworth import FILE…',
        ],
        data: { ...made, book: shownUrl(url) },
      };
    },
    path === undefined ? undefined : readKey(path),
  );
};

/** Who imports from another machine needs to know which file to carry there. */
const keyWords = (url: string): string =>
  filePath(url) === null ? `is ${keyPath(url) ?? 'nowhere'}` : 'lies beside it';
