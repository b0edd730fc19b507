import { existsSync } from 'node:fs';
import type { ComparisonFigures } from '../../explain/comparison-figure.ts';
import { explainNamed } from '../../explain/explain-named.ts';
import { keptRunsPath } from '../../kept-runs-path.ts';
import { explanationReport, LISTED } from '../../reports/explanation.ts';
import { FeeworthError } from '../../../src/error.ts';
import type { Report } from '../../reports/document.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';
import { isWithoutBook, scenarioOptions } from '../with-scenario.ts';
import { withoutBook } from '../without-book.ts';
import type { View } from '../view.ts';
import type { CompareOptions } from '../../compare.ts';

const RUN = 'compare/';

export const run: VerbModule['run'] = async (input, context) => {
  const [name] = input.args;
  const scenario = textOption(input, 'scenario');
  const options = scenarioOptions(input, context, scenario, 'Running again');
  const isWhole = flagOption(input, 'all');
  const prefix = textOption(input, 'list');
  if ((name ?? prefix)?.startsWith(RUN) && isWithoutBook(context, scenario)) {
    const run = await again(options, null);
    if (name === undefined) {
      const { listNamed } = await import('../../explain/list-figures.ts');
      return listNamed(null, prefix ?? RUN, run.figures, { isWhole, provenance: withoutBook() });
    }
    const about = { provenance: withoutBook(), cashPolicy: 'document' } as const;
    return explanationReport(run.explain(name), about, { isWhole });
  }
  return withView(context.globals, async (view) => {
    const isForMachines = context.globals.json || context.globals.csv;
    if (name === undefined) return list(view, prefix, options, isWhole);
    const explanation = name.startsWith(RUN)
      ? (await again(options, view)).explain(name)
      : await explainNamed(view, name, { most: isWhole || isForMachines ? Infinity : LISTED });
    const { provenance } = view;
    const { cashPolicy } = view.context;
    return explanationReport(explanation, { provenance, cashPolicy }, { isWhole });
  });
};

/** The run, loaded only where one is asked for: the model is the larger part of the program. */
async function again(options: CompareOptions, view: View | null) {
  const { runAgain } = await import('../../explain/run-again.ts');
  return runAgain(options, view);
}

async function list(
  view: View,
  prefix: string | undefined,
  options: CompareOptions,
  isWhole: boolean,
): Promise<Report> {
  const { listFigures, listNamed } = await import('../../explain/list-figures.ts');
  if (prefix === undefined || prefix === '') {
    return listFigures(view, await figuresOfRun(view, options, 'kept'));
  }
  const isOfRun = RUN.startsWith(prefix) || prefix.startsWith(RUN);
  const figures = isOfRun ? await figuresOfRun(view, options, 'run') : undefined;
  return listNamed(view, prefix, figures, { isWhole, provenance: view.provenance });
}

/** Figures of the comparison, of a kept one or else of one run now. */
async function figuresOfRun(
  view: View,
  options: CompareOptions,
  how: 'kept' | 'run',
): Promise<ComparisonFigures | undefined> {
  if (how === 'run') return (await again(options, view)).figures;
  const { keptAgain } = await import('../../explain/run-again.ts');
  if (view.file === undefined || !existsSync(keptRunsPath(view.file))) return undefined;
  try {
    return (await keptAgain(options, view))?.figures;
  } catch (error) {
    // A book may have outgrown the question that its kept runs answered.
    if (error instanceof FeeworthError) return undefined;
    throw error;
  }
}
