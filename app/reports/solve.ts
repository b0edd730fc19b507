import { amountText } from '../draw-text.ts';
import { isShare } from '../solve.ts';
import type { Solution, SolvedFigure } from '../solve.ts';
import { text } from './columns.ts';
import type { Provenance, Report } from './document.ts';
import { originNotes } from './history.ts';
import { percent, roundDollars } from './numbers.ts';

const FIGURE_WORDS: Readonly<Record<SolvedFigure, string>> = {
  cash: 'the mean cash difference',
  npv: 'the mean net present value',
  p10: 'the P10 of the cash difference',
  p50: 'the P50 of the cash difference',
  p90: 'the P90 of the cash difference',
  worst: 'the mean cash difference of the worst tenth of futures',
  better: 'the share of futures in which the MSO is better',
  roi: 'the return on the fee',
  payroll: 'the chance of missing a payroll with the MSO',
};

/** Where a figure is what was asked for, with what chance leaves open. */
export function solveReport(solution: Solution, provenance: Provenance): Report {
  const { parameter, crossings, paths, from, to, ends, title } = solution;
  const shown = (value: number): string =>
    Number.isNaN(value) ? 'n/a' : isShare(solution.figure) ? percent(value) : roundDollars(value);
  return {
    schema: 'feeworth.solve/1',
    title: headlineOf(solution, shown),
    tables: [
      {
        name: 'crossings',
        title: `${title}: ${parameter} from ${from} to ${to}`,
        columns: [text('value', parameter), text('low', 'Low (95 %)'), text('high', 'High (95 %)')],
        rows: crossings.map((one) => ({
          cells: [one.value, one.lower, one.upper].map((x) => rounded(x, solution)),
        })),
      },
    ],
    notes: [
      `At ${from} it is ${shown(ends[0])}, at ${to} ${shown(ends[1])}; looked at in nine steps, so a pair of crossings inside one is not seen.`,
      ...whereElse(solution),
      `${paths} paired paths a run, all with the same luck; the interval is what other luck would leave open.`,
      ...originNotes(solution),
    ],
    provenance: {
      ...provenance,
      modelVersion: solution.modelVersion,
      scenarioDigest: solution.scenarioDigest,
      seed: solution.seed,
    },
    data: { solution },
  };
}

/** Where to look when both ends lie on one side of what was asked for. */
function whereElse({ crossings, ends, target, from, to }: Solution): string[] {
  const [first, last] = ends.map((end) => end - target);
  if (crossings.length > 0 || first === undefined || last === undefined) return [];
  if (!(first * last > 0)) return [];
  const nearer = Math.abs(first) < Math.abs(last) ? `below ${from}` : `above ${to}`;
  const way = first === last ? 'it does not move between them' : `it comes nearer ${nearer}`;
  return [`Both ends lie on the same side; ${way}: try a wider range.`];
}

/** To a hundredth of a per cent: the rest is chance. */
const rounded = (x: number, { unit }: Solution): string =>
  Number.isFinite(x) ? amountText(Number(x.toFixed(4)), unit) : 'any';

function headlineOf(solution: Solution, shown: (value: number) => string): string {
  const { parameter, crossings, figure, target, from, to } = solution;
  const what = `${FIGURE_WORDS[figure]} is ${shown(target)}`;
  if (crossings.length === 0)
    return `At no ${parameter} from ${from} to ${to} can it be seen that ${what}`;
  const places = crossings.map(({ value }) => rounded(value, solution));
  return `At ${parameter} of ${places.join(' and of ')} ${what}`;
}
