import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { treeHashes } from '../../../src/audit/merkle.ts';
import { columnCachePath } from '../../../src/batch/column-cache-path.ts';
import { isFeeworthError } from '../../../src/error.ts';
import { notePath, readNote } from '../../../src/store/sqlite/note.ts';
import { keyId, keyPath, readKey } from '../../book-key.ts';
import type { Report } from '../../reports/document.ts';
import { capital, counted } from '../../reports/words.ts';
import { placeText } from '../print-error.ts';
import type { VerbModule } from '../verb.ts';
import { besidePath, openBookStore } from '../../book-place.ts';
import { filePath } from '../../file-path.ts';
import { openView } from '../view.ts';

/** One question with its answer; `hint` says what to do about a no. */
export interface Check {
  readonly check: string;
  readonly isFine: boolean;
  readonly found: string;
  readonly hint: string;
}

const LEAST_NODE = 24;
const LEAST_FREE_MB = 500;
const NOT_IN_ORDER = 4;

export const run: VerbModule['run'] = async (_input, { globals }) => {
  const path = filePath(globals.book);
  const checks: Check[] = [nodeCheck()];
  if (path !== null) checks.push(folderCheck(path), diskCheck(path));
  if (path === null || existsSync(path)) {
    checks.push(...(await bookChecks(globals.book)));
  } else {
    checks.push(fine('Book', `none at ${path}`, 'make one: feeworth init FILE, or feeworth demo'));
  }
  return reportOf(checks);
};

function fine(check: string, found: string, hint = ''): Check {
  return { check, isFine: true, found, hint };
}

function bad(check: string, found: string, hint: string): Check {
  return { check, isFine: false, found, hint };
}

function nodeCheck(): Check {
  const isNew = Number(process.versions.node.split('.')[0]) >= LEAST_NODE;
  return isNew
    ? fine('Node', process.version)
    : bad('Node', process.version, `Feeworth needs Node ${LEAST_NODE}: run npm ci`);
}

function folderCheck(path: string): Check {
  const folder = dirname(resolve(path));
  try {
    accessSync(folder, constants.W_OK);
    return fine('Folder', 'may be written to');
  } catch {
    return bad('Folder', 'is read-only', 'reports work; recording needs a folder you may write to');
  }
}

function diskCheck(path: string): Check {
  try {
    const { bavail, bsize } = statfsSync(dirname(resolve(path)));
    const megabytes = Math.floor((bavail * bsize) / 1_048_576);
    const found = `${megabytes} MB free`;
    return megabytes >= LEAST_FREE_MB
      ? fine('Disk', found)
      : bad('Disk', found, 'free some space before importing');
  } catch {
    return bad('Disk', 'cannot be told', 'check that the folder of the book exists');
  }
}

async function bookChecks(url: string): Promise<Check[]> {
  const checks: Check[] = [];
  try {
    // Opening reads the schema, the head note and every segment of the column cache.
    const view = await openView({ book: url, json: false, csv: false });
    try {
      const { size } = await view.store.root();
      checks.push(
        fine(
          'Book',
          `${size} events, root ${view.provenance.root}, schema as expected; contents: feeworth verify`,
        ),
      );
      const [beside, file] = [besidePath(url), filePath(url)];
      checks.push(keyCheck(url, String(openedKey(view.context.facts))));
      if (beside !== null) checks.push(cacheCheck(beside));
      if (file !== null) checks.push(noteCheck(file, size), await sealCheck(url));
    } finally {
      await view.close();
    }
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    // Of a book on a server the place is whom it was asked of.
    const said = [`${error.code}: ${error.message}`, placeText(error.place)].join('  ').trimEnd();
    checks.push(bad('Book', said, error.hint ?? 'run feeworth verify'));
  }
  return checks;
}

function openedKey(
  facts: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[],
): unknown {
  return facts.find((fact) => fact.type === 'BookOpened')?.data['keyId'];
}

function keyCheck(url: string, wanted: string): Check {
  const file = keyPath(url);
  if (file === null || !existsSync(file)) {
    return bad(
      'Key',
      'missing',
      `put the .key file back, ${file ?? 'beside the book'}; reports work without it`,
    );
  }
  try {
    return keyId(readKey(file)) === wanted
      ? fine('Key', 'belongs to this book')
      : bad('Key', 'belongs to another book', 'put back the key that was made with this book');
  } catch {
    return bad('Key', 'damaged', 'restore it from a backup');
  }
}

function noteCheck(path: string, size: number): Check {
  const note = readNote(path, treeHashes(sha256));
  if (note === null) {
    return bad('Head note', 'missing', 'the book was not closed cleanly: run feeworth verify');
  }
  if (note === 'damaged') {
    return bad('Head note', 'damaged', `run feeworth verify; ${notePath(path)} is written anew`);
  }
  return note.head.size <= size
    ? fine('Head note', `covers ${note.head.size} of ${size} events`)
    : bad(
        'Head note',
        `knows ${note.head.size} events, the book has ${size}`,
        'events were cut off: restore the book',
      );
}

function cacheCheck(path: string): Check {
  return existsSync(columnCachePath(path))
    ? fine('Column cache', 'current')
    : fine('Column cache', 'none', 'reports read every event; a writable folder makes one');
}

/** The quick look at integrity: the seal over the whole file. */
async function sealCheck(url: string): Promise<Check> {
  const store = await openBookStore(url, { readOnly: true });
  try {
    const { ok, problems } = await store.verify({ file: true });
    return ok
      ? fine('File seal', 'every bit is as it was when the book was closed')
      : bad('File seal', problems[0]?.words ?? 'broken', 'run feeworth verify for the whole story');
  } finally {
    await store.close();
  }
}

function reportOf(checks: readonly Check[]): Report {
  const wrong = checks.filter((check) => !check.isFine).length;
  return {
    schema: 'feeworth.doctor/1',
    title: wrong === 0 ? 'All is in order' : `${capital(counted(wrong, 'thing'))} to look at`,
    tables: [
      {
        name: 'checks',
        title: 'Machine and book',
        columns: [
          { key: 'check', label: 'Check', unit: 'text' },
          { key: 'fine', label: 'Fine', unit: 'text' },
          { key: 'found', label: 'Found', unit: 'text' },
          { key: 'hint', label: 'What to do', unit: 'text' },
        ],
        rows: checks.map((c) => ({ cells: [c.check, c.isFine ? 'yes' : 'no', c.found, c.hint] })),
      },
    ],
    notes: [],
    exitCode: wrong === 0 ? 0 : NOT_IN_ORDER,
  };
}
