import type { Answer, ArmAnswer, Bar, MeanBar, PathBridge } from '../../scenarios/answer.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import type { QuantileAnswer } from '../../scenarios/statistics.ts';
import {
  centsEnds,
  figure,
  meanOf,
  ofPath,
  quantileFigures,
  scenario,
  shareOfPaths,
  whole,
} from './comparison-figure.ts';
import type { ComparisonFigure, Origin } from './comparison-figure.ts';
import { COMPARISON } from './comparison-kinds.ts';
import type { Step } from './explanation.ts';
import type { FigureKind } from './figure.ts';

/** Bars as steps. */
export const barSteps = (bars: readonly Bar[]): Step[] =>
  bars.map(({ label, cents }) => ({ words: label, amount: cents }));

/** A bar is what its level comes to less the other bars: they add up to the cent. */
export function bridgeFigures({ bridge, paths }: Answer): ComparisonFigure[] {
  const { level1, level2, totalCents, grossCents } = bridge;
  const bars = (level: readonly MeanBar[], label: string, total: number, formula: string) =>
    level.flatMap((bar) => [
      figure(COMPARISON.bridge, bar.id, bar.cents, barOf(bar, level, { label, total, formula }), {
        label: bar.label,
      }),
      errorOfBar(bar),
    ]);
  const shapley = `Shapley share of the gross benefit over ${level2.length} drivers and ${bridge.paths} paths; all add up to it`;
  return [
    ...bars(
      level1,
      'Cash difference',
      totalCents,
      `mean over ${paths} paths; all bars add up to the mean difference`,
    ),
    ...bars(level2, 'Gross benefit', grossCents, shapley),
    ...bridge.ofPaths.flatMap(pathFigures),
  ];
}

/** A bar as the rest: its level's total less the other bars. */
function barOf(
  bar: Bar,
  level: readonly Bar[],
  of: { readonly label: string; readonly total: number; readonly formula: string },
): Extract<Origin, { kind: 'scenario' }> {
  return {
    kind: 'scenario',
    formula: of.formula,
    steps: [
      { words: of.label, amount: of.total },
      ...level
        .filter((other) => other !== bar)
        .map((other) => ({ words: `less ${other.label.toLowerCase()}`, amount: -other.cents })),
    ],
  };
}

function errorOfBar({ id, label, standardErrorCents }: MeanBar): ComparisonFigure {
  const { name } = COMPARISON.bridge;
  const formula =
    id === 'sampling'
      ? 'standard deviation of the benefit × √(1 ÷ paths of the drivers − 1 ÷ all paths)'
      : 'standard deviation of the bar over its paths ÷ √ of their number';
  const from: Origin =
    standardErrorCents === null
      ? { kind: 'rule', formula: 'one path has no spread', of: [`${name}/${id}`] }
      : scenario(formula, [{ words: 'standard error', amount: standardErrorCents }]);
  const about = { label: `${label}: standard error` };
  return figure(COMPARISON.bridge, `${id}/standard-error`, standardErrorCents, from, about);
}

/** Bars of one path; each level adds up to what that path comes to. */
function pathFigures({ p, path, level1, level2, totalCents, grossCents }: PathBridge) {
  const at = `p${Math.round(p * 100)}`;
  const bars = (level: readonly Bar[], label: string, total: number): ComparisonFigure[] =>
    level.map((bar) => {
      const formula = `path ${path} alone; its bars add up to its own ${label.toLowerCase()}`;
      const from: Origin = { ...barOf(bar, level, { label, total, formula }), path };
      const about = { label: `${bar.label}, path at ${at.toUpperCase()}` };
      return figure(COMPARISON.bridge, `${at}/${bar.id}`, bar.cents, from, about);
    });
  const formula = `path ${path}: the bars of level 1 add up to it`;
  return [
    ...bars(level1, 'Cash difference', totalCents),
    ...bars(level2, 'Gross benefit', grossCents),
    figure(
      COMPARISON.bridge,
      at,
      totalCents,
      { kind: 'scenario', formula, steps: barSteps(level1), path },
      { label: `Cash difference of the path at ${at.toUpperCase()}` },
    ),
  ];
}

