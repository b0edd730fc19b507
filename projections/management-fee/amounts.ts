import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { BaseKind, FeeBase } from '../../src/agreement/terms.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { SERVICE_LINES } from '../../src/events/shared.ts';
import { FEE_BASES, feeBaseCents } from '../fee-base.ts';
import type { FeeBaseName } from '../fee-base.ts';
import { activityOf } from '../ledger.ts';
import { textOf } from './agreements.ts';
import { depositedBy, takenOver } from './deposits.ts';
import { lineCentsOf, lineIndex, lineRefundCents } from './service-lines.ts';
import type { LineRole } from './service-lines.ts';
import { AT, CLAIM_UNITS, EXTRA_SLOTS, MEASURES, VISIT_UNITS } from './state.ts';
import type { FeeMeasure, ManagementFeeState } from './state.ts';
import { unknownBase } from './unknown.ts';

/** A stretch of days inside one month: indexes of parts, both ends included. */
export interface PartRange {
  readonly first: number;
  readonly last: number;
}

/** The parts that days inside one month are made of. */
export function rangeOf(
  { parts }: Pick<ManagementFeeState, 'parts'>,
  from: Day,
  to: Day,
): PartRange {
  const first = parts.findIndex((part) => part.from >= from);
  const last = parts.findLastIndex((part) => part.to <= to);
  return { first, last };
}

const NET_REVENUE = ACCOUNTS.filter((a) => a.number >= 4010 && a.number <= 4130).map(
  (a) => a.number,
);
const RESULT = ACCOUNTS.filter(
  (a) => (a.type === 'Income' || a.type === 'Expenses') && a.number !== 6110,
).map((a) => a.number);

/** A base as far as its amount depends on it. */
export type BaseOf = Pick<FeeBase, 'kind' | 'line' | 'month'>;

/** Amount of a base of an entity over parts, in cents; null for what this book cannot tell. */
export function baseOver(
  state: ManagementFeeState,
  base: BaseOf,
  entity: number,
  range: PartRange,
): number | null {
  if (unknownBase(base) !== null) return null;
  const { kind, line } = base;
  if (base.month === 'deposit') return depositedOver(state, kind, entity, range);
  let sum = 0;
  for (let part = range.first; part <= range.last; part++) {
    const cents =
      line === undefined
        ? wholeCents(state, kind, entity, part)
        : lineCents(state, kind, line, entity, part);
    if (cents === null) return null;
    sum += cents;
  }
  return sum;
}

function wholeCents(
  state: ManagementFeeState,
  kind: BaseKind,
  entity: number,
  part: number,
): number | null {
  const known = FEE_BASES.find((name) => name === kind);
  if (known !== undefined) return feeBaseCents(state.feeBase, known, entity, part);
  return ledgerCents(state, kind === 'net-income' ? RESULT : NET_REVENUE, entity, part);
}

/** Accounts of insured care: all of it counts with medical visits. */
const INSURED = [4010, 4110, 4115, 4120, 4125];

/**
 * One service line of a base. What the events do not say the line of (memberships, gift cards sold,
 * loyalty, breakage, refunds that name no sale) is `other`, so that the lines add up to the whole.
 */
function lineCents(
  state: ManagementFeeState,
  kind: BaseKind,
  line: string,
  entity: number,
  part: number,
): number | null {
  if (line === 'other') {
    const whole = wholeCents(state, kind, entity, part);
    if (whole === null) return null;
    const named = SERVICE_LINES.filter((l) => l !== 'other');
    const sum = named.reduce((all, l) => all + (lineCents(state, kind, l, entity, part) ?? 0), 0);
    return whole - sum;
  }
  const index = lineIndex(line);
  const of = (role: LineRole): number => lineCentsOf(state, role, index, entity, part);
  const refunds = (what: 'sales' | 'sales and packages'): number =>
    lineRefundCents(state, what, index, entity, part);
  switch (kind) {
    case 'gross-charges':
      return of('charge');
    case 'cash-collections':
      return of('receipt');
    case 'collections-net-of-refunds':
      return of('receipt') - refunds('sales and packages');
    case 'collections-excl-retail': {
      const net = feeBaseCents(state.feeBase, 'collections-net-of-refunds', entity, part);
      const goods = net - feeBaseCents(state.feeBase, kind, entity, part);
      const off = line === 'retail' ? goods : 0;
      return of('receipt') - off - refunds('sales and packages');
    }
    case 'net-patient-revenue': {
      const insured = line === 'medical' ? ledgerCents(state, INSURED, entity, part) : 0;
      return insured === null ? null : insured + of('revenue') - refunds('sales');
    }
    case 'collections-excl-drug-cost':
    case 'net-income':
      return null;
  }
}

