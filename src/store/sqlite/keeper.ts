import type { DatabaseSync } from 'node:sqlite';
import { toHex, type TreeHashes } from '../../audit/merkle.ts';
import { isFeeworthError } from '../../error.ts';
import type { FeeworthError } from '../../error.ts';
import { corrupt, readOnly } from '../errors.ts';
import type { Keeper } from '../log-store.ts';
import { STORE_ERRORS, type TreeHead, type VerifyReport } from '../port.ts';
import type { WarmTree } from '../tree.ts';
import { Findings } from '../verify.ts';
import { diskFull, isBusy, translate } from './failure.ts';
import type { LineReading, Scanner } from '../log.ts';
import type { Access } from './connect.ts';
import type { SqliteLog } from './log.ts';
import { readNote, writeNote, type HeadNote } from './note.ts';
import { linesHere, linesWithThread } from './line-reading.ts';
import { endReadingAhead } from './reading-thread.ts';
import { scannerHere, scannerThreads } from './scanner.ts';
import { schemaProblems } from './schema.ts';
import { breakSeal, hotWalWords, readSeal, verifyFileSeal, writeSeal } from './seal.ts';
import { hasWal } from './wal.ts';

export interface KeptBook {
  readonly path: string;
  readonly db: DatabaseSync;
  readonly log: SqliteLog;
  readonly hashes: TreeHashes;
  readonly isReadOnly: boolean;
  readonly access: Access;
  /** Bytes of write-ahead log that lay there when the book was opened. */
  readonly hotWalBytes: number;
}

/** From so many events on threads are worth starting. */
const FOR_THREADS = 100_000;
const FOR_ONE_THREAD = 20_000;

/** What lies beside a SQLite book, and closing it: head note, file seal, write-ahead log. */
export class SqliteKeeper implements Keeper {
  readonly #book: KeptBook;
  readonly #note: HeadNote | null | 'damaged';
  /** Why the note does not belong to this book as it is; null when it does. */
  readonly #noteProblem: { readonly sequence: number | null; readonly words: string } | null;
  #hasWritten = false;
  /** Kept from one verification to the next. */
  #threads: ReturnType<typeof scannerThreads> | undefined;
  #readersEnded: Promise<unknown> = Promise.resolve();

  constructor(book: KeptBook) {
    this.#book = book;
    this.#note = readNote(book.path, book.hashes);
    this.#noteProblem = this.#checkNote();
  }

  /** The note when it fits this book: the tree starts from its frontier. */
  goodNote(): HeadNote | null {
    return this.#noteProblem !== null || this.#note === 'damaged' ? null : this.#note;
  }

