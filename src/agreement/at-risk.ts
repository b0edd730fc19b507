import { cents, Decimal } from '../money.ts';
import { roundCents } from './fee-base.ts';
import type { FeeCredit } from './fee-types.ts';
import type { FeeComponent } from './terms.ts';

/**
 * Credits for the standards missed: the share at risk of the component's amount after its limits,
 * rounded half up, split over all its standards by weight so that the parts add up to it. Nothing
 * is credited on an amount of zero or below.
 */
export function missedCredits(
  component: FeeComponent,
  amountCents: number,
  missed: readonly string[],
): FeeCredit[] {
  const { atRisk } = component;
  if (!atRisk || amountCents <= 0) return [];
  const pot = roundCents(new Decimal(atRisk.share).times(amountCents));
  const parts = splitByWeight(
    pot,
    atRisk.standards.map((standard) => standard.weight ?? 1),
  );
  const credits: FeeCredit[] = [];
  for (const [i, standard] of atRisk.standards.entries()) {
    const amount = parts[i] ?? 0;
    if (missed.includes(standard.code) && amount !== 0)
      credits.push({
        component: component.code,
        standard: standard.code,
        amountCents: cents(amount),
      });
  }
  return credits;
}

/** Largest remainder over whole weights, ties to the earlier part; remainders are whole numbers. */
function splitByWeight(pot: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const parts = weights.map((weight, i) => {
    const product = new Decimal(pot).times(weight);
    return { i, floor: product.divToInt(sum).toNumber(), rest: product.mod(sum).toNumber() };
  });
  const left = pot - parts.reduce((total, part) => total + part.floor, 0);
  const topped = new Set(
    parts
      .toSorted((a, b) => b.rest - a.rest || a.i - b.i)
      .slice(0, left)
      .map((part) => part.i),
  );
  return parts.map((part) => part.floor + (topped.has(part.i) ? 1 : 0));
}
