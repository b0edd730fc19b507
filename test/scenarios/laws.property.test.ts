import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../projections/ledger.ts';
import { activeDrivers, coalitionArm } from '../../scenarios/bridge.ts';
import { arms, PARAMETER_IDS, PARAMETER_INDEX } from '../../scenarios/effects.ts';
import { startFolds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { METRICS, metricOf, PAYBACK } from '../../scenarios/metrics.ts';
import type { Metric, RangeResult } from '../../scenarios/metrics.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { ParameterSet } from '../../scenarios/parameters.ts';
import type { Plan } from '../../scenarios/plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { INDEPENDENT, valueSource } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Month } from '../../src/calendar.ts';
import { arbitraryParameters, arbitraryPlan } from './arbitrary-plan.ts';

const SEED = '20260401';
const PATHS = 3;
const RUNS = { numRuns: 40, seed: 20_260_401 };

const runOf = (plan: Plan, parameters: ParameterSet, from = 0, to = PATHS): RangeResult =>
  rangeRunner(
    specOf({ plan, parameters, sampling: INDEPENDENT, seed: SEED, isNoisy: true }),
    sha256,
  ).run(from, to);

const sourceOf = (parameters: ParameterSet) =>
  valueSource(parameters, { seed: SEED, fixed: 'none', sampling: INDEPENDENT, sha256 });

/** Each figure of one arm with its twin in the other. */
const TWINS = METRICS.filter((m) => m.endsWith('Independent')).map(
  (m) => [m, m.replace('Independent', 'WithMso') as Metric] as const,
);
const DIFFERENCES = [
  'deltaCash',
  'pvDelta',
  'pvFee',
  'pvChange',
  'feePaid',
  'feeDue',
  'changeCost',
  'financing',
] as const satisfies readonly Metric[];

describe('laws of a comparison', () => {
  it('a null scenario is exactly zero on every path, month and metric', () => {
    fc.assert(
      fc.property(arbitraryPlan({ hasCost: false }), fc.boolean(), (plan, hasNeutral) => {
        const neutral: ParameterSet = PARAMETER_IDS.map((id) => ({
          id,
          draw: { kind: 'point', value: id === 'fee-level' ? 1 : 0 },
          grade: 'E',
          source: 'test',
          unit: 'share',
        }));
        const result = runOf(plan, hasNeutral ? neutral : []);
        for (let path = 0; path < PATHS; path++) {
          for (const metric of DIFFERENCES) expect(metricOf(result, metric, path)).toBe(0);
          for (const [one, other] of TWINS) {
            expect(metricOf(result, one, path)).toBe(metricOf(result, other, path));
          }
          expect(metricOf(result, 'payback', path)).toBe(PAYBACK.noDifference);
        }
        expect(result.monthlyDelta.every((d) => d === 0)).toBe(true);
        expect(result.monthlyFee.every((f) => f === 0)).toBe(true);
      }),
      RUNS,
    );
  });

  it('nothing differs before the effective month, on any path', () => {
    fc.assert(
      fc.property(arbitraryPlan({ hasCost: true }), arbitraryParameters, (plan, parameters) => {
        const result = runOf(plan, parameters);
        const before = plan.effective - plan.start;
        for (let path = 0; path < PATHS; path++) {
          const at = path * plan.months;
          expect(result.monthlyDelta.slice(at, at + before).every((d) => d === 0)).toBe(true);
          expect(result.monthlyFee.slice(at, at + before).every((f) => f === 0)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('a path is the same alone and in a batch, and the parts add up', () => {
    fc.assert(
      fc.property(arbitraryPlan({ hasCost: true }), arbitraryParameters, (plan, parameters) => {
        const batch = runOf(plan, parameters);
        const alone = runOf(plan, parameters, PATHS - 1, PATHS);
        const { months } = plan;
        for (const metric of METRICS) {
          expect(metricOf(alone, metric, PATHS - 1)).toBe(metricOf(batch, metric, PATHS - 1));
        }
        expect(alone.monthlyDelta).toEqual(batch.monthlyDelta.slice((PATHS - 1) * months));
        for (let path = 0; path < PATHS; path++) {
          const of = (metric: Metric): number => metricOf(batch, metric, path);
          const sum = batch.monthlyDelta
            .slice(path * months, (path + 1) * months)
            .reduce((a, b) => a + b, 0);
          expect(of('deltaCash')).toBe(sum);
          expect(of('deltaCash')).toBe(of('netCashWithMso') - of('netCashIndependent'));
          // Both arms start from the same cash.
          const closing = of('closingCashWithMso') - of('closingCashIndependent');
          expect(of('deltaCash')).toBe(closing);
        }
      }),
      RUNS,
    );
  });

  it('all drivers together bring a path’s whole benefit before financing, none of them none', () => {
    fc.assert(
      fc.property(arbitraryPlan({ hasCost: true }), arbitraryParameters, (plan, parameters) => {
        const batch = runOf(plan, parameters);
        const drivers = activeDrivers(new Set(parameters.map(({ id }) => id)), plan.levers);
        const sampling = INDEPENDENT;
        const spec = {
          plan,
          parameters,
          sampling,
          seed: SEED,
          fixed: 'none',
          isNoisy: true,
        } as const;
        const runner = rangeRunner(spec, sha256);
        const all = coalitionArm(drivers, (1 << drivers.length) - 1);
        const none = coalitionArm(drivers, 0);
        for (let path = 0; path < PATHS; path++) {
          const of = (metric: Metric): number => metricOf(batch, metric, path);
          const gross = of('deltaCash') + of('feePaid') + of('changeCost') - of('financing');
          expect(runner.operatingCents(all, path) - runner.operatingCents(none, path)).toBe(gross);
        }
      }),
      RUNS,
    );
  });

  it('adding a parameter changes no other, nor the order they are written in', () => {
    fc.assert(
      fc.property(arbitraryParameters, fc.nat(9), fc.nat(1000), (parameters, drop, path) => {
        const fill = (set: ParameterSet): Float64Array => {
          const out = new Float64Array(PARAMETER_IDS.length);
          sourceOf(set).fill(path, out);
          return out;
        };
        const all = fill(parameters);
        expect(fill(parameters.toReversed())).toEqual(all);
        const dropped = parameters[drop % Math.max(1, parameters.length)];
        if (dropped === undefined) return;
        const rest = fill(parameters.filter((p) => p !== dropped));
        for (const id of PARAMETER_IDS) {
          if (id === dropped.id) continue;
          expect(rest[PARAMETER_INDEX[id]]).toBe(all[PARAMETER_INDEX[id]]);
        }
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('a higher fee is never worth more to the practice', () => {
    fc.assert(
      fc.property(
        arbitraryPlan({ hasCost: true }),
        arbitraryParameters,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (plan, parameters, low, more) => {
          const others = parameters.filter((p) => p.id !== 'fee-level');
          const at = (tenths: number): RangeResult =>
            runOf(plan, [
              ...others,
              {
                id: 'fee-level',
                draw: { kind: 'point', value: tenths / 10 },
                grade: 'entered',
                source: 'test',
                unit: 'share',
              },
            ]);
          const cheap = at(low);
          const dear = at(low + more);
          for (let path = 0; path < PATHS; path++) {
            expect(metricOf(dear, 'pvDelta', path)).toBeLessThanOrEqual(
              metricOf(cheap, 'pvDelta', path),
            );
            expect(metricOf(dear, 'feeDue', path)).toBeGreaterThanOrEqual(
              metricOf(cheap, 'feeDue', path),
            );
          }
        },
      ),
      RUNS,
    );
  });
});

describe('claim cohorts', () => {
  // Claims come in January alone; by the end of December all of them must have run off.
  const january = Array.from({ length: 12 }, (_, m) => (m === 0 ? 12 : 0));
  const CLEARED = [1035, 1110, 1120, 1180] as const;

  it('run off to the cent, opening claims and denials among them, in both arms', () => {
    let charged = 0;
    fc.assert(
      fc.property(arbitraryPlan({ hasCost: true }), arbitraryParameters, (drawn, parameters) => {
        const start = (drawn.start - (drawn.start % 12)) as Month;
        const sites = drawn.sites.map((site) => ({ ...site, season: january }));
        const plan: Plan = { ...drawn, start, effective: start, months: 12, sites };
        const model = compileModel(plan);
        const bench = workbench(model, new RowWriter(), startFolds(model));
        const values = new Float64Array(PARAMETER_IDS.length);
        const luck = luckSource(model, SEED, sha256);
        sourceOf(parameters).fill(1, values);
        for (const arm of Object.values(arms(plan))) {
          runArm(model, arm, values, luck.fill(1), bench);
          // `resetFolds` counts on it: no year of a future is closed.
          expect(bench.folds.ledger.closings.every((cents) => cents === 0)).toBe(true);
          for (const { entity } of model.practices) {
            for (const account of CLEARED) {
              const left = balanceOf(bench.folds.ledger, entity, account, model.offset + 11);
              expect(Math.abs(left), `account ${account}`).toBe(0);
            }
            charged -= balanceOf(bench.folds.ledger, entity, 4010, model.offset + 11);
          }
        }
      }),
      RUNS,
    );
    expect(charged).toBeGreaterThan(0);
  });
});
