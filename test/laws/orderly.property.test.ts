// I18 and I19 on made-up books of an orderly practice; on the example: example.test.ts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOfPrepaid } from '../../app/commands/derived-entries.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { hasUsualSign } from '../../projections/usual-sign.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { formatDay, lastDay, monthOf } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { bookOpened, FIRST_DAY } from '../projections/any-event.ts';
import type { LooseEvent } from '../projections/any-event.ts';
import { bookOf, figuresOf, stateOf } from '../projections/books.ts';
import { eventOf, LAST_DAY, orderlyLives } from '../support/orderly-lives.ts';
import type { Happening } from '../support/orderly-lives.ts';

/** The closes of a book: the cut at the end of each month. */
const CLOSES: readonly Day[] = Array.from({ length: Math.ceil(LAST_DAY / 30) + 8 }, (_, m) =>
  lastDay((monthOf(FIRST_DAY) + m) as Month),
);

/** Closes month after month, as the command does; calls `look` after each close. */
function closeAll(
  lives: readonly Happening[],
  look: (events: readonly LooseEvent[], cut: Cut) => void,
): void {
  const events: LooseEvent[] = [bookOpened('document')];
  let next = 0;
  for (const asOf of CLOSES) {
    const day = asOf - FIRST_DAY;
    for (; (lives[next]?.day ?? Infinity) <= day; next++)
      events.push(eventOf(lives[next] as Happening));
    const cut = { asOf, knownAt: 1e9 };
    const meta = {
      occurredOn: formatDay(asOf),
      entity: 'pc',
      actor: 'x',
      actorKind: 'rule',
    } as const;
    for (const own of figuresOf(prepaid, bookOf(events), cut).entities)
      for (const { type, data } of entriesOfPrepaid(own, meta))
        events.push(eventOf({ day, type, data: data as Happening['data'], cashCents: 0 }));
    look(events, cut);
  }
}

describe('the book of an orderly practice', () => {
  test('I18 keeps contra accounts contra and cash above zero at the end of every month', () => {
    fc.assert(
      fc.property(orderlyLives, (lives) => {
        closeAll(lives, (events, cut) => {
          const state = stateOf(ledger, bookOf(events), cut);
          for (const { number } of ACCOUNTS) {
            const balance = balanceOf(state, 1, number);
            expect([number, balance, hasUsualSign(number, balance)]).toEqual([
              number,
              balance,
              true,
            ]);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  test('I19 earns of a contract no more than was paid for it, and never owes less than nothing', () => {
    fc.assert(
      fc.property(orderlyLives, (lives) => {
        closeAll(lives, (events, cut) => {
          const book = bookOf(events);
          const [own] = figuresOf(prepaid, book, cut).entities;
          for (const p of own?.openPackages ?? []) {
            const earned = p.usedCents + p.brokenCents;
            expect(earned + p.refundedCents).toBeLessThanOrEqual(p.soldCents);
            expect(p.liabilityCents).toBeGreaterThanOrEqual(0);
            expect(p.sessionsLeft).toBeGreaterThanOrEqual(0);
          }
          for (const g of own?.openGiftCards ?? []) {
            expect(g.usedCents + g.brokenCents).toBeLessThanOrEqual(g.soldCents);
            expect(g.liabilityCents).toBeGreaterThanOrEqual(0);
          }
          const state = stateOf(ledger, book, cut);
          for (const account of [2310, 2330])
            expect(balanceOf(state, 1, account)).toBeLessThanOrEqual(0);
          const sold = sumOf(events, 'PackageSold', 'price');
          const given = sumOf(events, 'PackageRefunded', 'refund');
          expect(0 - balanceOf(state, 1, 4030)).toBeLessThanOrEqual(sold - given);
        });
      }),
      { numRuns: 100 },
    );
  });
});

function sumOf(events: readonly LooseEvent[], type: string, field: string): number {
  return events
    .filter((event) => event.type === type)
    .map(({ data }) => Math.round(100 * Number((data as Record<string, string>)[field])))
    .reduce((a, b) => a + b, 0);
}
