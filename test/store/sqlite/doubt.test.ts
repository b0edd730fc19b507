import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { expectCode, makeEvents } from '../../conformance/kit.ts';
import { withFolder } from '../../support/book-stores.ts';

const UNLOCK =
  'DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; DROP TRIGGER events_only_append;';
const REWORD = `UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '"n":3', '"n":4') AS BLOB)
  WHERE position = 4;`;
const CUT = 'DELETE FROM events WHERE position > 15;';

/** A closed book of twenty events, changed behind the program's back. */
async function tampered(
  change: (path: string, sql: (text: string) => void) => void,
  check: (path: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'book.db');
    const store = openSqliteStore(path);
    await store.append([{ stream: 'a-1', expected: 'none', events: makeEvents(20) }]);
    await store.close();
    change(path, (text) => {
      const db = new DatabaseSync(path);
      db.exec(UNLOCK + text);
      db.close();
    });
    await check(path);
  });
}

describe('a reader is told what lies beside the book', () => {
  const CASES: readonly (readonly [string, (path: string, sql: (text: string) => void) => void])[] =
    [
      ['that events were cut off', (_, sql) => sql(CUT)],
      [
        'that the last event was touched',
        (_, sql) => sql(REWORD.replace('= 4;', '= 20;').replace('"n":3', '"n":19')),
      ],
      ['a damaged note', (path) => writeFileSync(`${path}.head`, 'garbage')],
      [
        'by the seal, of fewer events',
        (path, sql) => {
          sql(CUT);
          rmSync(`${path}.head`);
        },
      ],
      [
        'by the seal, of others',
        (path, sql) => {
          sql(REWORD);
          rmSync(`${path}.head`);
        },
      ],
    ];
  test.each(CASES)('%s', (_, change) =>
    tampered(change, async (path) => {
      const store = openSqliteStore(path, { readOnly: true });
      await expectCode(store.root(), 'store/corrupt');
      await expectCode(store.root(), 'store/corrupt');
      await store.close();
    }),
  );

  test('and nothing is said where nothing is wrong, or nothing lies there', async () => {
    const changes = [[], ['.head'], ['.seal'], ['.head', '.seal']];
    for (const gone of changes)
      await tampered(
        (path) => gone.forEach((suffix) => rmSync(path + suffix)),
        async (path) => {
          const store = openSqliteStore(path, { readOnly: true });
          expect((await store.root()).size).toBe(20);
          await store.close();
        },
      );
  });
});

test('a writer does not throw away a seal that tells of another file', () =>
  tampered(
    (path, sql) => {
      sql(REWORD);
      rmSync(`${path}.head`);
    },
    async (path) => {
      const seal = readFileSync(`${path}.seal`);
      const store = openSqliteStore(path);
      const append = store.append([{ stream: 'a-1', expected: 19n, events: makeEvents(1) }]);
      await expectCode(append, 'store/corrupt');
      await store.close();
      expect(readFileSync(`${path}.seal`)).toEqual(seal);
    },
  ));
