// The peer of the benchmark compare-numpy: the very same paths must come to the very same cents.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exampleComparison } from '../../benchmarks/support/example-comparison.ts';
import {
  agreedMonths,
  assertSameCash,
  numpyVersion,
  peerCash,
} from '../../benchmarks/support/numpy-peer.ts';
import { specOf } from '../../scenarios/run-range.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

const PATHS = 24;

/** Whether the peer can be asked; missing it is said aloud, and an error where CI=true. */
function canAsk(): boolean {
  if (numpyVersion() !== null) return true;
  const remedy = 'apt-get install python3-numpy';
  if (process.env['CI'] === 'true') throw new Error(`numpy is missing: ${remedy}`);
  process.stderr.write(`NOT TESTED with numpy: it is not on this machine (${remedy})\n`);
  return false;
}

describe.skipIf(!canAsk())('the monthly model in numpy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-numpy-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const spec = specOf(exampleComparison({ paths: PATHS }));
  const months = PATHS * spec.plan.months;

  it('agrees with the model to the cent in every month of a path without luck', () => {
    const quiet = { ...spec, isNoisy: false };
    expect(agreedMonths(folder, quiet, PATHS, sha256)).toBe(months);
  });

  it('agrees on paths with luck, given their parameters, shocks and counts of claims', () => {
    expect(agreedMonths(folder, spec, PATHS, sha256)).toBe(months);
  });

  it('agrees when the practices are recorded without the MSO and join it', () => {
    const plan = { ...spec.plan, recorded: 'independent' as const };
    expect(agreedMonths(folder, { ...spec, plan }, PATHS, sha256)).toBe(months);
  });

  it('is held to every month of every path: one cent of one card batch is seen', () => {
    const theirs = peerCash(folder, spec, PATHS, sha256);
    const sites = spec.plan.sites.map((site, s) =>
      s === 2 ? { ...site, cardFee: site.cardFee + 1e-6 } : site,
    );
    const other = { ...spec, plan: { ...spec.plan, sites } };
    expect(() => assertSameCash(theirs, other, PATHS, sha256)).toThrow(/path \d+, month \d+: ours/);
  });
});
