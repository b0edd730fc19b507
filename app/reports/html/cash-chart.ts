import { shortDollars } from '../numbers.ts';
import { bar, BARS_RIGHT, COLOUR, dollarGrid, hatching, label, PLOT, svg } from './chart.ts';
import { linear } from './scale.ts';

/** A bar of a month, recorded or made up. */
export interface MonthBar {
  readonly label: string;
  readonly cents: number;
  readonly isForecast: boolean;
}

/** Net cash flow by month: recorded months solid, averages of the forecast hatched. */
export function cashChart(title: string, bars: readonly MonthBar[]): string {
  const scale = linear(
    bars.map((b) => b.cents),
    PLOT.bottom,
    PLOT.top,
  );
  const step = (BARS_RIGHT - PLOT.left) / Math.max(1, bars.length);
  const drawn = bars.map((b, i) => {
    const x = PLOT.left + i * step + step * 0.15;
    const width = step * 0.7;
    const colour = b.cents < 0 ? COLOUR.down : COLOUR.up;
    const fill = b.isForecast
      ? { fill: `url(#hatch-${b.cents < 0 ? 'down' : 'up'})`, stroke: colour }
      : { fill: colour };
    const isLabelled = b.isForecast || i % 3 === 0;
    const name = isLabelled
      ? label(b.label, x + width / 2, PLOT.bottom + (b.isForecast ? 18 + 12 * (i % 2) : 18), {
          'text-anchor': 'middle',
          'font-size': 9,
        })
      : '';
    const value = b.isForecast
      ? label(shortDollars(b.cents), x + width / 2, scale(Math.max(0, b.cents)) - 4, {
          'text-anchor': 'middle',
        })
      : '';
    return bar(scale, { x, width, from: 0, to: b.cents }, fill) + name + value;
  });
  const patterns = hatching('hatch-up', COLOUR.up) + hatching('hatch-down', COLOUR.down);
  return svg(title, patterns + dollarGrid(scale, BARS_RIGHT) + drawn.join(''));
}
