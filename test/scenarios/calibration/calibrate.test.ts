import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../scenarios/calibration/calibrate.ts';
import type { CalibratedParameter, Calibration } from '../../../scenarios/calibration/parameter.ts';
import { parseDay } from '../../../src/calendar.ts';
import type { Cut } from '../../../src/event.ts';
import { AT_END, levelBook } from '../level-book.ts';
import type { BookOptions } from '../level-book.ts';
import { addDays, firstDay } from '../../../src/calendar.ts';
import { bookOf, claim, Dice, endOf, monthAt, sale, structure } from './world.ts';
import type { Draft } from './world.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const of = (options: BookOptions, cut: Cut = AT_END, site: string | null = null): Calibration =>
  calibrate(levelBook(options), cut, { site, sha256 });

function only({ parameters }: Calibration, parameter: string, whose?: string): CalibratedParameter {
  const found = parameters.filter(
    (p) => p.parameter === parameter && (whose === undefined || p.of === whose),
  );
  expect(found, parameter).toHaveLength(1);
  return found[0] as CalibratedParameter;
}

const JOINED: BookOptions = { months: 24, joinsAfter: 12 };

describe('what a book of round numbers says', () => {
  const found = of(JOINED);

  it('counts denials of decided claims of the regime it ends in, youngest months left out', () => {
    const denial = only(found, 'denialRate');
    // Three sites, ten claims a month, one denied; nine months since joining are mostly decided.
    expect(denial).toMatchObject({ of: 'bluefin', n: 270, window: '2026-01..2026-09' });
    if (denial.status !== 'estimated') throw new Error('not estimated');
    expect(denial.estimate).toBeCloseTo(0.1, 2);
    expect(denial.interval80.lower).toBeGreaterThan(0.075);
    expect(denial.interval95.upper).toBeLessThan(0.15);
    expect(denial.logAlone?.lower).toBeCloseTo(0.0681, 3);
    expect(denial.isInConflict).toBe(false);
  });

  it('counts as overturned what was paid after its denial, and leaves out what is still open', () => {
    // Even months: given up three days later; odd months: never worked. None is ever paid.
    const overturned = only(found, 'overturned');
    expect(overturned.n).toBe(30);
    if (overturned.status !== 'estimated') throw new Error('not estimated');
    expect(overturned.logAlone).toMatchObject({ lower: 0 });
    expect(overturned.isInConflict).toBe(true);
  });

  it('watches open claims as long as it can', () => {
    const days = only(found, 'payDays');
    if (days.status !== 'estimated') throw new Error('not estimated');
    expect([days.estimate, days.restsOn]).toEqual([20, 'log']);
    const open = only(found, 'unresolvedAtHorizon');
    if (open.status !== 'estimated') throw new Error('not estimated');
    // One denial in twenty is never written off.
    expect(open.estimate).toBeGreaterThan(0.03);
    expect(open.estimate).toBeLessThan(0.08);
  });

  it('says of the months before and after what they could show, and no more', () => {
    expect(found.power).toMatchObject({ monthsBefore: 12, monthsAfter: 12, isSupposed: false });
    expect(found.power?.detectable).toBeGreaterThan(0);
    expect(found.placebo).toMatchObject({ status: 'inconclusive' });
    expect(of({ months: 24, joinsAfter: null }).power?.isSupposed).toBe(true);
    expect(of({ months: 8, joinsAfter: null }, cutAt('2025-08-31')).power).toBeNull();
  });

  it('can show changes of 2.80 standard errors, which growth is a part of', () => {
    const { detectable = NaN, standardError = NaN } = found.power ?? {};
    // z of 0.975 and of 0.8: 1.95996 + 0.84162.
    expect(Math.log(1 + detectable) / standardError).toBeCloseTo(2.80158, 4);
    // A year on each side cannot tell a change from a year's growth, whatever the noise: the error is
    // that of the growth beforehand. Where months of one season lie on both sides it can.
    expect(standardError).toBeGreaterThan(0.03);
    const apart = of({ months: 24, joinsAfter: 17 }).power?.standardError;
    expect(apart).toBeLessThan(standardError / 2);
  });

  it('pretends a change a year earlier where two years lie before the real one', () => {
    const long = of({ months: 38, joinsAfter: 26 }, cutAt('2028-02-29'));
    expect(long.placebo).toMatchObject({ status: 'estimated', at: '2026-03', isClear: true });
  });

  it('counts what payers and patients paid of a month of service', () => {
    // Twenty-seven claims of 240 from the payer and 45 from the patient, all within the month.
    const month = found.unfinished.find(({ lagMonths }) => lagMonths === 3);
    expect(month).toMatchObject({ cashCents: 27 * 28_500, chargesCents: 30 * 50_000 });
  });

  it('names a reason, never a number, for what it cannot judge', () => {
    const lost = found.parameters.filter((p) => p.status === 'inconclusive');
    for (const p of lost) {
      expect(p.reason.length).toBeGreaterThan(10);
      expect(Object.keys(p)).not.toContain('estimate');
    }
    const said = new Set(lost.map((p) => `${p.parameter} ${p.of}`));
    expect(said).toContain('noShow group');
    expect(said).toContain('supplyPriceTrend group');
    expect(said).toContain('productCost neurotoxin');
    expect(said).toContain('memberRetention group');
  });

  it('takes a season from two years, and leaves it documented before', () => {
    expect(only(found, 'season.01').status).toBe('estimated');
    const young = of({ months: 14, joinsAfter: null }, cutAt('2026-02-28'));
    expect(only(young, 'season.01')).toMatchObject({ status: 'inconclusive', restsOn: 'prior' });
    expect(only(young, 'growth', 'group')).toMatchObject({ restsOn: 'log and prior' });
  });

  it('is of one site where one is asked for', () => {
    const austin = of(JOINED, AT_END, 'austin');
    expect(only(austin, 'denialRate').n).toBe(90);
    const visits = only(austin, 'visits');
    if (visits.status !== 'estimated') throw new Error('not estimated');
    expect(visits.of).toBe('austin');
    expect(Math.abs(visits.estimate - 100)).toBeLessThan(2);
    expect(austin.parameters.some((p) => p.of === 'dallas')).toBe(false);
  });

  it('is plain data, the same each time, and the same before what was recorded later', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(of(JOINED)).toEqual(found);
    const half = of(JOINED, cutAt('2026-06-30'));
    expect(of({ ...JOINED, months: 18 }, cutAt('2026-06-30'))).toEqual(half);
  });
});

