import { log } from '../../src/numeric/elementary.ts';
import { defaultNoise } from '../starting-point.ts';
import { seasonIndex } from '../defaults.ts';
import type { Plan } from '../plan.ts';
import { calendarMonth, monthsIn, note, selfPayCents, windowText } from './reading.ts';
import type { BookReading, Window } from './reading.ts';

/** Years of record that weigh as much as the documented season, and months as the default noise. */
const SEASON_YEARS = 2;
const NOISE_MONTHS = 12;

/**
 * Season of the group's self-pay revenue: each month against its own year of record, averaged over
 * the years, shrunk to the documented index by how many years there are. Twelve factors, mean 1.
 */
export function readSeason(reading: BookReading): readonly number[] {
  const documented = seasonIndex();
  const years = Math.floor(monthsIn(reading.all) / 12);
  if (years === 0) {
    note(reading, 'season', 'E', 'docs/sources.md#season: less than a year is recorded', 0);
    return documented;
  }
  const sums = new Float64Array(12);
  for (let year = 0; year < years; year++) {
    const to = reading.last - 12 * year;
    const months = Array.from({ length: 12 }, (_, i) => revenueIn(reading, to - 11 + i));
    const mean = months.reduce((a, b) => a + b, 0) / 12;
    months.forEach((revenue, i) => {
      const calendar = calendarMonth(reading, to - 11 + i);
      sums[calendar] = (sums[calendar] ?? 0) + (mean > 0 ? revenue / mean : 1);
    });
  }
  const weight = years / (years + SEASON_YEARS);
  const factors = documented.map((d, i) => weight * ((sums[i] ?? 0) / years) + (1 - weight) * d);
  const mean = factors.reduce((a, b) => a + b, 0) / 12;
  const percent = Math.round(weight * 100);
  const window = windowText(reading, { from: reading.last - 12 * years + 1, to: reading.last });
  note(
    reading,
    'season',
    'recorded',
    `${window}, ${percent} %; the rest docs/sources.md#season`,
    12 * years,
  );
  return factors.map((f) => f / mean);
}

function revenueIn(reading: BookReading, month: number): number {
  const window = { from: month, to: month };
  return reading.sites.reduce((sum, site) => sum + selfPayCents(reading, site, window), 0);
}

/** Months of a window, each weighed by its season: what an average month is divided by. */
export function seasonSum(
  reading: BookReading,
  season: readonly number[],
  { from, to }: Window,
): number {
  let sum = 0;
  for (let m = from; m <= to; m++) sum += season[calendarMonth(reading, m)] ?? 1;
  return sum;
}

/**
 * Noise of demand: what the logarithm of a site's monthly self-pay revenue leaves after season and
 * the year's mean, split into what all sites share and what each has alone; the variances are
 * shrunk to the defaults. The season was fitted to the same months, which the degrees of freedom
 * allow for. Days to payment keep the default.
 */
export function readNoise(reading: BookReading, season: readonly number[]): Plan['noise'] {
  const usual = defaultNoise();
  const years = Math.floor(monthsIn(reading.all) / 12);
  const months = years * 12;
  const residuals = reading.sites.map((site) => {
    const all: number[] = [];
    for (let year = 0; year < years; year++) {
      const from = reading.last - 12 * (year + 1) + 1;
      const logs = Array.from({ length: 12 }, (_, i) => {
        const revenue = selfPayCents(reading, site, { from: from + i, to: from + i });
        const expected = season[calendarMonth(reading, from + i)] ?? 1;
        return log(Math.max(1, revenue) / expected);
      });
      const mean = logs.reduce((a, b) => a + b, 0) / 12;
      all.push(...logs.map((x) => x - mean));
    }
    return all;
  });
  const sites = residuals.length;
  if (months === 0) {
    note(reading, 'noise', 'E', 'estimate: less than a year is recorded', 0);
    return usual;
  }
  const shared = Array.from(
    { length: months },
    (_, m) => residuals.reduce((sum, r) => sum + (r[m] ?? 0), 0) / sites,
  );
  // A mean a year and, for years of record, a part of the season were taken from the same months.
  const freedom = Math.max(1, months - years - (11 * years) / (years + SEASON_YEARS));
  const square = (x: number): number => x * x;
  const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
  const within = sum(residuals.map((r) => sum(r.map((x, m) => square(x - (shared[m] ?? 0))))));
  const own = sites < 2 ? square(usual.site) : within / (freedom * (sites - 1));
  const both = sum(shared.map(square)) / freedom;
  const common = Math.max(0, both - own / sites);
  const shrunk = (variance: number, prior: number): number =>
    Math.sqrt((months * variance + NOISE_MONTHS * square(prior)) / (months + NOISE_MONTHS));
  const window = windowText(reading, { from: reading.last - months + 1, to: reading.last });
  note(reading, 'noise', 'recorded', `${window}, shrunk to the estimate; lags an estimate`, months);
  return {
    group: round(shrunk(common, usual.group)),
    site: round(shrunk(own, usual.site)),
    lag: usual.lag,
  };
}

/** Six places: the last bits of a logarithm are no level. */
const round = (x: number): number => Math.round(x * 1e6) / 1e6;
