import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldFeeBase } from '../../projections/fee-base.ts';
import { ledger } from '../../projections/ledger.ts';
import { PARAMETER_IDS } from '../../scenarios/effects.ts';
import { foldAll, foldNew, startFolds } from '../../scenarios/folds.ts';
import type { Folds } from '../../scenarios/folds.ts';
import { K } from '../../scenarios/kinds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { compileModel } from '../../scenarios/model.ts';
import type { Model } from '../../scenarios/model.ts';
import type { ParameterSet } from '../../scenarios/parameters.ts';
import type { Plan, SitePlan } from '../../scenarios/plan.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { INDEPENDENT, valueSource } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../support/example-plan.ts';
import { arbitraryParameters, arbitraryPlan } from './arbitrary-plan.ts';

const SEED = '20260401';
const RUNS = { numRuns: 60, seed: 20_260_401 };

/** Folds every row that it hands over a second time, by the projections that fold the past. */
class TwiceFolded extends RowWriter {
  readonly slow: Folds;
  /** Rows of the longest batch. */
  longest = 0;

  constructor(model: Model) {
    super();
    this.slow = startFolds(model);
  }

  override finish(): EventBatch {
    const batch = super.finish();
    ledger.fold(this.slow.ledger, batch, this.folded, batch.length);
    foldFeeBase(this.slow.feeBase, batch, this.folded, batch.length);
    this.longest = Math.max(this.longest, batch.length);
    return batch;
  }
}

function expectSame(folds: Folds, slow: Folds): void {
  expect(folds.ledger.cells).toEqual(slow.ledger.cells);
  expect(folds.ledger.open).toEqual(slow.ledger.open);
  expect(folds.feeBase.cents).toEqual(slow.feeBase.cents);
}

/** Lives one arm of a path from nothing, so that what comes before all paths is folded too. */
function live(plan: Plan, parameters: ParameterSet, arm: 'independent' | 'withMso') {
  const model = compileModel(plan);
  const writer = new TwiceFolded(model);
  const folds = startFolds(model);
  const values = new Float64Array(PARAMETER_IDS.length);
  const sampled = { seed: SEED, fixed: 'none', sampling: INDEPENDENT, sha256 } as const;
  valueSource(parameters, sampled).fill(1, values);
  const luck = luckSource(model, SEED, sha256).fill(1);
  runArm(model, model.arms[arm], values, luck, workbench(model, writer, folds));
  expectSame(folds, writer.slow);
  return { writer, folds };
}

/** Kinds that balance by themselves: an opening is a list of lines. */
const KINDS = Object.values(K).filter((kind) => kind !== K.opening && kind !== K.openingLine);

describe('folding a future in one pass', () => {
  it('is what the projections of the past make of the same rows', () => {
    let receipts = 0;
    fc.assert(
      fc.property(
        arbitraryPlan({ hasCost: true }),
        arbitraryParameters,
        fc.constantFrom('independent', 'withMso'),
        (plan, parameters, arm) => {
          receipts += live(plan, parameters, arm).folds.feeBase.cents.filter((c) => c !== 0).length;
        },
      ),
      RUNS,
    );
    expect(receipts).toBeGreaterThan(0);
  });

  it('is so for each kind of row, whatever its codes and amounts', () => {
    const model = compileModel(EXAMPLE_PLAN);
    const entities = model.context.names.size('entity');
    const writer = new TwiceFolded(model);
    const folds = startFolds(model);
    const first = model.months[0]?.first ?? 0;
    const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const row = fc.record({
      kind: fc.constantFrom(...KINDS),
      day: fc.integer({ min: first, max: model.lastDay }),
      entity: fc.integer({ min: 1, max: entities - 1 }),
      party: fc.integer({ min: 1, max: entities - 1 }),
      code: fc.nat({ max: 2 ** 24 - 1 }),
      amounts: fc.tuple(amount, amount, amount, amount),
    });
    const seen = new Set<number>();
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 50 }), (rows) => {
        writer.start(model.lastDay);
        for (const { kind, day, entity, party, code, amounts } of rows) {
          writer.place(entity, 0);
          writer.put(kind, day, 0, party, code, ...amounts);
          seen.add(kind);
        }
        foldAll(folds, writer);
        expectSame(folds, writer.slow);
      }),
      RUNS,
    );
    expect(seen.size).toBe(KINDS.length);
  });

  it('refuses a row of a kind that no future has', () => {
    const model = compileModel(EXAMPLE_PLAN);
    const writer = new RowWriter();
    const foreign = Array.from({ length: 256 }, (_, kind) => kind).find(
      (kind) => kind > 0 && !Object.values(K).includes(kind as never),
    );
    writer.start(model.lastDay);
    writer.place(1, 0);
    writer.put(foreign ?? 0, model.lastDay, 0, 0, 0, 1, 0, 0, 0);
    expect(() => {
      foldNew(startFolds(model), writer);
    }).toThrow(`kind ${foreign} is one that futures write`);
  });
});

describe('a writer of rows', () => {
  const [site] = EXAMPLE_PLAN.sites as readonly [SitePlan, ...SitePlan[]];
  const sitesOf = (count: number): Plan => ({
    ...EXAMPLE_PLAN,
    months: 2,
    opening: [],
    sites: Array.from({ length: count }, (_, i) => ({ ...site, id: `${site.id}-${i}` })),
  });

  it('folds before its room is used up, in a month of many sites', () => {
    const few = live(sitesOf(10), EXAMPLE_PARAMETERS, 'withMso').writer;
    const many = live(sitesOf(400), EXAMPLE_PARAMETERS, 'withMso').writer;
    expect(many.written / 2).toBeGreaterThan(many.longest * 1.5);
    expect(few.written / 2).toBeLessThan(many.longest / 2);
  });

  it('does not hand over rows of another one', () => {
    const [one, other] = [new RowWriter(), new RowWriter()];
    one.start(1);
    one.place(1, 0);
    one.put(K.sale, 1, 0, 0, 0, 100, 0, 0, 0);
    other.start(1);
    expect(() => one.finish()).toThrow('one future at a time is lived in a thread');
    expect(other.finish().length).toBe(0);
    expect(other.written).toBe(0);
  });

  it('leaves nothing of a row behind for the next one in its place', () => {
    const writer = new RowWriter();
    writer.start(1);
    writer.put(K.sale, 1, 2, 3, 4, 5, 6, 7, 8);
    writer.more(K.sale, 1, 2, 3, 4, 5, 6, 7, 8);
    writer.start(1);
    writer.put(K.sale, 1, 0, 0, 0, 0, 0, 0, 0);
    writer.put(K.sale, 1, 0, 0, 0, 0, 0, 0, 0);
    writer.put(K.sale, 2, 0, 0, 0, 0, 0, 0, 0);
    const rows = writer.finish();
    expect(rows.length).toBe(2);
    for (const column of [rows.subject, rows.party, rows.code, rows.amount0, rows.amount3]) {
      expect([...column.subarray(0, 2)]).toEqual([0, 0]);
    }
    expect(rows.flags[1]).toBe(rows.flags[0]);
  });
});
