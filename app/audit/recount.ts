import type { Recount } from '../../projections/audit/audit-test.ts';
import { ledger } from '../../projections/ledger.ts';
import { HEAD, REVERSAL } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import type { View } from '../cli/view.ts';
import type { EntryScope } from './entries.ts';

/**
 * The control totals by another way: events from the heads of rows in the column cache, debits and
 * credits from the generated posting switch. The test reads events and posts them by declaration.
 */
export function recountOf(view: View, { entity: scope }: EntryScope): Recount {
  const { names } = view.context;
  const events = new Map<string, number>();
  for (const { batch, from, to } of view.spans()) {
    for (let i = from; i < to; i++) {
      const flags = batch.flags[i] ?? 0;
      if ((flags & HEAD) === 0) continue;
      const entity = names.nameOf('entity', batch.entity[i] ?? 0);
      const kind = rowKind(batch.kind[i] ?? 0);
      const isBetween = kind?.spec.party === 'counterparty';
      const other = isBetween ? names.nameOf('entity', batch.party[i] ?? 0) : '';
      if (scope !== undefined && entity !== scope && other !== scope) continue;
      const type = (flags & REVERSAL) === 0 ? (kind?.declaration.type ?? '') : 'EntryReversed';
      const key = `${type} ${entity}`;
      events.set(key, (events.get(key) ?? 0) + 1);
    }
  }
  const accounts = new Map<string, readonly [number, number]>();
  for (const { entity, trialBalance } of view.figures(ledger).entities) {
    if (scope !== undefined && entity !== scope) continue;
    for (const line of trialBalance)
      accounts.set(`${entity} ${line.account}`, [line.debitsCents, line.creditsCents]);
  }
  return { events, accounts };
}
