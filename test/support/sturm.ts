// How many distinct positive zeros a polynomial has, exactly: J. C. F. Sturm's chain of remainders
// (1829) in big integers. The second way for rates of return.

/** Coefficients from the constant one on, the last one not 0. */
type Polynomial = readonly bigint[];

const size = (a: bigint): bigint => (a < 0n ? -a : a);
const leading = (p: Polynomial): bigint => p.at(-1) ?? 0n;

function commonDivisor(p: Polynomial): bigint {
  let divisor = 0n;
  for (const next of p) {
    let [a, b] = [divisor, size(next)];
    while (b !== 0n) [a, b] = [b, a % b];
    divisor = a;
  }
  return divisor;
}

/** Without zeros at the end and without what all coefficients share. */
function reduced(p: Polynomial): Polynomial {
  const kept = p.slice(0, p.findLastIndex((a) => a !== 0n) + 1);
  const divisor = commonDivisor(kept);
  return kept.map((a) => a / divisor);
}

/** A positive multiple of the remainder of a divided by b. */
function remainder(a: Polynomial, b: Polynomial): Polynomial {
  const sign = leading(b) < 0n ? -1n : 1n;
  let rest = a;
  while (rest.length >= b.length) {
    const shift = rest.length - b.length;
    const factor = leading(rest) * sign;
    const all = rest.map((c, i) => c * size(leading(b)) - (b[i - shift] ?? 0n) * factor);
    rest = reduced(all);
  }
  return rest;
}

const changes = (signs: readonly bigint[]): number => {
  const kept = signs.filter((a) => a !== 0n).map((a) => a < 0n);
  return kept.filter((isNegative, i) => i > 0 && isNegative !== kept[i - 1]).length;
};

/** Distinct zeros v > 0 of Σ c_k·v^k, whole c_k; null when all are 0. */
export function countPositiveZeros(coefficients: readonly number[]): number | null {
  const all = coefficients.map(BigInt);
  const first = all.findIndex((c) => c !== 0n);
  if (first < 0) return null;
  const chain = [reduced(all.slice(first))];
  let next = reduced((chain[0] ?? []).slice(1).map((c, i) => c * BigInt(i + 1)));
  while (next.length > 0) {
    chain.push(next);
    next = remainder(chain.at(-2) ?? [], next).map((c) => -c);
  }
  return changes(chain.map((p) => p[0] ?? 0n)) - changes(chain.map(leading));
}
