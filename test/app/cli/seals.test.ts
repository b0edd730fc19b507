import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flip } from '../../support/tampering.ts';
import { BOOK_YAML } from '../support.ts';
import { run as runAt, type Ran } from './run.ts';

let folder = '';
let book = '';
let key = '';
const run = (...argv: string[]): Promise<Ran> =>
  runAt([...argv, '--book', book], { now: '2026-03-05T09:00:00.000Z' });
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'feeworth-seals-'));
  mkdirSync(at('book'));
  book = join(folder, 'book', 'b.db');
  key = at('b.key');
  writeFileSync(at('book.yaml'), BOOK_YAML);
  expect((await run('init', at('book.yaml'))).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a signing key', () => {
  it('is made outside the book’s folder, for its owner alone, with a public half', async () => {
    const inside = await run('key', 'new', join(folder, 'book', 'deeper.key'));
    expect(inside.err).toContain('error[key/inside-book]');
    expect(inside.code).toBe(2);
    const made = await run('key', 'new', key);
    expect(made.code).toBe(0);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const [line = ''] = readFileSync(`${key}.pub`, 'utf8').split('\n').slice(1);
    expect(line).toMatch(/^feeworth\.book\/[0-9a-f-]{36}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
    expect(made.out).toContain(line);
    expect(made.out).toContain(`Key ${line.split('+')[1]} signs`);
    expect(made.out + made.err).not.toContain(readFileSync(key, 'utf8').split('\n')[1]);
    const again = await run('key', 'new', key);
    expect(again.err).toContain('error[key/not-written]');
  });

  it('is refused where it lies in the folder, wherever it was made', async () => {
    copyFileSync(key, join(folder, 'book', 'copied'));
    const { err } = await run('checkpoint', '--key', join(folder, 'book', 'copied'));
    expect(err).toContain('error[key/inside-book]');
    rmSync(join(folder, 'book', 'copied'));
  });
});

describe('checkpoints', () => {
  it('are made at a close, and at any other time; nothing new makes none', async () => {
    const jan = ['close', '2026-01', '--approver', 'lee', '--key', key, '--out', at('jan')];
    expect((await run(...jan)).out).toContain('Checkpoint of');
    expect(readFileSync(at('jan'), 'utf8')).toContain('\nperiod 2026-01\n');
    const feb = await run('close', '2026-02', '--approver', 'lee');
    expect(feb.code).toBe(0);
    expect((await run('checkpoint', '--key', key, '--out', at('feb'))).code).toBe(0);
    const again = await run('checkpoint', '--key', key, '--out', at('feb'));
    expect(again.out).toContain('nothing was recorded since');
    const other = await run('checkpoint', '--key', key, '--out', at('jan'));
    expect(other.err).toContain('error[checkpoint/not-written]');
  });

  it('are refused a folder that is not there before anything is closed or signed', async () => {
    const gone = join(folder, 'gone', 'checkpoint');
    const heard = async (...argv: string[]): Promise<string> => (await run(...argv)).err;
    const close = ['close', '2026-03', '--approver', 'lee', '--key', key, '--out', gone];
    expect(await heard(...close)).toContain('error[usage/no-folder]');
    expect(await heard('checkpoint', '--key', key, '--out', gone)).toContain('no-folder');
    const rotate = ['key', 'rotate', '--key', key, '--to', key, '--out', gone];
    expect(await heard(...rotate)).toContain('no-folder');
    const prove = ['prove', 'inclusion', '3', '--checkpoint', at('jan'), '--out', gone];
    expect(await heard(...prove)).toContain('no-folder');
    // Nothing came to the book: its last checkpoint still covers all of it.
    const again = await run('checkpoint', '--key', key, '--out', at('feb'));
    expect(again.out).toContain('nothing was recorded since');
  });

  it('verify with the key that is trusted, and not without one', async () => {
    const trust = ['--trust', `${key}.pub`];
    const both = await run('verify', '--checkpoint', at('jan'), at('feb'), ...trust);
    expect(both.out).toContain(`Holds: the checkpoint in ${at('feb')}`);
    expect(both.code).toBe(0);
    const since = await run('verify', '--since', at('feb'), ...trust);
    expect(since.out).toMatch(/Not read: events 0 to \d+/);
    expect(since.code).toBe(0);
    expect((await run('verify', '--since', at('feb'))).err).toContain('error[usage/no-trust]');
    const file = await run('verify', '--file', ...trust);
    expect(file.err).toContain('error[usage/two-verifications]');
  });

  it('of a rotated key are followed from the first one', async () => {
    await run('key', 'new', at('second.key'));
    const rotate = ['key', 'rotate', '--key', key, '--to', at('second.key'), '--out', at('hand')];
    expect((await run(...rotate)).code).toBe(0);
    expect((await run('checkpoint', '--key', key)).err).toContain('error[key/other-key]');
    const next = await run('checkpoint', '--key', at('second.key'), '--out', at('next'));
    expect(next.code).toBe(0);
    const all = ['jan', 'hand', 'next'].map(at);
    const { code } = await run('verify', '--checkpoint', ...all, '--trust', `${key}.pub`);
    expect(code).toBe(0);
  });
});

it('proofs go to standard output, or into a file', async () => {
  const inclusion = await run('prove', 'inclusion', '3', '--checkpoint', at('jan'));
  expect(JSON.parse(inclusion.out)).toMatchObject({ format: 'feeworth-inclusion/1', sequence: 3 });
  const growth = await run('prove', 'consistency', at('jan'), at('next'), '--out', at('growth'));
  expect(growth).toMatchObject({ code: 0, out: '' });
  expect(JSON.parse(readFileSync(at('growth'), 'utf8'))).toMatchObject({
    format: 'feeworth-consistency/1',
  });
  const beyond = await run('prove', 'inclusion', '3000', '--checkpoint', at('jan'));
  expect(beyond.err).toContain('error[audit/no-proof]');
});

it('a file that is no book any more is told by its seal', async () => {
  const bytes = readFileSync(book);
  // The format's name at its beginning, and the number that says whose format it is.
  for (const place of [3, 70]) {
    flip(book, bytes, place, 1);
    for (const argv of [['verify'], ['verify', '--file']]) {
      const { code, out } = await run(...argv);
      expect(out).toContain('The file is not, to the bit, what was closed.');
      expect(code).toBe(4);
    }
    writeFileSync(book, bytes);
  }
  expect((await run('verify', '--file')).code).toBe(0);
});
