import type { Answer, Bar } from '../../scenarios/answer.ts';
import { invariant } from '../../src/error.ts';
import { COMPARISON } from '../explain/comparison-kinds.ts';
import type { FigureKind } from '../explain/figure.ts';
import type { Cell, Column, Provenance, Report, Row, Table } from './document.ts';
import { fixed, percent, roundDollars } from './numbers.ts';
import { plainAnswer } from './plain-answer.ts';

/** A comparison as a document: headline with its doubt, bridge, sensitivity, arms, assumptions. */
export function comparisonReport(answer: Answer, provenance: Provenance): Report {
  return {
    schema: 'feeworth.comparison/1',
    title: headline(answer),
    summary: plainAnswer(answer),
    tables: [
      headlineTable(answer),
      bridgeTable(answer),
      driverTable(answer),
      managerTable(answer),
      armTable(answer),
      fanTable(answer),
      parameterTable(answer),
    ],
    notes: notesOf(answer),
    provenance: {
      ...provenance,
      modelVersion: answer.modelVersion,
      scenarioDigest: answer.scenarioDigest,
      seed: answer.seed,
      runDigest: answer.digest,
    },
    data: { answer },
  };
}

/** "Staying with the MSO leaves $x less than leaving" with its interval: never one number alone. */
export function headline(answer: Answer): string {
  const { mean } = answer.deltaCash;
  const [low, , high] = answer.deltaCash.quantiles;
  const [act, other] =
    answer.question === 'stay-or-leave'
      ? ['Staying with the MSO', 'leaving it']
      : ['Joining the MSO', 'staying independent'];
  if (mean.cents === 0 && low?.value === 0 && high?.value === 0) {
    return `${act} makes no difference to cash over ${answer.months} months`;
  }
  const word = mean.cents < 0 ? 'less' : 'more';
  return (
    `${act} leaves ${roundDollars(Math.abs(mean.cents))} ${word} cash than ${other} over ` +
    `${answer.months} months on average; the difference likely lies between ` +
    `${roundDollars(low?.value ?? 0)} and ${roundDollars(high?.value ?? 0)}, above zero in ` +
    `${percent(answer.pBetter.estimate, 0)} of futures`
  );
}

const TEXT = (key: string, label: string): Column => ({ key, label, unit: 'text' });
const MONEY = (key: string, label: string): Column => ({ key, label, unit: 'cents' });

function cell(kind: FigureKind, value: number | null, words?: string): Cell {
  return {
    value: value === null ? null : kind.unit === 'cents' ? Math.round(value) : value,
    figure: kind.name,
    unit: kind.unit,
    ...(words === undefined ? {} : { words }),
  };
}

