import { instantIndex } from './column-book.ts';
import type { Span } from './column-book.ts';
import { copyRow, makeBatch } from './columns.ts';
import type { EventBatch } from './columns.ts';

const FEW_ROWS = 64;
const MANY_ROWS = 4_096;

/** Copies rows for who needs them longer than they are lent: a span is valid until the next one. */
export class RowKeeper {
  #batch: EventBatch | undefined;

  /** The same rows, with their sequence and instants, in a batch that stays. */
  keep({ batch, from, to }: Span): Span {
    const own = this.#batchFor(to - from, batch.policy);
    const first = own.length;
    for (let i = from, at = first; i < to; i++, at++) {
      copyRow(batch, i, own, at);
      own.sequence[at] = batch.firstSequence + (batch.sequence[i] ?? 0);
      own.recorded[at] = instantIndex(own, batch.recordedAt[batch.recorded[i] ?? 0] ?? '');
    }
    own.length = first + to - from;
    return { batch: own, from: first, to: own.length };
  }

  #batchFor(rows: number, policy: string): EventBatch {
    const last = this.#batch;
    if (last?.policy === policy && last.length + rows <= last.capacity) return last;
    const batch = makeBatch(Math.max(rows, last === undefined ? FEW_ROWS : MANY_ROWS));
    batch.policy = policy;
    this.#batch = batch;
    return batch;
  }
}
