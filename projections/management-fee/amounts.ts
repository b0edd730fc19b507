import { parseDay } from '../../src/calendar.ts';
import { baseKey, basesOf } from '../../src/agreement/terms.ts';
import type { AgreementTerms, FeeBase } from '../../src/agreement/terms.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { FEE_BASES, feeBaseCents } from '../fee-base.ts';
import type { FeeBaseName } from '../fee-base.ts';
import { activityOf } from '../ledger.ts';
import { textOf } from './agreements.ts';
import { AT, CLAIM_UNITS, EXTRA_SLOTS, MEASURES, VISIT_UNITS } from './state.ts';
import type { FeeMeasure, ManagementFeeState } from './state.ts';

/** A stretch of days inside one month: indexes of parts, both ends included. */
export interface PartRange {
  readonly first: number;
  readonly last: number;
}

const NET_REVENUE = ACCOUNTS.filter((a) => a.number >= 4010 && a.number <= 4130).map(
  (a) => a.number,
);
const RESULT = ACCOUNTS.filter(
  (a) => (a.type === 'Income' || a.type === 'Expenses') && a.number !== 6110,
).map((a) => a.number);

/** Amount of a base of an entity over parts, in cents; null for what this book cannot tell. */
export function baseOver(
  state: ManagementFeeState,
  base: Pick<FeeBase, 'kind' | 'line' | 'month'>,
  entity: number,
  { first, last }: PartRange,
): number | null {
  if (base.line !== undefined || base.month === 'deposit') return null;
  const known = FEE_BASES.find((name) => name === base.kind);
  let sum = 0;
  for (let part = first; part <= last; part++) {
    const cents =
      known === undefined
        ? ledgerCents(state, base.kind, entity, part)
        : feeBaseCents(state.feeBase, known, entity, part);
    if (cents === null) return null;
    sum += cents;
  }
  return sum;
}

function ledgerCents(
  { ledger }: ManagementFeeState,
  kind: string,
  entity: number,
  part: number,
): number | null {
  if (ledger === null) return null;
  const accounts = kind === 'net-patient-revenue' ? NET_REVENUE : RESULT;
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

/** Why a fee cannot be computed from this book; null when it can. */
export function unknownIn(terms: AgreementTerms): string | null {
  for (const base of basesOf(terms.fee)) {
    if (base.line !== undefined) return `the base ${baseKey(base)} is of one service line`;
    if (base.month === 'deposit') return `the base ${baseKey(base)} counts by deposit month`;
  }
  for (const component of terms.fee.components) {
    const unit =
      component.kind === 'per-unit'
        ? component.unit
        : component.kind === 'flat' && component.per !== 'month'
          ? component.per
          : 'site';
    if (!['site', 'claim', 'visit'].includes(unit)) return `no event counts each ${unit}`;
    if (component.kind === 'cost-plus')
      return `the MSO’s cost of ${component.cost} is in its own book`;
  }
  return null;
}
