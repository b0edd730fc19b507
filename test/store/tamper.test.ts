import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { isFeeworthError } from '../../src/error.ts';
import type { NewEvent } from '../../src/event.ts';
import type { TreeHead, VerifyOptions } from '../../src/store/port.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { verifyFileSeal } from '../../src/store/sqlite/seal.ts';
import { makeEvent, put as append } from '../conformance/kit.ts';
import { scriptPath } from '../conformance/scripts.ts';
import { temporaryBooks } from '../support/books.ts';
import { chanceOf } from '../support/chance.ts';
import {
  copyBook,
  flip,
  inLine,
  placesOf,
  put,
  rewriteConsistently,
  tamper,
  visible,
} from '../support/tampering.ts';

const SEED = Number(process.env['FEEWORTH_SEED'] ?? 20_260_401);
const books = temporaryBooks();

/** Events that differ in every column, so that each can be told from the others in the file. */
function varied(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, n) => {
    const { meta, ...event } = makeEvent({ n, note: `note-${n}` }, { type: `Kind${n}` });
    const day = String(1 + (n % 28)).padStart(2, '0');
    return {
      ...event,
      meta: {
        ...meta,
        occurredOn: `2025-01-${day}`,
        effectiveOn: `2025-02-${day}`,
        recordedAt: `2025-03-${day}T08:00:00.000Z`,
        entity: `entity-${n}`,
        actor: `actor-${n}`,
        ...(n % 2 === 0 ? { site: `site-${n}` } : {}),
      },
    };
  });
}

async function closedBook(count: number): Promise<string> {
  const store = await books.make();
  const events = varied(count);
  for (let from = 0; from < count; from += 500)
    await append(
      store,
      'a-1',
      from === 0 ? 'none' : BigInt(from - 1),
      events.slice(from, from + 500),
    );
  await store.close();
  return books.path(store);
}

