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
  // A scenario that starts from defaults needs no book; a page about a book does.
  const needsBook = scenario === undefined || textOption(input, 'html') !== undefined;
  if (!needsBook && path !== undefined && !existsSync(path)) {
    const { answer } = await runComparison(optionsOf(input, context), null);
    return comparisonReport(answer, withoutBook());
  }
  return withView(globals, async (view) => {
    const { answer } = await runComparison(optionsOf(input, context), view);
    const page = textOption(input, 'html');
    if (page !== undefined) {
      const { storyHtml } = await import('../../reports/html/story.ts');
      writeFileSync(resolve(context.io.cwd, page), storyHtml(view, answer));
      context.say(`Wrote ${page}`);
    }
    return comparisonReport(answer, view.provenance);
  });
};

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
    book: 'no book',
    cutSequence: 0,
    root: 'none',
    asOf: 'none',
    policy: 'gaap-2025@1',
    cashPolicy: 'document',
    modelVersion: programVersion(),
  };
}
