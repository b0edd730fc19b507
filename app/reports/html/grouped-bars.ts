import { bar, BARS_RIGHT, COLOUR, dollarGrid, hatching, label, PLOT, svg } from './chart.ts';
import { tag } from './markup.ts';
import { linear } from './scale.ts';

export interface BarGroup {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** Solid, outlined, hatched, pale: told apart without colour. */
const FILLS: readonly Readonly<Record<string, string | number>>[] = [
  { fill: COLOUR.total },
  { fill: '#FFFFFF', stroke: COLOUR.total, 'stroke-width': 1.5 },
  { fill: 'url(#bars-hatch)', stroke: COLOUR.down },
];

/** Bars side by side: due, invoiced and paid by month. */
export function groupedBars(
  title: string,
  names: readonly string[],
  groups: readonly BarGroup[],
): string {
  const scale = linear(
    groups.flatMap((g) => g.values.filter((v) => v !== null)),
    PLOT.bottom,
    PLOT.top + 16,
  );
  const step = (BARS_RIGHT - PLOT.left) / Math.max(1, groups.length);
  const width = (step * 0.8) / Math.max(1, names.length);
  const drawn = groups.map((group, g) => {
    const x = PLOT.left + g * step + step * 0.1;
    const bars = group.values.map((value, i) =>
      value === null
        ? ''
        : bar(scale, { x: x + i * width, width: width * 0.9, from: 0, to: value }, FILLS[i] ?? {}),
    );
    const name = label(group.label, x + step * 0.4, PLOT.bottom + 18, {
      'text-anchor': 'middle',
      'font-size': 9,
    });
    return bars.join('') + name;
  });
  const keys = names.map((name, i) => {
    const x = PLOT.left + i * 110;
    const swatch = tag('rect', { x, y: 2, width: 12, height: 10, ...FILLS[i] });
    return swatch + label(name, x + 17, 11);
  });
  return svg(
    title,
    hatching('bars-hatch', COLOUR.down) +
      dollarGrid(scale, BARS_RIGHT) +
      drawn.join('') +
      keys.join(''),
  );
}