  async doubt(tree: WarmTree): Promise<FeeworthError | null> {
    if (this.#noteProblem !== null)
      return corrupt(this.#noteProblem.words, this.#noteProblem.sequence);
    if (this.#note !== null) return null;
    // Without a note the seal tells, whose events nobody has added to.
    const seal = readSeal(this.#book.path);
    if (seal === null) return null;
    if (seal === 'damaged')
      return corrupt('The head note is gone and the file seal damaged.', null);
    const size = tree.size();
    if (size < seal.head.size)
      return corrupt(`The book has ${size} events; its seal tells of ${seal.head.size}.`, size);
    const { root } = await tree.head(seal.head.size);
    return root === seal.head.root
      ? null
      : corrupt('The events are not those that the file seal tells of.', null);
  }

  beforeAppend(): void {
    const { path, isReadOnly } = this.#book;
    if (isReadOnly) throw readOnly('This book was opened for reading only.');
    // Going on would replace the note, and with it the only trace of what is missing.
    if (this.#noteProblem !== null)
      throw corrupt(this.#noteProblem.words, this.#noteProblem.sequence);
    // Once is enough: while this connection is open nobody else is the last, who seals.
    if (this.#hasWritten) return;
    if (this.#note === null) this.#compareSeal();
    breakSeal(path);
    this.#hasWritten = true;
  }

  /** The only trace of what was closed, where there is no note: it must not be thrown away unread. */
  #compareSeal(): void {
    const { path, hotWalBytes } = this.#book;
    if (readSeal(path) === null) return;
    const [problem] = verifyFileSeal(path, hotWalBytes).problems;
    if (problem !== undefined) throw corrupt(problem.words, problem.sequence);
  }

  isBusy(error: unknown): boolean {
    return isBusy(error);
  }

  noted(): TreeHead | null {
    return this.#note === null || this.#note === 'damaged' ? null : this.#note.head;
  }

  verifyKind(findings: Findings): readonly string[] {
    const { db, hotWalBytes } = this.#book;
    for (const words of schemaProblems(db)) findings.add(null, words);
    // Shorter than its note: the content check names the place where the book ends.
    if (this.#noteProblem !== null && this.#noteProblem.sequence === null)
      findings.add(null, this.#noteProblem.words);
    const covered = this.noted()?.size ?? 0;
    const isUncovered = hotWalBytes > 0 && covered < this.#size();
    return [
      ...(hotWalBytes > 0 ? [hotWalWords(hotWalBytes)] : []),
      ...(isUncovered ? [uncoveredWords(covered)] : []),
      ...(this.#note === null ? ['There was no head note beside the book to compare with.'] : []),
    ];
  }

  scanner(events: number): Scanner {
    const { db, path, access } = this.#book;
    const known = this.#threads?.hasFailed === false ? this.#threads : undefined;
    if (known !== undefined) return known;
    if (events < FOR_THREADS) return scannerHere(db);
    this.#threads = scannerThreads(path, access);
    return this.#threads;
  }

  lineReading(events: number): LineReading {
    const { db, path, access } = this.#book;
    if (events < FOR_ONE_THREAD) return linesHere(db);
    return linesWithThread(db, { path, access }, (ended) => {
      this.#readersEnded = Promise.all([this.#readersEnded, ended]);
    });
  }

  #size(): number {
    return (this.#book.log.head()?.sequence ?? -1) + 1;
  }

  async verifyFile(): Promise<VerifyReport> {
    return verifyFileSeal(this.#book.path, this.#book.hotWalBytes);
  }

  /** Writes down how far the book has come; what happens to the file afterwards can be told. */
  async note(tree: WarmTree): Promise<void> {
    this.beforeAppend();
    await this.#writeNote(tree);
  }

  async close(tree: WarmTree): Promise<void> {
    const { db, path, isReadOnly } = this.#book;
    // They have the book open too: only the last connection empties the write-ahead log.
    await this.#threads?.close();
    await this.#readersEnded;
    await endReadingAhead(path);
    try {
      // A book that is not what was closed keeps what says so.
      const mustSettle = !isReadOnly && this.#isStale() && (await this.doubt(tree)) === null;
      const head = mustSettle ? await this.#settle(tree) : null;
      db.close();
      // SQLite removes the log when the last connection closes; then the file alone is the book.
      if (head === null || hasWal(path)) return;
      writeSeal(path, head);
      // Somebody came in meanwhile and may have written: the seal is theirs to make.
      if (hasWal(path)) breakSeal(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
        throw diskFull(error);
      const translated = translate(error);
      // A damaged book is closed without note and seal; reads and verify have told, or will.
      if (!isFeeworthError(translated) || translated.code !== STORE_ERRORS.corrupt)
        throw translated;
    } finally {
      if (db.isOpen) db.close();
    }
  }

  // Another process may have closed meanwhile, so the files are read again.
  #isStale(): boolean {
    const { path, hashes, log } = this.#book;
    const size = (log.head()?.sequence ?? -1) + 1;
    const note = readNote(path, hashes);
    const seal = readSeal(path);
    const isNoted = note !== null && note !== 'damaged' && note.head.size === size;
    const isSealed = seal !== null && seal !== 'damaged' && seal.head.size === size;
    return !isNoted || !isSealed;
  }

  async #settle(tree: WarmTree): Promise<TreeHead | null> {
    this.#book.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return this.#writeNote(tree);
  }

  async #writeNote(tree: WarmTree): Promise<TreeHead | null> {
    const { db, path } = this.#book;
    const size = tree.size();
    const frontier = await tree.frontier(size);
    const head = await tree.head(size);
    // Who holds the lock now goes on writing, and will settle when it closes.
    if (!tryLock(db)) return null;
    try {
      if (tree.size() !== size) return null;
      writeNote(path, { head, frontier, lastLeaf: this.#leafOf(size - 1) });
      return head;
    } finally {
      db.exec('ROLLBACK');
    }
  }

  #checkNote(): { readonly sequence: number | null; readonly words: string } | null {
    if (this.#note === null) return null;
    if (this.#note === 'damaged')
      return { sequence: null, words: 'The head note beside the book is damaged.' };
    const { head, lastLeaf } = this.#note;
    const size = (this.#book.log.head()?.sequence ?? -1) + 1;
    if (size < head.size)
      return {
        sequence: size,
        words: `The book has ${size} events; its head note tells of ${head.size}.`,
      };
    if (this.#leafOf(head.size - 1) !== lastLeaf)
      return { sequence: null, words: 'The head note beside the book belongs to another book.' };
    return null;
  }

  #leafOf(sequence: number): string | null {
    if (sequence < 0) return null;
    const row = this.#book.log.rows(sequence, 1)[0];
    return row?.sequence === sequence ? toHex(this.#book.hashes.leaf(row.line)) : null;
  }
}

function tryLock(db: DatabaseSync): boolean {
  try {
    db.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

function uncoveredWords(covered: number): string {
  const last = covered === 0 ? 'no event' : `events up to sequence ${covered - 1} and no later one`;
  return `The head note covers ${last}: what was lost behind it only a later checkpoint can tell.`;
}
