import type { ColumnBook } from '../../src/batch/column-book.ts';
import { formatDay, monthOf } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { monthsIn, readBook, windowText } from '../levels/reading.ts';
import type { BookReading } from '../levels/reading.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { cashTriangle } from './cash-triangle.ts';
import { claimsByPayer, claimsSay, waitsOf } from './claims-say.ts';
import { completionOf } from './completion.ts';
import type { ChargesByAge } from './completion.ts';
import { demandSays, effectPower, placeboOf } from './demand-says.ts';
import { levelsSay } from './levels-say.ts';
import type { Calibration } from './parameter.ts';
import { Waits } from './payer-lag.ts';
import { prepaidSays } from './prepaid-says.ts';
import { ratiosSay } from './ratios-say.ts';
import { kindOfGroup } from './shipped.ts';

/**
 * Every parameter that the log of a book can speak to at a cut, with what it leaves open, and the
 * reason where it says nothing (scenarios.md §4.1-4.4). One site or all. A pure function: the same
 * events, cut, site and code give the same calibration, plain data that JSON keeps as it is.
 */
export function calibrate(
  book: ColumnBook,
  cut: Cut,
  { site, sha256 }: { readonly site: string | null; readonly sha256: Sha256 },
): Calibration {
  const reading = readBook(book, cut);
  const sites = reading.sites.filter(({ id }) => site === null || id === site);
  const kind = kindOfGroup(reading.sites.length);
  const of = site ?? 'group';
  const claims = claimsByPayer(reading, site).flatMap((payer) => payer.claims);
  const completion = completionOf(cashTriangle(book, reading, claims), {
    firstMonth: reading.context.firstMonth,
    window: windowText(reading, reading.all),
    dollars: new Waits(waitsOf(reading, claims, reading.all, 'dollars')),
    ages: chargesByAge(reading, claims),
  });
  return {
    asOf: formatDay(reading.cut.asOf),
    knownAt: cut.knownAt,
    months: windowText(reading, reading.all),
    site,
    defaults: kind,
    parameters: [
      ...claimsSay(reading, { site, kind, sha256 }),
      ...completion.parameters,
      ...demandSays(reading, { sites, kind, isOneSite: site !== null }),
      ...ratiosSay(book, reading, { sites, of }),
      ...prepaidSays(book, reading, { site, of }),
    ],
    levels: levelsSay(reading, { sites, site, kind, sha256 }),
    unfinished: completion.unfinished,
    reserveRatio: completion.reserveRatio,
    calendarPValue: completion.calendarPValue,
    power: effectPower(reading, kind),
    placebo: placeboOf(reading, kind),
  };
}

/** Charges of each month of service by days since submission; what was not sent yet waited none. */
function chargesByAge({ context, all, cut }: BookReading, claims: readonly Claim[]): ChargesByAge {
  const months = Array.from({ length: monthsIn(all) }, (): { days: number; cents: number }[] => []);
  for (const { servedOn, submittedOn, isOpening, money } of claims) {
    if (servedOn === null || isOpening) continue;
    const days = submittedOn === null ? 0 : cut.asOf - submittedOn;
    months[monthOf(servedOn) - context.firstMonth - all.from]?.push({ days, cents: money.gross });
  }
  return months;
}
