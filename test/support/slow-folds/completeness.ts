// What arrived and what waits in suspense: decoded events one by one, in Maps with string keys.
import type { RecordedEvent } from '../../../src/event.ts';
import { parseCents } from '../../../src/money.ts';
import { effectOf } from '../counted-events.ts';

export interface SlowCompleteness {
  /** Events by "entity site YYYY-MM source". */
  readonly seen: Map<string, number>;
  /** Cents by "entity reason". */
  readonly suspended: Map<string, number>;
  /** Cents by "entity what", of bank lines in and out and of what was matched. */
  readonly bank: Map<string, number>;
}

const SOURCE: Readonly<Record<string, string>> = {
  BankLineRecorded: 'bank statement',
  BankStatementRecorded: 'bank statement',
  PayrollAccrued: 'payroll',
  PayrollPaid: 'payroll',
  RemittanceReceived: 'remittances',
  ClaimSubmitted: 'claims',
  ClaimEdited: 'edit report',
  PointOfSaleCompleted: 'day sheets',
  CardBatchSettled: 'card batches',
  VendorBillRecorded: 'bills',
  InventoryReceived: 'inventory',
  InventoryConsumed: 'inventory',
  AppointmentsCounted: 'appointments',
  ManagementFeeInvoiced: 'MSO invoice',
};

export function slowCompleteness(events: Iterable<RecordedEvent>): SlowCompleteness {
  const found: SlowCompleteness = { seen: new Map(), suspended: new Map(), bank: new Map() };
  for (const event of events) {
    const { type, data, sign, occurredOn } = effectOf(event);
    const { entity, site = '' } = event.meta;
    const text = (name: string): string => (data[name] as string | undefined) ?? '';
    const cents = (name: string): number => parseCents(text(name));
    const source = SOURCE[type];
    if (source !== undefined) {
      const month = type === 'ManagementFeeInvoiced' ? text('forMonth') : occurredOn.slice(0, 7);
      bump(found.seen, `${entity}|${site}|${month}|${source}`, sign);
    }
    if (type === 'BankLineRecorded' || type === 'BankLineMatched') {
      const side = cents('amount') < 0 ? 'out' : 'in';
      bump(found.bank, `${entity} ${type} ${side}`, sign * cents('amount'));
    }
    if (type === 'RecordSuspended' && data['against'] !== 1090) {
      bump(found.suspended, `${entity} ${text('reason')}`, sign * cents('amount'));
    }
    if (type === 'RemittanceSuspended') {
      bump(found.suspended, `${entity} remittance out of balance`, sign * cents('difference'));
    }
    if (type === 'ProviderLevelAdjusted' && ['CS', 'other'].includes(text('code'))) {
      const reason = 'provider-level adjustment for review';
      bump(found.suspended, `${entity} ${reason}`, -sign * cents('amount'));
    }
  }
  return found;
}

const bump = (map: Map<string, number>, key: string, by: number): void => {
  map.set(key, (map.get(key) ?? 0) + by);
};
