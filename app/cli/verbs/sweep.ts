import { axesOf, runSweep } from '../../sweep.ts';
import { sweepReport } from '../../reports/sweep.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { scenarioOptions, withScenario } from '../with-scenario.ts';

export const run: VerbModule['run'] = (input, context) => {
  // Looked at before a book is: a scenario that stands where a path should is told as that.
  axesOf(input.args);
  const scenario = textOption(input, 'scenario');
  const options = scenarioOptions(input, context, scenario, 'Sweeping');
  return withScenario(
    context,
    scenario,
    (view) => runSweep(input.args, options, view),
    ({ sweep }, provenance) => sweepReport(sweep, provenance),
  );
};
