/** A linear scale from values to pixels, with round ticks that always hold zero. */
export interface Scale {
  readonly ticks: readonly number[];
  (value: number): number;
}

const STEPS = [1, 2, 2.5, 5, 10];
const WANTED_TICKS = 5;

/** Maps [least, most], widened to round ticks and to zero, onto [from, to]. */
export function linear(values: readonly number[], from: number, to: number): Scale {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const step = roundStep((most - least || 1) / WANTED_TICKS);
  const low = Math.floor(least / step);
  const high = Math.max(low + 1, Math.ceil(most / step));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => (low + i) * step);
  const span = (high - low) * step;
  const scale = (value: number): number => from + ((value - low * step) / span) * (to - from);
  return Object.assign(scale, { ticks });
}

function roundStep(rough: number): number {
  let power = 1;
  while (power * 10 <= rough) power *= 10;
  while (power > rough) power /= 10;
  const factor = STEPS.find((step) => step * power >= rough) ?? 10;
  return factor * power;
}
