// A made-up practice with sales and claims, and what its log says of the model's parameters.
import { createHash } from 'node:crypto';
import { calibrate } from '../../../scenarios/calibration/calibrate.ts';
import { logSays } from '../../../scenarios/calibration/log-levels.ts';
import type { LogSaid } from '../../../scenarios/calibration/log-levels.ts';
import type { Calibration } from '../../../scenarios/calibration/parameter.ts';
import { startFromBook } from '../../../scenarios/levels.ts';
import type { ColumnBook } from '../../../src/batch/column-book.ts';
import { addDays, firstDay } from '../../../src/calendar.ts';
import type { Cut } from '../../../src/event.ts';
import { bookOf, claim, Dice, endOf, monthAt, sale, structure } from './world.ts';
import type { Draft } from './world.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  createHash('sha256').update(bytes).digest();

export interface World {
  readonly book: ColumnBook;
  readonly cut: Cut;
  readonly calibration: Calibration;
  readonly says: readonly LogSaid[];
}

/** A practice whose sales and claims vary by so much around 400 visits and a tenth denied. */
export function worldOf(months: number, noise: number, claimsMonthly: number, seed = 7): World {
  const dice = new Dice(seed);
  const until = endOf(months);
  const drafts: Draft[] = [...structure()];
  for (let m = 0; m < months; m++) {
    const visits = Math.round(400 * (1 + noise * dice.normal()));
    drafts.push(sale(m, visits, Math.round(visits * 50_000 * (1 + noise * dice.normal()))));
    for (let n = 0; n < claimsMonthly; n++) {
      const at = {
        payer: n % 3 === 0 ? 'bluefin' : 'harbor',
        servedOn: addDays(firstDay(monthAt(m)), n % 25),
        lagDays: 15 + Math.floor(20 * dice.uniform()),
        isDenied: dice.is(0.1),
        isOverturned: dice.is(0.6),
        reworkDays: 30,
      };
      drafts.push(...claim(`c${m}-${n}`, at, until));
    }
  }
  const book = bookOf(drafts);
  const cut = { asOf: until, knownAt: book.size };
  const calibration = calibrate(book, cut, { site: null, sha256 });
  return { book, cut, calibration, says: logSays(calibration, startFromBook(book, cut).sites) };
}
