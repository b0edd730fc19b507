import { explainNamed, listFigures } from '../../explain/explain.ts';
import { explanationReport } from '../../reports/explanation.ts';
import { flagOption } from '../context.ts';
import { withView } from '../view.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = (input, { globals }) => {
  const [name] = input.args;
  return withView(globals, async (view) => {
    if (name === undefined) return listFigures(view);
    const explanation = await explainNamed(view, name);
    return explanationReport(explanation, view, { isWhole: flagOption(input, 'all') });
  });
};
