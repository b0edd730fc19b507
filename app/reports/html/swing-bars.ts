import { shortDollars } from '../numbers.ts';
import { COLOUR, label, PLOT, svg } from './chart.ts';
import { tag } from './markup.ts';
import { linear } from './scale.ts';

const ROW = 36;
/** Where labels of rows begin, how wide a letter is at most, and what a value needs beside its bar. */
const LABEL = { left: 8, letter: 6.5, value: 72 } as const;

/** Horizontal bars from zero, left for losses and right for gains, each with its sign. */
export function swingBars(
  title: string,
  rows: readonly { readonly label: string; readonly cents: number }[],
): string {
  const longest = Math.max(...rows.map((row) => row.label.length));
  const left = LABEL.left + longest * LABEL.letter + LABEL.value;
  const scale = linear(
    rows.map((row) => row.cents),
    left,
    PLOT.right,
  );
  const bottom = 12 + rows.length * ROW;
  const grid = scale.ticks.map((value) => {
    const x = scale(value);
    const stroke = value === 0 ? COLOUR.ink : COLOUR.grid;
    return (
      tag('line', { x1: x, x2: x, y1: 8, y2: bottom, stroke }) +
      label(shortDollars(value), x, bottom + 14, { 'text-anchor': 'middle' })
    );
  });
  const bars = rows.map((row, i) => {
    const y = 14 + i * ROW;
    const x = Math.min(scale(0), scale(row.cents));
    const width = Math.abs(scale(row.cents) - scale(0));
    const fill = row.cents < 0 ? COLOUR.down : COLOUR.up;
    const sign = row.cents > 0 ? '+' : '';
    const isLeft = row.cents < 0;
    return (
      tag('rect', { x, y, width, height: ROW - 14, fill }) +
      label(row.label, LABEL.left, y + 15) +
      label(`${sign}${shortDollars(row.cents)}`, isLeft ? scale(0) + 6 : scale(0) - 6, y + 15, {
        'text-anchor': isLeft ? 'start' : 'end',
      })
    );
  });
  return svg(title, grid.join('') + bars.join(''), bottom + 22);
}
