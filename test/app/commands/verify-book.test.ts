import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBook, type BookVerified } from '../../../app/commands/verify-book.ts';
import { readKept } from '../../../app/seal/checkpoint-file.ts';
import { CRYPTO, readPublicKeys } from '../../../app/seal/signing-key.ts';
import { formatCheckpoint } from '../../../src/audit/checkpoint.ts';
import { signNote } from '../../../src/audit/note.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { sealedProblem } from '../../../src/sealed-file.node.ts';
import { isFeeworthError } from '../../../src/error.ts';
import { openStore } from '../../../src/store/open.ts';
import { chanceOf } from '../../support/chance.ts';
import { sealedBook, signer, type SealedBook } from '../../support/sealed-book.ts';
import {
  copyBook,
  flip,
  inLine,
  put,
  rewriteConsistently,
  tamper,
} from '../../support/tampering.ts';

const SEED = Number(process.env['FEEWORTH_SEED'] ?? 20_260_401);
let folder = '';
let sealed: SealedBook;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'feeworth-verify-'));
  sealed = await sealedBook(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Asked {
  readonly path?: string;
  readonly kept?: readonly string[];
  readonly since?: string;
  /** Null: no key is given. */
  readonly key?: string | null;
}

async function verified(asked: Asked = {}): Promise<BookVerified> {
  const { path = sealed.path, kept = [], key = sealed.keys[0] } = asked;
  const store = await openStore(path, { readOnly: true });
  try {
    return await verifyBook(store, {
      url: path,
      checkpoints: kept.map(readKept),
      trust: key === null ? null : readPublicKeys(key),
      ...(asked.since === undefined ? {} : { since: readKept(asked.since) }),
    });
  } finally {
    await store.close();
  }
}

/** A copy of the book with something done to it. */
function changed(...statements: readonly string[]): string {
  const path = copyBook(sealed.path, join(folder, 'changed.db'));
  rewriteConsistently(path, ...statements);
  return path;
}

const words = ({ problems }: BookVerified): string[] =>
  problems.map((p) => `${p.sequence ?? '-'}: ${p.words}`);

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return isFeeworthError(error) ? error.code : String(error);
  }
}

/** A day's takings, by the event they were recorded as. */
function saleAt(sequence: number): { from: string; to: string } {
  const line = readFileSync(sealed.events, 'utf8').split('\n')[sequence] ?? '';
  const [, service = ''] = /"service":"(\d+)\.50"/.exec(line) ?? [];
  return { from: `"service":"${service}.50"`, to: `"service":"9${service}.50"` };
}

function salesBetween(from: number, to: number): number {
  const lines = readFileSync(sealed.events, 'utf8').split('\n');
  return lines.findIndex((l, i) => i >= from && i < to && l.includes('PointOfSaleCompleted'));
}

describe('a book with checkpoints, as it was written', () => {
  it('verifies against all of them, from the first key on', async () => {
    const report = await verified({ kept: sealed.checkpoints });
    expect(words(report)).toEqual([]);
    expect(report.heads.map(({ holds }) => holds)).toEqual(Array(8).fill(true));
    expect(report.signaturesChecked).toBe(8);
    expect(report.rewritten).toBe(null);
  });

  it('reads the tail only since a checkpoint, and says what it did not read', async () => {
    const report = await verified({ since: sealed.checkpoints[3] ?? '' });
    const size = sealed.sizes[3] ?? 0;
    expect(words(report)).toEqual([]);
    expect(report.eventsChecked).toBe((report.tree?.size ?? 0) - size);
    expect(report.notRead[0]).toBe(`events 0 to ${size - 1}: taken as the given root seals them`);
    expect(report.notRead).toContain('control totals');
  });

  it('trusts only the keys that are given, and those they handed over to', async () => {
    const [one, , , four] = sealed.checkpoints as [string, string, string, string];
    expect(await codeOf(verified({ kept: [four], key: sealed.keys[1] }))).toBe('no error');
    expect(await codeOf(verified({ kept: [one], key: sealed.keys[1] }))).toBe('audit/not-trusted');
    const { remarks } = await verified({ key: sealed.keys[1] });
    expect(remarks.filter((r) => r.includes('counts for nothing'))).toHaveLength(2);
    expect((await verified({ key: null })).remarks.join()).toContain('no key was given');
  });

  it('follows a rotation that only a kept checkpoint tells of: an old backup lacks its event', async () => {
    const path = changed(`DELETE FROM events WHERE position > ${sealed.sizes[1] ?? 0}`);
    const report = await verified({ path, kept: sealed.checkpoints });
    const [, , third = 0, fourth = 0] = sealed.sizes;
    expect(words(report)).toEqual([
      expect.stringContaining(`tells of ${third} events`),
      expect.stringContaining(`tells of ${fourth} events`),
    ]);
    const without = verified({ path, kept: sealed.checkpoints.toSpliced(2, 1) });
    expect(await codeOf(without)).toBe('audit/not-trusted');
  });

  it('refuses a checkpoint of another book', async () => {
    const other = await sealedBook(mkdtempSync(join(folder, 'other-')));
    const note = readFileSync(other.checkpoints[0] ?? '', 'utf8');
    // Same keys, same events, but another key of tokens would give another first event.
    expect(readFileSync(sealed.checkpoints[0] ?? '', 'utf8')).toBe(note);
    const renamed = join(folder, 'renamed.checkpoint');
    writeFileSync(renamed, note.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-5/g, '00000000-0000-5'));
    expect(await codeOf(verified({ kept: [renamed] }))).toBe('audit/not-trusted');
    expect(await codeOf(verified({ kept: [renamed], key: null }))).toBe('checkpoint/other-book');
  });
});

