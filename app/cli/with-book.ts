import { FeeworthError } from '../../src/error.ts';
import type { EventStore } from '../../src/store/port.ts';
import { openBook } from '../book.ts';
import type { Book } from '../book.ts';
import { openBookStore, shownUrl } from '../book-place.ts';
import { bookId } from '../seal/stored-checkpoints.ts';
import type { Context, Globals, Input } from './context.ts';
import { textOption } from './context.ts';

/** Opens the book for a command, hands it over, and closes it whatever happens. */
export async function withBook<T>(
  { globals, io }: Context,
  how: 'read' | 'write' | 'create',
  use: (book: Book) => Promise<T>,
  key?: Uint8Array,
): Promise<T> {
  const book = await openBook(globals.book, {
    clock: { now: () => io.now() },
    actor: how === 'read' ? (globals.actor ?? 'reader') : mustHaveActor(globals.actor),
    readOnly: how === 'read',
    create: how === 'create',
    ...(key === undefined ? {} : { key }),
  });
  try {
    return await use(book);
  } finally {
    await book.close();
  }
}

/** A book as its seals know it: by place and by the id of its first event. */
export interface SealedBook {
  readonly url: string;
  readonly id: string;
}

/** Opens the book's log for reading, for what seals and proofs need of it. */
export async function withSealedBook<T>(
  { book: url }: Globals,
  use: (store: EventStore, book: SealedBook) => Promise<T>,
): Promise<T> {
  const store = await openBookStore(url, { readOnly: true });
  try {
    return await use(store, await sealedId(store, url));
  } finally {
    await store.close();
  }
}

/** The book's id, which its keys sign under; throws `book/empty` before there is one. */
export async function sealedId(store: EventStore, url: string): Promise<SealedBook> {
  const id = await bookId(store);
  if (id !== null) return { url, id };
  throw new FeeworthError('book/empty', 'input', 'The book holds no events yet', {
    place: { file: shownUrl(url) },
    hint: 'open it with "feeworth init FILE", then import',
  });
}

/** Nothing is recorded that nobody did (design.md §3). */
export function mustHaveActor(actor: string | undefined): string {
  if (actor !== undefined) return actor;
  throw new FeeworthError('usage/no-actor', 'usage', 'It is not known who does this', {
    hint: 'say --actor NAME, or set FEEWORTH_ACTOR',
  });
}

/** An option that a command cannot do without. */
export function required(input: Input, name: string, hint: string): string {
  const value = textOption(input, name);
  if (value !== undefined && value !== '') return value;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new FeeworthError('usage/missing-option', 'usage', `--${flag} is missing`, { hint });
}

/** An argument that commander has made sure of. */
export function argument(input: Input): string {
  return input.args[0] ?? '';
}