const cutAt = (day: string): Cut => ({ ...AT_END, asOf: parseDay(day) });

describe('insured cash that is still coming in', () => {
  const MONTHS = 14;
  const until = endOf(MONTHS);
  /** Ten claims a month served on its first days; half paid after 20 days, half after 50. */
  const drafts = Array.from({ length: MONTHS }, (_, m) => m).flatMap((m) => [
    sale(m, 100, 5_000_000),
    ...Array.from({ length: 10 }, (__, n) =>
      claim(
        `c${m}-${n}`,
        {
          payer: 'a',
          servedOn: endOf(m) + 1 + n / 10 - ((n / 10) % 1),
          // Every third month a claim fewer is quick, so that factors are not all the same.
          lagDays: n < (m % 3 === 0 ? 4 : 5) ? 20 : 50,
          isDenied: false,
          isOverturned: false,
          reworkDays: 0,
        },
        until,
      ),
    ).flat(),
  ]);
  const book = bookOf([...structure(), ...drafts]);
  const found = calibrate(book, { asOf: until, knownAt: book.size }, { site: null, sha256 });

  it('is completed to what all of it comes to', () => {
    // Served on the 1st, sent on the 4th, quick ones are paid on the 24th, slow ones two months on.
    const last = found.unfinished.at(-1);
    expect(last).toMatchObject({ lagMonths: 0, chargesCents: 500_000 });
    for (const month of found.unfinished) {
      expect(month.ultimateCents / 240_000).toBeGreaterThan(0.93);
      expect(month.ultimateCents / 240_000).toBeLessThan(1.07);
    }
    const old = found.unfinished.find((month) => month.lagMonths === 3);
    expect([old?.cashCents, old?.ultimateCents]).toEqual([240_000, 240_000]);
  });

  it('has the share that had come by each month', () => {
    const first = only(found, 'completion.0');
    if (first.status !== 'estimated') throw new Error('not estimated');
    // Of three months, two have five quick claims and one has four, of ten.
    expect(first.estimate).toBeGreaterThan(0.44);
    expect(first.estimate).toBeLessThan(0.5);
    expect(only(found, 'completion.4').status).toBe('inconclusive');
  });

  it('agrees with the payers’ own lags where nothing has shifted', () => {
    expect(found.reserveRatio).toBeGreaterThan(0.85);
    expect(found.reserveRatio).toBeLessThan(1.15);
  });
});

describe('members', () => {
  const MONTHS = 30;
  /** Forty join a month; each stays on with nine chances in ten a month, whoever they are. */
  function billed(): Draft[] {
    const dice = new Dice(77);
    return Array.from({ length: MONTHS * 40 }, (_, n): Draft[] => {
      const joined = Math.floor(n / 40);
      const bills: Draft[] = [];
      for (let m = joined; m < MONTHS; m++) {
        bills.push({
          type: 'MembershipBilled',
          site: 'austin',
          on: addDays(firstDay(monthAt(m)), 4),
          data: { amount: '99.00', membership: `m${n}`, tender: 'card' },
        });
        if (!dice.is(0.9)) break;
      }
      return bills;
    }).flat();
  }
  const sales = Array.from({ length: MONTHS }, (_, m) => sale(m, 100, 5_000_000));
  const book = bookOf([...structure(), ...sales, ...billed()]);
  const found = calibrate(
    book,
    { asOf: endOf(MONTHS), knownAt: book.size },
    { site: null, sha256 },
  );

  it('are still billed after a year as often as chance leaves them', () => {
    const stay = only(found, 'memberRetention');
    // Those of the first month may have joined before, those of the last have not been seen to stay.
    expect(stay.n).toBe(40 * (MONTHS - 2));
    if (stay.status !== 'estimated') throw new Error(stay.reason);
    const truth = 0.9 ** 12;
    expect(stay.interval95.lower).toBeLessThan(truth);
    expect(stay.interval95.upper).toBeGreaterThan(truth);
    expect(stay.interval95.upper - stay.interval95.lower).toBeLessThan(0.1);
  });
});

describe('a practice that bills no payer', () => {
  it('has nothing to say of payers, and says so', () => {
    const book = bookOf([
      ...structure(),
      ...Array.from({ length: 9 }, (_, m) => sale(m, 100 + m, 5_000_000)),
    ]);
    const found = calibrate(book, { asOf: endOf(9), knownAt: book.size }, { site: null, sha256 });
    for (const parameter of ['denialRate', 'overturned', 'payDays', 'completion.0']) {
      expect(only(found, parameter)).toMatchObject({ status: 'inconclusive', n: 0 });
    }
    expect([found.unfinished, found.reserveRatio, found.power]).toEqual([[], null, null]);
    expect(only(found, 'growth').status).toBe('estimated');
  });
});
