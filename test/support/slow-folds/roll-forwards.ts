// Movements and items the obvious way: every posting with the type and the subject it came from.
import type { RecordedEvent } from '../../../src/event.ts';
import { centsOf, rowsOf, said, slowPostings } from './postings.ts';

const add = (map: Map<string, number>, key: string, cents: number): void => {
  const sum = (map.get(key) ?? 0) + cents;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
};

/** Cents by "entity account type YYYY-MM"; a reversal moves under the type it reverses. */
export function slowMovements(
  events: Iterable<RecordedEvent>,
  policy: 'bank' | 'document',
): Map<string, number> {
  const found = new Map<string, number>();
  for (const event of events) {
    const { type } = said(event).declaration;
    for (const { entity, account, cents } of slowPostings(event, policy)) {
      add(found, `${entity} ${account} ${type} ${event.meta.effectiveOn.slice(0, 7)}`, cents);
    }
  }
  return found;
}

const OPENING: Readonly<Record<string, readonly [account: number, sign: 1 | -1]>> = {
  claim: [1110, 1],
  'patient-balance': [1120, 1],
  package: [2310, -1],
  membership: [2320, -1],
  'gift-card': [2330, -1],
  bill: [2010, -1],
  arrears: [2410, -1],
};

/** Cents of an account by "entity item"; "entity -" is what names none. */
export function slowItems(
  events: Iterable<RecordedEvent>,
  policy: 'bank' | 'document',
  account: number,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const event of events) {
    const spoken = said(event);
    const { type } = spoken.declaration;
    for (const { row, values } of rowsOf(spoken)) {
      const named = values[row.subject ?? ''] ?? values[row.party ?? ''];
      const item = typeof named === 'string' ? named : '-';
      for (const posting of slowPostings(event, policy, spoken, [{ row, values }])) {
        if (posting.account === account) add(found, `${posting.entity} ${item}`, posting.cents);
      }
    }
    if (type !== 'OpeningBalanceRecorded') continue;
    for (const { row, values } of rowsOf(spoken)) {
      const [control, sign] = row.name === 'Item' ? (OPENING[values['kind'] as string] ?? []) : [];
      if (control !== account || sign === undefined) continue;
      const cents = spoken.sign * sign * centsOf(values, 'amount');
      add(found, `${event.meta.entity} ${values['subject'] as string}`, cents);
      add(found, `${event.meta.entity} -`, 0 - cents);
    }
  }
  return found;
}