describe('a checkpoint file', () => {
  it('with one bit changed in any byte is found, whatever it was', async () => {
    const file = sealed.checkpoints[1] ?? '';
    const copy = join(folder, 'flipped.checkpoint');
    const bytes = readFileSync(file);
    const chance = chanceOf(SEED);
    const codes = new Set<string>();
    for (let at = 0; at < bytes.length; at++) {
      writeFileSync(copy, bytes);
      flip(copy, bytes, at, chance.int(0, 7));
      const code = await codeOf(verified({ kept: [copy] }));
      expect(code, `byte ${at}, seed ${SEED}`).not.toBe('no error');
      codes.add(code);
    }
    const known = ['bad-checkpoint', 'bad-note', 'bad-signature', 'not-trusted'];
    expect([...codes].sort()).toEqual(known.map((name) => `audit/${name}`));
  });
});

describe('a book rewritten with all its hashes', () => {
  it('is located between the last good and the first bad checkpoint that was kept', async () => {
    const [one = 0, two = 0] = sealed.sizes;
    const sequence = salesBetween(one, two);
    const { from, to } = saleAt(sequence);
    const path = changed(inLine(sequence, from, to));
    const report = await verified({ path, kept: sealed.checkpoints });
    expect(report.rewritten).toMatchObject({ from: one, to: two - 1 });
    expect(report.rewritten?.words).toContain('still holds');
    expect(words(report).join('\n')).toContain(`The first ${two} events do not have the root`);
  });

  it('is found without kept ones as long as its own checkpoints stand', async () => {
    const sequence = salesBetween(0, sealed.sizes[0] ?? 0);
    const { from, to } = saleAt(sequence);
    const report = await verified({ path: changed(inLine(sequence, from, to)), key: null });
    expect(report.rewritten).toMatchObject({ from: 0, to: (sealed.sizes[0] ?? 0) - 1 });
  });

  it('is found when its checkpoints are rewritten too: nobody else can sign', async () => {
    const at = sealed.sizes[0] ?? 0;
    const path = changed(inLine(at, 'total practice ', 'total practice 1'));
    expect(words(await verified({ path }))).toContainEqual(
      `${at}: The checkpoint here: The signature does not belong to this text: it was changed after it was signed.`,
    );
    const fields = changed(inLine(at, `"size":"${at}"`, `"size":"${at - 1}"`));
    expect(words(await verified({ path: fields, key: null }))).toContainEqual(
      `${at}: The checkpoint here: Its fields differ from what was signed.`,
    );
  });

  it('that was cut off below a checkpoint is found by it', async () => {
    const [, , , four = 0] = sealed.sizes;
    const path = changed(`DELETE FROM events WHERE position > ${four - 2}`);
    expect(words(await verified({ path, key: null }))).toEqual([]);
    const report = await verified({ path, kept: [sealed.checkpoints[3] ?? ''] });
    expect(words(report)[0]).toBe(
      `${four - 2}: The book ends here; the checkpoint in ${sealed.checkpoints[3]} tells of ${four} events.`,
    );
    const since = await verified({ path, since: sealed.checkpoints[3] ?? '' });
    expect(since.ok).toBe(false);
  });

  it('that lacks events from before a checkpoint is found by what that speaks of', async () => {
    const [, , , four = 0] = sealed.sizes;
    // Three sales taken out, and all behind them moved up.
    const path = changed(
      'DELETE FROM events WHERE position IN (13, 14, 15)',
      'UPDATE events SET position = position - 3 WHERE position > 15',
    );
    expect(words(await verified({ path, key: null }))).toContainEqual(
      `${four - 3}: The checkpoint here speaks of events after it.`,
    );
  });

  it('whose tail was rewritten is found by a checkpoint in the tail alone', async () => {
    const [, , three = 0, four = 0] = sealed.sizes;
    const sequence = salesBetween(three, four);
    const { from, to } = saleAt(sequence);
    const path = changed(inLine(sequence, from, to));
    const report = await verified({ path, since: sealed.checkpoints[2] ?? '' });
    expect(report.rewritten).toMatchObject({ from: three, to: four - 1 });
    expect(report.eventsChecked).toBeLessThan(20);
  });
});

