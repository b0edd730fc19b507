import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cashFlow } from '../../projections/cash-flow.ts';
import { indirectCashFlow } from '../../projections/indirect-cash-flow.ts';
import { ledger } from '../../projections/ledger.ts';
import type { Cut } from '../../src/event.ts';
import { slowCashFlow } from '../support/slow-folds/cash-flow.ts';
import { anyEvent, bookOpened, DAYS, FIRST_DAY, reversalOf, TYPES } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { anyCut, bookOf, EVERYTHING, figuresOf, recorded, stateOf, visible } from './books.ts';
import { replayedBytes, sorted } from './books.ts';
import { besidesLines, cashByLine } from './readings.ts';

const policy = fc.constantFrom('bank' as const, 'document' as const);
const events = fc.array(anyEvent(), { minLength: 1, maxLength: 40 });
const cuts = anyCut(FIRST_DAY, DAYS);

const fast = (loose: readonly LooseEvent[], cut: Cut): [string, number][] =>
  sorted(cashByLine(figuresOf(cashFlow, bookOf(loose), cut)));

describe('the cash flow', () => {
  test('over columns is the cash flow over decoded events, at any cut', () => {
    fc.assert(
      fc.property(events, policy, cuts, (list, cashPolicy, cut) => {
        const loose = [bookOpened(cashPolicy), ...list];
        const slow = slowCashFlow(visible(recorded(loose), cut), cashPolicy);
        const state = stateOf(cashFlow, bookOf(loose), cut);
        const { accounts, withoutCash } = besidesLines(state);
        expect(fast(loose, cut)).toEqual(sorted(slow.lines));
        expect(sorted(accounts)).toEqual(sorted(slow.accounts));
        expect(sorted(withoutCash)).toEqual(sorted(slow.withoutCash));
      }),
      { numRuns: 400 },
    );
  });

  test('gives each line of a journal entry to the site it names', () => {
    const entries = fc.array(anyEvent(['JournalEntryRecorded']), { minLength: 15, maxLength: 40 });
    fc.assert(
      fc.property(entries, (list) => {
        const loose = [bookOpened('bank'), ...list];
        const slow = slowCashFlow(visible(recorded(loose), EVERYTHING), 'bank');
        expect(fast(loose, EVERYTHING)).toEqual(sorted(slow.lines));
      }),
    );
  });

  test('I11 is the same by the direct and the indirect method, and adds up to the bank', () => {
    fc.assert(
      fc.property(events, policy, cuts, (list, cashPolicy, cut) => {
        const book = bookOf([bookOpened(cashPolicy), ...list]);
        const direct = figuresOf(cashFlow, book, cut).entities;
        const books = figuresOf(ledger, book, cut).entities;
        const indirect = indirectCashFlow(stateOf(ledger, book, cut), stateOf(cashFlow, book, cut));
        direct.forEach((entity, i) => {
          expect(indirect[i]?.cfoIndirect).toEqual(entity.operating);
          expect(entity.bankBalanceByMonth).toEqual(books[i]?.cashBalanceByMonth);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('shows payer receipts by site that add up to the remittances', () => {
    const types = ['ClaimAdjudicated', 'RemittanceReceived', 'ProviderLevelAdjusted'];
    fc.assert(
      fc.property(fc.array(anyEvent(types), { minLength: 1 }), (list) => {
        const { entities } = figuresOf(cashFlow, bookOf([bookOpened('bank'), ...list]));
        for (const { entity, lines } of entities) {
          const received = list
            .filter((e) => e.type === 'RemittanceReceived' && e.meta.entity === entity)
            .map((e) => Math.round(Number((e.data as { amount: string }).amount) * 100));
          const total = lines.find((l) => l.line === 'payer-receipts')?.totalCents ?? 0;
          expect(total).toBe(received.reduce((a, b) => a + b, 0));
        }
      }),
    );
  });

  test('does not depend on the order of files', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (list, order) => {
        const keyed = list.map((e) => ({ e, key: order.next().value ?? 0 }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ e }) => e);
        const opened = bookOpened('bank');
        expect(fast([opened, ...shuffled], EVERYTHING)).toEqual(
          fast([opened, ...list], EVERYTHING),
        );
      }),
    );
  });

  test('with a reversal is the cash flow without the original, from the reversal on', () => {
    fc.assert(
      fc.property(events, fc.nat(), policy, (list, pick, cashPolicy) => {
        const at = pick % list.length;
        const original = list[at];
        if (original === undefined) return;
        const totals = (loose: readonly LooseEvent[]): [string, number][] => {
          const sums = new Map<string, number>();
          for (const [key, cents] of fast([bookOpened(cashPolicy), ...loose], EVERYTHING)) {
            const name = key.slice(0, -8);
            const sum = (sums.get(name) ?? 0) + cents;
            if (sum === 0) sums.delete(name);
            else sums.set(name, sum);
          }
          return sorted(sums);
        };
        const reversed = [...list, reversalOf(original, '2025-06-30')];
        expect(totals(reversed)).toEqual(totals(list.filter((_, i) => i !== at)));
      }),
    );
  });

  test('folds to the same bytes again', () => {
    fc.assert(
      fc.property(events, policy, (list, cashPolicy) => {
        const bytes = replayedBytes(cashFlow, bookOf([bookOpened(cashPolicy), ...list]));
        expect(bytes.again).toEqual(bytes.first);
        expect(bytes.restored).toEqual(bytes.first);
      }),
      { numRuns: 30 },
    );
  });

  test('is asked about every declared type', () => {
    expect(TYPES.length).toBeGreaterThan(100);
  });
});