/** What verification says: problems in words, or the error that stops it. */
async function found(path: string, options: VerifyOptions = {}): Promise<readonly string[]> {
  try {
    const store = openSqliteStore(path, { readOnly: true });
    try {
      const { problems } = await store.verify(options);
      return problems.map((p) => `${p.sequence ?? '-'}: ${p.words}`);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    return [`${error.code}: ${error.message}`];
  }
}

const says = (seed: number): string => `seed ${seed}: FEEWORTH_SEED=${seed} npm test`;

describe('one bit of a cleanly closed book', () => {
  it('in every byte of the file is found by its seal', async () => {
    const path = await closedBook(3);
    const bytes = readFileSync(path);
    const chance = chanceOf(SEED);
    expect(verifyFileSeal(path, 0).ok).toBe(true);
    const missed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const bit = chance.int(0, 7);
      flip(path, bytes, at, bit);
      const { problems } = verifyFileSeal(path, 0);
      if (problems[0]?.words !== 'The file is not, to the bit, what was closed.')
        missed.push(`byte ${at} bit ${bit}`);
      put(path, at, bytes[at] ?? 0);
    }
    expect(missed, says(SEED)).toEqual([]);
    expect(verifyFileSeal(path, 0).ok).toBe(true);
  });

  it('in 5,000 bytes of a larger one is found by its seal', async () => {
    const path = await closedBook(200);
    const bytes = readFileSync(path);
    const chance = chanceOf(SEED);
    let missed = 0;
    for (let i = 0; i < 5_000; i++) {
      const at = chance.int(0, bytes.length - 1);
      flip(path, bytes, at, chance.int(0, 7));
      if (verifyFileSeal(path, 0).ok) missed += 1;
      put(path, at, bytes[at] ?? 0);
    }
    expect(missed, says(SEED)).toBe(0);
    expect(verifyFileSeal(path, 0).ok).toBe(true);
  });

  // Seed 2 turns round the order of places, which once made reading the book go on for ever.
  it.each([SEED, 2])(
    'that changes what SQL sees is found by reading the book, seed %i',
    async (seed) => {
      const path = await closedBook(8);
      const bytes = readFileSync(path);
      const before = visible(path);
      const chance = chanceOf(seed);
      const used = [...bytes.keys()].filter((at) => bytes[at] !== 0);
      let seen = 0;
      for (let i = 0; i < 350; i++) {
        const at = chance.pick(used);
        const bit = chance.int(0, 7);
        flip(path, bytes, at, bit);
        if (visible(path) !== before) {
          seen += 1;
          const words = await found(path);
          expect(words, `byte ${at} bit ${bit}, ${says(seed)}`).not.toEqual([]);
        }
        put(path, at, bytes[at] ?? 0);
      }
      // Two thirds of the bits change nothing that SQL sees; too few here would test nothing.
      expect(seen).toBeGreaterThan(100);
      expect(await found(path)).toEqual([]);
    },
  );

  it('in each readable copy of each event is named with its place', async () => {
    const path = await closedBook(6);
    const bytes = readFileSync(path);
    const chance = chanceOf(SEED);
    for (const n of [0, 3, 5])
      for (const [column, text] of [
        ['type', `Kind${n}`],
        ['entity', `entity-${n}`],
        ['actor', `actor-${n}`],
        ['occurredOn', `2025-01-0${n + 1}`],
        ['effectiveOn', `2025-02-0${n + 1}`],
        ['recordedAt', `2025-03-0${n + 1}T08:00:00.000Z`],
        ...(n % 2 === 0 ? [['site', `site-${n}`] as const] : []),
      ] as const) {
        const places = placesOf(path, text);
        // Once in its column, once in the line.
        expect(places).toHaveLength(2);
        const words: string[] = [];
        for (const place of places) {
          flip(path, bytes, place + chance.int(0, text.length - 1), chance.int(0, 2));
          words.push(...(await found(path)));
          for (let i = 0; i < text.length; i++) put(path, place + i, bytes[place + i] ?? 0);
        }
        expect(
          words.filter((w) => w === `${n}: The readable copy of ${column} differs from the line.`)
            .length,
          `${column} of ${n}, ${words.join(' ')}`,
        ).toBeGreaterThan(0);
        expect(words.join()).toContain('do not have the root that the head note tells');
      }
  });

  it('in the head note, or in the seal, is found', async () => {
    const path = await closedBook(5);
    for (const suffix of ['.head', '.seal']) {
      const bytes = readFileSync(path + suffix);
      const chance = chanceOf(SEED);
      for (let at = 0; at < bytes.length - 2; at++) {
        flip(path + suffix, bytes, at, chance.int(0, 7));
        const words = suffix === '.seal' ? sealWords(path) : await found(path);
        if (words.length === 0)
          expect(sameMeaning(path + suffix, bytes), `${suffix} ${at}`).toBe(true);
        put(path + suffix, at, bytes[at] ?? 0);
      }
    }
  });
});

const sealWords = (path: string): string[] => verifyFileSeal(path, 0).problems.map((p) => p.words);

