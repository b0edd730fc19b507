import { existsSync, statSync } from 'node:fs';
import { FeeworthError, isFeeworthError } from '../../../src/error.ts';
import type { EventStore, TreeHead, VerifyReport } from '../../../src/store/port.ts';
import { walBytes } from '../../../src/store/sqlite/wal.ts';
import { sealPath, verifyFileSeal } from '../../../src/store/sqlite/seal.ts';
import { openBookStore, shownUrl } from '../../book-place.ts';
import { filePath } from '../../file-path.ts';
import type { Report, Table } from '../../reports/document.ts';
import { counted } from '../../reports/words.ts';
import {
  verifyBook,
  type BookVerified,
  type VerifyBookOptions,
} from '../../commands/verify-book.ts';
import { readKept } from '../../seal/checkpoint-file.ts';
import { readPublicKeys } from '../../seal/signing-key.ts';
import { flagOption, textOption, type Input } from '../context.ts';
import { stoppable } from '../stoppable.ts';
import type { Meaning } from '../stoppable.ts';
import type { VerbModule } from '../verb.ts';

/** Exit code of a book that is not as it was written. */
const DAMAGED = 4;

const stoppedReading = (): Meaning => [
  'the book was not read to its end, so nothing is shown of it, neither good nor bad',
  'run the same command again',
];

export const run: VerbModule['run'] = async (input, context) => {
  const { globals, progress } = context;
  const file = flagOption(input, 'file');
  const options = file ? null : optionsOf(input, globals.book);
  if (file && optionsOf(input, globals.book).isAsked) {
    throw new FeeworthError('usage/two-verifications', 'usage', '--file stands alone', {
      hint: '--file reads the file as a whole; the other options are about its events',
    });
  }
  progress('Reading the book …');
  if (options === null)
    return verdict(shownUrl(globals.book), await fileVerdict(globals.book), true);
  const store = await openOrExplain(globals.book);
  if (!('verify' in store)) return verdict(shownUrl(globals.book), store, false);
  try {
    const found = await stoppable(context, stoppedReading, (signal) =>
      verifyBook(store, { ...options, signal }),
    );
    return verdict(shownUrl(globals.book), found, false, found);
  } finally {
    await store.close();
  }
};

/** The file as bytes, never opened as a book: a damaged one may not even be recognised. */
async function fileVerdict(url: string): Promise<VerifyReport> {
  const path = filePath(url);
  const isFile = path !== null && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile) return verifyFileSeal(path, walBytes(path));
  const store = await openBookStore(url, { readOnly: true });
  try {
    return await store.verify({ file: true });
  } finally {
    await store.close();
  }
}

/** The book, or what its seal says of a file that cannot be opened as one. */
async function openOrExplain(url: string): Promise<EventStore | VerifyReport> {
  try {
    return await openBookStore(url, { readOnly: true });
  } catch (error) {
    const path = filePath(url);
    const sealed = path !== null && existsSync(sealPath(path)) && existsSync(path);
    const seal = sealed ? verifyFileSeal(path, walBytes(path)) : null;
    if (!isFeeworthError(error) || seal === null || seal.ok) throw error;
    const words = `It cannot be opened as a book: ${error.message}`;
    return { ...seal, problems: [{ sequence: null, words }, ...seal.problems] };
  }
}

function optionsOf(input: Input, url: string): VerifyBookOptions & { readonly isAsked: boolean } {
  const since = textOption(input, 'since');
  const files = input.options['checkpoint'];
  const names = Array.isArray(files) ? files.map(String) : [];
  const trust = textOption(input, 'trust');
  const head = since === undefined ? null : treeHead(since);
  const isFromFile = (since !== undefined && head === null) || names.length > 0;
  if (isFromFile && trust === undefined) {
    throw new FeeworthError('usage/no-trust', 'usage', 'A checkpoint wants a key to trust', {
      hint: 'say --trust FILE, the public key you were given by who signs',
    });
  }
  return {
    url,
    checkpoints: names.map(readKept),
    trust: trust === undefined ? null : readPublicKeys(trust),
    ...(since === undefined ? {} : { since: head ?? readKept(since) }),
    isAsked: since !== undefined || names.length > 0 || trust !== undefined,
  };
}

/** A tree head as verify prints it; null for what must be the name of a file. */
function treeHead(text: string): TreeHead | null {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  return match === null ? null : { size: Number(match[1]), root: match[2] ?? '' };
}

function verdict(
  book: string,
  found: VerifyReport,
  isFileOnly: boolean,
  more?: BookVerified,
): Report {
  const { ok, problems, tree, eventsChecked, notRead, remarks } = found;
  const checked = isFileOnly
    ? 'every bit as when it was closed'
    : `${counted(eventsChecked, 'event')} checked`;
  const title = ok
    ? `${book} is as it was written: ${checked}`
    : `${book} is not as it was written: ${counted(problems.length, 'problem')}`;
  const table: Table = {
    name: 'problems',
    title: 'What is wrong, first bad place first',
    columns: [
      { key: 'sequence', label: 'Sequence', unit: 'text' },
      { key: 'problem', label: 'Problem', unit: 'text' },
    ],
    rows: problems.map((p) => ({
      cells: [p.sequence === null ? '—' : String(p.sequence), p.words],
    })),
  };
  return {
    schema: 'feeworth.verify/1',
    title,
    tables: ok ? [] : [table],
    notes: [
      ...(tree === null ? [] : [`Tree head ${tree.size}:${tree.root}`]),
      ...(more?.rewritten ? [more.rewritten.words] : []),
      ...found.heads.filter((h) => h.holds === true).map((h) => `Holds: ${h.whose}`),
      ...remarks,
      ...notRead.map((words) => `Not read: ${words}`),
      ...(ok || more?.isOnlyKept === true
        ? []
        : ['Restore the book from a copy that verifies; its files can be imported anew.']),
    ],
    data: {
      eventsChecked,
      tree,
      problems,
      heads: found.heads,
      rewritten: more?.rewritten ?? null,
      signaturesChecked: more?.signaturesChecked ?? 0,
    },
    exitCode: ok ? 0 : DAMAGED,
  };
}
