// How a front desk writes a line, taxes it, takes money for it and assigns a provider.
import type { Day } from '../../src/calendar.ts';
import type { Category, Tender } from './book.ts';
import { on } from './days.ts';
import type { SiteId } from './group.ts';
import type { Line } from './menu.ts';
import type { Luck } from './random.ts';

/** A ticket line before it is rung up. */
export interface Draft {
  readonly account: string;
  readonly category: Category;
  readonly service?: Line;
  readonly item: string;
  readonly price: number;
  readonly tender: Tender;
  readonly tax?: number;
  readonly tip?: number;
  readonly reference?: string;
  readonly sessions?: number;
  readonly provider?: string;
}

/** Retail tax in hundred-thousandths: Austin and Dallas 8.25 %; Phoenix 8.6, from 2025-07 9.1 %. */
export const taxRate = (site: SiteId, day: Day): number =>
  site !== 'phoenix' ? 8_250 : day < on(2025, 7, 1) ? 8_600 : 9_100;

/** The week in which a storm kept Phoenix at home. */
export const isWave = (site: SiteId, day: Day): boolean =>
  site === 'phoenix' && day >= on(2026, 2, 9) && day <= on(2026, 2, 14);

/** Dear things are financed more often; the rest goes on a card. */
export function tenderFor(price: number, rng: Luck): Tender {
  if (price >= 60_000 && rng.chance(330)) return 'financing';
  return rng.weighted<Tender>([
    ['card', 900],
    ['cash', 62],
    ['check', 38],
  ]);
}

/** Who performs a line. */
export function providerOf(line: Line, rng: Luck): string {
  if (line === 'neurotoxin' || line === 'filler') return rng.pick(['INJ1', 'INJ2']);
  if (line === 'weight-loss' || line === 'wellness') return 'NP1';
  return line === 'facial' ? 'AES1' : 'LAS1';
}
