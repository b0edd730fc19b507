import { expect, test } from 'vitest';
import { ColumnBook } from '../../src/batch/column-book.ts';
import { parseDay } from '../../src/calendar.ts';
import { eventOf } from '../support/arbitrary-events.ts';

const cut = { asOf: parseDay('2025-12-31'), knownAt: 1 };

test('months of an old cut are not moved by what was recorded later', () => {
  const book = new ColumnBook();
  const event = eventOf('CapitalContributed', { amount: '1.00' });
  book.add(event);
  const before = book.context(cut);
  const early = { ...event.meta, occurredOn: '2024-02-01', effectiveOn: '2024-02-01' };
  book.add({ ...event, id: `${event.id}-2`, meta: early, sequence: 1, revision: 1n });
  const late = { ...event.meta, occurredOn: '2025-09-01', effectiveOn: '2025-09-01' };
  book.add({ ...event, id: `${event.id}-3`, meta: late, sequence: 2, revision: 2n });
  const { firstMonth, monthCount, firstDay } = book.context(cut);
  expect({ firstMonth, monthCount, firstDay }).toEqual({
    firstMonth: before.firstMonth,
    monthCount: before.monthCount,
    firstDay: before.firstDay,
  });
  expect(book.context({ ...cut, knownAt: 3 }).monthCount).toBe(20);
});
