import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { rootOfLeaves, toHex, treeHashes } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { EventStore } from '../../src/store/port.ts';
import { collect, expectCode, makeEvents, put } from '../conformance/kit.ts';
import { temporaryBooks } from '../support/books.ts';

const books = temporaryBooks();
const hashes = treeHashes(sha256);

/** A closed book of `count` events in one stream. */
async function closedBook(count: number): Promise<string> {
  const store = await books.make();
  await put(store, 'a-1', 'none', makeEvents(count));
  await store.close();
  return books.path(store);
}

/** Does to a book what its triggers forbid, and puts the triggers back. */
function tamper(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const trigger of triggers) db.exec(`DROP TRIGGER ${String(trigger['name'])}`);
  db.exec(sql);
  for (const trigger of triggers) db.exec(String(trigger['sql']));
  db.close();
}

async function problemsOf(path: string): Promise<readonly (readonly [number | null, string])[]> {
  const store = await books.open(path);
  const { problems } = await store.verify();
  await store.close();
  return problems.map((p) => [p.sequence, p.words] as const);
}

describe('the tree of a book', () => {
  it('is RFC 6962 over the lines, at every size, in memory and in a file, warm and cold', async () => {
    const store = await books.make();
    const events = makeEvents(67);
    for (let i = 0; i < 67; i += 4)
      await put(store, 'a-1', i === 0 ? 'none' : BigInt(i - 1), events.slice(i, i + 4));
    const db = new DatabaseSync(books.path(store));
    const lines = db.prepare('SELECT line FROM events ORDER BY position').all();
    db.close();
    const leaves = lines.map((row) => hashes.leaf(row['line'] as Uint8Array));
    const expected = (size: number): unknown => ({
      size,
      root: toHex(rootOfLeaves(hashes, leaves, size)),
    });
    expect(await store.root()).toEqual(expected(67));
    for (let size = 67; size >= 0; size--) expect(await store.rootAt(size)).toEqual(expected(size));
    await expectCode(store.rootAt(68), 'store/bad-request');
    await store.close();
    const warm = await books.open(books.path(store));
    expect(await warm.root()).toEqual(expected(67));
    expect(await warm.rootAt(31)).toEqual(expected(31));
    await put(warm, 'a-1', 66n, makeEvents(1));
    expect(await warm.rootAt(67)).toEqual(expected(67));
    expect((await warm.verify()).tree).toEqual(await warm.root());
    await warm.close();
  });
});

describe('verify', () => {
  it('finds a readable copy that differs from the line', async () => {
    const path = await closedBook(9);
    tamper(path, "UPDATE events SET type = 'PackageSold' WHERE position = 5");
    expect(await problemsOf(path)).toEqual([
      [4, 'The readable copy of type differs from the line.'],
    ]);
  });

  it('finds a line that is not canonical, and a root that is not the noted one', async () => {
    const path = await closedBook(9);
    tamper(
      path,
      `UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '{"n":3}', '{"n": 3}') AS BLOB)`,
    );
    expect(await problemsOf(path)).toEqual([
      [3, 'The line is not canonical.'],
      [null, 'The first 9 events do not have the root that the head note tells.'],
    ]);
  });

  it('finds a line rewritten with care only by its root', async () => {
    const path = await closedBook(9);
    const known = JSON.parse(readFileSync(`${path}.head`, 'utf8')) as { root: string };
    tamper(
      path,
      `UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '{"n":3}', '{"n":4}') AS BLOB)`,
    );
    const words = 'The first 9 events do not have the root that';
    expect(await problemsOf(path)).toEqual([[null, `${words} the head note tells.`]]);
    rmSync(`${path}.head`);
    const store = await books.open(path);
    const report = await store.verify({ since: { size: 9, root: known.root } });
    expect(report.problems).toEqual([
      { sequence: null, words: `${words} the given tree head tells.` },
    ]);
    expect(report.remarks.join()).toContain('no head note');
    await store.close();
  });

  it('finds a book cut off below its head note, and forbids to go on with it', async () => {
    const path = await closedBook(9);
    tamper(path, 'DELETE FROM events WHERE position > 6');
    const store = await books.open(path);
    const { problems } = await store.verify();
    expect(problems[0]).toEqual({
      sequence: 6,
      words: 'The book ends here; the head note tells of 9 events.',
    });
    const error = await expectCode(put(store, 'a-1', 5n, makeEvents(1)), 'store/corrupt');
    expect(error.details).toEqual({ sequence: 6 });
    expect(await collect(store.readAll())).toHaveLength(6);
    await store.close();
    expect(JSON.parse(readFileSync(`${path}.head`, 'utf8'))).toMatchObject({ sequence: 8 });
  });

  it('finds a revision out of order and a missing first event', async () => {
    const path = await closedBook(5);
    rmSync(`${path}.head`);
    tamper(path, 'DELETE FROM events WHERE position = 1');
    expect(await problemsOf(path)).toEqual([
      [0, 'An event is missing here.'],
      [1, 'Stream a-1 has revision 1 where 0 is due.'],
    ]);
  });

  it('finds a note that was damaged or belongs to another book', async () => {
    const [path, other] = [await closedBook(5), await closedBook(5)];
    writeFileSync(`${path}.head`, readFileSync(`${other}.head`));
    expect((await problemsOf(path)).map(([, words]) => words)).toContain(
      'The head note beside the book belongs to another book.',
    );
    writeFileSync(
      `${path}.head`,
      readFileSync(`${other}.head`, 'utf8').replace('root":"', 'root":"f'),
    );
    expect(await problemsOf(path)).toEqual([[null, 'The head note beside the book is damaged.']]);
    const store = await books.open(path);
    await expectCode(put(store, 'a-1', 4n, makeEvents(1)), 'store/corrupt');
    await store.close();
  });

  it('since a known root reads only the tail where the note proves the rest', async () => {
    const path = await closedBook(500);
    const store = await books.open(path);
    const since = await store.root();
    await put(store, 'a-1', 499n, makeEvents(20));
    const tail = await store.verify({ since });
    expect(tail).toMatchObject({ ok: true, eventsChecked: 20 });
    expect(tail.notRead.join()).toContain('events 0 to 499');
    const all = await store.verify({ since: await store.rootAt(123) });
    expect(all.ok).toBe(true);
    const wrong = { size: 500, root: 'ab'.repeat(32) };
    expect((await store.verify({ since: wrong })).problems).toHaveLength(1);
    const beyond = await store.verify({ since: { size: 600, root: since.root } });
    expect(beyond.problems[0]?.sequence).toBe(520);
    await store.close();
  });

  it('may be ended', async () => {
    const store = await books.open(await closedBook(5));
    await expectCode(store.verify({ signal: AbortSignal.abort() }), 'store/aborted');
    await store.close();
  });
});