/** Receipts and refunds count when their money reached the bank; the cost of drugs when used. */
function depositedOver(
  state: ManagementFeeState,
  kind: BaseKind,
  entity: number,
  range: PartRange,
): number | null {
  const known = FEE_BASES.find((name) => name === kind);
  if (known === undefined) return null;
  const from = (state.parts[range.first]?.from ?? 0) - state.context.firstDay;
  const to = (state.parts[range.last]?.to ?? 0) - state.context.firstDay;
  const taken = takenOver(state, entity, from, to);
  const before = depositedBy(state, entity, from - 1);
  const after = depositedBy(state, entity, to);
  let sum = 0;
  for (let part = range.first; part <= range.last; part++) {
    sum += feeBaseCents(state.feeBase, known, entity, part);
  }
  sum += after.receipt - before.receipt - taken.receipt;
  if (kind === 'cash-collections') return sum;
  sum -= after.refund - before.refund - taken.refund;
  if (kind === 'collections-excl-retail') sum -= after.retail - before.retail - taken.retail;
  return sum;
}

/** Credits less debits of accounts in a part; null where no fee of the book asks for them. */
function ledgerCents(
  { ledger }: ManagementFeeState,
  accounts: readonly number[],
  entity: number,
  part: number,
): number | null {
  if (ledger === null) return null;
  return 0 - accounts.reduce((sum, a) => sum + activityOf(ledger, entity, part, a), 0);
}

/** What an extra comes to over parts, in cents (or in claims and visits). */
export function extraOver(
  state: ManagementFeeState,
  extra: number,
  entity: number,
  { first, last }: PartRange,
): number {
  let sum = 0;
  for (let part = first; part <= last; part++) {
    sum += state.extras[(entity * state.parts.length + part) * EXTRA_SLOTS + extra] ?? 0;
  }
  return sum;
}

/** Refunds of parts: what a base "before refunds" has too much. */
export function refundsOver(state: ManagementFeeState, entity: number, range: PartRange): number {
  const of = (kind: FeeBaseName): number =>
    baseOver(state, { kind, month: 'accrual' }, entity, range) ?? 0;
  return of('cash-collections') - of('collections-net-of-refunds');
}

/** An amount by agreement, practice and month; month `monthCount` holds those outside the book. */
export function cellOf(
  state: ManagementFeeState,
  measure: FeeMeasure,
  pair: number,
  month: number,
): number {
  const { monthCount } = state.context;
  return state.cells[(pair * (monthCount + 1) + month) * MEASURES.length + AT[measure]] ?? 0;
}

/** Standards that a measurement of the month says were missed; a reversed one does not count. */
export function missedIn(state: ManagementFeeState, pair: number, month: number): string[] {
  const { missed, standards, context } = state;
  const at = (pair * (context.monthCount + 1) + month) * standards.length;
  return standards.filter((_, i) => (missed[at + i] ?? 0) > 0);
}

/** Counts of the units that a book knows; null for one that no event counts. */
export function unitsOver(
  state: ManagementFeeState,
  unit: string,
  entity: number,
  range: PartRange,
): number | null {
  if (unit === 'claim') return extraOver(state, CLAIM_UNITS, entity, range);
  if (unit === 'visit') return extraOver(state, VISIT_UNITS, entity, range);
  if (unit !== 'site') return null;
  const name = state.context.names.nameOf('entity', entity);
  const to = state.parts[range.last]?.to ?? 0;
  return state.context.facts.filter(
    (fact) =>
      fact.type === 'SiteOpened' &&
      fact.meta.entity === name &&
      parseDay(textOf(fact.data['openedOn'])) <= to,
  ).length;
}
