import { shownUrl } from '../../book-place.ts';
import { formatVerifierKey } from '../../../src/audit/note.ts';
import { createSigningKey, publicKeyPath } from '../../seal/signing-key.ts';
import type { VerbModule } from '../verb.ts';
import { argument, withSealedBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, { globals }) =>
  withSealedBook(globals, async (_store, book) => {
    const path = argument(input);
    const key = createSigningKey(path, book);
    const line = formatVerifierKey(key);
    return {
      schema: 'feeworth.key/1',
      title: `Key ${key.id} signs checkpoints of ${shownUrl(globals.book)}`,
      tables: [],
      notes: [
        line,
        `Give ${publicKeyPath(path)} to whoever verifies the book, over another way than the book.`,
        `Keep ${path} where nobody who writes the book can read it; it cannot be made again.`,
      ],
      data: { id: key.id, name: key.name, publicKey: line, file: publicKeyPath(path) },
    };
  });
