import { describe, expect, test } from 'vitest';
import { prepaid } from '../../projections/prepaid.ts';
import type { EntityPrepaid } from '../../projections/prepaid-figures.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Json } from '../../src/event.ts';
import { bookOpened, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, figuresOf } from './books.ts';

const on = (day: string, type: string, data: Json): LooseEvent => ({
  ...bookOpened('bank'),
  id: type + day,
  type,
  data,
  meta: { ...bookOpened('bank').meta, occurredOn: day, effectiveOn: day },
});
const at = (events: readonly LooseEvent[], asOf: string): EntityPrepaid => {
  const book = bookOf([bookOpened('bank'), ...events]);
  const figures = figuresOf(prepaid, book, { asOf: parseDay(asOf), knownAt: 1e9 });
  const [entity] = figures.entities;
  if (entity === undefined) throw new Error('one entity');
  return entity;
};
const sold = (price: string, sessions = 6): LooseEvent =>
  on('2025-01-08', 'PackageSold', {
    package: 'p',
    price,
    serviceLine: 'laser',
    sessions,
    tender: 'card',
    expiresOn: '2025-12-31',
  });
const used = (amount: string, sessions = 1, breakage = '0.00'): LooseEvent =>
  on('2025-01-15', 'PackageSessionRedeemed', {
    package: 'p',
    serviceLine: 'laser',
    sessions,
    amount,
    breakage,
  });

test('a package sold again after a reversal has the expiry of the second sale', () => {
  const first = sold('1500.00');
  const again = { ...first, data: { ...(first.data as object), expiresOn: '2026-06-30' } };
  const [item] = at([first, reversalOf(first, '2025-01-09'), again], '2025-01-31').openPackages;
  expect(item).toMatchObject({ expiresOn: '2026-06-30', sessionsLeft: 6, soldCents: 150_000 });
});

// The worked numbers of the golden month (ASC 606-10-55-48): 1,500.00 for six sessions at 8 %.
describe('breakage due', () => {
  test('goes with use in proportion: 250.00 used brings 21.74', () => {
    const due = at([sold('1500.00'), used('250.00')], '2025-01-31');
    expect(due.breakageDue.packagesCents).toBe(2174);
    expect(due.openPackages[0]).toMatchObject({ sessionsLeft: 5, liabilityCents: 125_000 });
    expect(due.openPackages[0]?.expiresOn).toBe('2025-12-31');
  });

  test('is nothing when it was recognised with the session, or for the portfolio', () => {
    const recognised = at([sold('1500.00'), used('250.00', 1, '21.74')], '2025-01-31');
    expect(recognised.breakageDue.packagesCents).toBe(0);
    const trueUp = on('2025-01-31', 'PackageBreakageRecognized', { amount: '20.00' });
    const portfolio = at([sold('1500.00'), used('250.00'), trueUp], '2025-01-31');
    expect(portfolio.breakageDue.packagesCents).toBe(174);
    expect(portfolio.packages.closingCents).toBe(123_000);
  });

  test('is never more than what is left, and nothing for a package used up or written off', () => {
    const nearlyUsed = at([sold('1500.00'), used('1450.00', 5)], '2025-01-31');
    expect(nearlyUsed.breakageDue.packagesCents).toBe(5000);
    const usedUp = at([sold('1500.00'), used('1500.00', 6)], '2025-01-31');
    expect(usedUp.breakageDue.packagesCents).toBe(0);
    const all = on('2025-01-31', 'PackageBreakageRecognized', { amount: '300.00', package: 'p' });
    expect(at([sold('300.00'), all], '2025-01-31').breakageDue.packagesCents).toBe(0);
  });

  test('of a gift card: 300.00 used at 5 % brings 15.79', () => {
    const card = { amount: '500.00', giftCard: 'g', tender: 'card' };
    const use = { amount: '300.00', breakage: '0.00', giftCard: 'g', serviceLine: 'facial' };
    const events = [
      on('2025-01-09', 'GiftCardSold', card),
      on('2025-01-16', 'GiftCardRedeemed', use),
    ];
    expect(at(events, '2025-01-31').breakageDue.giftCardsCents).toBe(1579);
  });

  test('follows the rate that a policy change set', () => {
    const change = on('2025-01-20', 'PolicyChanged', {
      fromOn: '2025-01-20',
      policyAfter: '2',
      preparer: 'p',
      reason: 'look-back',
      settings: { breakageRate: '0.00' },
    });
    expect(
      at([sold('1500.00'), used('250.00'), change], '2025-01-19').breakageDue.packagesCents,
    ).toBe(2174);
    expect(
      at([sold('1500.00'), used('250.00'), change], '2025-01-31').breakageDue.packagesCents,
    ).toBe(0);
  });
});

describe('membership days', () => {
  const billed = on('2025-01-05', 'MembershipBilled', {
    amount: '199.00',
    membership: 'm',
    tender: 'card',
  });

  test('27 of 31 by the end of January: 173.32', () => {
    expect(at([billed], '2025-01-31').earnedDueCents).toBe(17_332);
    expect(at([billed], '2025-02-04').earnedDueCents).toBe(19_900);
    expect(at([billed], '2025-06-30').earnedDueCents).toBe(19_900);
    const earned = on('2025-01-31', 'MembershipEarned', { amount: '173.32', membership: 'm' });
    expect(at([billed, earned], '2025-01-31').earnedDueCents).toBe(0);
    expect(at([billed, earned], '2025-02-02').earnedDueCents).toBe(1284);
  });

  test('of a balance taken over are spread over what was left of its month', () => {
    const opening = on('2025-01-05', 'OpeningBalanceRecorded', {
      items: [{ amount: '62.00', from: '2024-12-11', kind: 'membership', subject: 'm' }],
      lines: [],
    });
    // Covered to 2025-01-10: five days were left.
    expect(at([opening], '2025-01-05').earnedDueCents).toBe(0);
    expect(at([opening], '2025-01-06').earnedDueCents).toBe(1240);
    expect(at([opening], '2025-01-10').earnedDueCents).toBe(6200);
  });
});
