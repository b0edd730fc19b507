import { FeeworthError } from '../../../src/error.ts';
import { parseCents } from '../../../src/money.ts';
import { solveReport } from '../../reports/solve.ts';
import { FIGURES, runSolve } from '../../solve.ts';
import type { SolvedFigure } from '../../solve.ts';
import { textOption } from '../context.ts';
import type { Input } from '../context.ts';
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
  const name = textOption(input, 'figure') ?? 'cash';
  const found = FIGURES.find((one) => one === name);
  if (found !== undefined) return found;
  throw new FeeworthError('usage/bad-value', 'usage', `--figure "${name}" is none`, {
    hint: `choose one of ${FIGURES.join(', ')}`,
  });
}

/** Dollars as cents, or a share of futures. */
function targetOf(input: Input, figure: SolvedFigure): number {
  const given = textOption(input, 'target') ?? (figure === 'better' ? '50%' : '0');
  const share = /^(\d+(?:\.\d+)?)%$/.exec(given)?.[1];
  if (figure === 'better' && share !== undefined) return Number(share) / 100;
  if (figure !== 'better' && /^-?\d+(?:\.\d{1,2})?$/.test(given)) {
    return parseCents(given.includes('.') ? given : `${given}.00`);
  }
  throw new FeeworthError('usage/bad-value', 'usage', `--target "${given}" is not what it wants`, {
    hint: figure === 'better' ? 'a share: --target 50%' : 'dollars: --target 25000',
  });
}
