import type { Answer } from '../../scenarios/answer.ts';
import { originsOf } from '../../scenarios/origins.ts';
import { invariant } from '../../src/error.ts';
import { comparisonCell } from '../explain/comparison-figure.ts';
import type { ComparisonFigures } from '../explain/comparison-figure.ts';
import { comparisonFigures } from '../explain/comparison-figures.ts';
import { COMPARISON } from '../explain/comparison-kinds.ts';
import type { FigureKind } from '../explain/figure.ts';
import { money, moneyEnds, text } from './columns.ts';
import { between, chanceTable, pathBridgeTable, spreadTable } from './comparison-chance.ts';
import type { Told } from './comparison-chance.ts';
import type { Cell, Mention, Provenance, Report, Row, Said, Table } from './document.ts';
import { originNotes } from './history.ts';
import { fixed, percent, roundDollars } from './numbers.ts';
import { plainAnswer } from './plain-answer.ts';
import { entitled, mention, said, worded } from './said.ts';

function told(answer: Answer): Told {
  const figures: ComparisonFigures = comparisonFigures(answer);
  const cell = (name: string, words?: string): Cell => comparisonCell(figures, name, words);
  return { answer, cell, mention: (name, format) => mention(cell(name), format) };
}

/** A comparison as a document: headline with its doubt; unless short, all that stands behind it. */
export function comparisonReport(answer: Answer, provenance: Provenance, isShort = false): Report {
  const of = told(answer);
  return {
    schema: 'feeworth.comparison/1',
    ...worded(headlineOf(of), [...basisNotes(of), ...(isShort ? [] : notesOf(of))]),
    summary: isShort ? [] : plainAnswer(answer),
    tables: isShort ? [headlineTable(of)] : tablesOf(of),
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

function tablesOf(of: Told): Table[] {
  const { answer } = of;
  return [
    headlineTable(of),
    bridgeTable(of),
    driverTable(of),
    // A run that was stopped may have none.
    ...(answer.managerCases.length === 0 ? [] : [managerTable(of)]),
    armTable(of),
    ...spreadTable(of),
    chanceTable(of),
    ...pathBridgeTable(of),
    fanTable(of),
    parameterTable(answer),
  ];
}

/** "Staying with the MSO leaves $x less than leaving" with its interval: never one number alone. */
export function headline(answer: Answer): string {
  return headlineOf(told(answer)).text;
}

function headlineOf({ answer, mention: of }: Told): Said {
  const { mean } = answer.deltaCash;
  const [low, , high] = answer.deltaCash.quantiles;
  const [act, other] =
    answer.question === 'stay-or-leave'
      ? ['Staying with the MSO', 'leaving it']
      : ['Joining the MSO', 'staying independent'];
  if (mean.cents === 0 && low?.value === 0 && high?.value === 0) {
    return said`${act} makes no difference to cash over ${answer.months} months`;
  }
  const word = mean.cents < 0 ? 'less' : 'more';
  const { name } = COMPARISON.deltaCash;
  const amount = of(name, (cents) => roundDollars(Math.abs(cents)));
  return said`${act} leaves ${amount} ${word} cash than ${other} over ${answer.months} months on average; the difference likely lies between ${of(`${name}/p10`, roundDollars)} and ${of(`${name}/p90`, roundDollars)}, above zero in ${of(COMPARISON.pBetter.name, wholePercent)} of futures`;
}

const wholePercent = (share: number): string => percent(share, 0);

function headlineTable(told: Told): Table {
  const { answer, cell } = told;
  const { feeRoi, breakEven, payback, rateOfReturn } = answer;
  const { deltaCash, npv, pBetter, worst } = COMPARISON;
  const spread = (kind: FigureKind): Row => ({
    cells: [
      kind.label,
      cell(kind.name),
      ...['p10', 'p50', 'p90'].map((p) => cell(`${kind.name}/${p}`)),
      between(told, kind.name, roundDollars),
      ...['p10', 'p50', 'p90'].flatMap((p) =>
        ['low', 'high'].map((end) => cell(`${kind.name}/${p}/${end}`)),
      ),
    ],
  });
  const only = (kind: FigureKind, words: string | undefined, interval: Cell): Row => ({
    cells: [kind.label, cell(kind.name, words), '', '', '', interval],
  });
  return {
    name: 'headline',
    title: `${answer.title}: ${answer.months} months from ${answer.firstMonth}, effective ${answer.effectiveMonth}`,
    columns: [
      text('figure', 'Figure'),
      { key: 'value', label: 'Mean or value', unit: 'factor' },
      money('p10', 'P10'),
      money('p50', 'P50'),
      money('p90', 'P90'),
      text('interval', 'Monte Carlo interval (95 %)'),
      ...['P10', 'P50', 'P90'].flatMap((p) => moneyEnds(p.toLowerCase(), p)),
    ],
    rows: [
      spread(deltaCash),
      ...answer.tails.map(({ share, interval }): Row => {
        const name = `${worst.name}/${Math.round(share * 100)}`;
        return {
          cells: [
            share === 0.05 ? 'Mean of the worst twentieth' : 'Mean of the worst tenth',
            cell(name),
            '',
            '',
            '',
            interval === null ? '' : between(told, name, roundDollars),
          ],
        };
      }),
      spread(npv),
      only(
        COMPARISON.feeRoi,
        answer.feeRoiWords,
        feeRoi === null ? '' : between(told, COMPARISON.feeRoi.name, percent),
      ),
      only(
        COMPARISON.rateOfReturn,
        rateOfReturn.words,
        rateOfReturn.interval === null
          ? ''
          : said`${between(told, COMPARISON.rateOfReturn.name, percent)}: ${rateOfReturn.words}`,
      ),
      only(pBetter, undefined, between(told, pBetter.name, percent)),
      only(COMPARISON.breakEvenFee, 'n/a (no fee)', breakEven?.words ?? ''),
      only(COMPARISON.payback, payback.words, payback.medianMonths === null ? '' : payback.words),
      // Known of runs beside the headline's, which a short answer goes without.
      ...(answer.spread === null ? [] : [only(COMPARISON.shareOnEstimates, 'n/a (no spread)', '')]),
    ],
  };
}

/** Bars by their names for `explain`, compare/bridge/volume, and what they add up to. */
function bars(
  { cell }: Told,
  list: Answer['bridge']['level1'],
  total: { readonly label: string; readonly figure: string; readonly cents: number },
): Row[] {
  const sum = list.reduce((all, bar) => all + bar.cents, 0);
  invariant(list.length === 0 || sum === total.cents, 'bars add up to the cent');
  return [
    ...list.map(({ id, label }) => {
      const name = `${COMPARISON.bridge.name}/${id}`;
      return { cells: [label, cell(name), cell(`${name}/standard-error`)] };
    }),
    { kind: 'total', cells: [total.label, cell(total.figure), ''] },
  ];
}

function bridgeTable(of: Told): Table {
  const { bridge } = of.answer;
  const figure = COMPARISON.deltaCash.name;
  const isSpared = bridge.level1.some((bar) => bar.id === 'change' && bar.cents > 0);
  return {
    name: 'bridge',
    ...worded(
      said`The mean difference of ${of.mention(figure, roundDollars)} is the gross benefit less what it costs`,
      [
        said`Fee invoiced over the horizon (accrued): ${of.mention(COMPARISON.feeDue.name, roundDollars)}.`,
        ...(isSpared
          ? ['Outlays above zero would be paid on the way out: who stays is spared them.']
          : []),
      ],
    ),
    columns: [
      text('bar', 'Bar'),
      money('amount', 'Amount'),
      money('standardError', 'Standard error'),
    ],
    rows: bars(of, bridge.level1, { label: 'Cash difference', figure, cents: bridge.totalCents }),
  };
}

function driverTable(of: Told): Table {
  const { bridge } = of.answer;
  const figure = `${COMPARISON.bridge.name}/gross`;
  const paths = of.mention(`${COMPARISON.run.name}/bridge-paths`);
  return {
    name: 'drivers',
    ...entitled(
      said`The gross benefit of ${of.mention(figure, roundDollars)} by driver (Shapley, ${paths} ${bridge.paths === 1 ? 'path' : 'paths'})`,
    ),
    columns: [
      text('driver', 'Driver'),
      money('amount', 'Amount'),
      money('standardError', 'Standard error'),
    ],
    rows: bars(of, bridge.level2, { label: 'Gross benefit', figure, cents: bridge.grossCents }),
  };
}

/** Why a row and the headline differ where they say the same of the manager. */
function managerNote({ managerCases, paths }: Answer): string {
  const isFewer = (managerCases[0]?.paths ?? paths) < paths;
  const fewer = isFewer
    ? ' over fewer paths than the headline, from which it differs by chance'
    : '';
  return `Each row is a run of its own${fewer}: compare the rows with each other.`;
}

function managerTable(told: Told): Table {
  const { answer, cell } = told;
  const { managerCases } = answer;
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
      money('deltaCash', 'Cash difference'),
      text('interval', 'Interval (95 %)'),
      money('npv', 'Net present value'),
      { key: 'feeRoi', label: 'Return on the fee', unit: 'share' },
      { key: 'pBetter', label: 'Chance better', unit: 'share' },
      text('pBetterInterval', 'Interval (95 %)'),
    ],
    notes: [managerNote(answer)],
    rows: managerCases.map(({ removedShare }) => {
      const name = `${COMPARISON.manager.name}/${Math.round(removedShare * 100)}`;
      return {
        cells: [
          cell(`${name}/share`),
          cell(name),
          between(told, name, roundDollars),
          ...['npv', 'fee-roi', 'p-better'].map((rest) => cell(`${name}/${rest}`)),
          between(told, `${name}/p-better`, percent),
        ],
      };
    }),
  };
}