describe('the column cache', () => {
  const cache = (): string => `${join(folder, 'cached.db')}.columns`;

  it('with a bit changed in a segment is found and named', async () => {
    const path = copyBook(sealed.path, join(folder, 'cached.db'));
    expect(words(await verified({ path }))).toEqual([]);
    const bytes = readFileSync(cache());
    const parts = (): string | null => {
      let db: DatabaseSync | null = null;
      try {
        db = new DatabaseSync(cache(), { readOnly: true });
        const rows = db.prepare('SELECT n, sha256, hex(bytes) AS bytes FROM part ORDER BY n').all();
        return JSON.stringify(rows);
      } catch {
        return null;
      } finally {
        db?.close();
      }
    };
    const before = parts();
    const chance = chanceOf(SEED);
    const used = [...bytes.keys()].filter((at) => bytes[at] !== 0);
    let seen = 0;
    for (let i = 0; i < 150; i++) {
      const at = chance.pick(used);
      flip(cache(), bytes, at, chance.int(0, 7));
      if (parts() !== before) {
        seen += 1;
        expect(sealedProblem(cache(), sha256), `byte ${at}, seed ${SEED}`).toHaveProperty('damage');
      }
      put(cache(), at, bytes[at] ?? 0);
    }
    expect(seen).toBeGreaterThan(50);
    const db = new DatabaseSync(cache());
    db.exec('UPDATE part SET bytes = zeroblob(length(bytes)) WHERE n = 1');
    db.close();
    expect(words(await verified({ path }))).toEqual([
      `-: The column cache ${cache()} is damaged: its part 1. Delete it: it is made anew.`,
    ]);
  });
});

it('what another process is writing beside the book is not read, and no damage', async () => {
  const path = copyBook(sealed.path, join(folder, 'busy.db'));
  writeFileSync(`${path}.columns-journal`, 'not written to its end');
  writeFileSync(`${path}.columns`, '');
  const { ok, notRead } = await verified({ path });
  expect([ok, notRead]).toEqual([true, [`${path}.columns: it was not written to its end`]]);
});

describe('control totals', () => {
  it('that are not those of the events are found', async () => {
    const path = copyBook(sealed.path, join(folder, 'totals.db'));
    rmSync(`${path}.columns`, { force: true });
    // Somebody who has the key lies about what the book adds up to.
    const { checkpoint } = readKept(sealed.checkpoints[3] ?? '');
    const totals = checkpoint.totals.map((t) => ({ ...t, debits: '1.00', credits: '1.00' }));
    const text = formatCheckpoint({ ...checkpoint, totals });
    const lying = join(folder, 'lying.checkpoint');
    writeFileSync(lying, signNote(CRYPTO.ed25519, text, [signer(checkpoint.book, 2)]));
    const report = await verified({ path, kept: [lying] });
    expect(words(report)).toEqual([
      `-: The first ${checkpoint.size} events do not add up to what their checkpoint states.`,
    ]);
  });
});

it('a dropped trigger and a hole are named as in any book', async () => {
  const path = copyBook(sealed.path, join(folder, 'holes.db'));
  tamper(path, 'DELETE FROM events WHERE position = 12');
  expect(words(await verified({ path }))[0]).toBe('11: An event is missing here.');
});
