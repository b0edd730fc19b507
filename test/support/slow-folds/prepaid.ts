// What patients paid ahead, from decoded events: a Map of items, a Map of liabilities by month.
import { addMonths, parseDay } from '../../../src/calendar.ts';
import type { Day } from '../../../src/calendar.ts';
import type { RecordedEvent } from '../../../src/event.ts';
import { centsOf, rowsOf, said } from './postings.ts';

export interface SlowItem {
  liability: number;
  used: number;
  broken: number;
  sessionsLeft: number;
  /** Memberships: earned by days up to the cut, and recognised. */
  due: number;
  earned: number;
}

export interface SlowPrepaid {
  /** By "package P1", "membership M1", "gift-card G1". */
  readonly items: Map<string, SlowItem>;
  /** Change of liability by "entity kind YYYY-MM". */
  readonly changes: Map<string, number>;
}

const add = (map: Map<string, number>, key: string, cents: number): void => {
  const sum = (map.get(key) ?? 0) + cents;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
};

const halfUp = (x: number): number => (x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5));

export function slowPrepaid(events: Iterable<RecordedEvent>, asOf: Day): SlowPrepaid {
  const items = new Map<string, SlowItem>();
  const changes = new Map<string, number>();
  for (const event of events) {
    const spoken = said(event);
    const { sign, data } = spoken;
    const month = event.meta.effectiveOn.slice(0, 7);
    const change = (
      kind: string,
      id: unknown,
      cents: number,
      more: Partial<SlowItem> = {},
    ): void => {
      add(changes, `${event.meta.entity} ${kind} ${month}`, sign * cents);
      if (typeof id !== 'string') return;
      const key = `${kind} ${id}`;
      const item = items.get(key) ?? {
        liability: 0,
        used: 0,
        broken: 0,
        sessionsLeft: 0,
        due: 0,
        earned: 0,
      };
      items.set(key, item);
      item.liability += sign * cents;
      item.used += sign * (more.used ?? 0);
      item.broken += sign * (more.broken ?? 0);
      item.sessionsLeft += sign * (more.sessionsLeft ?? 0);
      item.due += sign * (more.due ?? 0);
      item.earned += sign * (more.earned ?? 0);
    };
    const cents = (name: string): number => centsOf(data, name);
    const sessions = Number(data['sessions'] ?? 0);
    switch (spoken.declaration.type) {
      case 'PackageSold':
        change('package', data['package'], cents('price'), { sessionsLeft: sessions });
        break;
      case 'PackageSessionRedeemed': {
        const [used, broken] = [cents('amount'), cents('breakage')];
        change('package', data['package'], -used - broken, {
          used,
          broken,
          sessionsLeft: -sessions,
        });
        break;
      }
      case 'PackageBreakageRecognized':
        change('package', data['package'], -cents('amount'), { broken: cents('amount') });
        break;
      case 'PackageRefunded': {
        const given = cents('refund') + cents('feeKept');
        change('package', data['package'], -given, { sessionsLeft: -sessions });
        break;
      }
      case 'MembershipBilled': {
        const amount = cents('amount');
        const from = parseDay(spoken.occurredOn);
        const days = addMonths(from, 1) - from;
        const passed = Math.max(0, Math.min(days, asOf - from + 1));
        change('membership', data['membership'], amount, { due: halfUp((amount * passed) / days) });
        break;
      }
      case 'MembershipEarned':
        change('membership', data['membership'], -cents('amount'), { earned: cents('amount') });
        break;
      case 'GiftCardSold':
        change('gift-card', data['giftCard'], cents('amount'));
        break;
      case 'GiftCardRedeemed': {
        const used = cents('amount') + cents('salesTax') + cents('tips');
        const broken = cents('breakage');
        change('gift-card', data['giftCard'], -used - broken, { used, broken });
        break;
      }
      case 'GiftCardBreakageRecognized':
        change('gift-card', data['giftCard'], -cents('amount'), { broken: cents('amount') });
        break;
      case 'GiftCardEscheatable':
        change('gift-card', data['giftCard'], -cents('amount'));
        break;
      case 'OpeningBalanceRecorded':
        for (const { row, values } of rowsOf(spoken)) {
          if (row.each !== 'items') continue;
          const kind = values['kind'] as string;
          const amount = centsOf(values, 'amount');
          if (kind === 'package') {
            const left = Number(values['units'] ?? 0);
            change('package', values['subject'], amount, { sessionsLeft: left });
          } else if (kind === 'gift-card') {
            change('gift-card', values['subject'], amount);
          } else if (kind === 'membership') {
            const opened = parseDay(spoken.occurredOn);
            const left = addMonths(parseDay(values['from'] as string), 1) - 1 - opened;
            const passed = asOf - opened;
            const due =
              passed <= 0 ? 0 : passed >= left ? amount : halfUp((amount * passed) / left);
            change('membership', values['subject'], amount, { due });
          }
        }
        break;
      default:
    }
  }
  return { items, changes };
}
