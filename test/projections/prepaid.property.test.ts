import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepaid } from '../../projections/prepaid.ts';
import type { EntityPrepaid } from '../../projections/prepaid-figures.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { slowPrepaid } from '../support/slow-folds/prepaid.ts';
import { anyEvent, bookOpened, DAYS, FIRST_DAY, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { anyCut, bookOf, EVERYTHING, figuresOf, recorded, stateOf, visible } from './books.ts';
import { replayedBytes, sorted } from './books.ts';
import { openItems, prepaidChanges, slowOpenItems } from './readings.ts';

const TYPES = [
  'PackageSold',
  'PackageSessionRedeemed',
  'PackageBreakageRecognized',
  'PackageRefunded',
  'MembershipBilled',
  'MembershipEarned',
  'GiftCardSold',
  'GiftCardRedeemed',
  'GiftCardBreakageRecognized',
  'GiftCardEscheatable',
];
const events = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: anyEvent(TYPES) },
    { weight: 1, arbitrary: anyEvent(['OpeningBalanceRecorded']) },
    { weight: 1, arbitrary: anyEvent() },
  ),
  { minLength: 1, maxLength: 40 },
);
const cuts = anyCut(FIRST_DAY, DAYS);
describe('prepaid balances', () => {
  test('over columns are those over decoded events, by item and month, at any cut', () => {
    fc.assert(
      fc.property(events, cuts, (list, cut) => {
        const loose = [bookOpened('bank'), ...list];
        const figures = figuresOf(prepaid, bookOf(loose), cut);
        const slow = slowPrepaid(visible(recorded(loose), cut), cut.asOf);
        expect(sorted(prepaidChanges(figures))).toEqual(sorted(slow.changes));
        expect(sorted(openItems(figures.entities))).toEqual(sorted(slowOpenItems(slow.items)));
      }),
      { numRuns: 300 },
    );
  });

  test('I10 tie to 2310, 2320 and 2330 of the ledger', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(TYPES), { minLength: 1 }), cuts, (list, cut) => {
        const book = bookOf([bookOpened('bank'), ...list]);
        const books = stateOf(ledger, book, cut);
        figuresOf(prepaid, book, cut).entities.forEach((e, i) => {
          expect(e.packages.closingCents).toBe(0 - balanceOf(books, i + 1, 2310));
          expect(e.memberships.closingCents).toBe(0 - balanceOf(books, i + 1, 2320));
          expect(e.giftCards.closingCents).toBe(0 - balanceOf(books, i + 1, 2330));
        });
      }),
    );
  });

  test('never have more breakage due than is left', () => {
    fc.assert(
      fc.property(events, cuts, (list, cut) => {
        const { entities } = figuresOf(prepaid, bookOf([bookOpened('bank'), ...list]), cut);
        for (const e of entities) {
          for (const item of [...e.openPackages, ...e.openGiftCards]) {
            expect(item.breakageDueCents).toBeLessThanOrEqual(Math.max(0, item.liabilityCents));
          }
          const { packagesCents, giftCardsCents } = e.breakageDue;
          expect(packagesCents).toBeLessThanOrEqual(Math.max(0, e.packages.closingCents));
          expect(giftCardsCents).toBeLessThanOrEqual(Math.max(0, e.giftCards.closingCents));
        }
      }),
    );
  });

  test('do not depend on the order of files', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (list, order) => {
        const keyed = list.map((e) => ({ e, key: order.next().value ?? 0 }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ e }) => e);
        const read = (loose: readonly LooseEvent[]): unknown => {
          const { entities } = figuresOf(prepaid, bookOf([bookOpened('bank'), ...loose]));
          return entities.toSorted((a, b) => (a.entity < b.entity ? -1 : 1)).map(itemsAndRoll);
        };
        const ours = list.every((e) => e.meta.entity === 'pc') ? read : itemsFree(read);
        expect(ours(shuffled)).toEqual(ours(list));
      }),
    );
  });

  test('with a reversal are those without the original, from the reversal on', () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, pick) => {
        const at = pick % list.length;
        const original = list[at];
        if (original === undefined) return;
        const items = (loose: readonly LooseEvent[]): unknown =>
          sorted(openItems(figuresOf(prepaid, bookOf([bookOpened('bank'), ...loose])).entities));
        const reversed = [...list, reversalOf(original, '2025-06-30')];
        expect(items(reversed)).toEqual(items(list.filter((_, i) => i !== at)));
      }),
    );
  });

  test('fold to the same bytes again', () => {
    fc.assert(
      fc.property(events, (list) => {
        const bytes = replayedBytes(prepaid, bookOf([bookOpened('bank'), ...list]), EVERYTHING);
        expect(bytes.again).toEqual(bytes.first);
        expect(bytes.restored).toEqual(bytes.first);
      }),
      { numRuns: 30 },
    );
  });
});

const itemsAndRoll = (e: EntityPrepaid): unknown => [
  e.entity,
  e.packages,
  e.memberships,
  e.giftCards,
  sorted(openItems([e])),
];

/** Items that two entities both name belong to the later one of the dictionary: leave them out. */
const itemsFree =
  (read: (loose: readonly LooseEvent[]) => unknown) =>
  (loose: readonly LooseEvent[]): unknown =>
    (read(loose) as unknown[][]).map((e) => e.slice(0, 4));
