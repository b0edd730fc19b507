import type { ColumnBook } from '../src/batch/column-book.ts';
import type { Month } from '../src/calendar.ts';
import type { Cut } from '../src/event.ts';
import { roundModelCents } from '../src/money.ts';
import { FEE_BASES, feeBaseCents } from '../projections/fee-base.ts';
import { readOpening } from './levels/opening-position.ts';
import { readPayers } from './levels/payers.ts';
import { amountAt, monthsIn, note, readBook, windowText } from './levels/reading.ts';
import type { BookReading } from './levels/reading.ts';
import { readNoise, readSeason } from './levels/season.ts';
import { readSite } from './levels/site.ts';
import type { StartingPoint } from './starting-point.ts';

/**
 * What a scenario starts from, read out of a book at a cut: levels of the trailing twelve months
 * (of those under the regime the book ends in), stand-alone costs of services from before the
 * agreement, and the position at the end of the last month (settled.md §6.3). The same book and
 * cut give the same levels; each says where it comes from.
 */
export function startFromBook(book: ColumnBook, cut: Cut): StartingPoint {
  const reading = readBook(book, cut);
  const season = readSeason(reading);
  const payers = readPayers(reading);
  const sites = reading.sites.map((site) => readSite(reading, site, season, payers));
  const opening = readOpening(
    reading,
    payers.map((p) => p.group),
  );
  const agreed = new Map(reading.inForce.map((a) => [a.practice, a.terms]));
  return {
    practices: reading.practices,
    mso: reading.mso,
    sites,
    opening,
    noise: readNoise(reading, season),
    recorded: agreed.size === 0 ? 'independent' : 'withMso',
    agreements: Object.fromEntries(agreed),
    lastBases: lastBases(reading),
    monthlyFeeCents: monthlyFee(reading),
    after: (reading.context.firstMonth + reading.last + 1) as Month,
    provenance: reading.provenance,
  };
}

/** What a fee on the month before is taken of in the first month after the book. */
function lastBases({ practices, context, feeBase, last }: BookReading): StartingPoint['lastBases'] {
  return Object.fromEntries(
    practices.map((practice) => {
      const entity = context.names.numberOf('entity', practice);
      const bases = FEE_BASES.map((base) => [base, feeBaseCents(feeBase, base, entity, last)]);
      return [practice, Object.fromEntries(bases) as Record<string, number>];
    }),
  );
}

/** Average fee the terms made of a trailing month, over all practices; null without an agreement. */
function monthlyFee(reading: BookReading): number | null {
  if (reading.inForce.length === 0) return null;
  const { trailing } = reading;
  const fee = reading.sites.reduce(
    (sum, site) => sum + amountAt(reading, site, 'fee-accrued', trailing),
    0,
  );
  note(reading, 'fee', 'recorded', windowText(reading, trailing), monthsIn(trailing));
  return fee > 0 ? roundModelCents(fee / monthsIn(trailing)) : null;
}