// A digit of the format, a space: JSON of the same values says the same. The seal's sequence and
// root are for people; the digest is what is compared.
function sameMeaning(path: string, bytes: Uint8Array): boolean {
  const fields = (text: string): unknown => {
    const { sequence, root, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return path.endsWith('.seal') ? rest : { sequence, root, ...rest };
  };
  return (
    JSON.stringify(fields(readFileSync(path, 'utf8'))) ===
    JSON.stringify(fields(Buffer.from(bytes).toString('utf8')))
  );
}

describe('a log left by kill -9', () => {
  let made = 0;
  /** A book whose later events lie in the log alone, and the tree head it had then. */
  async function killed(note: boolean): Promise<{ path: string; head: TreeHead }> {
    const path = join(books.folder, `killed-${made++}.db`);
    const first = openSqliteStore(path);
    await append(first, 'a-1', 'none', varied(4));
    await first.close();
    const child = spawn(process.execPath, [
      scriptPath('append-and-wait'),
      path,
      '6',
      note ? 'note' : 'no',
    ]);
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => resolve(String(chunk)));
      child.stderr.on('data', (chunk: Buffer) => reject(new Error(String(chunk))));
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    return { path, head: JSON.parse(said) as TreeHead };
  }

  it('damaged or taken away, is told by the head note or a tree head that covers it', async () => {
    const { path, head } = await killed(true);
    const copy = join(books.folder, 'damaged.db');
    copyBook(path, copy);
    expect(await found(copy)).toEqual([]);
    const wal = readFileSync(`${path}-wal`);
    const chance = chanceOf(SEED);
    let lost = 0;
    for (let i = 0; i < 40; i++) {
      const [at, bit] = [chance.int(0, wal.length - 1), chance.int(0, 7)];
      const damaged = (): string => {
        copyBook(path, copy);
        flip(`${copy}-wal`, wal, at, bit);
        return copy;
      };
      const isLost = (await sizeOf(damaged())) !== 10;
      const byNote = await found(damaged());
      rmSync(`${damaged()}.head`);
      const byHead = await found(copy, { heads: [{ head, whose: 'a checkpoint' }] });
      for (const words of [byNote, byHead])
        expect(words.length > 0, `byte ${at} bit ${bit}, ${says(SEED)}`).toBe(isLost);
      lost += isLost ? 1 : 0;
    }
    expect(lost).toBeGreaterThan(10);
    copyBook(path, copy);
    rmSync(`${copy}-wal`);
    expect(await found(copy)).toEqual(['4: The book ends here; the head note tells of 10 events.']);
  });

  it('put beside a book that was closed is told by the seal', async () => {
    const { path } = await killed(false);
    const closed = await closedBook(3);
    writeFileSync(`${closed}-wal`, readFileSync(`${path}-wal`));
    const store = openSqliteStore(closed, { readOnly: true });
    const { problems } = await store.verify({ file: true });
    await store.close();
    expect(problems.map(({ words }) => words)).toEqual([
      'There is a write-ahead log beside a file that was closed.',
    ]);
  });

  it('that no head note covers is said to be so, with the last covered sequence', async () => {
    const { path } = await killed(false);
    const store = openSqliteStore(path, { readOnly: true });
    const { ok, remarks } = await store.verify();
    await store.close();
    expect(ok).toBe(true);
    expect(remarks.join('\n')).toContain('hot write-ahead log');
    expect(remarks.join('\n')).toContain('covers events up to sequence 3 and no later one');
  });

  it('with the whole book in it, taken away, does not look like no book', async () => {
    const path = join(books.folder, 'all-in-the-log.db');
    const child = spawn(process.execPath, [scriptPath('append-and-wait'), path, '3', 'note']);
    await new Promise((resolve) => child.stdout.on('data', resolve));
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await ended;
    for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
    expect(existsSync(path)).toBe(true);
    const [words] = await found(path);
    expect(words).toContain('store/corrupt');
  });
});

async function sizeOf(path: string): Promise<number> {
  const store = openSqliteStore(path, { readOnly: true });
  const head = await store.head();
  await store.close();
  return (head?.sequence ?? -1) + 1;
}

