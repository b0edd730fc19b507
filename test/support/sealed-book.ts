import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '../../src/audit/checkpoint.ts';
import { formatVerifierKey, signerKey, type SignerKey } from '../../src/audit/note.ts';
import { openBook, type Book } from '../../app/book.ts';
import { manualClock } from '../../app/clock.ts';
import { initBook } from '../../app/commands/init.ts';
import { publishCheckpoint, rotateKey } from '../../app/commands/publish-checkpoint.ts';
import { eventsNdjson } from '../../app/export/events-ndjson.ts';
import { CRYPTO } from '../../app/seal/signing-key.ts';
import { bookId } from '../../app/seal/stored-checkpoints.ts';
import { BOOK_YAML, csv, KEY, NOW, POS_HEAD, posLine, take } from '../app/support.ts';

/** A closed book with checkpoints, and everything that an auditor would have got of it. */
export interface SealedBook {
  readonly path: string;
  /** Checkpoints of growing size: two by the first key, its rotation, one by the second key. */
  readonly checkpoints: readonly string[];
  readonly sizes: readonly number[];
  /** Public keys as files: the first one, the second one. */
  readonly keys: readonly [first: string, second: string];
  readonly events: string;
}

export const signer = (book: string, n: number): SignerKey =>
  signerKey(CRYPTO, originOf(book), new Uint8Array(32).fill(n));

/** Writes a small sealed book into a folder: `book/b.db`, and beside `book` what was given away. */
export async function sealedBook(folder: string): Promise<SealedBook> {
  mkdirSync(join(folder, 'book'), { recursive: true });
  const path = join(folder, 'book', 'b.db');
  const clock = manualClock(NOW);
  const book = await openBook(path, { clock, actor: 'dana', create: true, key: KEY });
  await initBook({ book: 'book.yaml', text: BOOK_YAML }, book);
  const id = (await bookId(book.store)) ?? '';
  const [first, second] = [signer(id, 1), signer(id, 2)];
  const checkpoints: string[] = [];
  const sizes: number[] = [];
  const keep = (note: string, size: number): void => {
    checkpoints.push(join(folder, `${checkpoints.length + 1}.checkpoint`));
    writeFileSync(checkpoints.at(-1) ?? '', note);
    sizes.push(size);
  };
  const publish = async (key: SignerKey): Promise<void> => {
    const { note, checkpoint } = await publishCheckpoint({ key }, book);
    keep(note, checkpoint.size);
  };
  await sell(book, 'A');
  await publish(first);
  await sell(book, 'B');
  await publish(first);
  const rotated = await rotateKey({ from: first, to: second }, book);
  keep(rotated.note, rotated.checkpoint.size);
  await sell(book, 'C');
  await publish(second);
  await sell(book, 'D');
  const events = join(folder, 'events.ndjson');
  const pages: Uint8Array[] = [];
  for await (const page of eventsNdjson(book.store)) pages.push(page);
  writeFileSync(events, Buffer.concat(pages));
  await book.columns;
  await book.close();
  const keys = [join(folder, 'first.pub'), join(folder, 'second.pub')] as const;
  writeFileSync(keys[0], `# the first key\n${formatVerifierKey(first)}\n`);
  writeFileSync(keys[1], `${formatVerifierKey(second)}\n`);
  return { path, checkpoints, sizes, keys, events };
}

/** A day sheet of a few tickets; their names make it a file of its own. */
async function sell(book: Book, name: string): Promise<void> {
  const rows = Array.from({ length: 5 }, (_, n) =>
    posLine({ Ticket: `${name}${n}`, Amount: `${10 + n}.50` }),
  );
  await take(book, csv(POS_HEAD, ...rows), 'pos');
}