const ARM_ROWS = [
  COMPARISON.netCash,
  COMPARISON.closingCash,
  COMPARISON.minimumCash,
  COMPARISON.daysInArGross,
  COMPARISON.daysInArNet,
  COMPARISON.pShort,
  COMPARISON.pMissedPayroll,
  COMPARISON.msoCash,
] as const;
/** Of figures that are quantiles or shares: how the ends of their intervals are written. */
const ARM_INTERVALS: Readonly<Record<string, (value: number) => string>> = {
  [COMPARISON.minimumCash.name]: roundDollars,
  [COMPARISON.daysInArGross.name]: (days) => fixed(days, 1),
  [COMPARISON.daysInArNet.name]: (days) => fixed(days, 1),
  [COMPARISON.pShort.name]: percent,
  [COMPARISON.pMissedPayroll.name]: percent,
};

function armTable(told: Told): Table {
  const { answer, cell } = told;
  const { independent, withMso } = answer.arms;
  const isOwing = independent.owedCents !== 0 || withMso.owedCents !== 0;
  const rows = [
    ...ARM_ROWS,
    ...(independent.incomeTaxCents === undefined ? [] : [COMPARISON.incomeTax]),
    ...(isOwing ? [COMPARISON.owed] : []),
  ];
  const interval = (name: string, arm: string): Cell => {
    const format = ARM_INTERVALS[name];
    return format === undefined ? '' : between(told, `${name}/${arm}`, format);
  };
  return {
    name: 'arms',
    title: 'Each arm on its own; only their difference is an answer',
    columns: [
      text('figure', 'Figure'),
      money('independent', 'Independent'),
      text('independentInterval', 'Interval (95 %)'),
      money('withMso', 'With MSO'),
      text('withMsoInterval', 'Interval (95 %)'),
    ],
    rows: rows.map(({ name, label }) => ({
      cells: [
        label,
        ...['independent', 'with-mso'].flatMap((arm) => [
          cell(`${name}/${arm}`),
          interval(name, arm),
        ]),
      ],
    })),
  };
}

