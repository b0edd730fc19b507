import { FeeworthError } from '../../../src/error.ts';
import { parseCents } from '../../../src/money.ts';
import { solveReport } from '../../reports/solve.ts';
import { FIGURES, isShare, runSolve } from '../../solve.ts';
import type { SolvedFigure } from '../../solve.ts';
import { textOption } from '../context.ts';
import type { Input } from '../context.ts';
import { chosenOption } from '../options.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required } from '../with-book.ts';
import { scenarioOptions, withScenario } from '../with-scenario.ts';

export const run: VerbModule['run'] = (input, context) => {
  const scenario = textOption(input, 'scenario');
  const options = scenarioOptions(input, context, scenario, 'Solving');
  const from = required(input, 'from', 'where to look from: --from 50%');
  const to = required(input, 'to', 'where to look to: --to 150%');
  const figure = figureOf(input);
  const request = { parameter: argument(input), from, to, figure, target: targetOf(input, figure) };
  return withScenario(
    context,
    scenario,
    (view) => runSolve(request, options, view),
    ({ solution }, provenance) => solveReport(solution, provenance),
  );
};

function figureOf(input: Input): SolvedFigure {
  return chosenOption(input, 'figure', FIGURES) ?? 'cash';
}

/** What a share is asked for unless something else is; dollars are asked to be 0. */
const USUAL_TARGETS: Partial<Record<SolvedFigure, string>> = {
  better: '50%',
  roi: '0%',
  payroll: '5%',
};

/** Dollars as cents, or a share of futures. */
function targetOf(input: Input, figure: SolvedFigure): number {
  const given = textOption(input, 'target') ?? USUAL_TARGETS[figure] ?? '0';
  const share = /^(-?\d+(?:\.\d+)?)%$/.exec(given)?.[1];
  if (isShare(figure) && share !== undefined) return Number(share) / 100;
  if (!isShare(figure) && /^-?\d+(?:\.\d{1,2})?$/.test(given)) {
    return parseCents(given.includes('.') ? given : `${given}.00`);
  }
  throw new FeeworthError('usage/bad-value', 'usage', `--target "${given}" is not what it wants`, {
    hint: isShare(figure) ? 'a share: --target 50%' : 'dollars: --target 25000',
  });
}
