import type { Answer } from '../../scenarios/answer.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';
import type { QuantileAnswer } from '../../scenarios/statistics.ts';
import { FeeworthError, invariant } from '../../src/error.ts';
import { COMPARISON, COMPARISON_KINDS } from './comparison-kinds.ts';
import type {
  Explanation,
  ParameterPart,
  QuantileExplanation,
  ScenarioExplanation,
} from './explanation.ts';
import type { FigureKind } from './figure.ts';
import { livePath } from './scenario-events.ts';

/** A run and what it was run from: enough to live any of its paths again. */
export interface ComparisonAgain {
  readonly comparison: Comparison;
  readonly answer: Answer;
}

type Step = ScenarioExplanation['steps'][number];

/** Explains a figure of a comparison: quantiles by their paths, others by parts and parameters. */
export function explainComparison(run: ComparisonAgain, name: string): Explanation {
  const quantile = QUANTILES.find((q) => q.kind.name === name);
  if (quantile !== undefined) return explainQuantile(run, quantile);
  if (name === COMPARISON.feeRoi.name) return explainRoi(run);
  const kind = COMPARISON_KINDS.find((k) => name === k.name || name.startsWith(`${k.name}/`));
  const rest = kind === undefined ? '' : name.slice(kind.name.length + 1);
  const found = kind === undefined ? undefined : PARTS[kind.name]?.(run.answer, rest);
  if (kind === undefined || found === undefined) throw unknown(name);
  return scenario(run, { ...kind, name }, found);
}

interface Found {
  readonly value: number | null;
  readonly formula: string;
  readonly steps: readonly Step[];
}

/** A scenario figure ends in made-up events of the median path and in parameters. */
function scenario(
  run: ComparisonAgain,
  kind: FigureKind,
  { value, formula, steps }: Found,
): ScenarioExplanation {
  const median = run.answer.deltaCash.quantiles.find((q) => q.p === 0.5);
  return {
    kind: 'scenario',
    figure: kind.name,
    label: kind.label,
    unit: kind.unit,
    value,
    definition: kind.definition,
    formula,
    steps,
    synthetic: livePath(specOf(run.comparison), median?.lowerPath ?? 0).synthetic,
    parameters: parametersOf(run.answer),
  };
}

function specOf({ plan, parameters, seed, isNoisy }: Comparison): RunSpec {
  return { plan, parameters, seed, fixed: 'none', isNoisy };
}

function parametersOf({ parameters }: Answer): ParameterPart[] {
  return parameters.map(({ id, draw, grade, source }) => ({ id, draw, grade, source }));
}

interface QuantileFigure {
  readonly kind: FigureKind;
  readonly metric: Metric;
  readonly of: (answer: Answer) => readonly QuantileAnswer[];
  readonly p: number;
}

const QUANTILES: readonly QuantileFigure[] = [
  { kind: COMPARISON.deltaCashP10, metric: 'deltaCash', of: (a) => a.deltaCash.quantiles, p: 0.1 },
  { kind: COMPARISON.deltaCashP50, metric: 'deltaCash', of: (a) => a.deltaCash.quantiles, p: 0.5 },
  { kind: COMPARISON.deltaCashP90, metric: 'deltaCash', of: (a) => a.deltaCash.quantiles, p: 0.9 },
  { kind: COMPARISON.npvP10, metric: 'pvDelta', of: (a) => a.npv.quantiles, p: 0.1 },
  { kind: COMPARISON.npvP50, metric: 'pvDelta', of: (a) => a.npv.quantiles, p: 0.5 },
  { kind: COMPARISON.npvP90, metric: 'pvDelta', of: (a) => a.npv.quantiles, p: 0.9 },
];

function explainQuantile(
  { comparison, answer }: ComparisonAgain,
  { kind, metric, of, p }: QuantileFigure,
): QuantileExplanation {
  const quantile = of(answer).find((q) => q.p === p);
  invariant(quantile, 'a headline quantile is in the answer');
  const { lowerPath, upperPath, weight, value } = quantile;
  const lower = livePath(specOf(comparison), lowerPath);
  const upper = livePath(specOf(comparison), upperPath);
  const [low, high] = [lower.metric(metric), upper.metric(metric)];
  invariant(
    Math.abs(low + weight * (high - low) - value) < 0.01,
    'a quantile lies between its two paths',
  );
  return {
    kind: 'quantile',
    figure: kind.name,
    label: kind.label,
    unit: kind.unit,
    value: Math.round(value),
    definition: kind.definition,
    formula: `lower + ${weight.toFixed(4)} × (upper − lower), Hyndman-Fan type 7 over ${answer.paths} paths`,
    lower: { path: lowerPath, value: low },
    upper: { path: upperPath, value: high },
    weight,
    synthetic: lower.synthetic,
    parameters: parametersOf(answer),
  };
}

function explainRoi(run: ComparisonAgain): Explanation {
  const { feeRoi, feeRoiWords } = run.answer;
  const kind = COMPARISON.feeRoi;
  if (feeRoi === null) {
    return scenario(run, kind, { value: null, formula: feeRoiWords, steps: [] });
  }
  const part = (label: string, cents: number, words: string): ScenarioExplanation =>
    scenario(
      run,
      { ...kind, name: `${kind.name} · ${label.toLowerCase()}`, label, unit: 'cents' },
      { value: cents, formula: words, steps: [{ words, amount: cents }] },
    );
  return {
    kind: 'ratio',
    figure: kind.name,
    label: kind.label,
    unit: kind.unit,
    value: feeRoi.estimate,
    definition: kind.definition,
    formula: 'mean PV of the difference ÷ mean (PV of the fee + PV of joining and exit outlays)',
    numerator: part('Numerator', feeRoi.numeratorCents, 'mean PV of the cash difference'),
    denominator: part(
      'Denominator',
      feeRoi.denominatorCents,
      'mean PV of the fee and of joining and exit outlays, with MSO less independent',
    ),
  };
}

