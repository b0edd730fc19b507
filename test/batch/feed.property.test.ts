import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEAD } from '../../src/batch/columns.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { arbitraryBook, arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { rowsOfEvents, rowsOfFeed } from '../support/plain-rows.ts';

const EVERYTHING = { asOf: parseDay('2099-12-31'), knownAt: Infinity };
const capacity = fc.constantFrom(64, 200, 65_536);

describe('the feed of a book', () => {
  test('lets through exactly the rows of the events that count at the cut', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut(), capacity, ({ events, cut }, rows) => {
        const counted = rowsOfEvents(countedAt(events, cut));
        expect(rowsOfFeed(columnsOf(events, rows), cut)).toEqual(counted);
      }),
      { numRuns: 100 },
    );
  });

  test('never splits an event between two spans, and never changes policy inside one', () => {
    fc.assert(
      fc.property(arbitraryBook(), (events) => {
        const book = columnsOf(events, 64);
        const seen = new Set<number>();
        for (const { batch, from, to } of book.feed(EVERYTHING)) {
          const own = new Set<number>();
          for (let i = from; i < to; i++) own.add(batch.firstSequence + (batch.sequence[i] ?? 0));
          for (const sequence of own) {
            expect(seen.has(sequence)).toBe(false);
            seen.add(sequence);
            expect(events[sequence]?.meta.policy).toBe(batch.policy);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('has one head row for each event', () => {
    fc.assert(
      fc.property(arbitraryBook(), (events) => {
        const heads = rowsOfFeed(columnsOf(events, 64), EVERYTHING).filter((r) => r.flags & HEAD);
        expect(heads.map((r) => r.sequence)).toEqual(
          countedAt(events, EVERYTHING).map((e) => e.sequence),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('the context of a book', () => {
  test('knows the facts that count at the cut and no others', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut(), ({ events, cut }) => {
        const book = columnsOf(events, 200);
        const all = new Set(book.facts.map((f) => f.sequence));
        const counted = countedAt(events, cut).filter((e) => all.has(e.sequence));
        expect(book.context(cut).facts.map((f) => f.sequence)).toEqual(
          counted.map((e) => e.sequence),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('has a month for every day the feed shows', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut(), ({ events, cut }) => {
        const book = columnsOf(events, 200);
        const { firstDay, monthOfDay, monthCount } = book.context(cut);
        for (const row of rowsOfFeed(book, cut)) {
          const month = monthOfDay[row.effective - firstDay] ?? -1;
          expect(month).toBeGreaterThanOrEqual(0);
          expect(month).toBeLessThan(monthCount);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('what was known at an instant', () => {
  test('is everything before the first event recorded later', () => {
    fc.assert(
      fc.property(arbitraryBook(), fc.nat(), (events, n) => {
        const book = columnsOf(events, 64);
        const instant = events[n % events.length]?.meta.recordedAt ?? '';
        const later = events.findIndex((e) => e.meta.recordedAt > instant);
        expect(book.knownAt(instant)).toBe(later < 0 ? events.length : later);
        expect(book.knownAt('2000-01-01T00:00:00.000Z')).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('an empty book has nothing to say', () => {
    const book = columnsOf([]);
    expect([...book.feed({ asOf: 0 as Day, knownAt: 0 })]).toEqual([]);
    expect(book.context({ asOf: 0 as Day, knownAt: 0 }).facts).toEqual([]);
  });
});