describe('the file seal', () => {
  const fileReport = async (path: string): Promise<Awaited<ReturnType<EventStore['verify']>>> => {
    const store = await books.open(path);
    const report = await store.verify({ file: true });
    await store.close();
    return report;
  };

  it('holds after each clean close and is broken by the first append', async () => {
    const path = await closedBook(5);
    expect(await fileReport(path)).toMatchObject({ ok: true, problems: [] });
    const before = readFileSync(`${path}.seal`, 'utf8');
    const store = await books.open(path);
    expect(existsSync(`${path}.seal`)).toBe(true);
    await put(store, 'a-1', 4n, makeEvents(1));
    expect(existsSync(`${path}.seal`)).toBe(false);
    const open = await store.verify({ file: true });
    const [problem] = open.problems;
    expect([open.ok, problem?.words]).toEqual([false, expect.stringContaining('no file seal')]);
    await store.close();
    expect(readFileSync(`${path}.seal`, 'utf8')).not.toBe(before);
    expect(JSON.parse(readFileSync(`${path}.seal`, 'utf8'))).toMatchObject({
      bytes: statSync(path).size,
      sequence: 5,
    });
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect((await fileReport(path)).ok).toBe(true);
  });

  it('is made by the last of several to close', async () => {
    const first = await books.make();
    const path = books.path(first);
    const second = await books.open(path);
    await put(first, 'a-1', 'none', makeEvents(3));
    await first.close();
    expect(existsSync(`${path}.seal`)).toBe(false);
    await put(second, 'a-1', 2n, makeEvents(3));
    await second.close();
    expect(await fileReport(path)).toMatchObject({ ok: true, notRead: [expect.any(String)] });
  });

  it('reading changes neither note nor seal', async () => {
    const path = await closedBook(5);
    const bytes = (): string[] => ['', '.head', '.seal'].map((s) => readFileSync(path + s, 'hex'));
    const before = bytes();
    const store = await books.open(path);
    await collect(store.readAll());
    await store.verify();
    await store.close();
    expect(bytes()).toEqual(before);
  });

  it('tells a damaged or longer file, and its own damage', async () => {
    const path = await closedBook(5);
    writeFileSync(path, Buffer.alloc(4_096), { flag: 'a' });
    expect((await fileReport(path)).problems[0]?.words).toContain('its seal says');
    writeFileSync(`${path}.seal`, 'not a seal');
    expect((await fileReport(path)).problems).toEqual([
      { sequence: null, words: 'The file seal is damaged.' },
    ]);
  });
});
