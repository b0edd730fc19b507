// The verifiers that an audit package brings, run inside it: all an auditor adds is the public key.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stageExport } from '../../../app/commands/export.ts';
import { openStore } from '../../../src/store/open.ts';
import { chanceOf } from '../../support/chance.ts';
import { sealedBook } from '../../support/sealed-book.ts';
import type { SealedBook } from '../../support/sealed-book.ts';
import { bothVerifiers, VERIFIER } from '../../support/verifiers.ts';
import type { Verdict } from '../../support/verifiers.ts';

const SEED = Number(process.env['FEEWORTH_SEED'] ?? 20_260_401);
let folder = '';
let sealed: SealedBook;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'feeworth-package-verifiers-'));
  sealed = await sealedBook(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
async function packaged(knownAt?: number): Promise<string> {
  const out = join(folder, `package-${++made}`);
  const store = await openStore(sealed.path, { readOnly: true });
  const cut = knownAt === undefined ? {} : { knownAt: String(knownAt) };
  const wanted = { format: 'audit-package', out, grain: 'day', packageKey: null, ...cut } as const;
  (await stageExport(wanted, store)).publish();
  await store.close();
  return out;
}

/** As its README.txt says: in the package, with the package's own files. */
const verdictIn = (at: string, key: string): Promise<Verdict> =>
  bothVerifiers({
    folder: at,
    scripts: 'verifier',
    events: 'events.ndjson',
    checkpoint: 'last.checkpoint',
    key,
  });

test('are those of the program, byte for byte', async () => {
  const at = join(await packaged(), 'verifier');
  const names = readdirSync(VERIFIER).toSorted();
  expect(names).toEqual(['verify.mjs', 'verify.py']);
  expect(readdirSync(at).toSorted()).toEqual(names);
  for (const name of names)
    expect(readFileSync(join(at, name)).equals(readFileSync(join(VERIFIER, name)))).toBe(true);
});

test('take its checkpoint, which is the signed note that was given away', async () => {
  const at = await packaged();
  const note = readFileSync(join(at, 'last.checkpoint'));
  expect(note.equals(readFileSync(sealed.checkpoints[3] ?? ''))).toBe(true);
  const { isGood, said } = await verdictIn(at, sealed.keys[1]);
  expect(said).toContain(`${sealed.sizes[3]} events as signed`);
  expect(isGood).toBe(true);
});

test('take the one that hands over to another key, where it is the last', async () => {
  // The rotation is an event of its own right after what it covers.
  const at = await packaged((sealed.sizes[2] ?? 0) + 1);
  const note = readFileSync(join(at, 'last.checkpoint'));
  expect(note.equals(readFileSync(sealed.checkpoints[2] ?? ''))).toBe(true);
  expect((await verdictIn(at, sealed.keys[0])).isGood).toBe(true);
});

test('find one byte of events.ndjson that is another, wherever it lies', async () => {
  const at = await packaged();
  const path = join(at, 'events.ndjson');
  const bytes = readFileSync(path);
  const covered = bytes.toString('latin1').split('\n').slice(0, sealed.sizes[3]).join('\n').length;
  const chance = chanceOf(SEED);
  for (let i = 0; i < 12; i++) {
    const place = i === 0 ? covered : chance.int(0, covered - 1);
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ (1 << chance.int(0, 7));
    writeFileSync(path, changed);
    const { isGood, said } = await verdictIn(at, sealed.keys[1]);
    expect(said, `byte ${place}, seed ${SEED}`).toContain('WRONG');
    expect(isGood).toBe(false);
  }
  writeFileSync(path, bytes);
  expect((await verdictIn(at, sealed.keys[1])).isGood).toBe(true);
});

test('a book nobody signed for has no checkpoint in its package', async () => {
  const at = await packaged(sealed.sizes[0]);
  expect(readdirSync(at)).not.toContain('last.checkpoint');
  expect(readFileSync(join(at, 'README.txt'), 'utf8')).not.toContain('the last checkpoint');
});
