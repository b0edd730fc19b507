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
import { scenarioOptions } from '../with-scenario.ts';
import type { View } from '../view.ts';
import type { CompareOptions } from '../../compare.ts';

const RUN = 'compare/';

export const run: VerbModule['run'] = (input, context) => {
  const [name] = input.args;
  return withView(context.globals, async (view) => {
    const scenario = textOption(input, 'scenario');
    const options = scenarioOptions(input, context, scenario, 'Running again');
    const isWhole = flagOption(input, 'all');
    const isForMachines = context.globals.json || context.globals.csv;
    if (name === undefined) return list(view, textOption(input, 'list'), options, isWhole);
    // Loaded only where a run is asked for: the model is the larger part of the program.
    const explanation = name.startsWith(RUN)
      ? (await (await import('../../explain/run-again.ts')).runAgain(options, view)).explain(name)
      : await explainNamed(view, name, { most: isWhole || isForMachines ? Infinity : LISTED });
    return explanationReport(explanation, view, { isWhole });
  });
};

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
  return listNamed(view, prefix, figures, { isWhole });
}

/** Figures of the comparison, of a kept one or else of one run now. */
async function figuresOfRun(
  view: View,
  options: CompareOptions,
  how: 'kept' | 'run',
): Promise<ComparisonFigures | undefined> {
  const { keptAgain, runAgain } = await import('../../explain/run-again.ts');
  if (how === 'run') return (await runAgain(options, view)).figures;
  if (view.file === undefined || !existsSync(keptRunsPath(view.file))) return undefined;
  try {
    return (await keptAgain(options, view))?.figures;
  } catch (error) {
    // A book may have outgrown the question that its kept runs answered.
    if (error instanceof FeeworthError) return undefined;
    throw error;
  }
}
