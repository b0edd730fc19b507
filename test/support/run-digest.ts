// Prints what a small comparison comes to, as a plain script that loads the core alone: any Node
// that can read it must print the same but for `pow`, which is the platform's own (settled.md §5.1).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { discountTable } from '../../src/numeric/present-value.ts';
import { tableBytes } from '../../src/numeric/quantile-table.ts';
import { compare } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { comparisonOf, ownStartingPoint } from '../../scenarios/comparison-of.ts';
import { PARAMETER_IDS } from '../../scenarios/effects.ts';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import { promisedMonths } from '../../scenarios/promise.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import { valueSource } from '../../scenarios/value-source.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from './example-plan.ts';

const library = new URL('../../scenarios/library/', import.meta.url);
const read = readScenario(
  'join',
  (name) => readFileSync(new URL(`${name}.yaml`, library), 'utf8'),
  sha256,
);
const from = ownStartingPoint(read.scenario);
if (from === null) throw new TypeError('join starts from its own levels');
const small = { paths: 64, bridgePaths: 1, sidePaths: 8 };
const join: Comparison = { ...comparisonOf(read, from), ...small };
const group: Comparison = {
  ...join,
  plan: EXAMPLE_PLAN,
  parameters: EXAMPLE_PARAMETERS,
  scenario: 'three-sites',
};

const pool = inlinePool(sha256);
const textOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');
const found: Record<string, string> = {};
for (const comparison of [join, group]) {
  const answer = await compare(comparison, pool, sha256);
  const promised = await promisedMonths(comparison, pool);
  found[comparison.scenario] = `${answer.digest} ${textOf(answer)} ${textOf(promised)}`;
}

// Figures are whole cents, in which a last bit is seldom seen: what they are made of, unrounded.
const drawn = new Float64Array(PARAMETER_IDS.length);
const bits = createHash('sha256');
const { parameters, seed, sampling } = join;
const values = valueSource(parameters, { seed, fixed: 'none', sampling, sha256 });
bits.update(tableBytes(discountTable(join.plan.discountAnnual, 36 * 31)));
for (let path = 0; path < join.paths; path++) {
  values.fill(path, drawn);
  bits.update(tableBytes(drawn));
}
found['unrounded'] = bits.digest('hex');

const powers = Float64Array.from({ length: 20_000 }, (_, i) =>
  Math.pow(1 + i / 777, 0.3 + i / 20_000),
);
const pow = createHash('sha256').update(tableBytes(powers)).digest('hex');
process.stdout.write(`${JSON.stringify({ version: process.version, pow, found })}\n`);
