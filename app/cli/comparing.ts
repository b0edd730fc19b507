import { writeFileSync } from 'node:fs';
import type { Answer } from '../../scenarios/answer.ts';
import { EXIT_CODES, FeeworthError } from '../../src/error.ts';
import { shownUrl } from '../book-place.ts';
import type { RecordedRun } from '../commands/record-run.ts';
import { checkAsserts } from '../asserts.ts';
import { runComparison } from '../compare.ts';
import type { CompareOptions, ComparisonRun } from '../compare.ts';
import { withAsserts } from '../reports/asserts.ts';
import { comparisonReport } from '../reports/comparison.ts';
import { endingNotes } from '../reports/ending-agreements.ts';
import { earlyNotes, idleNotes } from '../reports/scenario-notes.ts';
import { roundDollars } from '../reports/numbers.ts';
import type { Provenance, Report } from '../reports/document.ts';
import { withoutBook } from './without-book.ts';
import type { Context, Input } from './context.ts';
import { flagOption, textOption } from './context.ts';
import { moneyOption } from './options.ts';
import { outputFile } from './output-file.ts';
import { withView } from './view.ts';
import type { View } from './view.ts';
import { isWithoutBook, scenarioOptions, unreadNotes } from './with-scenario.ts';

/** What only a run that is recorded needs: loaded then, for a what-if has no second to spare. */
const recording = async () => ({
  ...(await import('../commands/record-run.ts')),
  ...(await import('../promise.ts')),
  ...(await import('./with-book.ts')),
});

type Pages = typeof import('../reports/html/story.ts');

/** Compares as asked, on threads that were started for it or on workers elsewhere. */
export async function comparing(
  input: Input,
  context: Context,
  on: Pick<CompareOptions, 'workers' | 'pool'>,
): Promise<Report> {
  const { globals, io } = context;
  const [scenario] = input.args;
  const isRecorded = flagOption(input, 'record');
  const isShort = flagOption(input, 'short');
  if (isShort) mustBeAlone(input);
  const named = textOption(input, 'html');
  const page = named === undefined ? undefined : outputFile(named, '--html', io.cwd);
  const to = promisedTo(input, isRecorded);
  let isStopped = false;
  const taken = io.onStop?.(() => {
    isStopped = true;
    context.say('Stopping: what is complete is kept. Once more to end at once.');
  });
  // Those that were started end with the run.
  const again = typeof on.workers === 'object' ? on.workers.length : on.workers;
  const options = {
    ...scenarioOptions(input, context, scenario, 'Comparing'),
    ...on,
    isShort,
    precisionCents: moneyOption(input, 'precision'),
    isStopped: () => isStopped,
  };
  try {
    // A scenario that starts from defaults needs no book.
    if (isWithoutBook(context, scenario)) {
      if (isRecorded) throw noBook(globals.book);
      const made = await runComparison(options, null);
      const report = reportOf(made, withoutBook(), isShort);
      if (made.isStopped) return report;
      await writePage(({ answerHtml }) => answerHtml(made.answer, withoutBook()));
      return report;
    }
    if (!isRecorded) return await withView(globals, async (view) => (await compared(view)).report);
    const { mustBePromisable, recordRun, runPromise, withBook } = await recording();
    // Opened for writing first: who may not write hears it before the run, not behind it.
    return await withBook(context, 'write', (book) =>
      withView(globals, async (view) => {
        if (to !== undefined) await mustBePromisable(options, view);
        const { report, made } = await compared(view);
        if (made.isStopped) return report;
        const promised =
          to === undefined
            ? undefined
            : {
                to,
                promise: await runPromise(made.comparison, { ...options, workers: again }),
              };
        if (isStopped) return stoppedReport(report, made);
        const { knownAt, asOf } = view.cut;
        const { root } = await view.store.rootAt(knownAt);
        const basis = { sequence: knownAt, root, asOf };
        return withRecord(report, made.answer, await recordRun(made, basis, book, promised));
      }),
    );
  } finally {
    taken?.();
  }

  async function writePage(make: (pages: Pages) => string): Promise<void> {
    if (page === undefined) return;
    writeFileSync(page, make(await import('../reports/html/story.ts')));
    context.say(`Wrote ${named ?? page}`);
  }

  async function compared(view: View): Promise<{ report: Report; made: ComparisonRun }> {
    const made = await runComparison(options, view);
    const { answer, isFromBook } = made;
    const provenance = isFromBook ? view.provenance : withoutBook();
    const report = reportOf(made, provenance, isShort);
    if (made.isStopped) return { report, made };
    await writePage(({ answerHtml, storyHtml }) =>
      isFromBook ? storyHtml(view, answer) : answerHtml(answer, provenance),
    );
    const more = isFromBook ? endingNotes(view, answer.months) : unreadNotes(context);
    return { report: { ...report, notes: [...report.notes, ...more] }, made };
  }
}

