import type { Sweep } from '../sweep.ts';
import { money, moneyEnds, text } from './columns.ts';
import type { Provenance, Report, Row } from './document.ts';
import { originNotes } from './history.ts';
import { percent, roundDollars } from './numbers.ts';

type Point = Sweep['points'][number];

/** A comparison at every point of a grid, each with its spread and what chance leaves open. */
export function sweepReport(sweep: Sweep, provenance: Provenance): Report {
  const { axes, points, paths, title } = sweep;
  return {
    schema: 'feeworth.sweep/1',
    title: headlineOf(sweep),
    tables: [
      {
        name: 'sweep',
        title: `${title}: cash difference over the horizon, point by point`,
        columns: [
          ...axes.map(({ name }) => text(name, name)),
          money('mean', 'Mean'),
          text('interval', 'Monte Carlo interval (95 %)'),
          money('p10', 'P10'),
          money('p50', 'P50'),
          money('p90', 'P90'),
          money('npv', 'Net present value'),
          text('better', 'MSO better'),
          text('betterInterval', 'Interval (95 %)'),
          ...['P10', 'P50', 'P90'].flatMap((p) => moneyEnds(p.toLowerCase(), p)),
          ...moneyEnds('npv', 'Net present value'),
        ],
        rows: points.map(rowOf),
      },
      {
        name: 'intervals',
        title: 'What chance leaves open in each of them (95 %)',
        columns: [
          ...axes.map(({ name }) => text(name, name)),
          ...['P10', 'P50', 'P90'].map((p) => text(p.toLowerCase(), p)),
          text('npv', 'Net present value'),
        ],
        rows: points.map(intervalsOf),
      },
    ],
    notes: [
      `${paths} paired paths a point, all with the same luck: what changes from row to row is what was set.`,
      'Quantiles by order statistics, which need no distribution; means by Student’s t, shares by Wilson (docs/answers.md).',
      `A row alone, in full: feeworth compare with the same --set and --paths ${paths}.`,
      ...originNotes(sweep),
    ],
    provenance: {
      ...provenance,
      modelVersion: sweep.modelVersion,
      scenarioDigest: sweep.scenarioDigest,
      seed: sweep.seed,
    },
    data: { sweep },
  };
}

const nameOf = ({ axes }: Sweep, { at }: Point): string =>
  axes.map(({ name }, i) => `${name}=${at[i] ?? ''}`).join(', ');

/** From where to where the difference goes, and between which neighbours its sign turns. */
function headlineOf(sweep: Sweep): string {
  const { axes, points } = sweep;
  const cents = (point: Point): number => point.deltaCash.mean.cents;
  const sorted = points.toSorted((a, b) => cents(a) - cents(b));
  // Of one axis from end to end; of several from the lowest to the highest.
  const [first] = axes.length > 1 ? sorted : points;
  const last = (axes.length > 1 ? sorted : points).at(-1);
  if (first === undefined || last === undefined) return 'Nothing was asked';
  const ends =
    `The difference goes from ${roundDollars(cents(first))} at ${nameOf(sweep, first)} ` +
    `to ${roundDollars(cents(last))} at ${nameOf(sweep, last)}`;
  if (axes.length > 1) {
    const above = points.filter((point) => cents(point) > 0).length;
    return `${ends}; the MSO is ahead at ${above} of ${points.length} points`;
  }
  const turns = points.slice(1).flatMap((point, i) => {
    const before = points[i] as Point;
    return cents(before) > 0 === cents(point) > 0
      ? []
      : [`${before.at[0] ?? ''} and ${point.at[0] ?? ''}`];
  });
  if (turns.length === 0) return `${ends}; its sign is the same all along`;
  return `${ends}; its sign turns between ${turns.join(', and between ')}`;
}

function rowOf({ at, deltaCash, npv, pBetter }: Point): Row {
  const { mean, quantiles } = deltaCash;
  return {
    cells: [
      ...at,
      mean.cents,
      `${roundDollars(mean.lowerCents)} to ${roundDollars(mean.upperCents)}`,
      ...quantiles.map(({ value }) => Math.round(value)),
      npv.cents,
      percent(pBetter.estimate),
      `${percent(pBetter.lower)} to ${percent(pBetter.upper)}`,
      ...quantiles.flatMap(({ interval: { lower, upper } }) => [lower, upper]),
      npv.lowerCents,
      npv.upperCents,
    ],
  };
}

function intervalsOf({ at, deltaCash, npv }: Point): Row {
  const end = (cents: number | null): string => (cents === null ? 'no bound' : roundDollars(cents));
  return {
    cells: [
      ...at,
      ...deltaCash.quantiles.map(
        ({ interval: { lower, upper } }) => `${end(lower)} to ${end(upper)}`,
      ),
      `${end(npv.lowerCents)} to ${end(npv.upperCents)}`,
    ],
  };
}
