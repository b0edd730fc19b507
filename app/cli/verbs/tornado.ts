import { runTornado } from '../../tornado.ts';
import { tornadoReport } from '../../reports/tornado.ts';
import type { VerbModule } from '../verb.ts';
import { scenarioOptions, withScenario } from '../with-scenario.ts';

export const run: VerbModule['run'] = (input, context) => {
  const [scenario] = input.args;
  const options = scenarioOptions(input, context, scenario, 'Moving one at a time');
  return withScenario(
    context,
    scenario,
    (view) => runTornado(options, view),
    ({ tornado }, provenance) => tornadoReport(tornado, provenance),
  );
};
