// Shares that are read month by month: no-shows, product cost. Their intervals come from how the
// months differ (a ratio of means with the delta method), as counts alone would look too sure.
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { kindOf } from '../../src/batch/layout.ts';
import { SERVICE_LINES } from '../../src/events/shared.ts';
import { ratioOfMeans } from '../../src/numeric/statistics.ts';
import { monthsIn, REVENUE_SLOTS, windowText } from '../levels/reading.ts';
import type { BookReading, SiteOf } from '../levels/reading.ts';
import type { LevelSlot } from '../../projections/levels.ts';
import { estimated, inconclusive } from './parameter.ts';
import type { CalibratedParameter, Counted, ShippedDefault } from './parameter.ts';
import { shippedProductCost, shippedRetailCost } from './shipped.ts';

const LEAST_MONTHS = 4;
const COUNTED = kindOf('AppointmentsCounted');

interface Months {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** A share of sums over the trailing months; the others of the group's method are told by name. */
function shareOfMonths(
  about: Counted,
  { above, below }: Months,
  reason: string,
  shipped: ShippedDefault | null = null,
): CalibratedParameter {
  const found = above.length < LEAST_MONTHS ? null : ratioOfMeans(above, below);
  if (found === null || !(found.standardError > 0)) {
    const why = above.length < LEAST_MONTHS ? `${LEAST_MONTHS} months are wanted` : reason;
    return inconclusive(about, why, shipped);
  }
  return estimated(
    about,
    {
      kind: 'students',
      degrees: above.length - 1,
      isLog: false,
      parts: [{ weight: 1, centre: found.estimate, scale: found.standardError }],
    },
    { restsOn: 'log', shipped },
  );
}

/** No-shows, product cost by line as far as it can be told, and the price of supplies. */
export function ratiosSay(
  book: ColumnBook,
  reading: BookReading,
  { sites, of }: { readonly sites: readonly SiteOf[]; readonly of: string },
): CalibratedParameter[] {
  const { trailing } = reading;
  const about = (parameter: string, whose: string, method: string): Counted => ({
    parameter,
    of: whose,
    unit: 'share',
    method,
    window: windowText(reading, trailing),
    n: monthsIn(trailing),
    counted: 'months',
  });
  const months = Array.from({ length: monthsIn(trailing) }, (_, i) => trailing.from + i);
  const sumOf = (slots: readonly LevelSlot[]): number[] =>
    months.map((m) =>
      sites.reduce(
        (total, { entity, id }) =>
          slots.reduce(
            (sum, slot) => sum + reading.levels.sum(slot, { entity, site: id }, m, m),
            total,
          ),
        0,
      ),
    );
  const others = REVENUE_SLOTS.filter((slot) => slot !== 'revenue/retail');
  const noShows = appointments(book, reading, sites, months);
  const lines = SERVICE_LINES.filter(
    (line) => line !== 'retail' && sumOf([`revenue/${line}`]).some((x) => x > 0),
  );
  return [
    shareOfMonths(
      about('noShow', of, 'no-shows of appointments booked; months as a sample'),
      noShows,
      'no appointments are counted',
    ),
    shareOfMonths(
      about('productCost', of, 'product used of revenue but retail’s; months as a sample'),
      { above: sumOf(['product-used']), below: sumOf(others) },
      'no product use is recorded at these sites',
      shippedProductCost(),
    ),
    shareOfMonths(
      about('productCost', 'retail', 'goods sold of retail revenue; months as a sample'),
      { above: sumOf(['retail-used']), below: sumOf(['revenue/retail']) },
      'no retail is recorded at these sites',
      shippedRetailCost(),
    ),
    ...lines.map((line) =>
      inconclusive(
        about('productCost', line, ''),
        'not identified: stock is used without saying for which line',
      ),
    ),
    inconclusive(
      about('supplyPriceTrend', of, ''),
      'not identified: deliveries are recorded by cost, so a price cannot be told from a quantity',
    ),
  ];
}

/** No-shows and bookings of each month; shown are the months in which anything was booked. */
function appointments(
  book: ColumnBook,
  reading: BookReading,
  sites: readonly SiteOf[],
  months: readonly number[],
): Months {
  const { context, cut } = reading;
  const own = new Set(sites.map(({ id }) => context.names.numberOf('site', id)));
  const above = new Float64Array(context.monthCount);
  const below = new Float64Array(context.monthCount);
  for (const { batch, from, to } of book.feed(cut)) {
    for (let i = from; i < to; i++) {
      if (batch.kind[i] !== COUNTED || !own.has(batch.site[i] as number)) continue;
      const month = context.monthOfDay[(batch.effective[i] as number) - context.firstDay] as number;
      below[month] = (below[month] as number) + (batch.amount0[i] as number);
      above[month] = (above[month] as number) + (batch.amount2[i] as number);
    }
  }
  const booked = months.filter((m) => (below[m] as number) > 0);
  return {
    above: booked.map((m) => above[m] as number),
    below: booked.map((m) => below[m] as number),
  };
}
