import { shortDollars } from '../numbers.ts';
import { COLOUR, label, PLOT, svg, WIDTH } from './chart.ts';
import { tag } from './markup.ts';

export interface Stack {
  readonly label: string;
  readonly parts: readonly number[];
}

/** Pale to dark: the older, the darker. */
const RAMP = ['#E2E8F0', '#CBD5E1', '#94A3B8', '#475569', '#0F172A'] as const;
const ROW = 34;

/** Horizontal stacks by age; lengths are shared, so that rows can be compared. */
export function stackedBars(
  title: string,
  names: readonly string[],
  stacks: readonly Stack[],
): string {
  const most = Math.max(1, ...stacks.map((s) => s.parts.reduce((a, b) => a + Math.max(0, b), 0)));
  const left = PLOT.left + 40;
  const scale = (PLOT.right - left) / most;
  const rows = stacks.map((stack, row) => {
    const y = 30 + row * ROW;
    let x = left;
    const parts = stack.parts.map((cents, i) => {
      const width = Math.max(0, cents) * scale;
      const drawn = tag('rect', {
        x,
        y,
        width,
        height: ROW - 12,
        fill: RAMP[i] ?? COLOUR.ink,
        stroke: '#FFFFFF',
      });
      x += width;
      return drawn;
    });
    const total = stack.parts.reduce((a, b) => a + b, 0);
    return (
      label(stack.label, left - 8, y + 15, { 'text-anchor': 'end' }) +
      parts.join('') +
      label(shortDollars(total), x + 6, y + 15)
    );
  });
  const step = (WIDTH - left) / names.length;
  const keys = names.map((name, i) => {
    const x = left + i * Math.min(step, 120);
    const swatch = { x, y: 4, width: 12, height: 10, fill: RAMP[i] ?? COLOUR.ink };
    return tag('rect', { ...swatch, stroke: COLOUR.neutral }) + label(`${name} days`, x + 17, 13);
  });
  return svg(title, keys.join('') + rows.join(''), 40 + stacks.length * ROW);
}
