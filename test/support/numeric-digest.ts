// Prints one SHA-256 over a few hundred thousand results of every numeric function. Any two
// machines, Node versions or processor features must print the same (settled.md §5.1).
import { createHash } from 'node:crypto';
import { binomialDraw, poissonDraw } from '../../src/numeric/count-draws.ts';
import { binomialTails, negativeBinomialTails, poissonTails } from '../../src/numeric/counts.ts';
import { gamma, lognormal, normal, pert, weibull } from '../../src/numeric/distributions.ts';
import * as e from '../../src/numeric/elementary.ts';
import { lnGamma } from '../../src/numeric/incomplete.ts';
import { nearestCorrelation } from '../../src/numeric/nearest-correlation.ts';
import { discountFactor } from '../../src/numeric/present-value.ts';
import { quantileTable, tableBytes, tabulated } from '../../src/numeric/quantile-table.ts';
import { quantiles } from '../../src/numeric/sample-quantile.ts';
import { arcsine, sinPi } from '../../src/numeric/sine.ts';
import { fillScrambled } from '../../src/numeric/sobol-sequence.ts';
import { fillUniforms, fillUniforms32, streamKey } from '../../src/numeric/stream.ts';
import * as s from '../../src/numeric/statistics.ts';

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());
const hash = createHash('sha256');
let count = 0;

function add(results: Float64Array): void {
  count += results.length;
  hash.update(tableBytes(results));
}

const n = 20_000;
const u = new Float64Array(n);
const v = new Float64Array(n);
fillUniforms(u, 0, n, streamKey('digest', 'u', sha256), { path: 1, entity: 2, draw: 3 });
fillUniforms32(v, 0, n, streamKey('digest', 'v', sha256), { path: 1, entity: 2, draw: 3 });
add(u);
add(v);

const at = (f: (u: number, v: number) => number, from: Float64Array = u): void =>
  add(from.map((x, i) => f(x, v[i] ?? 0)));

at((x) => e.exp(x * 1400 - 700));
at((x) => e.expm1(x * 4 - 2));
at((x, y) => e.log(x * e.exp(y * 600 - 300)));
at((x) => e.log1p(x * 3 - 0.99));
at((x, y) => e.pow(x * 5, y * 80 - 40));
at((x) => e.erf(x * 7 - 3.5));
at((x) => e.erfc(x * 30 - 3));
at((x) => e.normalCdf(x * 45 - 37));
at((x) => e.normalDensity(x * 20 - 10));
at(e.normalQuantile);
at((x) => sinPi(x * 4 - 2));
at((x) => arcsine(x * 2 - 1));
at((x) => lnGamma(x * 200));
at((x, y) => discountFactor(y * 0.5 - 0.1, Math.floor(x * 4000)));
at((x, y) => poissonDraw(y * 60, x));
at((x, y) => binomialDraw(Math.floor(y * 300), (y * 977) % 1, x));

const few = u.subarray(0, 600);
for (const d of [
  normal({ mean: 3, sd: 2 }),
  lognormal({ median: 40, gsd: 1.6 }),
  gamma({ shape: 2.5, scale: 3 }),
  pert({ min: 0.5, mode: 0.65, max: 0.9 }),
  weibull({ shape: 1.5, scale: 40 }),
]) {
  const table = quantileTable(d);
  add(table);
  at((x) => tabulated(table, x));
  at(d.quantile, few);
  at(d.upperQuantile, few);
}
at((x, y) => poissonTails(x * 90, Math.floor(y * 90)).upper, few);
at((x, y) => binomialTails(90, x, Math.floor(y * 90)).lower, few);
at((x, y) => negativeBinomialTails(x * 9, 2.5, Math.floor(y * 20)).lower, few);

const sobol = new Float64Array(n);
const scramble = { key: streamKey('digest', 'sobol', sha256), replicate: 3 };
for (let i = 0; i < n; i += 20) fillScrambled(sobol, i, 20, i, scramble);
add(sobol);
const asked = Array.from({ length: 8 }, (_, i) =>
  Array.from({ length: 8 }, (__, j) => (i === j ? 1 : 2 * (u[i * j + i + j] ?? 0) - 1)),
);
for (const row of nearestCorrelation(asked, 0.001)) add(row);

const share = s.ratioOfMeans(u, v);
add(
  Float64Array.of(
    s.mean(u),
    s.variance(u),
    s.lag1Autocorrelation(u),
    s.covariance(u, v),
    s.studentTQuantile(7, 0.975),
    s.jeffreysInterval(7, 31).upper,
    s.clopperPearsonInterval(7, 31).lower,
    s.wilsonInterval(7, 31).lower,
    share?.standardError ?? 0,
    ...quantiles(u, [0.05, 0.1, 0.5, 0.9, 0.95], 'hf8'),
  ),
);
process.stdout.write(`${count} ${hash.digest('hex')}\n`);
