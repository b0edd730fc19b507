import { spawnSync } from 'node:child_process';
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../src/make-folder.node.ts';
import { withFolder } from './support/book-stores.ts';

const ROOT = join(import.meta.dirname, '..');
const moduleAt = (path: string): string => pathToFileURL(join(ROOT, path)).href;

describe('a folder', () => {
  test('is made with those above it, and is as good when it is there', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'a', 'b', 'c');
      makeFolder(path, 0o700);
      expect(statSync(path).mode & 0o777).toBe(0o700);
      makeFolder(path);
      symlinkSync(path, join(folder, 'link'));
      makeFolder(join(folder, 'link', 'd'));
      expect(existsSync(join(path, 'd'))).toBe(true);
    }));

  test('is refused where something else lies in its way', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'file');
      writeFileSync(file, '');
      symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
      expect(() => makeFolder(file)).toThrow('EEXIST');
      expect(() => makeFolder(join(file, 'a', 'b'))).toThrow('ENOTDIR');
      expect(() => makeFolder(join(folder, 'dangling', 'a'))).toThrow('EEXIST');
    }));
});

// In a process of its own: what does not come back is ended there.
test.runIf(existsSync('/proc/self'))('where no folder can be made, nobody waits for it', () => {
  const code = `
    const { makeFolder } = await import('${moduleAt('src/make-folder.node.ts')}');
    const { writeSealed } = await import('${moduleAt('src/sealed-file.node.ts')}');
    const { sha256 } = await import('${moduleAt('src/audit/sha256.node.ts')}');
    const { createKey, keyPath } = await import('${moduleAt('app/book-key.ts')}');
    const codeOf = (work) => { try { return work(); } catch (error) { return error.code; } };
    const key = keyPath('esdb://localhost:2113?book=x');
    console.log(JSON.stringify([
      codeOf(() => makeFolder('/proc/nope/x/y')),
      codeOf(() => writeSealed(key + '.columns', sha256, {}, [], () => [])),
      codeOf(() => createKey(key)),
    ]));`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, FEEWORTH_HOME: '/proc/nope/x' },
  });
  expect(signal).toBeNull();
  expect(JSON.parse(stdout)).toEqual(['ENOENT', false, 'book/key-not-written']);
});
