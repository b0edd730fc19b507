import type { RecordedEvent } from '../../src/event.ts';
import type { EventData } from '../../src/events/vocabulary.ts';
import { parseCents } from '../../src/money.ts';
import type { Follower, FollowerKind } from '../follower.ts';

/** What of each agreement's fee has been accrued, by practice and month. */
export class AccruedFees implements Follower {
  readonly #cents = new Map<string, number>();
  readonly #entries = new Map<string, { readonly key: string; readonly cents: number }>();

  add(event: RecordedEvent): void {
    if (event.type === 'ManagementFeeAccrued') {
      const { agreement, forMonth, amount } =
        event.data as unknown as EventData<'ManagementFeeAccrued'>;
      const key = keyOf(agreement, event.meta.entity, forMonth);
      const cents = parseCents(amount);
      this.#entries.set(event.id, { key, cents });
      this.#add(key, cents);
    } else if (event.type === 'EntryReversed') {
      const { reverses } = event.data as { reverses: string };
      const entry = this.#entries.get(reverses);
      if (entry) this.#add(entry.key, -entry.cents);
    }
  }

  cents(agreement: string, practice: string, month: string): number {
    return this.#cents.get(keyOf(agreement, practice, month)) ?? 0;
  }

  #add(key: string, cents: number): void {
    this.#cents.set(key, (this.#cents.get(key) ?? 0) + cents);
  }
}

const keyOf = (agreement: string, practice: string, month: string): string =>
  `${agreement} ${practice} ${month}`;

export const accruedFees: FollowerKind<AccruedFees> = {
  name: 'accrued-fees',
  isCounted: false,
  make: () => new AccruedFees(),
};
