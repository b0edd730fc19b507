import { parseMonth } from '../../src/calendar.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import type { FeeMonth, FeeResult } from '../../src/agreement/fee-types.ts';
import type { AgreementTerms, FeeComponent, Limits } from '../../src/agreement/terms.ts';

/** An agreement that says as little as it may, with the fee under test. */
export function termsWith(
  components: readonly FeeComponent[],
  more: Partial<AgreementTerms> & { limits?: Limits; year?: 'contract' | 'calendar' } = {},
): AgreementTerms {
  const { limits, year, ...rest } = more;
  return {
    id: 'test-msa',
    practices: ['practice-tx'],
    mso: 'mso',
    effectiveFrom: '2025-01-01',
    termMonths: 36,
    renewal: { kind: 'none' },
    termination: {
      cureDays: 30,
      withoutCause: { by: 'either', noticeDays: 90 },
      exitFee: { kind: 'none' },
    },
    services: ['billing', 'accounting', 'it'],
    fee: { year: year ?? 'contract', components, ...(limits ? { limits } : {}) },
    billing: { in: 'arrears', dueDays: 15 },
    ...rest,
  };
}

export const collections = { kind: 'collections-net-of-refunds', month: 'accrual' } as const;

/** A percentage of collections net of refunds. */
export function percentOf(rate: string, limits?: Limits): FeeComponent {
  return {
    code: 'share',
    kind: 'percent',
    base: collections,
    rate,
    proration: 'days',
    ...(limits ? { limits } : {}),
  };
}

/** A flat monthly amount. */
export function flat(amount: string, more: Partial<FeeComponent> = {}): FeeComponent {
  return {
    code: 'flat',
    kind: 'flat',
    per: 'month',
    proration: 'days',
    ...more,
    amount,
  } as FeeComponent;
}

/** The fee of a month in which `dollars` were collected, net of refunds. */
export function feeOn(
  terms: AgreementTerms,
  month: string,
  dollars: number,
  more: Partial<FeeMonth> = {},
): FeeResult {
  return feeOf(terms, {
    month: parseMonth(month),
    bases: { 'collections-net-of-refunds': Math.round(dollars * 100) },
    ...more,
  });
}
