import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as c from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';

/** 0001-01-01 to 9999-12-31. */
const days = fc.integer({ min: -719_162, max: 2_932_896 }).map((n) => n as Day);
const months = fc.integer({ min: -600, max: 600 });

test('a day number and its civil date are each other’s inverse', () => {
  fc.assert(
    fc.property(days, (day) => {
      expect(c.dayOf(c.civilOf(day))).toBe(day);
      expect(c.parseDay(c.formatDay(day))).toBe(day);
      expect(c.isDay(c.formatDay(day))).toBe(true);
    }),
  );
});

test('days in text order are days in number order', () => {
  fc.assert(
    fc.property(days, days, (a, b) => {
      expect(c.formatDay(a) < c.formatDay(b)).toBe(a < b);
    }),
  );
});

test('a month starts, ends and is as long as it says', () => {
  fc.assert(
    fc.property(days, (day) => {
      const month = c.monthOf(day);
      expect(c.firstDay(month)).toBeLessThanOrEqual(day);
      expect(c.lastDay(month)).toBeGreaterThanOrEqual(day);
      expect(c.lastDay(month) - c.firstDay(month) + 1).toBe(c.daysInMonth(month));
      expect(c.firstDay((month + 1) as Month)).toBe(c.lastDay(month) + 1);
      expect(c.parseMonth(c.formatMonth(month))).toBe(month);
    }),
  );
});

test('months later: right month, same day or the last one', () => {
  const near = fc.integer({ min: -100_000, max: 100_000 }).map((n) => n as Day);
  fc.assert(
    fc.property(near, months, (day, n) => {
      const later = c.addMonths(day, n);
      expect(c.monthOf(later)).toBe(c.monthOf(day) + n);
      const wanted = c.civilOf(day).day;
      const got = c.civilOf(later).day;
      expect(got).toBe(Math.min(wanted, c.daysInMonth(c.monthOf(later))));
    }),
  );
});

test('days covered of consecutive months add up to the range', () => {
  const near = fc.integer({ min: 0, max: 40_000 });
  fc.assert(
    fc.property(near, fc.integer({ min: 0, max: 2000 }), (from, length) => {
      const start = from as Day;
      const end = (from + length) as Day;
      let covered = 0;
      for (let m = c.monthOf(start); m <= c.monthOf(end); m = (m + 1) as Month) {
        covered += c.daysCovered(m, start, end);
      }
      expect(covered).toBe(length + 1);
    }),
  );
});
