import { addMonths, parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { cents } from './plain-fold.ts';
import type { Spoken } from './plain-fold.ts';

export interface PlainItem {
  liability: number;
  used: number;
  broken: number;
  sessionsLeft: number;
  due: number;
}

/** Items by "package P1", "membership M1", "gift-card G1"; changes by "entity kind YYYY-MM". */
export interface PlainPrepaid {
  readonly items: Map<string, PlainItem>;
  readonly changes: Map<string, number>;
}

export const startPlainPrepaid = (): PlainPrepaid => ({ items: new Map(), changes: new Map() });

function itemOf({ items }: PlainPrepaid, key: string): PlainItem {
  let item = items.get(key);
  if (item === undefined) {
    item = { liability: 0, used: 0, broken: 0, sessionsLeft: 0, due: 0 };
    items.set(key, item);
  }
  return item;
}

function change(state: PlainPrepaid, spoken: Spoken, kind: string, amount: number): void {
  const key = `${spoken.event.meta.entity} ${kind} ${spoken.month}`;
  state.changes.set(key, (state.changes.get(key) ?? 0) + spoken.sign * amount);
}

/** The types of prepaid that the made-up book has. */
export function foldPlainPrepaid(state: PlainPrepaid, spoken: Spoken, asOf: Day): void {
  const { type, data, sign } = spoken;
  switch (type) {
    case 'PackageSold': {
      const price = cents(data['price']);
      const item = itemOf(state, `package ${data['package'] as string}`);
      item.liability += sign * price;
      item.sessionsLeft += sign * Number(data['sessions']);
      change(state, spoken, 'package', price);
      return;
    }
    case 'PackageSessionRedeemed': {
      const used = cents(data['amount']);
      const broken = cents(data['breakage']);
      const item = itemOf(state, `package ${data['package'] as string}`);
      item.liability -= sign * (used + broken);
      item.used += sign * used;
      item.broken += sign * broken;
      item.sessionsLeft -= sign * Number(data['sessions']);
      change(state, spoken, 'package', -used - broken);
      return;
    }
    case 'MembershipBilled': {
      const amount = cents(data['amount']);
      const from = parseDay(spoken.occurredOn);
      const item = itemOf(state, `membership ${data['membership'] as string}`);
      item.liability += sign * amount;
      item.due += sign * earnedBy(asOf, from, amount);
      change(state, spoken, 'membership', amount);
      return;
    }
    case 'MembershipEarned': {
      const amount = cents(data['amount']);
      const item = itemOf(state, `membership ${data['membership'] as string}`);
      item.liability -= sign * amount;
      item.used += sign * amount;
      change(state, spoken, 'membership', -amount);
      return;
    }
    case 'GiftCardSold': {
      const amount = cents(data['amount']);
      itemOf(state, `gift-card ${data['giftCard'] as string}`).liability += sign * amount;
      change(state, spoken, 'gift-card', amount);
      return;
    }
    case 'GiftCardRedeemed': {
      const used = cents(data['amount']) + cents(data['salesTax']) + cents(data['tips']);
      const broken = cents(data['breakage']);
      const item = itemOf(state, `gift-card ${data['giftCard'] as string}`);
      item.liability -= sign * (used + broken);
      item.used += sign * used;
      item.broken += sign * broken;
      change(state, spoken, 'gift-card', -used - broken);
      return;
    }
    default:
  }
}

function earnedBy(asOf: Day, from: Day, amount: number): number {
  const passed = asOf - from + 1;
  if (passed >= 31) return amount;
  const days = addMonths(from, 1) - from;
  return Math.round((amount * Math.max(0, Math.min(days, passed))) / days);
}

export function plainPrepaidLines({ items, changes }: PlainPrepaid): string[] {
  const lines = [...changes]
    .filter(([, sum]) => sum !== 0)
    .map(([key, sum]) => `prepaid ${key} ${sum}`);
  for (const [key, { liability, used, broken, sessionsLeft, due }] of items) {
    const numbers = [liability, used, broken, sessionsLeft, due].map((n) => n + 0);
    if (numbers.some((n) => n !== 0)) lines.push(`prepaid ${key} ${numbers.join(' ')}`);
  }
  return lines;
}
