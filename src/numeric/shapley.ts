/**
 * Shapley shares of v(all) − v(none), exact over all coalitions: symmetric, null players get 0, and
 * the shares add up whatever the order (L. S. Shapley 1953; scenarios.md §2.12). `values[mask]` is
 * v of the coalition whose players are the set bits of the mask, 0 to 2^count − 1; the unit is v's.
 * Whole values give sums without rounding, so that each share is its fraction, rounded once.
 */
export function shapley(values: ArrayLike<number>, count: number): number[] {
  const weights = coalitionWeights(count);
  const shares = Array.from({ length: count }, () => 0);
  const size = 1 << count;
  for (let mask = 0; mask < size; mask++) {
    let members = 0;
    for (let i = 0; i < count; i++) members += (mask >> i) & 1;
    for (let i = 0; i < count; i++) {
      if ((mask & (1 << i)) !== 0) continue;
      const gain = (values[mask | (1 << i)] as number) - (values[mask] as number);
      shares[i] = (shares[i] as number) + (weights[members] as number) * gain;
    }
  }
  return shares.map((share) => share / factorial(count));
}

const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));

/**
 * |S|! (n − |S| − 1)! by size of S: how many of the n! orders put S, and then one player, first.
 */
function coalitionWeights(n: number): number[] {
  return Array.from({ length: n }, (_, s) => factorial(s) * factorial(n - s - 1));
}
