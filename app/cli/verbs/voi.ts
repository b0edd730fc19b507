import { LEAST_PATHS, VOI_FIGURES } from '../../../scenarios/voi.ts';
import { voiReport } from '../../reports/voi.ts';
import { runVoi } from '../../voi.ts';
import { listOption } from '../context.ts';
import { chosenOption, wholeOption } from '../options.ts';
import type { VerbModule } from '../verb.ts';
import { scenarioOptions, withScenario } from '../with-scenario.ts';

export const run: VerbModule['run'] = (input, context) => {
  const [scenario] = input.args;
  const options = {
    ...scenarioOptions(input, context, scenario, 'Finding out'),
    // A curve wants points to go through.
    paths: wholeOption(input, 'paths', 1_000_000, LEAST_PATHS),
  };
  const asked = {
    figure: chosenOption(input, 'of', VOI_FIGURES) ?? 'cash',
    groups: listOption(input, 'together').map((group) => group.split(',')),
  };
  return withScenario(
    context,
    scenario,
    (view) => runVoi(asked, options, view),
    ({ found }, provenance) => voiReport(found, provenance),
  );
};
