import type { Answer } from '../../scenarios/answer.ts';
import { specOf } from '../../scenarios/run-range.ts';
import { withManager } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { invariant } from '../../src/error.ts';
import { figureAt } from './comparison-figure.ts';
import type { ComparisonFigure, ComparisonFigures, Origin } from './comparison-figure.ts';
import { comparisonFigures } from './comparison-figures.ts';
import type {
  Explanation,
  ParameterPart,
  QuantileExplanation,
  ScenarioExplanation,
} from './explanation.ts';
import { pathsAgain } from './scenario-events.ts';
import type { PathAgain } from './scenario-events.ts';
import { noSuchFigure } from './no-such-figure.ts';

/** A run and what it was run from: enough to live any of its paths again. */
export interface ComparisonAgain {
  readonly comparison: Comparison;
  readonly answer: Answer;
}

/** Explains figures of one run: its paths are lived again once each. */
export interface ComparisonExplainer {
  readonly figures: ComparisonFigures;
  /** Throws `explain/no-such-figure` with the nearest name. */
  explain(name: string): Explanation;
  /** What was kept is what this program makes of the path in the middle. */
  isSame(): boolean;
}

/** Explains a comparison: quantiles by their paths, others by parts, made-up events, parameters. */
export function comparisonExplainer({ comparison, answer }: ComparisonAgain): ComparisonExplainer {
  const figures = comparisonFigures(answer);
  const ways = new Map<number | undefined, (path: number) => PathAgain>();
  const paths = ({ managerShare }: Pick<ComparisonFigure, 'managerShare'>) => {
    const known = ways.get(managerShare);
    if (known !== undefined) return known;
    const made = pathsOf(comparison, managerShare);
    ways.set(managerShare, made);
    return made;
  };
  const explainer: Explainer = { answer, figures, paths };
  return {
    figures,
    explain(name) {
      const found = figures.get(name);
      if (found === undefined)
        throw noSuchFigure(name, [...figures.keys()], (one) => figures.has(one));
      return explainFigure(explainer, found);
    },
    isSame: () => isSame(explainer),
  };
}

interface Explainer {
  readonly answer: Answer;
  readonly figures: ComparisonFigures;
  readonly paths: (of: Pick<ComparisonFigure, 'managerShare'>) => (path: number) => PathAgain;
}

function pathsOf(comparison: Comparison, share: number | undefined): (path: number) => PathAgain {
  const { parameters } = comparison;
  const own = share === undefined ? parameters : withManager(parameters, share);
  return pathsAgain(specOf({ ...comparison, parameters: own }));
}

function explainFigure(explainer: Explainer, figure: ComparisonFigure): Explanation {
  const { name, label, unit, value, definition, from } = figure;
  const common = { figure: name, label, unit, value, definition };
  const other = (wanted: string): Explanation =>
    explainFigure(explainer, figureAt(explainer.figures, wanted));
  switch (from.kind) {
    case 'quantile':
      return explainQuantile(explainer, figure, from);
    case 'scenario':
      return explainScenario(explainer, figure, from);
    case 'rule': {
      const { formula, of } = from;
      return { kind: 'rule', ...common, formula, steps: [], from: of.map(other) };
    }
    case 'ratio':
      return {
        kind: 'ratio',
        ...common,
        formula: from.formula,
        numerator: other(from.above),
        denominator: other(from.below),
      };
  }
}

/** A scenario figure ends in made-up events of the median path and in parameters. */
function explainScenario(
  { answer, paths }: Explainer,
  figure: ComparisonFigure,
  { formula, steps, path }: Extract<Origin, { kind: 'scenario' }>,
): ScenarioExplanation {
  const { name, label, unit, value, definition } = figure;
  return {
    kind: 'scenario',
    figure: name,
    label,
    unit,
    value,
    definition,
    formula,
    steps,
    synthetic: paths(figure)(path ?? medianOf(answer).lowerPath).synthetic,
    parameters: parametersOf(answer, figure),
  };
}

function explainQuantile(
  { answer, paths }: Explainer,
  figure: ComparisonFigure,
  { quantile, read, shown, formula }: Extract<Origin, { kind: 'quantile' }>,
): QuantileExplanation {
  const { name, label, unit, value, definition } = figure;
  const { lowerPath, upperPath, weight } = quantile;
  const [lower, upper] = [paths(figure)(lowerPath), paths(figure)(upperPath)];
  invariant(isBetween(quantile, read(lower), read(upper)), 'a quantile lies between its two paths');
  return {
    kind: 'quantile',
    figure: name,
    label,
    unit,
    value,
    definition,
    formula:
      formula ??
      (lowerPath === upperPath
        ? `the path in the middle of ${answer.paths}, Hyndman-Fan type 1`
        : `lower + ${weight.toFixed(4)} × (upper − lower), Hyndman-Fan type 7 over ${answer.paths} paths`),
    lower: { path: lowerPath, value: shown(read(lower)) },
    upper: { path: upperPath, value: shown(read(upper)) },
    weight,
    synthetic: lower.synthetic,
    parameters: parametersOf(answer, figure),
  };
}

function isBetween(
  { weight, value }: Pick<Answer['deltaCash']['quantiles'][number], 'weight' | 'value'>,
  lower: number,
  upper: number,
): boolean {
  const again = weight === 0 ? lower : lower + weight * (upper - lower);
  return Math.abs(again - value) < 0.01;
}

function medianOf({ deltaCash }: Answer): Answer['deltaCash']['quantiles'][number] {
  const median = deltaCash.quantiles.find((q) => q.p === 0.5);
  invariant(median, 'a headline quantile is in the answer');
  return median;
}

function isSame({ answer, paths }: Explainer): boolean {
  const median = medianOf(answer);
  const of = (path: number): number => paths({})(path).metric('deltaCash');
  return isBetween(median, of(median.lowerPath), of(median.upperPath));
}

/** Parameters with their provenance; of a run of its own with the one that it changed. */
function parametersOf({ parameters }: Answer, { managerShare }: ComparisonFigure): ParameterPart[] {
  const parts = parameters.map(({ id, draw, grade, source }) => ({ id, draw, grade, source }));
  if (managerShare === undefined) return parts;
  const [manager] = withManager([], managerShare);
  return parts.map((part) =>
    part.id === manager?.id
      ? { ...part, draw: String(managerShare), grade: manager.grade, source: manager.source }
      : part,
  );
}
