import { shapley } from '../src/numeric/shapley.ts';
import type { Bar } from './answer.ts';
import { DRIVER_LABELS } from './answer.ts';
import { driversOn } from './effects.ts';
import type { Arm } from './effects.ts';
import { DRIVERS } from './plan.ts';
import type { Driver, Lever } from './plan.ts';

/** Every coalition of the drivers, as bit masks from 0 to 2^n − 1. */
export function coalitionArm(drivers: readonly Driver[], mask: number): Arm {
  return {
    id: 'withMso',
    drivers: driversOn(drivers.filter((_, i) => (mask & (1 << i)) !== 0)),
    hasFee: false,
    hasChangeCost: false,
    hasCredit: false,
  };
}

/**
 * Whole cents that add up to `total`: each value rounded down, what is left given to the largest
 * fractions, ties to the earlier one. `total` is within a cent per bar of the sum of the values.
 */
export function wholeBars(values: readonly number[], total: number): number[] {
  const floors = values.map((v) => Math.floor(v));
  let left = total - floors.reduce((a, b) => a + b, 0);
  const order = values
    .map((v, i) => ({ i, fraction: v - (floors[i] as number) }))
    .sort((a, b) => b.fraction - a.fraction || a.i - b.i);
  const out = [...floors];
  for (let k = 0; left > 0; k++) {
    const { i } = order[k % order.length] as { i: number };
    out[i] = (out[i] as number) + 1;
    left -= 1;
  }
  for (let k = order.length - 1; left < 0; k = k === 0 ? order.length - 1 : k - 1) {
    const { i } = order[k] as { i: number };
    out[i] = (out[i] as number) - 1;
    left += 1;
  }
  return out.map((v) => (v === 0 ? 0 : v));
}

/** Drivers that parameters or levers can move; the others would get a bar of nothing. */
export function activeDrivers(ids: ReadonlySet<string>, levers: readonly Lever[] = []): Driver[] {
  const needs: Readonly<Record<Driver, readonly string[]>> = {
    overhead: ['removed.manager', 'removed.overhead'],
    'supply-price': ['supply-price'],
    volume: ['volume'],
    'collection-rate': ['collection-rate'],
    denials: ['denials'],
    'payer-speed': ['payer-speed'],
    transition: ['dip'],
    retention: ['retention'],
    'new-patients': ['new-patients'],
    'no-shows': ['no-shows'],
    compliance: ['compliance'],
    measures: [],
  };
  const hasMeasures = levers.some(({ arm }) => arm !== 'both');
  return DRIVERS.filter((d) =>
    d === 'measures' ? hasMeasures : needs[d].some((id) => ids.has(id)),
  );
}

/** Level 2: Shapley bars of the gross benefit, with a bar that closes to all paths' mean. */
export function driverBars(
  drivers: readonly Driver[],
  meanByMask: ArrayLike<number>,
  grossCents: number,
): Bar[] {
  const shares = shapley(meanByMask, drivers.length);
  const sampled = shares.reduce((a, b) => a + b, 0);
  const values = [...shares, grossCents - sampled];
  const whole = wholeBars(values, grossCents);
  const bars: Bar[] = drivers.map((driver, i) => ({
    id: driver,
    label: DRIVER_LABELS[driver],
    cents: whole[i] as number,
  }));
  return [
    ...bars,
    { id: 'sampling', label: 'Sampling (fewer paths)', cents: whole[drivers.length] as number },
  ];
}
