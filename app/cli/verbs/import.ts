import { dirname } from 'node:path';
import { FeeworthError } from '../../../src/error.ts';
import { importFile, planImport } from '../../commands/import.ts';
import type { ImportOptions } from '../../commands/import.ts';
import { importReport, previewReport } from '../../reports/import.ts';
import type { FileOutcome } from '../../reports/import.ts';
import { columnsOfCsv } from '../csv-preview.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { filePath } from '../../file-path.ts';
import type { Book } from '../../book.ts';
import { counted } from '../../reports/words.ts';
import { stoppable } from '../stoppable.ts';
import type { Meaning } from '../stoppable.ts';
import { withBook } from '../with-book.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const { args: files } = input;
  if (files.length === 0) {
    throw new FeeworthError('usage/missing-argument', 'usage', 'No file was named', {
      hint: 'feeworth import FILE… shows what would be recorded; --commit records it',
    });
  }
  const map = textOption(input, 'map');
  const { entity, site } = context.globals;
  const path = filePath(context.globals.book);
  const folders = [context.io.cwd, ...(path === null ? [] : [dirname(path)])];
  const optionsOf = (file: string): ImportOptions => ({ file, map, entity, site, folders });
  const isCommit = flagOption(input, 'commit');
  const outcomes: FileOutcome[] = [];
  if (!isCommit)
    return withBook(context, 'read', async (book) => {
      for (const file of named()) outcomes.push(await previewOf(file, book));
      return previewReport(outcomes);
    });
  // Also while the book is closed: what counts by then is said to.
  await stoppable(context, stoppedImport, (signal) =>
    withBook(context, 'write', async (book) => {
      for (const file of named()) outcomes.push(await recordingOf(file, book, signal));
    }),
  );
  return importReport(outcomes);

  function* named(): Generator<string> {
    for (const [i, file] of files.entries()) {
      context.progress(`${i + 1}/${files.length} ${file}`);
      yield file;
    }
  }

  async function recordingOf(file: string, book: Book, signal: AbortSignal): Promise<FileOutcome> {
    const done = await importFile({ ...optionsOf(file), signal }, book);
    return done.status === 'already-imported'
      ? { file, status: done.status, plan: null, ignored: done.ignored }
      : { file, status: done.status, plan: done };
  }

  async function previewOf(file: string, book: Book): Promise<FileOutcome> {
    // What a CSV file holds is shown even when it would be refused.
    const columns = map === undefined ? null : columnsOfCsv(file, map, book.today);
    const plan = await planImport(optionsOf(file), book);
    const status = plan.isAlreadyImported ? 'already-imported' : 'preview';
    return { file, status, plan, columns, ignored: plan.ignored };
  }

  function stoppedImport(): Meaning {
    const done = outcomes.length;
    const before = done === 0 ? '' : `; ${counted(done, 'file')} before it count`;
    return [
      `nothing of ${files[done] ?? ''} counts${before}`,
      'run the same command again: it goes on where it was',
    ];
  }
};
