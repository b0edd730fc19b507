import type { FigureKind } from './figure.ts';
import type { Unit } from '../reports/document.ts';

const kind = (
  name: string,
  label: string,
  unit: Unit,
  nature: FigureKind['nature'],
  definition: string,
): FigureKind => ({ name: `compare/${name}`, label, unit, nature, definition, keys: [] });

const DELTA =
  'Cash of the practices before distributions and tax, with the MSO less independent, over the horizon.';

/** Figures of a comparison (mso.md §6); tables, the HTML page and `explain` read them from here. */
export const COMPARISON = {
  deltaCash: kind('delta-cash', 'Cash difference, mean', 'cents', 'scenario', DELTA),
  deltaCashP10: kind('delta-cash/p10', 'Cash difference, P10', 'cents', 'quantile', DELTA),
  deltaCashP50: kind('delta-cash/p50', 'Cash difference, P50', 'cents', 'quantile', DELTA),
  deltaCashP90: kind('delta-cash/p90', 'Cash difference, P90', 'cents', 'quantile', DELTA),
  npv: kind(
    'npv',
    'Net present value',
    'cents',
    'scenario',
    'Present value of the cash difference, no terminal value.',
  ),
  npvP10: kind(
    'npv/p10',
    'Net present value, P10',
    'cents',
    'quantile',
    'Present value on one path.',
  ),
  npvP50: kind(
    'npv/p50',
    'Net present value, P50',
    'cents',
    'quantile',
    'Present value on one path.',
  ),
  npvP90: kind(
    'npv/p90',
    'Net present value, P90',
    'cents',
    'quantile',
    'Present value on one path.',
  ),
  feeRoi: kind(
    'fee-roi',
    'Return on the fee',
    'share',
    'ratio',
    'PV of the difference / (PV of the fee + PV of joining and exit outlays), ratio of means.',
  ),
  pBetter: kind(
    'p-better',
    'Chance that the MSO is better',
    'share',
    'ratio',
    'Share of paths with a cash difference strictly above zero.',
  ),
  breakEvenFactor: kind(
    'break-even-factor',
    'Break-even factor on the fee',
    'factor',
    'scenario',
    'Factor on the whole schedule at which the net present value is zero.',
  ),
  breakEvenFee: kind(
    'break-even-fee',
    'Break-even fee',
    'share',
    'scenario',
    'That factor times the realised rate on collections.',
  ),
  payback: kind(
    'payback',
    'Payback of the median path',
    'months',
    'quantile',
    'First month in which the cumulative difference is no longer negative.',
  ),
  shareOnEstimates: kind(
    'share-on-estimates',
    'Share resting on estimates',
    'share',
    'scenario',
    '1 − Var(difference with estimated parameters at central) / Var(difference).',
  ),
  bridge: kind(
    'bridge',
    'Part of the mean cash difference',
    'cents',
    'scenario',
    'Level 1 adds up to the mean difference; level 2 is the Shapley share of the gross benefit.',
  ),
  manager: kind(
    'manager',
    'With the practice manager replaced to this share',
    'cents',
    'scenario',
    'The same run with one line of overhead changed (docs/sources.md#services).',
  ),
  netCash: kind(
    'net-cash',
    'Net cash over the horizon',
    'cents',
    'scenario',
    'Mean over paths of an arm.',
  ),
  minimumCash: kind(
    'minimum-cash',
    'Lowest month-end cash',
    'cents',
    'quantile',
    'P10 over paths of an arm.',
  ),
  closingCash: kind(
    'closing-cash',
    'Cash at the end',
    'cents',
    'scenario',
    'Mean over paths of an arm.',
  ),
  daysInArGross: kind(
    'days-in-ar-gross',
    'Days in A/R, gross',
    'days',
    'quantile',
    'Median over paths at the end of the horizon.',
  ),
  daysInArNet: kind(
    'days-in-ar-net',
    'Days in A/R, net',
    'days',
    'quantile',
    'Median over paths at the end of the horizon.',
  ),
  ebitda: kind(
    'ebitda',
    'EBITDA difference (accrual view)',
    'cents',
    'scenario',
    'Accrual view, a second set: differs from cash by working capital and arrears.',
  ),
} as const satisfies Readonly<Record<string, FigureKind>>;

export const COMPARISON_KINDS: readonly FigureKind[] = Object.values(COMPARISON);