/** A record and a page hold the whole answer. */
function mustBeAlone(input: Input): void {
  const other = ['record', 'html'].find((name) => input.options[name] !== undefined);
  if (other === undefined) return;
  throw new FeeworthError('usage/bad-value', 'usage', `--${other} takes the whole answer`, {
    hint: 'leave --short out',
  });
}

/** Whom the run is promised to; a promise that nobody keeps is none. */
function promisedTo(input: Input, isRecorded: boolean): string | undefined {
  const to = textOption(input, 'promiseTo')?.trim();
  const isName = to !== undefined && /^\P{Cc}{1,200}$/u.test(to);
  if (to === undefined || (isRecorded && isName)) return to;
  throw new FeeworthError('usage/bad-value', 'usage', '--promise-to wants --record and a name', {
    hint: 'write --record --promise-to "Cedar Group", a company and no patient, up to 200 letters',
  });
}

/** The comparison, with what its file asserts; of one that was stopped, what was complete. */
function reportOf(made: ComparisonRun, provenance: Provenance, isShort: boolean): Report {
  const plain = comparisonReport(made.answer, provenance, isShort);
  const report = { ...plain, notes: [...precisionNotes(made), ...plain.notes] };
  if (made.isStopped) return stoppedReport(report, made);
  const { judged, left } = checkAsserts(made.asserts, made.answer, isShort);
  const notes = left.map(({ text }) => `Not judged, it takes the whole answer: ${text}`);
  const { parameters, sampling, plan } = made.comparison;
  const odd = [...idleNotes(parameters, sampling.correlations), ...earlyNotes(plan)];
  return withAsserts({ ...report, notes: [...report.notes, ...notes, ...odd] }, judged);
}

/** What was asked of the error, and what so many paths made of it. */
function precisionNotes({ precision, answer, comparison, isStopped }: ComparisonRun): string[] {
  if (precision === undefined) return [];
  const { lowerCents, upperCents } = answer.deltaCash.mean;
  const half = `± ${roundDollars(Math.ceil((upperCents - lowerCents) / 2))} (95 %)`;
  if (isStopped)
    return [`Stopped before it was as precise as asked: the mean is known to ${half}.`];
  if (precision.isReached) {
    return [`${answer.paths} paths were enough: the mean is known to ${half}.`];
  }
  const hint = `more --paths than ${comparison.paths} would narrow it, four times as many by half`;
  return [`Not as precise as asked: the mean is known to ${half}; ${hint}.`];
}

/** What was complete when it was told to stop: fewer paths, said first, and an exit code of its own. */
function stoppedReport(report: Report, { answer, comparison }: ComparisonRun): Report {
  const lacking = [
    ...(comparison.sidePaths > 0 && answer.managerCases.length === 0 ? ['manager cases'] : []),
    ...(comparison.bridgePaths > 0 && answer.bridge.level2.length === 0 ? ['drivers'] : []),
  ];
  const without = lacking.length === 0 ? '' : ` Not complete, so left out: ${lacking.join(', ')}.`;
  const note =
    `Stopped: this is a run over the first ${answer.paths} of ${comparison.paths} paths, those that ` +
    `were complete.${without} Nothing was recorded or kept, and no page written.`;
  const title = `Stopped after ${answer.paths} of ${comparison.paths} paths: ${report.title}`;
  return { ...report, title, notes: [note, ...report.notes], exitCode: EXIT_CODES.stopped };
}

/** The report with what was recorded of it. */
function withRecord(report: Report, answer: Answer, recorded: RecordedRun): Report {
  const { status, stream, sequence, by, locked } = recorded;
  const what =
    `scenario ${answer.scenarioDigest.slice(0, 16)}, result ${answer.digest.slice(0, 16)}, ` +
    `model ${answer.modelVersion}, seed ${answer.seed}, ${answer.paths} paths`;
  const note =
    status === 'recorded'
      ? `Recorded as event ${sequence} in ${stream}: ${what}.`
      : `The book has this result as event ${sequence} in ${stream}, recorded by ${by} (${what}); nothing was added.`;
  const ofRecord =
    locked === null
      ? []
      : [
          `The run of record of ${answer.scenario} is ${locked}, which is locked: this one does not ` +
            `replace it. To replace it: feeworth run lock ${stream} --supersedes ${locked} --reason WHY`,
        ];
  const notes = [note, ...ofRecord, ...report.notes];
  return { ...report, notes, data: { ...report.data, recorded } };
}

function noBook(book: string): FeeworthError {
  return new FeeworthError('usage/no-book-to-record-in', 'usage', '--record needs a book', {
    place: { file: shownUrl(book) },
    hint: 'name one with --book, make one with "feeworth init FILE", or leave --record out',
  });
}
