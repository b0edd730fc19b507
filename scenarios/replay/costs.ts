// Fees and costs of a log under the other regime: sums by month, as terms and levels make them.
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { firstDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { collectionsOf } from '../calibration/demand-says.ts';
import { startFromBook } from '../levels.ts';
import { monthsIn } from '../levels/reading.ts';
import type { BookReading } from '../levels/reading.ts';
import type { Effects, Regime } from './regimes.ts';

/** What a draw differs by in total, other regime less recorded; cents, payments negative. */
export const BARS = ['claims', 'supplies', 'overhead', 'fee'] as const;
export type BarName = (typeof BARS)[number];

/** A month as its costs were recorded, and the regime it was recorded under. */
export interface MonthCosts {
  readonly regime: Regime;
  readonly collectedCents: number;
  readonly feeCents: number;
  readonly productCents: number;
  readonly overheadCents: number;
  readonly managerCents: number;
}

/** Costs of each month: fee and product as recorded, services at what they cost a site alone. */
export function costsOf(
  book: ColumnBook,
  cut: Cut,
  reading: BookReading,
  joinedOn: Day | null,
): MonthCosts[] {
  const { all, context, levels, sites } = reading;
  const services = startFromBook(book, cut).sites.flatMap((site) => site.services);
  const standAlone = (isManager: boolean): number =>
    services
      .filter(({ service }) => (service === 'practice-manager') === isManager)
      .reduce((sum, { standAloneMonthlyCents }) => sum + standAloneMonthlyCents, 0);
  const [overheadCents, managerCents] = [standAlone(false), standAlone(true)];
  const entities = [...new Set(sites.map(({ entity }) => entity))];
  const places = [
    ...sites.map(({ id, entity }) => ({ entity, site: id })),
    ...entities.map((entity) => ({ entity, site: '' })),
  ];
  const collected = collectionsOf(reading);
  return Array.from({ length: monthsIn(all) }, (_, i) => {
    const m = all.from + i;
    const sum = (slot: 'fee-accrued' | 'product-used' | 'retail-used'): number =>
      places.reduce((total, place) => total + levels.sum(slot, place, m, m), 0);
    const day = firstDay((context.firstMonth + m) as Month);
    return {
      regime: joinedOn !== null && day >= joinedOn ? 'withMso' : 'independent',
      collectedCents: collected[i] ?? 0,
      feeCents: sum('fee-accrued'),
      productCents: sum('product-used') + sum('retail-used'),
      overheadCents,
      managerCents,
    };
  });
}

/** What a draw differs by in each month that was recorded under the other regime. */
export function barsOf(
  claims: Float64Array,
  costs: readonly MonthCosts[],
  effects: Effects,
  regime: Regime,
): Record<BarName, number> {
  const { supplyPrice, removedOverhead, removedManager } = effects;
  const bars = { claims: claims.reduce((a, b) => a + b, 0), supplies: 0, overhead: 0, fee: 0 };
  const withMso = costs.filter((month) => month.regime === 'withMso');
  const paid = withMso.reduce((sum, month) => sum + month.feeCents, 0);
  const collected = withMso.reduce((sum, month) => sum + month.collectedCents, 0);
  const level = paid > 0 && collected > 0 ? paid / collected : effects.feeLevel;
  costs.forEach((month, m) => {
    if (month.regime === regime) return;
    const ended = month.overheadCents * removedOverhead + month.managerCents * removedManager;
    if (regime === 'independent') {
      bars.supplies -= (month.productCents * supplyPrice) / (1 - supplyPrice);
      bars.overhead -= ended;
      bars.fee += month.feeCents;
    } else {
      bars.supplies += month.productCents * supplyPrice;
      bars.overhead += ended;
      bars.fee -= level * (month.collectedCents + (claims[m] ?? 0));
    }
  });
  return bars;
}