/** The rows of the practice manager: each a run of its own (settled.md §6.10). */
export function managerFigures({ managerCases }: Answer): ComparisonFigure[] {
  return managerCases.flatMap((found): ComparisonFigure[] => {
    const { removedShare, deltaCashCents, npvCents, feeRoi, pBetter, paths } = found;
    const share = Math.round(removedShare * 100);
    const at = (rest: string, of: FigureKind, value: number | null, from: Origin) =>
      figure(COMPARISON.manager, rest === '' ? `${share}` : `${share}/${rest}`, value, from, {
        label: `${of.label}, manager replaced to ${share} %`,
        unit: of.unit,
        definition: `${of.definition} ${COMPARISON.manager.definition}`,
        managerShare: removedShare,
      });
    const name = (rest: string): string => `${COMPARISON.manager.name}/${share}/${rest}`;
    const between = (above: string, below: string): Origin => ({
      kind: 'ratio',
      formula: `ratio of means over ${paths} paths`,
      above: name(above),
      below: name(below),
    });
    const words = `paths with removed.manager at ${share} %`;
    const { deltaCash, npv, pvFeeAndChange, betterPaths, run } = COMPARISON;
    const setBy = scenario(`entered: this run holds removed.manager at ${share} %`);
    return [
      at('', deltaCash, deltaCashCents, meanOf(paths, deltaCashCents, words)),
      ...centsEnds(
        COMPARISON.manager,
        `${share}`,
        deltaCashCents,
        found.deltaCashInterval,
        `mean ∓ Student’s t (95 %) × standard deviation ÷ √${paths}`,
      ),
      at('share', { ...COMPARISON.manager, unit: 'share' }, removedShare, setBy),
      at('npv', npv, npvCents, meanOf(paths, npvCents, words)),
      at(
        'fee-roi',
        COMPARISON.feeRoi,
        feeRoi,
        feeRoi === null ? scenario('n/a (no fee)') : between('npv', 'pv-of-fee-and-change'),
      ),
      at(
        'pv-of-fee-and-change',
        pvFeeAndChange,
        found.feeAndChangeCents,
        meanOf(paths, found.feeAndChangeCents, words),
      ),
      at('p-better', COMPARISON.pBetter, pBetter, between('better-paths', 'paths')),
      ...(['lower', 'upper'] as const).map((end) =>
        at(
          `p-better/${end === 'lower' ? 'low' : 'high'}`,
          COMPARISON.pBetter,
          found.pBetterInterval[end],
          { kind: 'rule', formula: 'Wilson’s score interval (95 %)', of: [name('p-better')] },
        ),
      ),
      at(
        'better-paths',
        betterPaths,
        Math.round(pBetter * paths),
        scenario(`counted over ${paths} ${words}`),
      ),
      at('paths', run, paths, scenario('as many as the scenario gives to side runs')),
    ];
  });
}

