import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as c from '../src/calendar.ts';

const day = c.parseDay;
const month = c.parseMonth;

describe('dates', () => {
  test('day 0 is 1970-01-01, a Thursday', () => {
    expect(day('1970-01-01')).toBe(0);
    expect(c.weekday(day('1970-01-01'))).toBe(4);
    expect(c.weekday(day('1969-12-27'))).toBe(6);
    expect(day('2000-03-01')).toBe(11017);
    expect(day('1969-12-31')).toBe(-1);
  });

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-1-01',
    '24-01-01',
    '2024-01-00',
    '2024-01-01T00:00',
    '',
  ])('refuses %s', (text) => {
    expect(c.isDay(text)).toBe(false);
    expect(() => day(text)).toThrow(
      expect.objectContaining({ code: 'calendar/not-a-date', category: 'input' }),
    );
  });

  test('leap days are dates', () => {
    for (const text of ['2000-02-29', '2024-02-29']) {
      expect(c.isDay(text)).toBe(true);
      expect(c.formatDay(day(text))).toBe(text);
    }
  });

  test.each(['2024-13', '2024-00', '2024', '2024-1', '2024-01-01'])('refuses month %s', (text) => {
    expect(() => month(text)).toThrow(expect.objectContaining({ code: 'calendar/not-a-month' }));
  });
});

describe('months', () => {
  test('the last day clamps', () => {
    const later = (from: string, n: number): string => c.formatDay(c.addMonths(day(from), n));
    expect(later('2024-01-31', 1)).toBe('2024-02-29');
    expect(later('2023-01-31', 1)).toBe('2023-02-28');
    expect(later('2024-03-31', -1)).toBe('2024-02-29');
    expect(later('2024-05-15', 20)).toBe('2026-01-15');
    expect(later('2024-02-29', 12)).toBe('2025-02-28');
    expect(later('2024-12-31', -24)).toBe('2022-12-31');
  });

  test('first and last day, length, parts', () => {
    expect(c.formatDay(c.firstDay(month('2024-02')))).toBe('2024-02-01');
    expect(c.formatDay(c.lastDay(month('2024-02')))).toBe('2024-02-29');
    expect(c.daysInMonth(month('2100-02'))).toBe(28);
    expect(c.monthParts(month('2024-12'))).toEqual({ year: 2024, month: 12 });
    expect(c.formatMonth(c.monthFrom(2031, 7))).toBe('2031-07');
    expect(c.formatDay(c.addDays(day('2024-02-28'), 2))).toBe('2024-03-01');
  });

  test('days covered, both ends included', () => {
    const covered = (from: string, to: string): number =>
      c.daysCovered(month('2024-02'), day(from), day(to));
    expect(covered('2024-01-15', '2024-03-15')).toBe(29);
    expect(covered('2024-02-10', '2024-02-10')).toBe(1);
    expect(covered('2024-02-20', '2024-03-05')).toBe(10);
    expect(covered('2024-03-01', '2024-03-05')).toBe(0);
    expect(covered('2024-02-12', '2024-02-11')).toBe(0);
  });
});

test('every day from 1990 to 2070 is the same in three time zones, by date-fns with plain UTC', () => {
  // process.env.TZ has no effect inside a running process: each zone gets its own (settled.md §9.5).
  const script = fileURLToPath(new URL('./support/calendar-check.ts', import.meta.url));
  const outputs = [
    { zone: 'UTC', offset: '0' },
    { zone: 'Asia/Kolkata', offset: '-330' },
    { zone: 'America/Los_Angeles', offset: '420' },
  ].map(({ zone, offset }) => {
    const run = spawnSync(process.execPath, [script], {
      encoding: 'utf8',
      env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
    });
    expect(run.stderr).toBe('');
    const [used, ...rest] = run.stdout.trim().split('\n');
    expect(used).toBe(offset);
    return rest.join('\n');
  });
  expect(outputs[0]).toMatch(/^29585 days, 29585 equal, [0-9a-f]{64}$/);
  expect(new Set(outputs).size).toBe(1);
});
