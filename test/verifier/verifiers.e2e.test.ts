import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatCheckpoint } from '../../src/audit/checkpoint.ts';
import { signNote } from '../../src/audit/note.ts';
import { readCheckpoint } from '../../src/audit/trust.ts';
import { openStore } from '../../src/store/open.ts';
import { proveConsistency, proveInclusion } from '../../app/commands/prove.ts';
import { readKept } from '../../app/seal/checkpoint-file.ts';
import { CRYPTO } from '../../app/seal/signing-key.ts';
import { HASHES } from '../../app/seal/stored-checkpoints.ts';
import { sealedBook, signer, type SealedBook } from '../support/sealed-book.ts';
import { bothVerifiers, canPython, ran, VERIFIER, type Verdict } from '../support/verifiers.ts';

const SCRIPT = join(VERIFIER, 'verify.mjs');
const PYTHON = join(VERIFIER, 'verify.py');
let folder = '';
let sealed: SealedBook;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'feeworth-verifiers-'));
  sealed = await sealedBook(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = (...args: string[]): Promise<Verdict> =>
  ran(folder, process.execPath, [SCRIPT, ...args]);
const both = (events: string, checkpoint: string, key: string): Promise<Verdict> =>
  bothVerifiers({ folder, scripts: VERIFIER, events, checkpoint, key });

/** A copy of a file with its text changed. */
function changed(file: string, change: (text: string) => string): string {
  const text = readFileSync(file, 'utf8');
  const other = change(text);
  expect(other).not.toBe(text);
  const path = join(folder, `changed-${++made}`);
  writeFileSync(path, other);
  return path;
}
let made = 0;

const lines = (change: (lines: string[]) => string[]) => (text: string) =>
  change(text.split('\n')).join('\n');

it('python3 and openssl are there, where all is tested', () => {
  if (process.env['CI'] === 'true') expect(canPython).toBe(true);
});

describe('a good export', () => {
  it('verifies against each checkpoint by the key of its time', async () => {
    const [first, second] = sealed.keys;
    for (const [i, key] of [first, first, first, second].entries()) {
      const { isGood, said } = await both(sealed.events, sealed.checkpoints[i] ?? '', key);
      expect(said).not.toContain('WRONG');
      expect(isGood).toBe(true);
    }
  });

  it('verifies against all of them from the first key on, over its rotation', async () => {
    const all = sealed.checkpoints.flatMap((file) => ['--checkpoint', file]);
    const { isGood, said } = await script(
      '--key',
      sealed.keys[0],
      '--events',
      sealed.events,
      ...all,
    );
    expect(said).toContain(`${sealed.sizes[3]} events as signed`);
    expect(isGood).toBe(true);
  });

  it('is named whatever its end, which no checkpoint covers', async () => {
    const longer = changed(sealed.events, (text) => `${text}not an event\n`);
    const shorter = changed(
      sealed.events,
      lines((all) => [...all.slice(0, sealed.sizes[3]), '']),
    );
    for (const events of [longer, shorter])
      expect((await both(events, sealed.checkpoints[3] ?? '', sealed.keys[1])).isGood).toBe(true);
  });
});

describe('a bad export', () => {
  const third = (): string => sealed.checkpoints[1] ?? '';
  it.each<readonly [string, (text: string) => string]>([
    ['with an amount changed', (t) => t.replace('"service":"11.50"', '"service":"91.50"')],
    ['with an event removed', lines((all) => all.toSpliced(9, 1))],
    [
      'with two events in another order',
      lines((all) => all.with(8, all[9] ?? '').with(9, all[8] ?? '')),
    ],
    ['with an event twice', lines((all) => all.toSpliced(9, 0, all[9] ?? ''))],
    ['cut off below the checkpoint', lines((all) => [...all.slice(0, 15), ''])],
    ['with a line that is no event', lines((all) => all.with(4, 'null and void'))],
    ['with a space', (t) => t.replace('{"actor"', '{ "actor"')],
    ['with Windows line ends', (t) => t.replaceAll('\n', '\r\n')],
    ['that is empty', () => ''],
  ])('%s', async (_, change) => {
    const { isGood, said } = await both(changed(sealed.events, change), third(), sealed.keys[0]);
    expect(said).toContain('WRONG');
    expect(isGood).toBe(false);
  });

  it.each<readonly [string, (text: string) => string]>([
    ['another size', (t) => t.replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) - 1}\n`)],
    ['another total', (t) => t.replace(/total practice (\d+)/, 'total practice 1')],
    ['another signature', (t) => t.replace(/(— \S+ \S{40})./, '$1Q')],
    ['no signature', (t) => t.replace(/— .*\n/, '')],
    ['a line more', (t) => t.replace('previous', 'remark fine\nprevious')],
    ['nothing in it', () => ''],
  ])('a checkpoint with %s', async (_, change) => {
    const { isGood, said } = await both(sealed.events, changed(third(), change), sealed.keys[0]);
    expect(said).toContain('WRONG');
    expect(isGood).toBe(false);
  });

  it('a checkpoint by a key that is not trusted, or not yet, or no more', async () => {
    expect((await both(sealed.events, third(), sealed.keys[1])).isGood).toBe(false);
    const id = readCheckpoint(HASHES, readFileSync(third(), 'utf8')).book;
    const stranger = changed(third(), (t) =>
      signNote(CRYPTO.ed25519, t.slice(0, t.indexOf('\n\n') + 1), [signer(id, 7)]),
    );
    expect((await both(sealed.events, stranger, sealed.keys[0])).isGood).toBe(false);
    const late = readFileSync(sealed.checkpoints[3] ?? '', 'utf8');
    const retired = join(folder, 'retired.checkpoint');
    const text = late.slice(0, late.indexOf('\n\n') + 1);
    writeFileSync(retired, signNote(CRYPTO.ed25519, text, [signer(id, 1)]));
    const args = ['--key', sealed.keys[0], '--events', sealed.events, '--checkpoint', retired];
    expect((await script(...args)).said).toContain('no key that is trusted');
  });

  it('a signed checkpoint whose counts are not those of its events', async () => {
    const checkpoint = readCheckpoint(HASHES, readFileSync(third(), 'utf8'));
    const totals = checkpoint.totals.map((total) => ({ ...total, events: total.events + 1 }));
    const lying = join(folder, 'lying.checkpoint');
    const text = formatCheckpoint({ ...checkpoint, totals });
    writeFileSync(lying, signNote(CRYPTO.ed25519, text, [signer(checkpoint.book, 1)]));
    const { isGood, said } = await both(sealed.events, lying, sealed.keys[0]);
    expect(said).toMatch(/WRONG .* has not \d+ events/);
    expect(isGood).toBe(false);
  });
});

describe('proof files', () => {
  const proven = (name: string, proof: object): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(proof));
    return path;
  };
  const check = (file: string): Promise<Verdict> =>
    script('--key', sealed.keys[0], '--proof', file);

  it('verify offline, for every event and every two checkpoints of the first key', async () => {
    const store = await openStore(sealed.path, { readOnly: true });
    const [one, two] = sealed.checkpoints.slice(0, 2).map((file) => readKept(file)) as [
      never,
      never,
    ];
    const files: string[] = [];
    for (const n of [0, 1, 7, (sealed.sizes[1] ?? 0) - 1])
      files.push(proven(`in-${n}.proof`, await proveInclusion(store, n, two)));
    files.push(proven('growth.proof', await proveConsistency(store, one, two)));
    files.push(proven('same.proof', await proveConsistency(store, two, two)));
    await store.close();
    for (const file of files) expect(await check(file)).toMatchObject({ isGood: true });
    const inclusion = JSON.parse(readFileSync(files[2] ?? '', 'utf8')) as Record<string, unknown>;
    const growth = JSON.parse(readFileSync(files[4] ?? '', 'utf8')) as Record<string, unknown>;
    const zero = (proof: Record<string, unknown>): string[] =>
      (proof['proof'] as string[]).with(0, '00'.repeat(32));
    const bad: readonly object[] = [
      { ...inclusion, sequence: 8 },
      { ...inclusion, sequence: 700 },
      { ...inclusion, line: String(inclusion['line']).replace('dana', 'dora') },
      { ...inclusion, proof: zero(inclusion) },
      { ...inclusion, proof: [] },
      { ...growth, proof: zero(growth) },
      { ...growth, older: growth['newer'], newer: growth['older'] },
      { ...growth, older: String(growth['older']).replace('total', 'totaI') },
      { ...growth, format: 'other' },
    ];
    for (const [i, proof] of bad.entries()) {
      const { isGood, said } = await check(proven(`bad-${i}.proof`, proof));
      expect(said).toMatch(/^WRONG .*bad-\d/m);
      expect(isGood).toBe(false);
    }
  });
});

describe('a file that is not there, or no file', () => {
  it('is called missing and nothing wrong, since nothing was verified', async () => {
    const [events, checkpoint, key] = [sealed.events, sealed.checkpoints[0] ?? '', sealed.keys[0]];
    for (const gone of [join(folder, 'none'), folder])
      for (const [e, c, k] of [
        [gone, checkpoint, key],
        [events, gone, key],
        [events, checkpoint, gone],
      ] as const) {
        const verdicts = [await script('--key', k, '--events', e, '--checkpoint', c)];
        if (canPython) verdicts.push(await ran(folder, 'python3', [PYTHON, e, c, k]));
        for (const { code, said } of verdicts) {
          expect(said).toContain(`MISSING ${gone}`);
          expect(said).not.toContain('WRONG');
          expect(code).toBe(2);
        }
      }
    const none = join(folder, 'none.proof');
    const proof = await script('--key', key, '--proof', none);
    expect([proof.code, proof.said]).toEqual([2, expect.stringContaining(`MISSING ${none}`)]);
  });

  it.runIf(canPython)('so is an openssl that is not installed', async () => {
    const path = process.env['PATH'];
    const python = (await ran(folder, 'python3', ['-c', 'import sys; print(sys.executable)'])).said;
    vi.stubEnv('PATH', folder);
    const args = [PYTHON, sealed.events, sealed.checkpoints[0] ?? '', sealed.keys[0]];
    const { code, said } = await ran(folder, python.trim(), args);
    vi.stubEnv('PATH', path);
    expect([code, said]).toEqual([2, expect.stringContaining('MISSING openssl')]);
  });
});

describe('the scripts', () => {
  it('are short enough to be read by who relies on them, and need nothing', () => {
    const [mjs, py] = [readFileSync(SCRIPT, 'utf8'), readFileSync(PYTHON, 'utf8')];
    expect(mjs.split('\n').length - 1).toBeLessThan(200);
    expect(py.split('\n').length - 1).toBeLessThan(40);
    const imported = [...mjs.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported).toEqual(['node:crypto', 'node:fs']);
  });

  const key = (): string[] => ['--key', sealed.keys[0]];
  it.each<readonly [string, () => readonly string[]]>([
    ['nothing', () => []],
    ['nothing to verify', key],
    ['no key', () => ['--proof', 'x']],
    ['an option that is none', () => [...key(), '--proof', 'x', '--what', 'x']],
    ['an option without its value', () => [...key(), '--proof']],
    ['two logs', () => [...key(), '--proof', 'x', '--events', 'x', '--events', 'y']],
  ])('say how they are used, and end with 2, when given %s', async (_, args) => {
    const { code, said } = await script(...args());
    expect(said).toMatch(/^node verify\.mjs --key FILE /);
    expect(code).toBe(2);
  });

  it('say how they are used when asked to', async () => {
    expect(await script('--help')).toMatchObject({ code: 0, said: expect.stringMatching(/^node/) });
    if (!canPython) return;
    for (const [args, code] of [
      [['--help'], 0],
      [[], 2],
      [[sealed.events, sealed.checkpoints[0] ?? ''], 2],
    ] as const) {
      const ended = await ran(folder, 'python3', [PYTHON, ...args]);
      expect(ended.said).toContain('python3 verify.py EVENTS CHECKPOINT KEY\n');
      expect(ended.code).toBe(code);
    }
  });
});
