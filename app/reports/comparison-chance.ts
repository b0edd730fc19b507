import type { Answer } from '../../scenarios/answer.ts';
import { COMPARISON } from '../explain/comparison-kinds.ts';
import { money, text } from './columns.ts';
import type { Cell, Mention, Row, Said, Table } from './document.ts';
import { fixed, percent, roundDollars } from './numbers.ts';
import { entitled, mention, said, worded } from './said.ts';

/** An answer with its figures by name: tables and sentences take values from nowhere else. */
export interface Told {
  readonly answer: Answer;
  readonly cell: (name: string, words?: string) => Cell;
  readonly mention: (name: string, format?: (value: number) => string) => Mention;
}

/** Both ends of the interval of a figure; a side that too few paths bound says so. */
export function between({ cell }: Told, name: string, format: (value: number) => string): Said {
  const end = (which: string): Mention =>
    mention(cell(`${name}/${which}`, 'no bound'), (value) => format(value));
  return said`${end('low')} to ${end('high')}`;
}

/** What is not known and luck, apart; nothing where too few paths were run to tell. */
export function spreadTable(told: Told): Table[] {
  const { answer, cell, mention: of } = told;
  if (answer.spreadParts === null) return [];
  const { spread, shareNotKnown } = COMPARISON;
  const parameters = `${spread.name}/parameters`;
  const luck = `${spread.name}/luck`;
  const row = (label: string, name: string): Row => ({
    cells: [label, cell(name), cell(`${name}/standard-error`)],
  });
  const share: Said | string =
    answer.spreadParts.share === null
      ? 'Nothing varies.'
      : said`Of the variance ${of(shareNotKnown.name, percent)} (${between(told, shareNotKnown.name, percent)}) comes from what we do not know: finding out could take it away. The squares of both add up; the deviations do not.`;
  return [
    {
      name: 'spread',
      ...worded(
        said`The difference spreads by ${of(parameters, roundDollars)} from what we do not know and by ${of(luck, roundDollars)} from luck`,
        [share],
      ),
      columns: [
        text('part', 'Part'),
        money('deviation', 'Standard deviation'),
        money('standardError', 'Standard error'),
      ],
      rows: [row('Spread from what we do not know', parameters), row('Spread from luck', luck)],
    },
  ];
}

/** What chance leaves open in the figures that have no interval beside them elsewhere. */
export function chanceTable(told: Told): Table {
  const { cell } = told;
  const { deltaCash, npv, payback, neverPaysBack, breakEvenFactor, shareOnEstimates } = COMPARISON;
  const row = (label: string, name: string, format: (value: number) => string): Row => ({
    cells: [label, cell(name), between(told, name, format)],
  });
  const quantiles = (kind: typeof deltaCash): Row[] =>
    ['P10', 'P50', 'P90'].map((p) =>
      row(`${kind.label}, ${p}`, `${kind.name}/${p.toLowerCase()}`, roundDollars),
    );
  const months = (value: number): string => fixed(value, 1);
  const hasShare = told.answer.shareOnEstimatesInterval !== null;
  return {
    name: 'chance',
    title: 'Other luck would put these figures elsewhere in their intervals',
    columns: [
      text('figure', 'Figure'),
      money('value', 'Value'),
      text('interval', 'Monte Carlo interval (95 %)'),
    ],
    rows: [
      ...quantiles(deltaCash),
      ...quantiles(npv),
      ...(told.answer.payback.medianMonths === null
        ? []
        : [row(payback.label, payback.name, months)]),
      row(neverPaysBack.label, neverPaysBack.name, percent),
      ...(told.answer.breakEven === null
        ? []
        : [row(breakEvenFactor.label, breakEvenFactor.name, (factor) => fixed(factor, 3))]),
      ...(hasShare ? [row(shareOnEstimates.label, shareOnEstimates.name, percent)] : []),
    ],
    notes: [
      'Quantiles by order statistics, shares by Wilson, ratios by the delta method (docs/answers.md).',
    ],
  };
}

/** The bridge of three single futures beside each other: never the quantiles of the bars. */
export function pathBridgeTable({ answer, cell, mention: of }: Told): Table[] {
  const { ofPaths } = answer.bridge;
  const [one] = ofPaths;
  if (one === undefined) return [];
  const { name } = COMPARISON.bridge;
  const at = ofPaths.map(({ p }) => `p${Math.round(p * 100)}`);
  const row = (id: string, label: string): Row => ({
    cells: [label, ...at.map((p) => cell(`${name}/${p}/${id}`))],
  });
  const total: Row = {
    kind: 'total',
    cells: ['Cash difference', ...at.map((p) => cell(`${name}/${p}`))],
  };
  return [
    {
      name: 'path-bridges',
      ...entitled(
        said`A bad, a middling and a good future alone: ${of(`${name}/${at[0] ?? ''}`, roundDollars)}, ${of(`${name}/${at[1] ?? ''}`, roundDollars)}, ${of(`${name}/${at[2] ?? ''}`, roundDollars)}`,
      ),
      columns: [text('bar', 'Bar'), ...at.map((p) => money(p, `Path at ${p.toUpperCase()}`))],
      rows: [
        ...one.level2.map(({ id, label }) => row(id, label)),
        ...one.level1.slice(1).map(({ id, label }) => row(id, label)),
        total,
      ],
    },
  ];
}