function headlineTable(answer: Answer): Table {
  const { deltaCash, npv, feeRoi, pBetter, breakEven, payback, shareOnEstimates } = answer;
  const quantile = (of: Answer['npv'], p: number): number =>
    of.quantiles.find((q) => q.p === p)?.value ?? 0;
  const money = (of: Answer['npv'], kinds: readonly FigureKind[]): Cell[] =>
    [0.1, 0.5, 0.9].map((p, i) => cell(kinds[i] ?? COMPARISON.npv, quantile(of, p)));
  const only = (kind: FigureKind, value: number | null, words?: string): Cell[] => [
    kind.label,
    cell(kind, value, words),
  ];
  const between = (low: number, high: number): string =>
    `${percent(low, 1)} to ${percent(high, 1)}`;
  const { deltaCashP10, deltaCashP50, deltaCashP90, npvP10, npvP50, npvP90 } = COMPARISON;
  return {
    name: 'headline',
    title: `${answer.title}: ${answer.months} months from ${answer.firstMonth}, effective ${answer.effectiveMonth}`,
    columns: [
      TEXT('figure', 'Figure'),
      { key: 'value', label: 'Mean or value', unit: 'factor' },
      MONEY('p10', 'P10'),
      MONEY('p50', 'P50'),
      MONEY('p90', 'P90'),
      TEXT('interval', 'Monte Carlo interval (95 %)'),
    ],
    rows: [
      {
        cells: [
          'Cash difference',
          cell(COMPARISON.deltaCash, deltaCash.mean.cents),
          ...money(deltaCash, [deltaCashP10, deltaCashP50, deltaCashP90]),
          moneyBetween(deltaCash.mean),
        ],
      },
      {
        cells: [
          COMPARISON.npv.label,
          cell(COMPARISON.npv, npv.mean.cents),
          ...money(npv, [npvP10, npvP50, npvP90]),
          moneyBetween(npv.mean),
        ],
      },
      {
        cells: [
          ...only(COMPARISON.feeRoi, feeRoi?.estimate ?? null, answer.feeRoiWords),
          '',
          '',
          '',
          feeRoi === null ? '' : between(feeRoi.lower, feeRoi.upper),
        ],
      },
      {
        cells: [
          ...only(COMPARISON.pBetter, pBetter.estimate),
          '',
          '',
          '',
          between(pBetter.lower, pBetter.upper),
        ],
      },
      {
        cells: [
          ...only(COMPARISON.breakEvenFee, breakEven?.rate ?? null, 'n/a (no fee)'),
          '',
          '',
          '',
          breakEven?.words ?? '',
        ],
      },
      {
        cells: [
          ...only(COMPARISON.payback, payback.medianMonths, payback.words),
          '',
          '',
          '',
          payback.medianMonths === null ? '' : payback.words,
        ],
      },
      {
        cells: [
          ...only(COMPARISON.shareOnEstimates, shareOnEstimates, 'n/a (no spread)'),
          '',
          '',
          '',
          '',
        ],
      },
    ],
  };
}

function moneyBetween(mean: Answer['npv']['mean']): string {
  return `${roundDollars(mean.lowerCents)} to ${roundDollars(mean.upperCents)}`;
}

/** A bar's name for `explain`: compare/bridge/volume. */
export function bridgeFigure(bar: Bar): string {
  return `${COMPARISON.bridge.name}/${bar.id}`;
}

function bars(list: readonly Bar[]): Row[] {
  return list.map((bar) => ({
    cells: [bar.label, { value: bar.cents, figure: bridgeFigure(bar) }],
  }));
}

function bridgeTable({ bridge }: Answer): Table {
  const sum = bridge.level1.reduce((total, bar) => total + bar.cents, 0);
  invariant(sum === bridge.totalCents, 'the bridge adds up to the cent');
  return {
    name: 'bridge',
    title: `The mean difference of ${roundDollars(bridge.totalCents)} is the gross benefit less what it costs`,
    columns: [TEXT('bar', 'Bar'), MONEY('amount', 'Amount')],
    rows: [
      ...bars(bridge.level1),
      { kind: 'total', cells: ['Cash difference', bridge.totalCents] },
    ],
    notes: [
      `Fee invoiced over the horizon (accrued): ${roundDollars(bridge.feeDueCents)}.`,
      ...(bridge.level1.some((bar) => bar.id === 'change' && bar.cents > 0)
        ? ['Outlays above zero would be paid on the way out: who stays is spared them.']
        : []),
    ],
  };
}

function driverTable({ bridge }: Answer): Table {
  const sum = bridge.level2.reduce((total, bar) => total + bar.cents, 0);
  invariant(
    bridge.level2.length === 0 || sum === bridge.grossCents,
    'the drivers add up to the gross benefit to the cent',
  );
  return {
    name: 'drivers',
    title: `The gross benefit of ${roundDollars(bridge.grossCents)} by driver (Shapley, ${bridge.paths} paths)`,
    columns: [TEXT('driver', 'Driver'), MONEY('amount', 'Amount')],
    rows: [...bars(bridge.level2), { kind: 'total', cells: ['Gross benefit', bridge.grossCents] }],
  };
}

