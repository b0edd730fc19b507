import { HEAD } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { invariant } from '../../src/error.ts';
import { postingsOfRow } from '../../projections/postings.ts';
import { PARAMETER_IDS } from '../../scenarios/effects.ts';
import type { Arm } from '../../scenarios/effects.ts';
import { startFolds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { METRIC_INDEX } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import type { Model } from '../../scenarios/model.ts';
import { valueSource } from '../../scenarios/value-source.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { rangeRunner } from '../../scenarios/run-range.ts';
import type { RangeRunner, RunSpec } from '../../scenarios/run-range.ts';
import type { SyntheticKind } from './explanation.ts';

const CASH = 1010;
/** Leaves cash, and no figure of a comparison counts it: they are before income tax. */
const INCOME_TAX = 'IncomeTaxPaid';

/** One path of a run lived again, to be looked at. */
export interface PathAgain {
  metric(metric: Metric): number;
  /** Cash difference from the first month of the horizon to the end of one, by index. */
  cumulativeCents(month: number): number;
  /** What the model wrote, by kind; cash but for income tax adds up to the path's difference. */
  readonly synthetic: readonly SyntheticKind[];
}

/** Lives paths of a run again, each once: luck is addressed, so it is the same path to the bit. */
export function pathsAgain(spec: RunSpec): (path: number) => PathAgain {
  const runner = rangeRunner(spec, sha256);
  const lived = new Map<number, PathAgain>();
  return (path) => {
    const known = lived.get(path) ?? livePath(spec, runner, path);
    lived.set(path, known);
    return known;
  };
}

function livePath(spec: RunSpec, runner: RangeRunner, path: number): PathAgain {
  const { metrics, monthlyDelta } = runner.run(path, path + 1);
  const metric = (name: Metric): number => metrics[METRIC_INDEX[name]] ?? 0;
  let synthetic: readonly SyntheticKind[] | undefined;
  return {
    metric,
    cumulativeCents: (month) => monthlyDelta.subarray(0, month + 1).reduce((a, b) => a + b, 0),
    get synthetic() {
      synthetic ??= countEvents(spec, runner, path);
      const difference = synthetic.reduce(
        (sum, { kind, withMsoCents, independentCents }) =>
          kind === INCOME_TAX ? sum : sum + withMsoCents - independentCents,
        0,
      );
      invariant(
        difference === metric('deltaCash'),
        'made-up events add up to the path’s difference',
      );
      const cash = (of: 'independentCents' | 'withMsoCents'): number =>
        (synthetic ?? []).reduce((sum, kind) => sum + kind[of], 0);
      invariant(
        cash('independentCents') === metric('closingCashIndependent') &&
          cash('withMsoCents') === metric('closingCashWithMso'),
        'made-up events add up to the cash of each arm',
      );
      return synthetic;
    },
  };
}

interface Tally {
  events: number;
  cents: number;
}

function countEvents(spec: RunSpec, { model }: RangeRunner, path: number): SyntheticKind[] {
  const independent = liveArm(spec, model, model.arms.independent, path);
  const withMso = liveArm(spec, model, model.arms.withMso, path);
  const kinds = [...new Set([...independent.keys(), ...withMso.keys()])].sort();
  return kinds.map((kind) => ({
    kind,
    path,
    independentEvents: independent.get(kind)?.events ?? 0,
    withMsoEvents: withMso.get(kind)?.events ?? 0,
    independentCents: independent.get(kind)?.cents ?? 0,
    withMsoCents: withMso.get(kind)?.cents ?? 0,
  }));
}

function liveArm(spec: RunSpec, model: Model, arm: Arm, path: number): Map<string, Tally> {
  const writer = new TallyingWriter(model);
  const values = new Float64Array(PARAMETER_IDS.length);
  const { parameters, sampling, seed, fixed } = spec;
  valueSource(parameters, { seed, fixed, sampling, sha256 }).fill(path, values);
  const luck = luckSource(model, seed, sha256, sampling).fill(path);
  runArm(model, arm, values, luck, workbench(model, writer, startFolds(model)));
  return writer.kinds;
}

/** Counts head rows and cash of the practices by kind as they are handed over to be folded. */
class TallyingWriter extends RowWriter {
  readonly kinds = new Map<string, Tally>();
  readonly #model: Model;
  readonly #practices: ReadonlySet<string>;

  constructor(model: Model) {
    super();
    this.#model = model;
    this.#practices = new Set(model.plan.practices);
  }

  override finish(): EventBatch {
    const batch = super.finish();
    for (let row = this.folded; row < batch.length; row++) this.#take(batch, row);
    return batch;
  }

  #take(batch: EventBatch, row: number): void {
    const name = rowKind(batch.kind[row] ?? 0)?.declaration.type ?? '';
    const known = this.kinds.get(name) ?? { events: 0, cents: 0 };
    known.events += ((batch.flags[row] ?? 0) & HEAD) === 0 ? 0 : 1;
    for (const posting of postingsOfRow(batch, row, this.#model.context)) {
      if (posting.account !== CASH || !this.#practices.has(posting.entity)) continue;
      known.cents += posting.amountCents;
    }
    this.kinds.set(name, known);
  }
}