function fanTable({ answer, cell }: Told): Table {
  const { name } = COMPARISON.fan;
  return {
    name: 'fan',
    title: 'Cumulative cash difference by month',
    isForMachines: true,
    columns: [
      text('month', 'Month'),
      ...['P10', 'P50', 'P90'].flatMap((p) => [
        money(p.toLowerCase(), p),
        ...moneyEnds(p.toLowerCase(), p),
      ]),
    ],
    rows: answer.fan.map(({ month }) => ({
      cells: [
        month,
        ...['p10', 'p50', 'p90'].flatMap((p) =>
          ['', '/low', '/high'].map((end) => cell(`${name}/${month}/${p}${end}`)),
        ),
      ],
    })),
  };
}

function parameterTable({ parameters }: Answer): Table {
  return {
    name: 'parameters',
    title: 'Assumptions, how each is drawn, and how far to trust it',
    isForMachines: true,
    columns: [
      text('parameter', 'Parameter'),
      text('draw', 'Drawn as'),
      text('grade', 'Grade'),
      text('estimate', 'Estimate'),
      text('source', 'Source'),
    ],
    rows: parameters.map((p) => ({
      cells: [p.id, p.draw, p.grade, p.isEstimate ? 'yes' : 'no', p.source],
    })),
  };
}

/** What no answer goes without: paths, estimates, origins, and who bears the cost of changing. */
function basisNotes({ answer, mention: of }: Told): (Said | string)[] {
  const born = answer.transitionBornBy === 'withMso' ? 'with-MSO' : 'independent';
  const run = (rest: string): Mention => of(`${COMPARISON.run.name}/${rest}`, String);
  return [
    said`${run('paths')} paired paths, both arms sharing their luck; ${run('rows-per-site-month')} rows per site-month.`,
    said`${run('estimates')} of ${run('parameters')} parameters are estimates; the shipped defaults are graded, not promised.`,
    ...originNotes({ ...answer, origins: originsOf(answer.parameters, answer.history) }),
    said`The ${born} arm bears the cost of changing.`,
  ];
}

function notesOf({ answer, mention: of }: Told): Said[] {
  const rate = (share: number): string => percent(share, 2);
  const { realisedRate, breakEvenFactor, neverPaysBack, ebitda, feeDue, together, owed } =
    COMPARISON;
  return [
    ...(answer.breakEven === null
      ? []
      : [
          said`The fee now is ${of(realisedRate.name, rate)} of collections; factor to break even ${of(breakEvenFactor.name, (factor) => fixed(factor, 3))}.`,
        ]),
    said`Practices and MSO together, the fee moving between them: ${of(together.name, roundDollars)}.`,
    ...(answer.arms.withMso.owedCents === answer.arms.independent.owedCents
      ? []
      : [
          said`The arms end owing ${of(`${owed.name}/independent`, roundDollars)} (independent) and ${of(`${owed.name}/with-mso`, roundDollars)} (with MSO) on the credit line: cash that is still to leave.`,
        ]),
    said`Paths that never pay back: ${of(neverPaysBack.name, wholePercent)}.`,
    said`Accrual view, apart from the above: EBITDA difference ${of(ebitda.name, roundDollars)}, fee accrued ${of(feeDue.name, roundDollars)}.`,
  ];
}
