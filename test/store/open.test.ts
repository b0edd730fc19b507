import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { collect, expectCode, makeEvents, put } from '../conformance/kit.ts';
import { scriptPath } from '../conformance/scripts.ts';
import { temporaryBooks } from '../support/books.ts';

const books = temporaryBooks();

describe('a URL names a book', () => {
  it('opens files with and without a scheme, and memory', async () => {
    const path = join(books.folder, 'url.db');
    const store = await openStore(path);
    await put(store, 'a-1', 'none', makeEvents(2));
    await store.close();
    const again = await openStore(`sqlite:${path}`, { create: false });
    expect(await again.revision('a-1')).toBe(1n);
    await again.close();
    const memory = await openStore('memory:');
    expect(await memory.head()).toBeNull();
    await expectCode(memory.verify({ file: true }), 'store/unsupported');
    await memory.close();
  });

  it('takes the URL of a book on a server, and says what else it does not know', async () => {
    const server = await openStore('esdb://127.0.0.1:1?tls=false&book=a');
    expect(server.limits.atomicStreams).toBe(1);
    await server.close();
    await expectCode(openStore('mysql://host'), 'store/bad-request');
    await expectCode(openStore('sqlite:'), 'store/bad-request');
  });

  it('makes no book where one was to be there, and touches no other file', async () => {
    const missing = join(books.folder, 'missing.db');
    await expectCode(openStore(missing, { create: false }), 'store/no-book');
    await expectCode(openStore(missing, { readOnly: true }), 'store/no-book');
    expect(existsSync(missing)).toBe(false);
    await expectCode(openStore(join(books.folder, 'no', 'book.db')), 'store/unavailable');
    const text = join(books.folder, 'letter.txt');
    writeFileSync(text, 'Dear sir or madam, this is not a book.'.repeat(40));
    await expectCode(openStore(text), 'store/corrupt');
    const foreign = join(books.folder, 'foreign.db');
    new DatabaseSync(foreign).exec('CREATE TABLE t (a)');
    await expectCode(openStore(foreign), 'store/not-a-book');
  });
});

describe('what cannot be opened', () => {
  const refusal = async (url: string, options: Parameters<typeof openStore>[1], code: string) => {
    const error = await expectCode(openStore(url, options), code);
    expect(error.place.file).toBe(url);
    expect(error.hint).toBeTruthy();
    return error;
  };

  it('is named, whatever is wrong with it', async () => {
    const at = (name: string): string => join(books.folder, name);
    await refusal(at('gone.db'), { readOnly: true }, 'store/no-book');
    writeFileSync(at('noise.db'), 'x'.repeat(9_000));
    await refusal(at('noise.db'), {}, 'store/corrupt');
    mkdirSync(at('folder.db'));
    const folder = await refusal(at('folder.db'), {}, 'store/not-a-book');
    expect(folder.message).toContain('folder');
    const nowhere = await refusal(at('nowhere/new.db'), {}, 'store/unavailable');
    expect(nowhere.message).toContain('folder');
    const db = new DatabaseSync(at('newer.db'));
    db.exec(
      `PRAGMA application_id = ${0x46_65_65_77}; PRAGMA user_version = 99; CREATE TABLE t (a)`,
    );
    db.close();
    await refusal(at('newer.db'), {}, 'store/newer-version');
  });

  it('an empty file holds no book, and stays empty unless one is to be made', async () => {
    const path = join(books.folder, 'empty.db');
    writeFileSync(path, '');
    await refusal(path, { readOnly: true }, 'store/no-book');
    await refusal(path, { create: false }, 'store/no-book');
    expect(statSync(path).size).toBe(0);
    await (await openStore(path)).close();
    expect(statSync(path).size).toBeGreaterThan(0);
  });
});

describe('reading only', () => {
  it('refuses appends and leaves the folder as it is', async () => {
    const made = await books.make();
    const path = books.path(made);
    await put(made, 'a-1', 'none', makeEvents(2));
    const writing = await openStore(path, { readOnly: true });
    await expectCode(put(writing, 'a-1', 1n, makeEvents(1)), 'store/read-only');
    expect(await collect(writing.readAll())).toHaveLength(2);
    await writing.close();
    expect(existsSync(`${path}.seal`)).toBe(false);
    await made.close();
    expect(existsSync(`${path}.seal`)).toBe(true);
  });

  // Root may write anywhere, so the reading is done by somebody who may not.
  const asNobody =
    process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : ({} as Record<string, never>);
  const readBook = (path: string): unknown => {
    const child = spawnSync(process.execPath, [scriptPath('read-book'), path], {
      encoding: 'utf8',
      ...asNobody,
    });
    expect(child.stderr).toBe('');
    return JSON.parse(child.stdout);
  };

  it.skipIf(process.platform === 'win32')(
    'a book in a folder that may not be written',
    async () => {
      chmodSync(books.folder, 0o755);
      const folder = join(books.folder, 'shelf');
      mkdirSync(folder);
      const path = join(folder, 'book.db');
      const made = await openStore(path);
      await put(made, 'a-1', 'none', makeEvents(5));
      await made.close();
      const store = await openStore(path);
      await put(store, 'a-1', 4n, makeEvents(2));
      const { root } = await store.root();
      // A copy with two events in its log only, which immutable reading would pass over.
      const hot = join(folder, 'hot.db');
      for (const suffix of ['', '-wal']) copyFileSync(path + suffix, hot + suffix);
      await store.close();
      chmodSync(folder, 0o555);
      try {
        expect(readBook(path)).toEqual({ events: 7, append: 'store/read-only', root, ok: true });
        // Its log cannot be read without writing, and passing over it would lose events.
        expect(readBook(hot)).toEqual({ open: 'store/read-only' });
        expect(readBook(join(folder, 'new.db'))).toEqual({ open: 'store/read-only' });
      } finally {
        chmodSync(folder, 0o755);
      }
    },
  );

  it.skipIf(process.platform === 'win32')('a file that may not be written', async () => {
    chmodSync(books.folder, 0o755);
    const folder = join(books.folder, 'desk');
    mkdirSync(folder);
    const path = join(folder, 'book.db');
    const store = await openStore(path);
    await put(store, 'a-1', 'none', makeEvents(3));
    const { root } = await store.root();
    await store.close();
    chmodSync(path, 0o444);
    chmodSync(folder, 0o777);
    expect(readBook(path)).toEqual({ events: 3, append: 'store/read-only', root, ok: true });
  });
});
