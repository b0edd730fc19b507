import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileNames } from '../../../app/indexes/imports.ts';
import { recordedName } from '../../../app/commands/read-file.ts';
import { revertImport } from '../../../app/commands/import-revert.ts';
import { importFile } from '../../../app/commands/import.ts';
import { run } from '../cli/run.ts';
import { csv, events, file, folder, MAPS, POS_HEAD, posLine, testBook } from '../support.ts';
import { take } from '../support.ts';

const sheet = (ticket: string): string => csv(POS_HEAD, posLine({ Ticket: ticket }));

/** A book in a file with three imports: completed, taken back, and cut off in the middle. */
async function threeImports(): Promise<{ url: string; at: string }> {
  const at = folder();
  const url = join(at, 'book.db');
  const map = file('pos.yaml', MAPS.pos, at);
  const { book } = await testBook(url);
  for (const site of ['north', 'south']) mkdirSync(join(at, site));
  const folders = [at];
  const options = (name: string, text: string, of = site(name)) => ({
    file: file(name.split('/')[1] ?? '', text, join(at, of)),
    map,
    folders,
  });
  await importFile(options('north/january.csv', sheet('T1')), book);
  await importFile(options('south/january.csv', sheet('T2')), book);
  const south = join(at, 'south', 'january.csv');
  await revertImport({ import: south, reason: 'sent twice' }, book);
  const more = csv(POS_HEAD, posLine({ Ticket: 'T3' }), posLine({ Ticket: 'T4' }));
  // The second append fails: the import stays unfinished.
  const real = book.store.append.bind(book.store);
  let appends = 0;
  book.store.append = (streams) => {
    appends += 1;
    return appends === 2 ? Promise.reject(new Error('power cut')) : real(streams);
  };
  await importFile({ ...options('north/february.csv', more), chunkEvents: 2 }, book).catch(
    () => null,
  );
  book.store.append = real;
  await book.close();
  return { url, at };
}
const site = (name: string): string => name.split('/')[0] ?? '';

describe('import list', () => {
  it('tells of each file what became of it, by the path it lay under', async () => {
    const { url } = await threeImports();
    const { out, code } = await run(['import', 'list', '--json', '--book', url]);
    expect(code).toBe(0);
    const { data, schema } = JSON.parse(out) as {
      schema: string;
      data: { title: string; tables: { rows: Record<string, unknown>[] }[] };
    };
    expect(schema).toBe('feeworth.import-list/1');
    expect(data.title).toBe('3 files came in: 1 completed, 1 unfinished, 1 reverted');
    const rows = data.tables[0]?.rows ?? [];
    expect(rows.map((r) => [r['file'], r['state'], r['events'], r['suspended']])).toEqual([
      ['north/january.csv', 'completed', 1, 0],
      ['south/january.csv', 'reverted', 1, 0],
      ['north/february.csv', 'unfinished', 1, 0],
    ]);
    for (const row of rows) {
      expect(row['stream']).toMatch(/^import-[0-9a-f]{16}$/);
      expect(row['when']).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    }
    const table = (await run(['import', 'list', '--csv', '--book', url])).out;
    expect(table.split('\r\n')[1]).toContain('north/january.csv,import-');
    expect(table).not.toContain(folderOf(url));
    const none = await run(['import', 'list', '--entity', 'mso', '--book', url]);
    expect(none.out).toContain('No file has been imported');
  });
});

const folderOf = (url: string): string => url.replace(/\/book\.db$/, '');

describe('the recorded name of a file', () => {
  it('begins at a folder of the user’s, never at the top of the disk', () => {
    const home = homedir();
    expect(recordedName(join(home, 'a', 'x.csv'), [join(home)])).toBe('a/x.csv');
    expect(recordedName(join(home, 'a', 'x.csv'), [join(home, 'b'), home])).toBe('a/x.csv');
    expect(recordedName(join(home, 'x.csv'), [join(home, 'b')])).toBe('x.csv');
    expect(recordedName(join(home, 'x.csv'), ['/'])).toBe('x.csv');
    expect(recordedName(join(home, '..rest', 'x.csv'), [home])).toBe('..rest/x.csv');
    expect(recordedName(join(home, 'a'.repeat(600), 'x.csv'), [home])).toBe('x.csv');
  });

  it('is without a folder in older books, where the digest tells equal ones apart', async () => {
    const { book } = await testBook();
    await take(book, sheet('T1'), 'pos');
    await take(book, sheet('T2'), 'pos');
    const started = await events(book, 'ImportStarted');
    expect(started.map(({ data }) => (data as { fileName: string }).fileName)).toEqual([
      'pos.csv',
      'pos.csv',
    ]);
    const names = [...fileNames(await book.imports).values()];
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^pos\.csv \([0-9a-f]{12}\)$/);
  });
});