describe('somebody with a SQLite tool', () => {
  const columns =
    'stream, revision, id, type, occurred_on, effective_on, recorded_at, entity, site, actor, line';

  it('cannot replace an event past the triggers', async () => {
    const path = await closedBook(5);
    const db = new DatabaseSync(path);
    const replace = (what: string): void =>
      db.exec(`INSERT OR REPLACE INTO events (${what}${columns}) SELECT ${what}${columns}
        FROM events WHERE position = 3`);
    expect(() => replace('')).toThrow(/only appended/);
    expect(() => replace('position, ')).toThrow(/only appended/);
    // In its place, and as an event of another stream: nothing is replaced by name.
    const other = columns.replace('stream, revision', "'b-1', 0");
    expect(() =>
      db.exec(`INSERT OR REPLACE INTO events (position, ${columns}) SELECT position, ${other}
        FROM events WHERE position = 3`),
    ).toThrow(/only appended/);
    expect(() => db.exec('DELETE FROM events')).toThrow(/never deleted/);
    expect(() => db.exec("UPDATE events SET type = 'x'")).toThrow(/never changed/);
    db.close();
    expect(await found(path)).toEqual([]);
  });

  it('who replaces one without them is found out', async () => {
    const path = await closedBook(5);
    tamper(
      path,
      `INSERT OR REPLACE INTO events (position, ${columns}) SELECT position, ${columns.replace('line', "CAST(replace(CAST(line AS TEXT), 'note-2', 'note-9') AS BLOB)")} FROM events WHERE position = 3`,
    );
    expect(await found(path)).toEqual([
      '-: The first 5 events do not have the root that the head note tells.',
    ]);
  });

  it.each(['events_no_update', 'events_no_delete', 'events_only_append'])(
    'who drops the trigger %s is found out',
    async (name) => {
      const path = await closedBook(3);
      const db = new DatabaseSync(path);
      db.exec(`DROP TRIGGER ${name}`);
      db.close();
      expect(await found(path)).toEqual([`-: The book's schema lacks ${name}.`]);
    },
  );

  it('who adds or words anew a part of the schema is found out', async () => {
    const path = await closedBook(3);
    const db = new DatabaseSync(path);
    db.exec('CREATE TRIGGER extra AFTER INSERT ON events BEGIN SELECT 1; END');
    db.exec('DROP VIEW book; CREATE VIEW book AS SELECT 1');
    db.close();
    const words = await found(path);
    for (const name of ['extra', 'book'])
      expect(words).toContain(`-: The book's schema has another text for ${name}.`);
  });

  it('who removes an event is found out, with its place', async () => {
    const path = await closedBook(9);
    tamper(path, 'DELETE FROM events WHERE position = 4');
    expect((await found(path)).slice(0, 2)).toEqual([
      '3: An event is missing here.',
      '4: Stream a-1 has revision 4 where 3 is due.',
    ]);
  });

  it('who removes all there was of a stream is found out, with its place', async () => {
    const store = await books.make();
    const [first = [], alone = [], last = []] = [0, 4, 5].map((from) => varied(9).slice(from));
    await append(store, 'a-1', 'none', first.slice(0, 4));
    await append(store, 'b-1', 'none', alone.slice(0, 1));
    await append(store, 'a-1', 3n, last);
    await store.close();
    const path = books.path(store);
    // No revision is out of order: only the number of the event is gone.
    tamper(path, 'DELETE FROM events WHERE position = 5');
    expect((await found(path))[0]).toBe('4: An event is missing here.');
  });

  it('who removes one and closes the gap is found out', async () => {
    const path = await closedBook(9);
    tamper(
      path,
      'DELETE FROM events WHERE position = 4',
      'UPDATE events SET position = position - 1 WHERE position > 4',
    );
    const words = await found(path);
    expect(words).toContain('3: Stream a-1 has revision 4 where 3 is due.');
    expect(words).toContain('8: The book ends here; the head note tells of 9 events.');
  });

  it('who changes the order of events is found out', async () => {
    const path = await closedBook(9);
    tamper(
      path,
      'UPDATE events SET position = 100 WHERE position = 3',
      'UPDATE events SET position = 3 WHERE position = 4',
      'UPDATE events SET position = 4 WHERE position = 100',
    );
    const words = await found(path);
    expect(words[0]).toBe('2: Stream a-1 has revision 3 where 2 is due.');
    expect(words.join()).toContain('do not have the root');
  });

  it('who changes the order of rows inside a page of the file is found out', async () => {
    const path = await closedBook(3);
    const bytes = readFileSync(path);
    const size = bytes.readUInt16BE(16);
    // A leaf of a table of three rows, and the places of two of its cells (sqlite.org/fileformat).
    const leaf = Array.from({ length: bytes.length / size }, (_, n) => n * size).find(
      (at) => bytes[at] === 13 && bytes.readUInt16BE(at + 3) === 3,
    );
    const cells = (leaf ?? 0) + 8;
    for (const [to, from] of [0, 1, 2, 3].map((n) => [n, n ^ 2] as const))
      put(path, cells + to, bytes[cells + from] ?? 0);
    expect((await found(path)).join('\n')).toMatch(/^\d: An event stands behind later ones\.$/m);
  });

  it('who cuts the book off and makes note and seal anew is found by a kept tree head', async () => {
    const path = await closedBook(9);
    const store = openSqliteStore(path, { readOnly: true });
    const head = await store.root();
    await store.close();
    rewriteConsistently(path, 'DELETE FROM events WHERE position > 6');
    expect(await found(path)).toEqual([]);
    expect(verifyFileSeal(path, 0).ok).toBe(true);
    const kept = { heads: [{ head, whose: 'the kept checkpoint' }] };
    expect(await found(path, kept)).toEqual([
      '6: The book ends here; the kept checkpoint tells of 9 events.',
    ]);
    expect((await found(path, { since: head }))[0]).toContain('6: The book ends here');
  });

  it('who rewrites events with all hashes is found between the last good and the first bad head', async () => {
    const path = await closedBook(30);
    const store = openSqliteStore(path, { readOnly: true });
    const heads = await Promise.all(
      [5, 10, 20, 30].map(async (size) => ({
        head: await store.rootAt(size),
        whose: `head ${size}`,
      })),
    );
    await store.close();
    rewriteConsistently(path, inLine(13, 'note-13', 'note-99'));
    expect(await found(path)).toEqual([]);
    const after = openSqliteStore(path, { readOnly: true });
    const report = await after.verify({ heads });
    await after.close();
    expect(report.heads.map(({ holds }) => holds)).toEqual([true, true, false, false]);
    expect(report.problems[0]?.words).toContain('The first 20 events do not have the root');
  });
});

