import type { Answer, ArmAnswer, Bar } from '../../scenarios/answer.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import type { QuantileAnswer } from '../../scenarios/statistics.ts';
import { figure, meanOf, ofPath, scenario, shareOfPaths, whole } from './comparison-figure.ts';
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
  const bars = (level: readonly Bar[], label: string, total: number, formula: string) =>
    level.map((bar) =>
      figure(
        COMPARISON.bridge,
        bar.id,
        bar.cents,
        scenario(formula, [
          { words: label, amount: total },
          ...level
            .filter((other) => other !== bar)
            .map((other) => ({ words: `less ${other.label.toLowerCase()}`, amount: -other.cents })),
        ]),
        { label: bar.label },
      ),
    );
  const shapley = `Shapley share of the gross benefit over ${level2.length} drivers and ${bridge.paths} paths; all add up to it`;
  return [
    ...bars(
      level1,
      'Cash difference',
      totalCents,
      `mean over ${paths} paths; all bars add up to the mean difference`,
    ),
    ...bars(level2, 'Gross benefit', grossCents, shapley),
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
  const { quantiles, netCashCents, closingCashCents } = arm;
  const at = (kind: FigureKind, value: number, from: Origin): ComparisonFigure =>
    figure(kind, rest, value, from, {
      label: `${kind.label}, ${isIndependent ? 'independent' : 'with MSO'}`,
    });
  const quantile = (found: QuantileAnswer, metric: Metric, scale = 1): Origin => ({
    kind: 'quantile',
    quantile: found,
    ...ofPath(metric, scale),
  });
  const { minimumCash, daysInArGross, daysInArNet } = quantiles;
  return [
    at(COMPARISON.netCash, netCashCents, meanOf(paths, netCashCents, 'all paths of this arm')),
    at(
      COMPARISON.closingCash,
      closingCashCents,
      scenario(`mean over ${paths} paths of this arm`, [
        { words: 'cash at the start', amount: closingCashCents - netCashCents },
        { words: 'net cash over the horizon', amount: netCashCents },
      ]),
    ),
    at(
      COMPARISON.msoCash,
      arm.msoCashCents,
      meanOf(paths, arm.msoCashCents, 'all paths of this arm'),
    ),
    at(COMPARISON.owed, arm.owedCents, meanOf(paths, arm.owedCents, 'all paths of this arm')),
    at(COMPARISON.minimumCash, arm.minimumCashCents.p10, quantile(minimumCash, of('minimumCash'))),
    at(COMPARISON.daysInArGross, arm.daysInArGross, quantile(daysInArGross, of('daysGross'), 100)),
    at(COMPARISON.daysInArNet, arm.daysInArNet, quantile(daysInArNet, of('daysNet'), 100)),
    ...shareOfPaths(
      answer,
      { kind: COMPARISON.pShort, counted: COMPARISON.shortPaths, rest },
      arm.pShort,
    ),
  ];
}

/** The difference month by month. */
export function fanFigures({ fan }: Answer): ComparisonFigure[] {
  return fan.flatMap(({ month, quantiles }, m) =>
    quantiles.map((quantile) => {
      const p = Math.round(quantile.p * 100);
      return figure(
        COMPARISON.fan,
        `${month}/p${p}`,
        whole(quantile.value),
        { kind: 'quantile', quantile, read: (path) => path.cumulativeCents(m), shown: whole },
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
