// Laws about what a real book may hold, which made-up events need not keep: on the whole example.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { hasUsualSign } from '../../projections/usual-sign.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { foldedBook } from '../support/folded-book.ts';
import type { FoldedBook } from '../support/folded-book.ts';
import { EXAMPLE_ENDS, exampleBook } from '../support/recorded-example.ts';

let book: FoldedBook;
beforeAll(async () => {
  book = await foldedBook(await exampleBook(), EXAMPLE_ENDS);
}, 180_000);
afterAll(() => book.store.close());

describe('the example group', () => {
  test('I18 keeps contra accounts contra and cash above zero at the end of every month', () => {
    const state = book.state(ledger);
    for (const entity of ['tx-practice', 'az-practice', 'cedar-mso']) {
      for (let m = 0; m < state.months; m++) {
        for (const { number } of ACCOUNTS) {
          const cents = balanceOf(state, book.entity(entity), number, m);
          expect([entity, number, m, hasUsualSign(number, cents)]).toEqual([
            entity,
            number,
            m,
            true,
          ]);
        }
      }
    }
  });

  test('I19 earns of a contract no more than was paid for it, and never owes less than nothing', () => {
    for (const { entity, openPackages, openGiftCards, packages, giftCards } of book.figures(prepaid)
      .entities) {
      for (const p of openPackages) {
        expect(p.usedCents + p.brokenCents + p.refundedCents).toBeLessThanOrEqual(p.soldCents);
        expect(p.sessionsLeft).toBeGreaterThanOrEqual(0);
      }
      for (const g of openGiftCards)
        expect(g.usedCents + g.brokenCents + g.escheatedCents).toBeLessThanOrEqual(g.soldCents);
      for (const cents of [...packages.closing, ...giftCards.closing])
        expect([entity, cents >= 0]).toEqual([entity, true]);
    }
  });
});

test('an account is expected on one side', () => {
  expect([1010, 1180, 1590, 2010, 4010, 4110, 5010, 5090].map((n) => hasUsualSign(n, 1))).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
    true,
    false,
  ]);
  expect(hasUsualSign(1090, -1) && hasUsualSign(2010, 0)).toBe(true);
});
