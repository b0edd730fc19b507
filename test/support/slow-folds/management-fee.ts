// What a fee is taken of and what was asked and paid for it: decoded events one by one, in Maps.
import { parseDay } from '../../../src/calendar.ts';
import type { Day } from '../../../src/calendar.ts';
import type { RecordedEvent } from '../../../src/event.ts';
import { parseCents } from '../../../src/money.ts';
import { effectOf } from '../counted-events.ts';

export interface SlowFees {
  /** Collections before refunds, cents by "entity YYYY-MM-DD". */
  readonly collected: Map<string, number>;
  /** Cents by "practice agreement YYYY-MM what". */
  readonly asked: Map<string, number>;
  /** Measurements that missed and stand, by "practice agreement YYYY-MM standard". */
  readonly missed: Map<string, number>;
}

/** Amounts of an event that count as collected (mso.md §2.1). */
const COLLECTED: Readonly<Record<string, readonly string[]>> = {
  RemittanceReceived: ['amount'],
  PointOfSaleCompleted: ['service', 'retail', 'loyalty'],
  PackageSold: ['price'],
  MembershipBilled: ['amount'],
  GiftCardSold: ['amount'],
  PatientPaymentReceived: ['amount'],
  PatientDepositReceived: ['amount'],
  NoShowFeeCharged: ['amount'],
};

const BY_MONTH: Readonly<Record<string, string>> = {
  ManagementFeeAccrued: 'accrued',
  ManagementFeeCredited: 'credited',
  PassThroughCostPaid: 'passThrough',
  FeeOverpaymentReclassified: 'setApart',
};

export function slowFees(events: Iterable<RecordedEvent>): SlowFees {
  const fees: SlowFees = { collected: new Map(), asked: new Map(), missed: new Map() };
  for (const event of events) {
    const { type, data, sign } = effectOf(event);
    const { entity, effectiveOn } = event.meta;
    const cents = (name: string): number =>
      data[name] === undefined ? 0 : sign * parseCents(data[name] as string);
    for (const name of COLLECTED[type] ?? []) {
      bump(fees.collected, `${entity} ${effectiveOn}`, cents(name));
    }
    const month = (data['forMonth'] as string | undefined) ?? effectiveOn.slice(0, 7);
    const key = `${entity} ${String(data['agreement'] as string)}`;
    const what = BY_MONTH[type];
    const isByTerms = what === 'credited' && data['basis'] === 'terms';
    const named = isByTerms ? 'creditedByTerms' : what;
    if (named !== undefined) bump(fees.asked, `${key} ${month} ${named}`, cents('amount'));
    if (type === 'PerformanceMeasured' && data['isMet'] === false)
      bump(fees.missed, `${key} ${month} ${data['standard'] as string}`, sign);
    if (type === 'ManagementFeeSettled') {
      bump(fees.asked, `${key} ${effectiveOn.slice(0, 7)} paidOn`, cents('amount'));
    }
    if (type === 'ManagementFeeInvoiced') {
      const isFee = data['line'] === 'management-fee' || data['line'] === 'credit';
      const line = isFee
        ? 'invoicedFee'
        : data['line'] === 'pass-through'
          ? 'invoicedPassThrough'
          : 'invoicedOther';
      bump(fees.asked, `${key} ${month} ${line}`, cents('amount'));
    }
  }
  return fees;
}

const bump = (map: Map<string, number>, key: string, by: number): void => {
  map.set(key, (map.get(key) ?? 0) + by);
};

/** What an entity collected from one day to another, both included. */
export function collectedCents(fees: SlowFees, entity: string, from: Day, to: Day): number {
  let sum = 0;
  for (const [key, cents] of fees.collected) {
    const at = key.lastIndexOf(' ');
    const day = parseDay(key.slice(at + 1));
    if (key.slice(0, at) === entity && day >= from && day <= to) sum += cents;
  }
  return sum;
}