function managerTable({ managerCases }: Answer): Table {
  const signs = new Set(managerCases.map((c) => Math.sign(c.npvCents)));
  const title =
    signs.size > 1
      ? 'The sign hangs on how much of the practice manager the MSO replaces'
      : 'How much of the practice manager the MSO replaces moves the answer, not its sign';
  return {
    name: 'manager-cases',
    title,
    columns: [
      { key: 'removed', label: 'Manager replaced', unit: 'share' },
      MONEY('deltaCash', 'Cash difference'),
      MONEY('npv', 'Net present value'),
      { key: 'feeRoi', label: 'Return on the fee', unit: 'share' },
      { key: 'pBetter', label: 'Chance better', unit: 'share' },
    ],
    notes: [
      'Each row is a run of its own, with fewer paths than the headline where that has many: compare the rows with each other.',
    ],
    rows: managerCases.map((c) => ({
      cells: [
        c.removedShare,
        {
          value: c.deltaCashCents,
          figure: `${COMPARISON.manager.name}/${Math.round(c.removedShare * 100)}`,
        },
        c.npvCents,
        c.feeRoi,
        c.pBetter,
      ],
    })),
  };
}

function armTable({ arms }: Answer): Table {
  const { independent: i, withMso: w } = arms;
  const row = (kind: FigureKind, a: number, b: number): Row => ({
    cells: [
      kind.label,
      { value: a, figure: `${kind.name}/independent`, unit: kind.unit },
      { value: b, figure: `${kind.name}/with-mso`, unit: kind.unit },
    ],
  });
  return {
    name: 'arms',
    title: 'Each arm on its own; only their difference is an answer',
    columns: [
      TEXT('figure', 'Figure'),
      MONEY('independent', 'Independent'),
      MONEY('withMso', 'With MSO'),
    ],
    rows: [
      row(COMPARISON.netCash, i.netCashCents, w.netCashCents),
      row(COMPARISON.closingCash, i.closingCashCents, w.closingCashCents),
      row(COMPARISON.minimumCash, i.minimumCashCents.p10, w.minimumCashCents.p10),
      row(COMPARISON.daysInArGross, i.daysInArGross, w.daysInArGross),
      row(COMPARISON.daysInArNet, i.daysInArNet, w.daysInArNet),
      {
        cells: [
          'Chance of running short',
          { value: i.pShort, unit: 'share' },
          { value: w.pShort, unit: 'share' },
        ],
      },
    ],
  };
}

function fanTable({ fan }: Answer): Table {
  return {
    name: 'fan',
    title: 'Cumulative cash difference by month',
    isForMachines: true,
    columns: [
      TEXT('month', 'Month'),
      MONEY('p10', 'P10'),
      MONEY('p50', 'P50'),
      MONEY('p90', 'P90'),
    ],
    rows: fan.map((f) => ({ cells: [f.month, f.p10, f.p50, f.p90] })),
  };
}

function parameterTable({ parameters }: Answer): Table {
  return {
    name: 'parameters',
    title: 'Assumptions, how each is drawn, and how far to trust it',
    isForMachines: true,
    columns: [
      TEXT('parameter', 'Parameter'),
      TEXT('draw', 'Drawn as'),
      TEXT('grade', 'Grade'),
      TEXT('estimate', 'Estimate'),
      TEXT('source', 'Source'),
    ],
    rows: parameters.map((p) => ({
      cells: [p.id, p.draw, p.grade, p.isEstimate ? 'yes' : 'no', p.source],
    })),
  };
}

function notesOf(answer: Answer): string[] {
  const { accrual, breakEven, parameters, payback } = answer;
  const estimates = parameters.filter((p) => p.isEstimate).length;
  const born = answer.transitionBornBy === 'withMso' ? 'with-MSO' : 'independent';
  return [
    `${answer.paths} paired paths, both arms sharing their luck; ${answer.rowsPerSiteMonth} rows per site-month.`,
    `${estimates} of ${parameters.length} parameters are estimates; the shipped defaults are graded, not promised.`,
    `The ${born} arm bears the cost of changing.`,
    ...(breakEven === null
      ? []
      : [
          `The fee now is ${percent(breakEven.realisedRate, 2)} of collections; factor to break even ${fixed(breakEven.factor, 3)}.`,
        ]),
    `Paths that never pay back: ${percent(payback.shareNever, 0)}.`,
    `Accrual view, apart from the above: EBITDA difference ${roundDollars(accrual.ebitdaDeltaCents)}, fee accrued ${roundDollars(accrual.feeAccruedCents)}.`,
  ];
}
