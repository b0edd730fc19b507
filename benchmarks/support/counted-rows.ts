import { HEAD } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { PARAMETER_IDS } from '../../scenarios/effects.ts';
import { startFolds } from '../../scenarios/folds.ts';
import { luckSource } from '../../scenarios/luck.ts';
import { compileModel } from '../../scenarios/model.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { runArm, workbench } from '../../scenarios/run-arm.ts';
import { valuesOfRun } from '../../scenarios/run-range.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';

/** What the rows of some paths are, both arms, as they stand in the batch when they are folded. */
export interface RowCounts {
  /** Head rows: an event has one. */
  readonly events: number;
  readonly rows: number;
  /** Kinds of events among them. */
  readonly kinds: number;
}

/** Lives both arms of paths [0, paths) and counts what is written, batch by batch. */
export function countRows(spec: RunSpec, paths: number, sha256: Sha256): RowCounts {
  const model = compileModel(spec.plan);
  const writer = new CountingWriter();
  const bench = workbench(model, writer, startFolds(model));
  const source = valuesOfRun(spec, sha256);
  const luck = luckSource(model, spec.seed, sha256);
  const values = new Float64Array(PARAMETER_IDS.length);
  // What is written once for all paths is none of a path's rows.
  for (const arm of [model.arms.independent, model.arms.withMso]) {
    runArm(model, arm, values, luck.fill(0), bench);
  }
  writer.forget();
  for (let path = 0; path < paths; path++) {
    for (const arm of [model.arms.independent, model.arms.withMso]) {
      source.fill(path, values);
      runArm(model, arm, values, luck.fill(path), bench);
    }
  }
  return { events: writer.events, rows: writer.rows, kinds: writer.kinds.size };
}

/** Counts rows as they are handed over to be folded. */
class CountingWriter extends RowWriter {
  readonly kinds = new Set<number>();
  events = 0;
  rows = 0;

  override finish(): EventBatch {
    const batch = super.finish();
    this.rows += batch.length - this.folded;
    for (let i = this.folded; i < batch.length; i++) {
      if (((batch.flags[i] as number) & HEAD) === 0) continue;
      this.events += 1;
      this.kinds.add(batch.kind[i] as number);
    }
    return batch;
  }

  forget(): void {
    this.kinds.clear();
    this.events = this.rows = 0;
  }
}
