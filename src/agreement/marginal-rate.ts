import type { Month } from '../calendar.ts';
import { Decimal } from '../money.ts';
import { feeOf } from './fee.ts';
import type { FeeMonth } from './fee-types.ts';
import type { AgreementTerms } from './terms.ts';

/** What the fee does when a base grows by a little. */
export interface MarginalRate {
  readonly month: Month;
  /** Key of the base (`baseKey`). */
  readonly base: string;
  /** Fee for one more dollar of the base, as decimal text; "0" where a floor or cap binds. */
  readonly rate: string;
  /** Fee over base as it stands (mso.md §6 M11); null when the base is zero. */
  readonly averageRate: string | null;
}

/**
 * The marginal rate of a month: the change of the fee (without pass-throughs) over `stepCents` more
 * of one base, 1,000 dollars unless told. A step that crosses a bracket gives the mean over it.
 * A base of the prior month is moved there.
 */
export function marginalRate(
  terms: AgreementTerms,
  input: FeeMonth,
  base: string,
  stepCents = 100_000,
): MarginalRate {
  const moved: FeeMonth = {
    ...input,
    bases: raise(input.bases, base, stepCents),
    ...(input.priorBases ? { priorBases: raise(input.priorBases, base, stepCents) } : {}),
  };
  const now = feeOf(terms, input).feeCents;
  const more = feeOf(terms, moved).feeCents;
  const amount = input.bases[base] ?? 0;
  return {
    month: input.month,
    base,
    rate: rateText(more - now, stepCents),
    averageRate: amount === 0 ? null : rateText(now, amount),
  };
}

const rateText = (part: number, whole: number): string =>
  new Decimal(part).div(whole).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toString();

function raise(
  amounts: Readonly<Record<string, number>>,
  key: string,
  step: number,
): Record<string, number> {
  const value = amounts[key];
  return value === undefined ? { ...amounts } : { ...amounts, [key]: value + step };
}
