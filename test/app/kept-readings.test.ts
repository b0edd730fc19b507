import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { partsToWrite, readSealed, writeSealed } from '../../src/sealed-file.node.ts';
import { codeDigest } from '../../src/code-digest.node.ts';
import { keptReadingsPath, levelsOf } from '../../app/kept-readings.ts';
import type { ReadingBasis } from '../../app/kept-readings.ts';
import { startFromBook } from '../../scenarios/levels.ts';
import { openView } from '../../app/cli/view.ts';
import { withFolder } from '../support/book-stores.ts';
import { exampleBook } from './cli/example-book.ts';

const VIEW = await openView({ book: await exampleBook('2025-02'), json: false, csv: false });
afterAll(() => VIEW.close());
const TRUTH = startFromBook(VIEW.columns, VIEW.cut);
const basisIn = (file: string | undefined): ReadingBasis => ({ ...VIEW, root: 'r', file });

/** Work on a book of its own, with the file that keeps its levels. */
const beside = (work: (basis: ReadingBasis, path: string) => Promise<void>): Promise<void> =>
  withFolder((folder) => {
    const book = join(folder, 'book.db');
    return work(basisIn(book), keptReadingsPath(book));
  });

test('levels are kept beside a book as they were read, and read again from there', () =>
  beside(async (basis, path) => {
    expect(await levelsOf(basis)).toEqual(TRUTH);
    const written = readFileSync(path);
    expect(await levelsOf(basis)).toEqual(TRUTH);
    expect(readFileSync(path)).toEqual(written);
  }));

test('levels of other events, another cut or other code are not believed', () =>
  beside(async (basis, path) => {
    await levelsOf(basis);
    const [part = new Uint8Array()] = readSealed(path, sha256)?.parts ?? [];
    const kept = JSON.parse(new TextDecoder().decode(part)) as { key: object };
    const put = (key: object): void => {
      // What a liar would keep: right as a file, wrong as levels.
      const lie = JSON.stringify({ key, reading: { ...TRUTH, mso: 'somebody else' } });
      const bytes = new TextEncoder().encode(lie);
      const index = readSealed(path, sha256)?.index;
      writeSealed(path, sha256, index, partsToWrite([bytes]));
    };
    put(kept.key);
    expect((await levelsOf(basis)).mso).toBe('somebody else');
    for (const other of [
      { what: 'log' },
      { root: 'q' },
      { cut: { ...basis.cut, asOf: 1 } },
      { code: 'other' },
    ]) {
      put({ ...kept.key, ...other });
      expect(await levelsOf(basis)).toEqual(TRUTH);
    }
  }));

test('a damaged file is made anew; where nothing can be written levels still come', () =>
  beside(async (basis, path) => {
    await levelsOf(basis);
    const bytes = readFileSync(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    expect(await levelsOf(basis)).toEqual(TRUTH);
    const nowhere = join(path, 'nowhere', 'book.db');
    expect(await levelsOf(basisIn(nowhere))).toEqual(TRUTH);
    expect(existsSync(nowhere)).toBe(false);
    expect(await levelsOf(basisIn(undefined))).toEqual(TRUTH);
  }));

test('the digest of code is that of a module and of all it imports', () =>
  withFolder((folder) => {
    const at = (name: string): URL => new URL(`file://${join(folder, name)}`);
    const digest = (): string => codeDigest([at('a.ts')], sha256);
    writeFileSync(at('a.ts'), "import { b } from './b.ts';\nexport const a = b;\n");
    writeFileSync(at('b.ts'), "import { a } from './a.ts';\nexport const b = 1;\n");
    const first = digest();
    expect(digest()).toBe(first);
    writeFileSync(at('c.ts'), 'export const c = 1;\n');
    expect(digest()).toBe(first);
    writeFileSync(at('b.ts'), "import { a } from './a.ts';\nexport const b = 2;\n");
    expect(digest()).not.toBe(first);
    return Promise.resolve();
  }));
