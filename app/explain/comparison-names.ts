import { DRIVER_LABELS } from '../../scenarios/answer.ts';
import { COMPARISON, COMPARISON_KINDS } from './comparison-kinds.ts';
import type { FigureKind } from './figure.ts';

/** Stands for the month in a name: which months there are, the scenario says. */
const MONTH = '2027-01';
const ENDS = ['', 'low', 'high'];
const ERROR = ['', 'standard-error'];
const ARMS = ['independent', 'with-mso'];
const QUANTILES = ['p10', 'p50', 'p90'];
const LEVEL_1 = ['gross', 'fee', 'change', 'financing'];
const BARS = [...LEVEL_1, ...Object.keys(DRIVER_LABELS)];
const MANAGER_FIGURES = ['npv', 'fee-roi', 'pv-of-fee-and-change', 'share', 'paths'];
const MANAGER_CHANCE = ['better-paths', 'p-better', 'p-better/low', 'p-better/high'];

/** What may follow a kind's name, place by place; nothing may follow one that is not here. */
const RESTS = new Map<FigureKind, readonly (readonly (readonly string[])[])[]>([
  [COMPARISON.deltaCash, [[['', ...QUANTILES], ENDS]]],
  [COMPARISON.npv, [[['', ...QUANTILES], ENDS]]],
  [COMPARISON.feeRoi, [[ENDS]]],
  [COMPARISON.pBetter, [[ENDS]]],
  [COMPARISON.breakEvenFactor, [[ENDS]]],
  [COMPARISON.payback, [[ENDS]]],
  [COMPARISON.neverPaysBack, [[ENDS]]],
  [COMPARISON.shareOnEstimates, [[ENDS]]],
  [COMPARISON.shareNotKnown, [[ENDS]]],
  [
    COMPARISON.bridge,
    [
      [[...BARS, 'sampling'], ERROR],
      [QUANTILES, ['', ...BARS]],
    ],
  ],
  [
    COMPARISON.manager,
    [
      [
        ['0', '25', '50'],
        [...ENDS, ...MANAGER_FIGURES, ...MANAGER_CHANCE],
      ],
    ],
  ],
  [COMPARISON.netCash, [[ARMS]]],
  [COMPARISON.closingCash, [[ARMS]]],
  [COMPARISON.incomeTax, [[ARMS]]],
  [COMPARISON.msoCash, [[ARMS]]],
  [COMPARISON.owed, [[ARMS]]],
  [COMPARISON.minimumCash, [[ARMS, ENDS]]],
  [COMPARISON.daysInArGross, [[ARMS, ENDS]]],
  [COMPARISON.daysInArNet, [[ARMS, ENDS]]],
  [COMPARISON.pShort, [[ARMS, ENDS]]],
  [COMPARISON.shortPaths, [[ARMS]]],
  [COMPARISON.pMissedPayroll, [[ARMS, ENDS]]],
  [COMPARISON.missedPayrollPaths, [[ARMS]]],
  [COMPARISON.worst, [[['5', '10'], ENDS]]],
  [COMPARISON.rateOfReturn, [[['', 'modified', 'low', 'high']]]],
  [COMPARISON.spread, [[['parameters', 'luck'], ERROR]]],
  [COMPARISON.fan, [[[MONTH], QUANTILES, ENDS]]],
  [COMPARISON.run, [[['paths', 'bridge-paths', 'rows-per-site-month', 'parameters', 'estimates']]]],
]);

const NAMES = new Map(
  COMPARISON_KINDS.flatMap((kind) =>
    (RESTS.get(kind) ?? [[]]).flatMap((places) =>
      places
        .reduce(
          (names, words) => names.flatMap((name) => words.map((w) => joined(name, w))),
          [kind.name],
        )
        .map((name) => [name, kind] as const),
    ),
  ),
);

/** The kind of a figure that a comparison may have; undefined where none has one of that name. */
export function comparisonKindOf(name: string): FigureKind | undefined {
  return NAMES.get(name.replace(/(?<=\/)\d{4}-(0[1-9]|1[0-2])(?=\/)/, MONTH));
}

/** The names that a comparison's figures may have, a month standing for all. */
export const comparisonNames = (): readonly string[] => [...NAMES.keys()];

function joined(name: string, word: string): string {
  return word === '' ? name : `${name}/${word}`;
}
