// A comparison with everything that a scenario may add is explained as any other.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparisonExplainer } from '../../../app/explain/comparison.ts';
import type { ComparisonExplainer } from '../../../app/explain/comparison.ts';
import { comparisonOf, ownStartingPoint } from '../../../scenarios/comparison-of.ts';
import { compare } from '../../../scenarios/compare.ts';
import { readScenario } from '../../../scenarios/file/read-scenario.ts';
import { inlinePool } from '../../../scenarios/runner.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { faultsOf } from '../../support/adds-up.ts';

const JOIN = readFileSync(new URL('../../../scenarios/library/join.yaml', import.meta.url), 'utf8');
const OURS = `${JOIN}
memberships: { club: { members: 60, joins: 3 /month, fee: 149 USD/month, grade: E } }
giftCards: { cards: { sold: 2500 USD/month, delay: 2 months, escheat: 6 months, grade: E } }
packages: { all: { delay: 3 months, grade: entered } }
equipment:
  laser: { site: main, bought: 2027-06, price: 120000 USD, financed: 50%, rate: 9%/yr,
    term: 24 months, life: 84 months, grade: entered }
incomeTax: { rate: 21%, grade: entered }
`;

describe('a comparison with what is sold ahead, bought and taxed', () => {
  let run: ComparisonExplainer;

  beforeAll(async () => {
    const scenario = readScenario('ours.yaml', () => OURS, sha256);
    const from = ownStartingPoint(scenario.scenario);
    if (from === null) throw new Error('join brings its own levels');
    const asked = comparisonOf(scenario, from);
    const comparison = { ...asked, paths: 16, bridgePaths: 2, sidePaths: 4 };
    const sampling = { ...asked.sampling, replicates: 2 };
    const whole = { ...comparison, sampling };
    const answer = await compare(whole, inlinePool(sha256), sha256);
    run = comparisonExplainer({ comparison: whole, answer });
  });

  it('explains cash at the end by its start, what came in and the income tax', () => {
    for (const arm of ['independent', 'with-mso']) {
      const explained = run.explain(`compare/closing-cash/${arm}`);
      expect(faultsOf(explained)).toEqual([]);
      const tax = run.figures.get(`compare/income-tax/${arm}`)?.value ?? 0;
      expect(tax).toBeGreaterThan(0);
      const steps = explained.kind === 'scenario' ? explained.steps : [];
      expect(steps).toContainEqual({ words: 'income tax paid', amount: -tax });
    }
  });

  it('finds every figure again on the paths it is of, bars and all', () => {
    expect(run.isSame()).toBe(true);
    for (const name of run.figures.keys()) expect(faultsOf(run.explain(name)), name).toEqual([]);
  });
});
