import { Decimal } from '../src/money.ts';
import { figuresOf, isPlainKey } from '../scenarios/draw.ts';
import type { Draw } from '../scenarios/draw.ts';

/** How a draw is written in a file. */
export function drawText(draw: Draw, unit: string): string {
  if (draw.kind === 'quantiles') {
    const at = draw.at.map((p) => new Decimal(String(p)).toFixed());
    const values = draw.values.map((x) => amountText(x, unit));
    return `dist: quantiles, at: [${at.join(', ')}], values: [${values.join(', ')}]`;
  }
  const words = figuresOf(draw).map(([key, value]) => {
    const name = draw.kind === 'triangular' ? (TRIANGLE[key] ?? key) : key;
    return `${name}: ${isPlainKey(key) ? value : amountText(value, unit)}`;
  });
  const isNamed = draw.kind !== 'point' && draw.kind !== 'triangular';
  const kind = draw.kind === 'lognormal-range' ? 'lognormal' : draw.kind;
  return [...(isNamed ? [`dist: ${kind}`] : []), ...words].join(', ');
}

/** A triangle is what low, central and high mean (settled.md §6.3). */
const TRIANGLE: Readonly<Record<string, string>> = { min: 'low', mode: 'central', max: 'high' };

const SUFFIXES: Readonly<Record<string, string>> = { points: ' points', 'share a year': '%/yr' };

/** Units of plain numbers. */
const PLAIN_UNITS: ReadonlySet<string> = new Set(['log odds', 'elasticity']);

/** Whether a file writes values of a unit as plain numbers. */
export const isPlainUnit = (unit: string): boolean => PLAIN_UNITS.has(unit);

/** A value as a file writes it, in per cent, points or plain: what is read back is the same double. */
export function amountText(value: number, unit: string): string {
  if (isPlainUnit(unit)) return new Decimal(String(value)).toFixed();
  return `${new Decimal(String(value)).times(100).toFixed()}${SUFFIXES[unit] ?? '%'}`;
}

/** A draw for people: as a file writes it, but of a table of quantiles three of them. */
export function drawSaid(draw: Draw, unit: string): string {
  if (draw.kind !== 'quantiles') return drawText(draw, unit);
  const told = figuresOf(draw).map(([key, value]) => `${key} ${amountText(value, unit)}`);
  return `quantiles: ${told.join(', ')}`;
}