describe('a book large enough to be looked at in stretches', () => {
  it('names in the middle of a stretch what it names in a small one', async () => {
    const path = await closedBook(9_000);
    expect(await found(path)).toEqual([]);
    const gap = copyBook(path, join(books.folder, 'gap.db'));
    // A gap in a stream just where one stretch ends, with all hashes made anew.
    rewriteConsistently(
      gap,
      `UPDATE events SET revision = revision + 100000, line = CAST(replace(CAST(line AS TEXT),
        '"revision":' || revision, '"revision":' || (revision + 100000)) AS BLOB)
        WHERE position > 8192`,
    );
    expect(await found(gap)).toEqual(['8192: Stream a-1 has revision 108192 where 8192 is due.']);
    tamper(path, "UPDATE events SET entity = 'entity-x' WHERE position = 8501");
    expect(await found(path)).toEqual(['8500: The readable copy of entity differs from the line.']);
    tamper(
      path,
      "UPDATE events SET entity = 'entity-8500' WHERE position = 8501",
      'DELETE FROM events WHERE position IN (8193, 8900)',
    );
    const words = await found(path);
    expect(words).toContain('8192: An event is missing here.');
    expect(words).toContain('8899: An event is missing here.');
  });

  it('takes names with quotes, or in any script, for what they are', async () => {
    const store = await books.make();
    const [first, second] = varied(2) as [NewEvent, NewEvent];
    const named = (event: NewEvent, actor: string): NewEvent => ({
      ...event,
      meta: { ...event.meta, actor, site: actor },
    });
    const events = [named(first, 'Siân "Red" O’Neil\\'), named(second, '\uFFFD 漢字 🙂')];
    await append(store, 'a-1', 'none', events);
    await store.close();
    const path = books.path(store);
    expect(await found(path)).toEqual([]);
    tamper(path, "UPDATE events SET site = 'Siân Red' WHERE position = 1");
    expect(await found(path)).toEqual(['0: The readable copy of site differs from the line.']);
  });

  it('reads a line with a NUL in it, or bytes that are no text, as it is', async () => {
    for (const more of ["x'006d6f7265'", "x'ff'"]) {
      const path = await closedBook(3);
      const line = `CAST(CAST(line AS TEXT) || CAST(${more} AS TEXT) AS BLOB)`;
      tamper(path, `UPDATE events SET line = ${line} WHERE position = 2`);
      const words = await found(path);
      expect(words[0]).toMatch(/^1: The (?:stored )?line is not (?:JSON|text)/);
      expect(words.join()).toContain('do not have the root');
    }
  });
});
