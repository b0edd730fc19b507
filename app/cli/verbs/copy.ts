import { existsSync } from 'node:fs';
import { FeeworthError } from '../../../src/error.ts';
import { keyPath } from '../../book-key.ts';
import { isSameBook, openBookStore, shownUrl } from '../../book-place.ts';
import { copyBook } from '../../commands/copy-book.ts';
import { progressOf } from '../progress.ts';
import { stoppable } from '../stoppable.ts';
import type { Meaning } from '../stoppable.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const [source = '', target = ''] = input.args;
  // A book is always like itself: that would pass for a copy where there is none.
  if (isSameBook(source, target)) throw sameBook(target);
  const { tree, before } = await stoppable(context, stoppedCopy, async (signal) => {
    const from = await openBookStore(source, { readOnly: true });
    try {
      const to = await openBookStore(target, { create: true });
      try {
        return await copyBook(from, to, progressOf('Copying', context), signal);
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
  });
  const added = tree.size - before;
  return {
    schema: 'feeworth.copy/1',
    title: `${shownUrl(target)} holds the ${tree.size} events of ${shownUrl(source)}, in the same order`,
    tables: [],
    notes: [
      `Root ${tree.root} on both sides; ${added} events were written, ${before} were there.`,
      ...keyNote(source, target),
    ],
    data: { size: tree.size, root: tree.root, added },
  };
};

const stoppedCopy = (): Meaning => [
  'what was copied stays, and is a beginning of the book',
  'the same command goes on from there',
];

function sameBook(target: string): FeeworthError {
  return new FeeworthError('copy/same-book', 'usage', 'The target is the book itself', {
    place: { file: shownUrl(target) },
    hint: 'name another place for the copy; nothing was written',
  });
}

/** The key of the ids is no event and goes nowhere by itself. */
function keyNote(source: string, target: string): string[] {
  const [own, other] = [keyPath(source), keyPath(target)];
  if (own === null || !existsSync(own)) return [];
  if (other !== null && existsSync(other)) return [];
  const where = other === null ? 'beside whoever imports' : `to ${other}`;
  return [
    `The key of its ids was not copied: without ${own} nothing can be imported. Copy it ${where}.`,
  ];
}
