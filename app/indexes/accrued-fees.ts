import type { RecordedEvent } from '../../src/event.ts';
import { parseCents } from '../../src/money.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** What the closing of months derives from agreements, and trues up when it is closed anew. */
export type Derived =
  'ManagementFeeAccrued' | 'ManagementFeeCredited' | 'FeeOverpaymentReclassified';
const DERIVED: ReadonlySet<string> = new Set<Derived>([
  'ManagementFeeAccrued',
  'ManagementFeeCredited',
  'FeeOverpaymentReclassified',
]);

interface Entry {
  readonly agreement: string;
  readonly practice: string;
  /** "2026-03"; empty where the entry names none. */
  readonly month: string;
}

/** What was recorded of each agreement's fee, by kind of entry, practice and month. */
export class AccruedFees implements Follower {
  readonly #cents = new Map<string, number>();
  readonly #entries = new Map<string, { readonly key: string; readonly cents: number }>();

  add(event: RecordedEvent): void {
    if (DERIVED.has(event.type)) {
      const { agreement, forMonth = '', amount, basis } = event.data as Record<string, string>;
      // Credits by memo are nobody's to true up.
      if (event.type === 'ManagementFeeCredited' && basis !== 'terms') return;
      const of = { agreement: agreement ?? '', practice: event.meta.entity, month: forMonth };
      const key = keyOf(event.type as Derived, of);
      const cents = parseCents(amount ?? '0.00');
      this.#entries.set(event.id, { key, cents });
      this.#add(key, cents);
    } else if (event.type === 'EntryReversed') {
      const { reverses } = event.data as { reverses: string };
      const entry = this.#entries.get(reverses);
      if (entry) this.#add(entry.key, -entry.cents);
    }
  }

  cents(type: Derived, of: Entry): number {
    return this.#cents.get(keyOf(type, of)) ?? 0;
  }

  /** Months of an agreement and practice for which something stands, empty for none named. */
  months(type: Derived, of: Omit<Entry, 'month'>): string[] {
    const before = keyOf(type, { ...of, month: '' });
    return [...this.#cents]
      .filter(([key, cents]) => cents !== 0 && key.startsWith(before))
      .map(([key]) => key.slice(before.length));
  }

  #add(key: string, cents: number): void {
    this.#cents.set(key, (this.#cents.get(key) ?? 0) + cents);
  }
}

const keyOf = (type: Derived, { agreement, practice, month }: Entry): string =>
  `${type} ${agreement} ${practice} ${month}`;

export const accruedFees: FollowerKind<AccruedFees> = {
  name: 'accrued-fees',
  isCounted: false,
  types: [...DERIVED, 'EntryReversed'],
  make: () => new AccruedFees(),
};
