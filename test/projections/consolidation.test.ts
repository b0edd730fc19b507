import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consolidation, consolidationFigures } from '../../projections/consolidation.ts';
import type { ConsolidationFigures } from '../../projections/consolidation.ts';
import { ledger } from '../../projections/ledger.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import type { Cut, Json } from '../../src/event.ts';
import { goldenMonth } from '../support/golden-month.ts';
import { anyEvent, bookOpened, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, EVERYTHING, figuresOf, replayedBytes, stateOf } from './books.ts';

function groupOf(book: ColumnBook, cut: Cut = EVERYTHING): ConsolidationFigures {
  return consolidationFigures(stateOf(consolidation, book, cut), stateOf(ledger, book, cut));
}

const lineOf = (group: ConsolidationFigures, account: number) =>
  group.lines.find((line) => line.account === account);
const consolidated = (group: ConsolidationFigures, account: number): number =>
  lineOf(group, account)?.consolidatedCents ?? 0;

describe('the golden month as one group', () => {
  const group = groupOf(bookOf(goldenMonth()));

  test.each([1210, 1220, 2410, 2420, 4510, 4520, 4530, 4540, 5030, 6110, 6120, 6220])(
    'has nothing left on %i: entities owe and sell it to each other only',
    (account) => {
      expect(lineOf(group, account)?.eliminationCents).not.toBe(0);
      expect(consolidated(group, account)).toBe(0);
    },
  );

  test('keeps the interest that others get', () => {
    expect(consolidated(group, 4610)).toBe(0);
    expect(consolidated(group, 7010)).toBe(400_00);
  });

  test('takes the 200.00 of mark-up out of the stock and out of income', () => {
    expect(group.unrealisedMarkUpCents).toBe(200_00);
    expect(lineOf(group, 1310)?.eliminationCents).toBe(-200_00);
    expect(lineOf(group, 5010)?.eliminationCents).toBe(0);
    const [practice, mso] = figuresOf(ledger, bookOf(goldenMonth())).entities;
    const income = -group.lines
      .filter(({ account }) => account >= 4000)
      .reduce((sum, line) => sum + line.consolidatedCents, 0);
    const own =
      (practice?.incomeStatement.netIncome.totalCents ?? 0) +
      (mso?.incomeStatement.netIncome.totalCents ?? 0);
    expect(income).toBe(own - 200_00);
  });

  test('leaves all else as it is, and has nothing to except', () => {
    expect(group.exceptions).toEqual([]);
    expect(group.entities).toEqual(['PC', 'MSO']);
    const cash = lineOf(group, 1010);
    expect(cash?.byEntity).toEqual([5_563_267, 14_704_100]);
    expect(cash?.consolidatedCents).toBe(5_563_267 + 14_704_100);
    expect(cash?.eliminationCents).toBe(0);
  });
});

const event = (type: string, day: string, data: Json, entity = 'pc'): LooseEvent => ({
  id: `00000000-0000-4000-8000-${type.length}${day.replaceAll('-', '')}000`.slice(0, 36),
  type,
  data,
  stream: 'test',
  meta: {
    schema: '1',
    occurredOn: day,
    effectiveOn: day,
    recordedAt: '2025-07-01T00:00:00.000Z',
    entity,
    ...(entity === 'pc' ? { counterparty: 'mso' } : {}),
    actor: 'test',
    actorKind: 'person',
    policy: '1',
  },
});
const sold = (day: string, price: string, cost: string): LooseEvent =>
  event('SuppliesSoldToAffiliate', day, { agreement: 'msa', cost, price });
const used = (day: string, injectables: string): LooseEvent =>
  event('InventoryConsumed', day, { injectables, retail: '0.00' });

