import { shortDollars } from '../numbers.ts';
import { escape, tag } from './markup.ts';
import type { Scale } from './scale.ts';

export const WIDTH = 760;
/** Where the last bar of a chart of bars may end: they need no room for labels beside them. */
export const BARS_RIGHT = 730;
export const HEIGHT = 296;
/** Room for labels around the plot. */
export const MARGIN = { top: 14, right: 90, bottom: 50, left: 70 } as const;
export const PLOT = {
  left: MARGIN.left,
  right: WIDTH - MARGIN.right,
  top: MARGIN.top,
  bottom: HEIGHT - MARGIN.bottom,
} as const;

/** Colours of experience.md §1.4, by their use; each is at least 4.5 : 1 on white. */
export const COLOUR = {
  ink: '#0F172A',
  muted: '#475569',
  total: '#12436D',
  up: '#0F766E',
  down: '#B45309',
  neutral: '#64748B',
  grid: '#E2E8F0',
} as const;

/** An SVG that screen readers announce by its sentence. */
export function svg(title: string, content: string, height = HEIGHT): string {
  const attributes = {
    role: 'img',
    'aria-label': title,
    viewBox: `0 0 ${WIDTH} ${height}`,
    xmlns: 'http://www.w3.org/2000/svg',
  };
  return tag('svg', attributes, `<title>${escape(title)}</title>${content}`);
}

export function label(
  text: string,
  x: number,
  y: number,
  more: Readonly<Record<string, string | number>> = {},
): string {
  return tag('text', { x, y, 'font-size': 11, fill: COLOUR.muted, ...more }, escape(text));
}

/** Horizontal grid in dollars; the zero line is drawn darker. */
export function dollarGrid(scale: Scale, right: number = PLOT.right): string {
  return scale.ticks
    .map((value) => {
      const y = scale(value);
      const stroke = value === 0 ? COLOUR.ink : COLOUR.grid;
      const line = tag('line', { x1: PLOT.left, x2: right, y1: y, y2: y, stroke });
      const text = label(shortDollars(value), PLOT.left - 8, y + 4, { 'text-anchor': 'end' });
      return line + text;
    })
    .join('');
}

/** Hatching for what is forecast: never colour alone (IBCS). */
export function hatching(id: string, colour: string): string {
  const pattern = tag(
    'pattern',
    { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    tag('rect', { width: 6, height: 6, fill: '#FFFFFF' }) +
      tag('line', { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, 'stroke-width': 3 }),
  );
  return tag('defs', {}, pattern);
}

/** A bar between two values. */
export function bar(
  scale: Scale,
  at: { readonly x: number; readonly width: number; readonly from: number; readonly to: number },
  fill: Readonly<Record<string, string | number>>,
): string {
  const top = Math.min(scale(at.from), scale(at.to));
  const height = Math.abs(scale(at.from) - scale(at.to));
  return tag('rect', { x: at.x, y: top, width: at.width, height, ...fill });
}