const bars = (list: readonly { readonly label: string; readonly cents: number }[]): Step[] =>
  list.map(({ label, cents }) => ({ words: label, amount: cents }));

/** Every other figure: its value and the parts it comes from. */
const PARTS: Readonly<Record<string, (answer: Answer, rest: string) => Found | undefined>> = {
  [COMPARISON.deltaCash.name]: ({ deltaCash, bridge, paths }) => ({
    value: deltaCash.mean.cents,
    formula: `mean over ${paths} paths; the bars of the bridge add up to it`,
    steps: bars(bridge.level1),
  }),
  [COMPARISON.npv.name]: ({ npv, feeRoi }) => ({
    value: npv.mean.cents,
    formula: 'PV of the benefit before fee and change, less PV of the fee and of the change',
    steps:
      feeRoi === null
        ? []
        : [
            {
              words: 'PV of the benefit before fee and change',
              amount: npv.mean.cents + feeRoi.denominatorCents,
            },
            { words: 'less PV of the fee, joining and exit', amount: -feeRoi.denominatorCents },
          ],
  }),
  [COMPARISON.pBetter.name]: ({ pBetter, paths }) => ({
    value: pBetter.estimate,
    formula: `${Math.round(pBetter.estimate * paths)} of ${paths} paths lie strictly above zero`,
    steps: [],
  }),
  [COMPARISON.breakEvenFactor.name]: ({ breakEven }) => breakEvenFound(breakEven, 'factor'),
  [COMPARISON.breakEvenFee.name]: ({ breakEven }) => breakEvenFound(breakEven, 'rate'),
  [COMPARISON.payback.name]: ({ payback }) => ({
    value: payback.medianMonths,
    formula: payback.words,
    steps: [],
  }),
  [COMPARISON.shareOnEstimates.name]: ({ shareOnEstimates, parameters }) => ({
    value: shareOnEstimates,
    formula: `one more paired run with ${parameters.filter((p) => p.isEstimate).length} estimated parameters at central`,
    steps: [],
  }),
  [COMPARISON.bridge.name]: ({ bridge }, id) => {
    const level = [bridge.level1, bridge.level2].find((l) => l.some((bar) => bar.id === id));
    const bar = level?.find((b) => b.id === id);
    if (level === undefined || bar === undefined) return undefined;
    const isDriver = level === bridge.level2;
    return {
      value: bar.cents,
      formula: isDriver
        ? `Shapley share of the gross benefit over ${level.length} drivers and ${bridge.paths} paths`
        : 'a bar of the bridge; all bars add up to the mean difference',
      steps: bars(level),
    };
  },
  [COMPARISON.manager.name]: ({ managerCases }, share) => {
    const found = managerCases.find((c) => Math.round(c.removedShare * 100) === Number(share));
    if (found === undefined || share === '') return undefined;
    return {
      value: found.deltaCashCents,
      formula: `the same run with removed.manager at ${share} %`,
      steps: managerCases.map((c) => ({
        words: `manager replaced to ${Math.round(c.removedShare * 100)} %`,
        amount: c.deltaCashCents,
      })),
    };
  },
  [COMPARISON.netCash.name]: armFigure((arm) => arm.netCashCents),
  [COMPARISON.closingCash.name]: armFigure((arm) => arm.closingCashCents),
  [COMPARISON.minimumCash.name]: armFigure((arm) => arm.minimumCashCents.p10),
  [COMPARISON.daysInArGross.name]: armFigure((arm) => arm.daysInArGross),
  [COMPARISON.daysInArNet.name]: armFigure((arm) => arm.daysInArNet),
  [COMPARISON.ebitda.name]: ({ accrual }) => ({
    value: accrual.ebitdaDeltaCents,
    formula: 'gross benefit on an accrual basis less the fee accrued',
    steps: [
      { words: 'gross benefit, accrual', amount: accrual.grossCents },
      { words: 'less fee accrued', amount: -accrual.feeAccruedCents },
    ],
  }),
};

function breakEvenFound(breakEven: Answer['breakEven'], which: 'factor' | 'rate'): Found {
  if (breakEven === null) return { value: null, formula: 'n/a (no fee)', steps: [] };
  const { factor, rate, realisedRate } = breakEven;
  return {
    value: which === 'factor' ? factor : rate,
    formula: `(PV of the benefit − PV of the change) ÷ PV of the fee = ${factor.toFixed(4)}; times the realised ${(realisedRate * 100).toFixed(2)} % of collections`,
    steps: [],
  };
}

function armFigure(
  pick: (arm: Answer['arms']['withMso']) => number,
): (answer: Answer, rest: string) => Found | undefined {
  return ({ arms, paths }, rest) => {
    const arm =
      rest === 'with-mso' ? arms.withMso : rest === 'independent' ? arms.independent : undefined;
    if (arm === undefined) return undefined;
    return { value: pick(arm), formula: `over ${paths} paths of this arm`, steps: [] };
  };
}

function unknown(name: string): FeeworthError {
  const names = COMPARISON_KINDS.map((kind) => kind.name);
  return new FeeworthError('explain/no-such-figure', 'usage', `No figure is called "${name}"`, {
    hint: `a comparison has ${names.join(', ')}`,
  });
}
