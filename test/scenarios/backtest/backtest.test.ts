import { describe, expect, it } from 'vitest';
import { backtest, KNOWN_AFTER_DAYS, originCut } from '../../../scenarios/backtest/backtest.ts';
import type { Backtest } from '../../../scenarios/backtest/backtest.ts';
import { addDays, formatMonth, lastDay } from '../../../src/calendar.ts';
import type { ColumnBook } from '../../../src/batch/column-book.ts';
import { bookOf, Dice, endOf, monthAt, sale, structure } from '../calibration/world.ts';
import type { Draft } from '../calibration/world.ts';

const MONTHS = 30;

/** A sale a month, recorded three days after the month, with a season and some noise. */
function sales(months = MONTHS): Draft[] {
  const dice = new Dice(9);
  return Array.from({ length: months }, (_, m) => {
    const visits = Math.round(300 * Math.exp(dice.normal(0, 0.04) + 0.1 * Math.sin(m / 2)));
    const one = sale(m, visits, 20_000 * visits);
    return { ...one, after: lastDay(monthAt(m)) + 3 - one.on };
  });
}

const bookWith = (...more: Draft[]): ColumnBook => bookOf([...structure(), ...sales(), ...more]);
const run = (book: ColumnBook): Backtest =>
  backtest(book, { asOf: endOf(MONTHS), knownAt: book.size });

/** Everything a forecast says, without what came. */
const said = ({ series }: Backtest, before: number) =>
  series.map(({ points }) =>
    points
      .filter(({ origin }) => origin < before)
      .map(({ origin, horizon, median, intervals, naive, average }) => ({
        origin,
        horizon,
        median,
        intervals,
        naive,
        average,
      })),
  );

describe('a rolling-origin backtest', () => {
  const plain = run(bookWith());

  it('stands at every month with a year behind it, as far as something came after', () => {
    expect(plain.origins).toHaveLength(MONTHS - 12);
    expect([plain.origins[0], plain.origins.at(-1)]).toEqual(['2023-12', formatMonth(monthAt(28))]);
    const counts = plain.series[1]?.judgements.map(({ horizon, points }) => [horizon, points]);
    expect(counts).toEqual([
      [1, 18],
      [3, 16],
      [6, 13],
      [12, 7],
    ]);
    expect(plain.unrecorded).toEqual([]);
  });

  it('knows nothing that was recorded after its origin, whatever its date', () => {
    // Three times the visits of the sixth month, told of two years later.
    const late = { ...sale(5, 900, 18_000_000, 'laser'), after: 24 * 30 };
    const toldAt = late.on + late.after;
    const planted = run(bookWith(late));
    const knowing = Array.from({ length: MONTHS }, (_, m) => m).findIndex(
      (m) => addDays(lastDay(monthAt(m)), KNOWN_AFTER_DAYS) >= toldAt,
    );
    expect(knowing).toBeGreaterThan(20);
    expect(said(planted, knowing)).toEqual(said(plain, knowing));
    expect(said(planted, MONTHS)).not.toEqual(said(plain, MONTHS));
  });

  it('knows nothing that is dated after its origin, whenever it was recorded', () => {
    // A sale of the 25th month, entered by mistake in the tenth.
    const early = sale(24, 900, 18_000_000, 'laser');
    const planted = run(bookWith({ ...early, after: -14 * 30 }));
    expect(said(planted, 24)).toEqual(said(plain, 24));
    // What came is what the book says in the end.
    const outcome = (of: Backtest) =>
      of.series[1]?.points.find(({ origin, horizon }) => origin === 23 && horizon === 1)?.actual;
    expect(outcome(planted)).toBe((outcome(plain) ?? NaN) + 900);
  });

  it('stands nowhere in months that were only recorded later', () => {
    const late = sales().map((one) => ({ ...one, after: endOf(MONTHS) + 40 - one.on }));
    const found = run(bookOf([...structure(), ...late]));
    expect(found.origins).toEqual([]);
    expect(found.unrecorded).toHaveLength(MONTHS - 12);
    expect(found.series.every(({ judgements }) => judgements.length === 0)).toBe(true);
  });

  it('has benchmarks that know as little as the model', () => {
    const values = sales().map(({ data }) => (data as { visits: number }).visits);
    for (const { origin, horizon, naive, average, actual } of plain.series[1]?.points ?? []) {
      expect(naive).toBe(values[origin + horizon - 12]);
      expect(actual).toBe(values[origin + horizon]);
      const year = values.slice(origin - 11, origin + 1);
      expect(average).toBeCloseTo(year.reduce((a, b) => a + b, 0) / 12, 9);
    }
  });

  it('reads what was known by a later cut no further than that cut', () => {
    const book = bookWith();
    const cut = { asOf: endOf(MONTHS), knownAt: 12 };
    expect(originCut(book, monthAt(20), cut).knownAt).toBe(12);
    expect(originCut(book, monthAt(11), { ...cut, knownAt: book.size }).knownAt).toBe(3 + 12);
  });

  it('is refused where nothing could be forecast', () => {
    const book = bookOf([...structure(), ...sales(12)]);
    expect(() => backtest(book, { asOf: endOf(12), knownAt: book.size })).toThrow(
      expect.objectContaining({ code: 'backtest/too-short' }),
    );
  });
});
