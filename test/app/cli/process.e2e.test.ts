import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync } from 'node:fs';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleBook } from './example-book.ts';

const BIN = join(process.cwd(), 'bin', 'feeworth.js');
const NOBODY = 65_534;
let book = '';
let folder = '';
beforeAll(async () => {
  book = await exampleBook('2024-11');
  folder = mkdtempSync(join(tmpdir(), 'feeworth-readonly-'));
  for (const name of readdirSync(join(book, '..'))) {
    copyFileSync(join(book, '..', name), join(folder, name));
    chmodSync(join(folder, name), 0o444);
  }
  chmodSync(folder, 0o555);
});
afterAll(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the real process; without root, which may write anywhere (settled.md §9.5). */
function feeworth(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const isRoot = process.getuid?.() === 0;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ...env },
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  return { status, stdout, stderr };
}

describe('the process, as somebody who is not root', () => {
  it('reads a book in a read-only folder and prints data on standard output alone', () => {
    const url = join(folder, 'example.db');
    const { status, stdout, stderr } = feeworth(['report', 'cash-flow', '--json', '--book', url]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(feeworth(['verify', '--book', url]).status).toBe(0);
  });

  it('exports from a read-only folder, and says that the access log could not be written', () => {
    const url = join(folder, 'example.db');
    const { status, stdout, stderr } = feeworth(['export', 'ledger', '--book', url]);
    expect(stderr).toBe('Not recorded: the book is read-only\n');
    expect(status).toBe(0);
    expect(stdout).toContain('(CONTROL) Closing balances');
    expect(feeworth(['verify', '--file', '--book', url]).status).toBe(0);
  });

  it('refuses to record in a read-only folder, and leaves the book as it was', () => {
    const url = join(folder, 'example.db');
    const file = 'examples/three-sites/day-sheets/austin/2024-12.csv';
    const map = 'examples/three-sites/mappings/day-sheet-tx.yaml';
    const argv = ['import', file, '--map', map, '--site', 'austin', '--commit', '--book', url];
    const { status, stdout, stderr } = feeworth([...argv, '--actor', 'dana']);
    expect(stderr).toContain('error[store/read-only]');
    expect(stderr).toContain('help:');
    expect(stdout).toBe('');
    expect(status).toBe(6);
    expect(feeworth(['verify', '--file', '--book', url]).status).toBe(0);
    const fresh = feeworth([
      'init',
      'examples/three-sites/book.yaml',
      '--book',
      join(folder, 'new.db'),
      '--actor',
      'dana',
    ]);
    expect(fresh.status).toBe(6);
  });

  it.runIf(existsSync('/dev/full'))('says that its output was lost, and ends with 6', () => {
    const shell = `"${process.execPath}" "${BIN}" report ledger --book "${book}" > /dev/full`;
    const { status, stderr } = spawnSync('/bin/sh', ['-c', shell], { encoding: 'utf8' });
    expect(stderr).toContain('error[io/output-lost]');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(6);
  });

  it('says what is not in order, with one line of help each', () => {
    const { status, stdout } = feeworth(['doctor', '--book', join(folder, 'example.db')]);
    expect(stdout).toMatch(/Folder +no +is read-only +reports work/);
    expect(stdout).toMatch(/Node +yes/);
    expect(status).toBe(4);
  });

  it('finds a changed bit in a book and ends with 4', () => {
    const copy = mkdtempSync(join(tmpdir(), 'feeworth-damaged-'));
    cpSync(join(book, '..'), copy, { recursive: true });
    const path = join(copy, 'example.db');
    const flip =
      `const fs=require('fs');const b=fs.readFileSync('${path}');` +
      `const i=b.indexOf('"PatientPaymentReceived"');b[i+3]^=1;fs.writeFileSync('${path}',b)`;
    spawnSync(process.execPath, ['-e', flip]);
    chmodSync(copy, 0o755);
    for (const name of readdirSync(copy)) chmodSync(join(copy, name), 0o644);
    for (const argv of [['verify'], ['verify', '--file']]) {
      const { status, stdout } = feeworth([...argv, '--book', path]);
      expect(stdout).toContain('is not as it was written');
      expect(status).toBe(4);
    }
    rmSync(copy, { recursive: true, force: true });
  });
});
