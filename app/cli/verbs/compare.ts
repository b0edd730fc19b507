import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runComparison } from '../../compare.ts';
import { comparisonReport } from '../../reports/comparison.ts';
import type { Provenance } from '../../reports/document.ts';
import type { Context, Input } from '../context.ts';
import { textOption } from '../context.ts';
import { wholeOption } from '../options.ts';
import type { VerbModule } from '../verb.ts';
import { programVersion } from '../version.ts';
import { filePath, withView } from '../view.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const { globals } = context;
  const path = filePath(globals.book);
  const [scenario] = input.args;
  const page = textOption(input, 'html');
  // A scenario that starts from defaults needs no book.
  if (scenario !== undefined && path !== undefined && !existsSync(path)) {
    const { answer } = await runComparison(optionsOf(input, context), null);
    if (page !== undefined) {
      const { answerHtml } = await import('../../reports/html/story.ts');
      writePage(page, answerHtml(answer, withoutBook()), context);
    }
    return comparisonReport(answer, withoutBook());
  }
  return withView(globals, async (view) => {
    const { answer, isFromBook } = await runComparison(optionsOf(input, context), view);
    const provenance = isFromBook ? view.provenance : withoutBook();
    if (page !== undefined) {
      const { answerHtml, storyHtml } = await import('../../reports/html/story.ts');
      const html = isFromBook ? storyHtml(view, answer) : answerHtml(answer, provenance);
      writePage(page, html, context);
    }
    return comparisonReport(answer, provenance);
  });
};

function writePage(page: string, html: string, { io, say }: Context): void {
  writeFileSync(resolve(io.cwd, page), html);
  say(`Wrote ${page}`);
}

function optionsOf(input: Input, context: Context): Parameters<typeof runComparison>[0] {
  return {
    scenario: input.args[0],
    paths: wholeOption(input, 'paths', 1_000_000),
    workers: wholeOption(input, 'workers', 256),
    onProgress: (done, of) => context.progress(`Comparing: ${Math.floor((100 * done) / of)} %`),
  };
}

function withoutBook(): Provenance {
  return {
    book: 'No book: the scenario brings its own levels',
    cutSequence: 0,
    root: 'none',
    asOf: 'none',
    policy: 'gaap-2025@1',
    cashPolicy: 'document',
    modelVersion: programVersion(),
  };
}