/** An arm on its own. */
export function armFigures(answer: Answer, arm: ArmAnswer): ComparisonFigure[] {
  const { paths } = answer;
  const isIndependent = arm.id === 'independent';
  const rest = isIndependent ? 'independent' : 'with-mso';
  const of = (name: string): Metric =>
    `${name}${isIndependent ? 'Independent' : 'WithMso'}` as Metric;
  const { quantiles, netCashCents, closingCashCents, incomeTaxCents } = arm;
  const at = (kind: FigureKind, value: number, from: Origin): ComparisonFigure =>
    figure(kind, rest, value, from, {
      label: `${kind.label}, ${isIndependent ? 'independent' : 'with MSO'}`,
    });
  const quantile = (
    kind: FigureKind,
    value: number,
    found: QuantileAnswer,
    metric: Metric,
    scale = 1,
  ): ComparisonFigure[] =>
    quantileFigures(kind, rest, value, found, ofPath(metric, scale), {
      label: `${kind.label}, ${isIndependent ? 'independent' : 'with MSO'}`,
    });
  const { minimumCash, daysInArGross, daysInArNet } = quantiles;
  return [
    at(COMPARISON.netCash, netCashCents, meanOf(paths, netCashCents, 'all paths of this arm')),
    at(
      COMPARISON.closingCash,
      closingCashCents,
      scenario(`mean over ${paths} paths of this arm`, [
        {
          words: 'cash at the start',
          amount: closingCashCents - netCashCents + (incomeTaxCents ?? 0),
        },
        { words: 'net cash over the horizon', amount: netCashCents },
        ...(incomeTaxCents === undefined
          ? []
          : [{ words: 'income tax paid', amount: -incomeTaxCents }]),
      ]),
    ),
    ...(incomeTaxCents === undefined
      ? []
      : [
          at(
            COMPARISON.incomeTax,
            incomeTaxCents,
            meanOf(paths, incomeTaxCents, 'all paths of this arm'),
          ),
        ]),
    at(
      COMPARISON.msoCash,
      arm.msoCashCents,
      meanOf(paths, arm.msoCashCents, 'all paths of this arm'),
    ),
    at(COMPARISON.owed, arm.owedCents, meanOf(paths, arm.owedCents, 'all paths of this arm')),
    ...quantile(COMPARISON.minimumCash, arm.minimumCashCents.p10, minimumCash, of('minimumCash')),
    ...quantile(COMPARISON.daysInArGross, arm.daysInArGross, daysInArGross, of('daysGross'), 100),
    ...quantile(COMPARISON.daysInArNet, arm.daysInArNet, daysInArNet, of('daysNet'), 100),
    ...shareOfPaths(
      answer,
      {
        kind: COMPARISON.pShort,
        counted: COMPARISON.shortPaths,
        rest,
        interval: arm.pShortInterval,
      },
      arm.pShort,
    ),
    ...shareOfPaths(
      answer,
      {
        kind: COMPARISON.pMissedPayroll,
        counted: COMPARISON.missedPayrollPaths,
        rest,
        interval: arm.pMissedPayrollInterval,
      },
      arm.pMissedPayroll,
    ),
  ];
}

/** The difference month by month. */
export function fanFigures({ fan }: Answer): ComparisonFigure[] {
  return fan.flatMap(({ month, quantiles }, m) =>
    quantiles.flatMap((quantile) => {
      const p = Math.round(quantile.p * 100);
      return quantileFigures(
        COMPARISON.fan,
        `${month}/p${p}`,
        whole(quantile.value),
        quantile,
        { read: (path) => path.cumulativeCents(m), shown: whole },
        { label: `${COMPARISON.fan.label} by the end of ${month}, P${p}` },
      );
    }),
  );
}

/** How large the run was. */
export function runFigures({
  paths,
  bridge,
  rowsPerSiteMonth,
  parameters,
}: Answer): ComparisonFigure[] {
  const estimates = parameters.filter((p) => p.isEstimate).length;
  const at = (rest: string, label: string, value: number, words: string): ComparisonFigure =>
    figure(COMPARISON.run, rest, value, scenario(words), { label });
  return [
    at('paths', 'Paired paths', paths, 'as many as the scenario or --paths says'),
    at('bridge-paths', 'Paths of the drivers', bridge.paths, 'as many as the scenario says'),
    at('rows-per-site-month', 'Rows per site-month', rowsPerSiteMonth, 'mean, rounded down'),
    at('parameters', 'Parameters', parameters.length, 'those of the scenario, listed below'),
    at('estimates', 'Estimated parameters', estimates, 'those that no record bears out'),
  ];
}
