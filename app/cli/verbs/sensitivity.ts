import { FeeworthError } from '../../../src/error.ts';
import { SENSITIVITY_FIGURES, SENSITIVITY_METHODS } from '../../../scenarios/sensitivity.ts';
import { sensitivityReport } from '../../reports/sensitivity.ts';
import { runSensitivity } from '../../sensitivity.ts';
import { chosenOption, wholeOption } from '../options.ts';
import type { Input } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { scenarioOptions, withScenario } from '../with-scenario.ts';

export const run: VerbModule['run'] = (input, context) => {
  const [scenario] = input.args;
  const options = scenarioOptions(input, context, scenario, 'Varying all at once');
  const asked = {
    method: chosenOption(input, 'method', SENSITIVITY_METHODS) ?? 'sobol',
    figure: chosenOption(input, 'of', SENSITIVITY_FIGURES) ?? 'cash',
    points: pointsOption(input),
  };
  return withScenario(
    context,
    scenario,
    (view) => runSensitivity(asked, options, view),
    ({ sensitivity }, provenance) => sensitivityReport(sensitivity, provenance),
  );
};

/** Points of a replicate: a Sobol' sequence keeps its promise at powers of two. */
function pointsOption(input: Input): number | undefined {
  const points = wholeOption(input, 'points', 4096, 2);
  if (points === undefined || (points & (points - 1)) === 0) return points;
  throw new FeeworthError('usage/bad-value', 'usage', '--points wants a power of two', {
    hint: '16, 32, 64, 128',
  });
}
