// The ledger as most programs would fold it: string keys, one Map, one event at a time.
import type { RecordedEvent } from '../../../src/event.ts';
import { slowPostings } from './postings.ts';

/** Net cents by "entity account YYYY-MM". */
export function slowLedger(
  events: Iterable<RecordedEvent>,
  policy: 'bank' | 'document',
): Map<string, number> {
  const balances = new Map<string, number>();
  for (const event of events) {
    const month = event.meta.effectiveOn.slice(0, 7);
    for (const { entity, account, cents } of slowPostings(event, policy)) {
      const key = `${entity} ${account} ${month}`;
      balances.set(key, (balances.get(key) ?? 0) + cents);
    }
  }
  for (const [key, cents] of balances) if (cents === 0) balances.delete(key);
  return balances;
}
