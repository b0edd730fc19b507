import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Answer } from '../../../scenarios/answer.ts';
import { FeeworthError } from '../../../src/error.ts';
import { recordRun } from '../../commands/record-run.ts';
import type { RecordedRun } from '../../commands/record-run.ts';
import { checkAsserts } from '../../asserts.ts';
import { runComparison } from '../../compare.ts';
import { withAsserts } from '../../reports/asserts.ts';
import { comparisonReport } from '../../reports/comparison.ts';
import { endingNotes } from '../../reports/ending-agreements.ts';
import type { Report } from '../../reports/document.ts';
import { withoutBook } from '../without-book.ts';
import type { Context, Input } from '../context.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';
import type { View } from '../view.ts';
import { withBook } from '../with-book.ts';
import { isWithoutBook, scenarioOptions } from '../with-scenario.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const { globals } = context;
  const [scenario] = input.args;
  const options = scenarioOptions(input, context, scenario, 'Comparing');
  const isRecorded = flagOption(input, 'record');
  // A scenario that starts from defaults needs no book.
  if (isWithoutBook(context, scenario)) {
    if (isRecorded) throw noBook(globals.book);
    const { answer, asserts } = await runComparison(options, null);
    const checked = checkAsserts(asserts, answer);
    await writePage(input, context, ({ answerHtml }) => answerHtml(answer, withoutBook()));
    return withAsserts(comparisonReport(answer, withoutBook()), checked);
  }
  if (!isRecorded) return withView(globals, async (view) => (await compared(view)).report);
  // Opened for writing first: who may not write hears it before the run, not behind it.
  return withBook(context, 'write', (book) =>
    withView(globals, async (view) => {
      const { report, answer } = await compared(view);
      const { knownAt } = view.cut;
      const { root } = await view.store.rootAt(knownAt);
      return withRecord(report, answer, await recordRun(answer, { sequence: knownAt, root }, book));
    }),
  );

  async function compared(view: View): Promise<{ report: Report; answer: Answer }> {
    const { answer, isFromBook, asserts } = await runComparison(options, view);
    const checked = checkAsserts(asserts, answer);
    const provenance = isFromBook ? view.provenance : withoutBook();
    await writePage(input, context, ({ answerHtml, storyHtml }) =>
      isFromBook ? storyHtml(view, answer) : answerHtml(answer, provenance),
    );
    const report = withAsserts(comparisonReport(answer, provenance), checked);
    const notes = isFromBook
      ? [...report.notes, ...endingNotes(view, answer.months)]
      : report.notes;
    return { report: { ...report, notes }, answer };
  }
};

/** The report with what was recorded of it. */
function withRecord(report: Report, answer: Answer, recorded: RecordedRun): Report {
  const { status, stream, sequence } = recorded;
  const what =
    `scenario ${answer.scenarioDigest.slice(0, 16)}, result ${answer.digest.slice(0, 16)}, ` +
    `model ${answer.modelVersion}, seed ${answer.seed}, ${answer.paths} paths`;
  const note =
    status === 'recorded'
      ? `Recorded as event ${sequence} in ${stream}: ${what}.`
      : `The book has this result as event ${sequence} in ${stream} (${what}); nothing was added.`;
  return { ...report, notes: [note, ...report.notes], data: { ...report.data, recorded } };
}

function noBook(book: string): FeeworthError {
  return new FeeworthError('usage/no-book-to-record-in', 'usage', '--record needs a book', {
    place: { file: book },
    hint: 'name one with --book, make one with "feeworth init FILE", or leave --record out',
  });
}

type Pages = typeof import('../../reports/html/story.ts');

async function writePage(
  input: Input,
  { io, say }: Context,
  make: (pages: Pages) => string,
): Promise<void> {
  const page = textOption(input, 'html');
  if (page === undefined) return;
  writeFileSync(resolve(io.cwd, page), make(await import('../../reports/html/story.ts')));
  say(`Wrote ${page}`);
}
