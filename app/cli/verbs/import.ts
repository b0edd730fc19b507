import { dirname } from 'node:path';
import { FeeworthError } from '../../../src/error.ts';
import { importFile, planImport } from '../../commands/import.ts';
import type { ImportOptions } from '../../commands/import.ts';
import { importReport, previewReport } from '../../reports/import.ts';
import type { FileOutcome } from '../../reports/import.ts';
import { columnsOfCsv } from '../csv-preview.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { filePath } from '../../book-place.ts';
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
  return withBook(context, isCommit ? 'write' : 'read', async (book) => {
    const outcomes: FileOutcome[] = [];
    for (const [i, file] of files.entries()) {
      context.progress(`${i + 1}/${files.length} ${file}`);
      if (!isCommit) {
        outcomes.push(await previewOf(file));
        continue;
      }
      const done = await importFile(optionsOf(file), book);
      outcomes.push(
        done.status === 'already-imported'
          ? { file, status: done.status, plan: null, ignored: done.ignored }
          : { file, status: done.status, plan: done },
      );
    }
    return isCommit ? importReport(outcomes) : previewReport(outcomes);

    async function previewOf(file: string): Promise<FileOutcome> {
      // What a CSV file holds is shown even when it would be refused.
      const columns = map === undefined ? null : columnsOfCsv(file, map, book.today);
      const plan = await planImport(optionsOf(file), book);
      const status = plan.isAlreadyImported ? 'already-imported' : 'preview';
      return { file, status, plan, columns, ignored: plan.ignored };
    }
  });
};
