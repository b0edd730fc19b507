import { FeeworthError } from '../../../src/error.ts';
import { openStore } from '../../../src/store/open.ts';
import type { TreeHead, VerifyReport } from '../../../src/store/port.ts';
import type { Report, Table } from '../../reports/document.ts';
import { counted } from '../../reports/words.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';

/** Exit code of a book that is not as it was written. */
const DAMAGED = 4;

export const run: VerbModule['run'] = async (input, { globals, progress }) => {
  const file = flagOption(input, 'file');
  const since = textOption(input, 'since');
  if (file && since !== undefined) {
    throw new FeeworthError('usage/two-verifications', 'usage', 'Either --file or --since', {
      hint: '--file reads the file as a whole, --since reads events',
    });
  }
  const store = await openStore(globals.book, { readOnly: true });
  try {
    progress('Reading the book …');
    const found = await store.verify({
      ...(file ? { file } : {}),
      ...(since === undefined ? {} : { since: treeHead(since) }),
    });
    return verdict(globals.book, found, file);
  } finally {
    await store.close();
  }
};

function treeHead(text: string): TreeHead {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match !== null) return { size: Number(match[1]), root: match[2] ?? '' };
  throw new FeeworthError('usage/bad-value', 'usage', '--since wants SIZE:ROOT', {
    hint: 'a number of events, a colon, and 64 hex digits, as verify prints them',
  });
}

function verdict(book: string, found: VerifyReport, isFileOnly: boolean): Report {
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
      ...remarks,
      ...notRead.map((words) => `Not read: ${words}`),
      ...(ok
        ? []
        : ['Restore the book from a copy that verifies; its files can be imported anew.']),
    ],
    data: { eventsChecked, tree, problems },
    exitCode: ok ? 0 : DAMAGED,
  };
}
