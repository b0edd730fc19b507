import { explainNamed, listFigures } from '../../explain/explain.ts';
import { explanationReport } from '../../reports/explanation.ts';
import { flagOption, textOption } from '../context.ts';
import type { Context, Input } from '../context.ts';
import { wholeOption } from '../options.ts';
import type { Explanation } from '../../explain/explanation.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';
import type { View } from '../view.ts';

export const run: VerbModule['run'] = (input, context) => {
  const [name] = input.args;
  return withView(context.globals, async (view) => {
    if (name === undefined) return listFigures(view);
    const explanation = name.startsWith('compare/')
      ? await explainRun(name, input, context, view)
      : await explainNamed(view, name);
    return explanationReport(explanation, view, { isWhole: flagOption(input, 'all') });
  });
};

/** Figures of a comparison are run again: luck is addressed, so they are the same to the bit. */
async function explainRun(
  name: string,
  input: Input,
  context: Context,
  view: View,
): Promise<Explanation> {
  const { runAgain } = await import('../../explain/run-again.ts');
  const { explainComparison } = await import('../../explain/comparison.ts');
  const options = {
    scenario: textOption(input, 'scenario'),
    paths: wholeOption(input, 'paths', 1_000_000),
    workers: wholeOption(input, 'workers', 256),
    onProgress: (done: number, of: number) =>
      context.progress(`Running again: ${Math.floor((100 * done) / of)} %`),
  };
  return explainComparison(await runAgain(options, view), name);
}
