import { COST_POOLS, costsOf } from '../../src/agreement/cost-pools.ts';
import { baseKey, basesOf } from '../../src/agreement/terms.ts';
import type { AgreementTerms, FeeBase, FeeComponent } from '../../src/agreement/terms.ts';
import { SERVICE_LINES } from '../../src/events/shared.ts';

/** Units that events count. */
const COUNTED = ['site', 'claim', 'visit'];

/** Why no event tells a base, and what to agree on instead; null for one that events tell. */
export function unknownBase(base: Pick<FeeBase, 'kind' | 'line' | 'month'>): string | null {
  const { kind, line, month } = base;
  if (line === undefined) return null;
  const name = baseKey(base);
  if (!SERVICE_LINES.some((known) => known === line))
    return `the base ${name}: no event carries the service line "${line}"; it is one of ${SERVICE_LINES.join(', ')}`;
  if (kind === 'collections-excl-drug-cost' || kind === 'net-income')
    return `the base ${name}: costs are not recorded by service line; take collections-net-of-refunds or net-patient-revenue of the line`;
  if (month === 'deposit')
    return `the base ${name}: a deposit does not say its service lines; take the accrual month for a line`;
  return null;
}

/** Why a fee cannot be computed from any book, with what to do; null when it can. */
export function unknownIn(terms: AgreementTerms): string | null {
  for (const base of basesOf(terms.fee)) {
    const reason = unknownBase(base);
    if (reason !== null) return reason;
  }
  for (const component of terms.fee.components) {
    const unit = unitOf(component);
    if (unit !== null && !COUNTED.includes(unit))
      return `no event counts each ${unit}; agree on ${COUNTED.join(', ')}, or a flat amount`;
    if (component.kind !== 'cost-plus') continue;
    const strange = costsOf(component).find((cost) => !COST_POOLS.some((pool) => pool === cost));
    if (strange !== undefined)
      return `no cost is recorded under "${strange}"; name what the pool is made of: costs: [billing, payroll]`;
  }
  return null;
}

/** The unit a component charges for; null for none. */
export function unitOf(component: FeeComponent): string | null {
  if (component.kind === 'per-unit') return component.unit;
  return component.kind === 'flat' && component.per !== 'month' ? component.per : null;
}
