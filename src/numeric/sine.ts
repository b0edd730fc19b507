// Sine and arcsine from + − × ÷ √ only: same bits on every machine, like everything in this folder.

const PI = 3.141592653589793;
const HALF_PI = 1.5707963267948966;

/**
 * ±1/k! for the sine's odd and the cosine's even powers of t ≤ π/4: the first one left out is below
 * 2^-56.
 */
const SINE = new Float64Array(9);
const COSINE = new Float64Array(9);
for (let n = 0, factorial = 1; n < 9; n += 1) {
  if (n > 0) factorial *= -(2 * n - 1) * (2 * n);
  COSINE[n] = 1 / factorial;
  SINE[n] = 1 / (factorial * (2 * n + 1));
}

/** (2n)! / (4^n·n!²·(2n + 1)), the arcsine's odd powers; 25 terms reach 2^-56 at 1/2. */
const ARCSINE = new Float64Array(25);
for (let n = 0, central = 1; n < 25; n += 1) {
  if (n > 0) central *= (2 * n - 1) / (2 * n);
  ARCSINE[n] = central / (2 * n + 1);
}

function series(coefficients: Float64Array, square: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n > 0; n -= 1) {
    sum = (sum + (coefficients[n] as number)) * square;
  }
  return sum;
}

/**
 * sin(π·x): exact at multiples of 1/2; the reduction of x is exact. Error below 2 ulp (measured).
 */
export function sinPi(x: number): number {
  const turn = x - 2 * Math.round(x / 2);
  const folded = Math.abs(turn) > 0.5 ? (turn > 0 ? 1 : -1) - turn : turn;
  const size = Math.abs(folded);
  if (size <= 0.25) {
    const t = PI * folded;
    return t + t * series(SINE, t * t);
  }
  const t = PI * (0.5 - size);
  const cosine = 1 + series(COSINE, t * t);
  return folded < 0 ? -cosine : cosine;
}

/**
 * The angle in radians from −π/2 to π/2 whose sine is x; NaN outside −1 … 1. Error below 2 ulp
 * (measured).
 */
export function arcsine(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size <= 0.5) return x + x * series(ARCSINE, x * x);
  // sin(π/2 − 2a) = 1 − 2·sin²a.
  const square = (1 - size) / 2;
  const half = Math.sqrt(square);
  const angle = HALF_PI - 2 * (half + half * series(ARCSINE, square));
  return x < 0 ? -angle : angle;
}