describe('mark-up inside the group', () => {
  test('is realised by what is used, first in first out', () => {
    const book = bookOf([
      bookOpened('document'),
      sold('2025-01-05', '1200.00', '1000.00'),
      used('2025-01-10', '300.00'),
      event('InventoryReceived', '2025-01-20', { amount: '500.00', vendor: 'v' }),
    ]);
    const group = groupOf(book);
    // 1,400 are left: the 500 that came last and 900 of the 1,200.
    expect(group.unrealisedMarkUpCents).toBe(150_00);
    expect(lineOf(group, 1310)?.eliminationCents).toBe(-150_00);
    expect(lineOf(group, 5010)?.eliminationCents).toBe(-50_00);
    expect(consolidated(group, 5010)).toBe(250_00);
    expect(consolidated(group, 1310)).toBe(500_00 + 900_00 - 150_00 - 1_000_00);
  });

  test('of supplies whose cost nobody said is not guessed but listed', () => {
    const group = groupOf(bookOf([bookOpened('bank'), sold('2025-01-05', '1200.00', '0.00')]));
    expect(group.unrealisedMarkUpCents).toBe(0);
    expect(consolidated(group, 4530)).toBe(-1_200_00);
    expect(group.exceptions).toEqual([
      {
        entity: 'mso',
        counterparty: null,
        account: 4530,
        amountCents: -1_200_00,
        why: 'cost-not-known',
      },
    ]);
  });
});

describe('what only one book says', () => {
  test('stays in the consolidated balance and is listed, never plugged', () => {
    const lines = [
      { account: 2410, amount: '-75.00' },
      { account: 6510, amount: '75.00' },
    ];
    const data = { lines, preparer: 'dana', reason: 'owed, says the practice' };
    const group = groupOf(
      bookOf([bookOpened('bank'), event('JournalEntryRecorded', '2025-01-31', data)]),
    );
    expect(consolidated(group, 2410)).toBe(-75_00);
    expect(group.exceptions).toEqual([
      {
        entity: 'pc',
        counterparty: null,
        account: 2410,
        amountCents: -75_00,
        why: 'one-book-only',
      },
    ]);
  });
});

describe('any book as one group', () => {
  const events = fc.array(anyEvent(), { minLength: 1, maxLength: 40 });

  test('eliminates as much debit as credit, and what is left on affiliate accounts is listed', () => {
    fc.assert(
      fc.property(events, (list) => {
        const group = groupOf(bookOf([bookOpened('bank'), ...list]));
        const sum = (of: (line: ConsolidationFigures['lines'][number]) => number): number =>
          group.lines.reduce((total, line) => total + of(line), 0);
        expect(sum((line) => line.eliminationCents)).toBe(0);
        expect(sum((line) => line.consolidatedCents)).toBe(0);
        for (const account of [1210, 1220, 2410, 2420, 4510, 4520, 4530, 4540, 6110, 6120, 6220]) {
          const listed = group.exceptions.filter((e) => e.account === account);
          const total = listed.reduce((s, e) => s + e.amountCents, 0);
          expect(consolidated(group, account)).toBe(total);
        }
        expect(group.exceptions.filter(({ why }) => why === 'pair-differs')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('does not depend on order, and a reversal takes back what was eliminated', () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, pick) => {
        const opened = bookOpened('bank');
        const group = groupOf(bookOf([opened, ...list]));
        expect(groupOf(bookOf([opened, ...list.toReversed()])).lines).toEqual(group.lines);
        const original = list[pick % list.length];
        if (original === undefined) return;
        const reversal = reversalOf(original, original.meta.effectiveOn);
        const without = list.filter((e) => e !== original);
        expect(groupOf(bookOf([opened, ...list, reversal])).lines).toEqual(
          groupOf(bookOf([opened, ...without])).lines,
        );
      }),
      { numRuns: 100 },
    );
  });

  test('is the same bytes when it is folded again', () => {
    fc.assert(
      fc.property(events, (list) => {
        const { first, again, restored } = replayedBytes(
          consolidation,
          bookOf([bookOpened('bank'), ...list]),
        );
        expect(again).toEqual(first);
        expect(restored).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });
});
