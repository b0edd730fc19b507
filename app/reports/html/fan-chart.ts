import { shortDollars } from '../numbers.ts';
import { COLOUR, dollarGrid, label, PLOT, svg } from './chart.ts';
import { at, tag } from './markup.ts';
import { linear } from './scale.ts';

export interface FanPoint {
  readonly month: string;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Cumulative difference by month: eight of ten futures fall in the band, the median is the line. */
export function fanChart(title: string, fan: readonly FanPoint[]): string {
  const scale = linear(
    fan.flatMap((f) => [f.p10, f.p90]),
    PLOT.bottom,
    PLOT.top,
  );
  const last = Math.max(1, fan.length - 1);
  const x = (i: number): number => PLOT.left + (i / last) * (PLOT.right - PLOT.left);
  const points = (pick: (f: FanPoint) => number): string[] =>
    fan.map((f, i) => `${at(x(i))},${at(scale(pick(f)))}`);
  const band = [...points((f) => f.p90), ...points((f) => f.p10).toReversed()].join(' ');
  const end = fan.at(-1);
  const names =
    end === undefined
      ? ''
      : (
          [
            ['P90', end.p90],
            ['P50', end.p50],
            ['P10', end.p10],
          ] as const
        )
          .map(([name, cents]) =>
            label(`${name} ${shortDollars(cents)}`, PLOT.right + 6, scale(cents) + 4),
          )
          .join('');
  const months = fan
    .map((f, i) =>
      i % 6 === 0 ? label(f.month, x(i), PLOT.bottom + 18, { 'text-anchor': 'middle' }) : '',
    )
    .join('');
  const content =
    tag('polygon', { points: band, fill: '#CBD5E1', stroke: COLOUR.neutral }) +
    dollarGrid(scale) +
    tag('polyline', {
      points: points((f) => f.p50).join(' '),
      fill: 'none',
      stroke: COLOUR.total,
      'stroke-width': 2.5,
      'stroke-dasharray': '6 3',
    }) +
    months +
    names;
  return svg(title, content);
}
