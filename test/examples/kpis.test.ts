// Rates and days in A/R of the recorded example, computed anew from expected.json alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledger } from '../../projections/ledger.ts';
import { daysInArSeries, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { RevenueCycleFigures } from '../../projections/revenue-cycle.ts';
import { firstDay, formatMonth, parseMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { foldedBook } from '../support/folded-book.ts';
import type { FoldedBook } from '../support/folded-book.ts';
import { EXAMPLE_ENDS, exampleBook } from '../support/recorded-example.ts';
import { centsOf, expected, PRACTICES } from './example-files.ts';

let book: FoldedBook;
let cycle: RevenueCycleFigures;
const months = (expected().practices['tx-practice'] ?? []).map((control) => control.month);

beforeAll(async () => {
  book = await foldedBook(await exampleBook(), EXAMPLE_ENDS);
  cycle = book.figures(revenueCycle);
}, 120_000);

afterAll(() => book.store.close());

/** A control of both practices together, over months [from, to] of the example. */
function controls(figure: string, from: number, to = from): number {
  let sum = 0;
  for (const practice of PRACTICES) {
    for (const control of (expected().practices[practice] ?? []).slice(from, to + 1)) {
      const value = control[figure];
      sum += typeof value === 'number' ? value : centsOf(value ?? 'missing');
    }
  }
  return sum;
}

test('initial denials are those of the month over submissions of the three before', () => {
  expect(cycle.months.map(({ month }) => formatMonth(month))).toEqual(months);
  months.forEach((month, m) => {
    const rate = cycle.months[m]?.initialDenialRate;
    if (m < 3) {
      expect([month, rate?.value]).toEqual([month, null]);
      return;
    }
    const denied = controls('deniedAtFirstAdjudication', m);
    const submitted = controls('claimsSubmitted', m - 3, m - 1);
    expect([month, rate?.numerator]).toEqual([month, denied]);
    expect(rate?.value).toBeCloseTo((3 * denied) / submitted, 12);
  });
});

test('denied of first decisions is a share of the decisions of the month', () => {
  months.forEach((month, m) => {
    const rate = cycle.months[m]?.firstDecisionDenialRate;
    expect([month, rate?.numerator, rate?.denominator]).toEqual([
      month,
      controls('deniedAtFirstAdjudication', m),
      controls('firstAdjudications', m),
    ]);
  });
});

test('days in A/R, gross, divide what is open by charges a day of three months', () => {
  const entities = PRACTICES.map((practice) => book.entity(practice));
  const since = book.month(months[0] ?? '');
  const series = daysInArSeries(book.state(ledger), entities, since);
  expect(series).toHaveLength(months.length);
  // Charges of the last month are not all billed yet.
  months.slice(0, -1).forEach((month, m) => {
    const from = Math.max(0, m - 2);
    const end = (parseMonth(month) + 1) as Month;
    const days = firstDay(end) - firstDay(parseMonth(months[from] ?? ''));
    const open = controls('payerReceivableByServiceDate', m) + controls('patientReceivable', m);
    const charges = controls('chargesByServiceDate', from, m);
    expect([month, series[m]?.gross.numerator]).toEqual([month, open]);
    expect(series[m]?.gross.value).toBeCloseTo((open * days) / charges, 9);
  });
});
