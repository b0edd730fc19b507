import { cents } from '../money.ts';
import type { Cents } from '../money.ts';

/**
 * Fee owed after a month: what was owed, and what fell due, less credits and payments. Unpaid fees
 * accumulate (mso.md §2.1, the Moxie agreement); below zero, the practice has paid too much.
 */
export function owedAfter(
  owedCents: number,
  month: { readonly dueCents: number; readonly creditCents: number; readonly paidCents: number },
): Cents {
  return cents(owedCents + month.dueCents - month.creditCents - month.paidCents);
}
