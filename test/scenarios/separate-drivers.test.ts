import fc from 'fast-check';
import { expect, it } from 'vitest';
import { activeDrivers, coalitionArm } from '../../scenarios/bridge.ts';
import { coalitionsOf, coalitionTasks } from '../../scenarios/bridge-answer.ts';
import { rangeRunner } from '../../scenarios/run-range.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import { livedMasks } from '../../scenarios/separate-drivers.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { EXAMPLE_PARAMETERS } from '../support/example-plan.ts';
import { arbitraryParameters } from './arbitrary-plan.ts';
import { arbitraryWholePlan } from './monthly-plans.ts';

const RUNS = { numRuns: 80, seed: 20_260_403 };
const MOST_DRIVERS = 6;
/** A plan with parameters, and some of the drivers that these move. */
const arbitraryBridge = fc
  .tuple(arbitraryWholePlan, arbitraryParameters)
  .chain(([plan, parameters]) => {
    const ids = new Set(parameters.map(({ id }) => id));
    const active = activeDrivers(ids, plan.levers);
    const some = fc.shuffledSubarray(active, {
      minLength: Math.min(active.length, MOST_DRIVERS),
      maxLength: Math.min(active.length, MOST_DRIVERS),
    });
    return fc.record({
      plan: fc.constant(plan),
      parameters: fc.constant(parameters),
      drivers: some,
    });
  });

it('has every coalition to the cent as if it had been lived itself', () =>
  fc.assert(
    fc.asyncProperty(
      arbitraryBridge,
      fc.boolean(),
      async ({ plan, parameters, drivers }, isNoisy) => {
        const spec: RunSpec = {
          plan: { ...plan, noise: { group: 0.1, site: 0.1, lag: 0.1 } },
          parameters,
          sampling: INDEPENDENT,
          seed: '11',
          fixed: 'none',
          isNoisy,
        };
        const paths = [0, 3];
        const tasks = coalitionTasks(drivers, paths);
        const results = await inlinePool(sha256).run([spec], tasks);
        const { values } = coalitionsOf(drivers, paths, tasks, results);
        const runner = rangeRunner(spec, sha256);
        const lived = Array.from({ length: 1 << drivers.length }, (_, mask) =>
          paths.map((path) => runner.operatingCents(coalitionArm(drivers, mask), path)),
        );
        expect([...values].map((x) => x + 0)).toEqual(lived.flat().map((x) => x + 0));
      },
    ),
    RUNS,
  ));

it('lives a third of the coalitions of the usual six drivers, and all where none is apart', () => {
  const usual = activeDrivers(new Set(EXAMPLE_PARAMETERS.map(({ id }) => id)));
  expect(usual).toHaveLength(6);
  // Visits and the change 4 × denials and speed 4, the price beside the former 4, overhead 1.
  expect(livedMasks(usual)).toHaveLength(21);
  expect(livedMasks(['volume', 'denials'])).toEqual([0, 1, 2, 3]);
});
