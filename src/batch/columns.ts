/** Rows a batch holds at most; sequence deltas, instants and caches count on it. */
export const BATCH_ROWS = 65_536;
/**
 * Of the first batch of a book. Where the writing of rows goes on to a next batch only after V8 has
 * compiled it, V8 throws that away and compiles it again (decision 0020).
 */
const FIRST_BATCH_ROWS = 2_048;

/** Rows that batch `i` of a book is made for. */
export const roomOf = (i: number): number => (i === 0 ? FIRST_BATCH_ROWS : BATCH_ROWS);

/** Bytes of one row: settled.md §4.1, to the byte. */
export const ROW_BYTES = 64;

/** Flags of a row. A reversal carries negated amounts; counts come from head rows. */
export const REVERSAL = 1;
export const HEAD = 2;
export const SYNTHETIC = 4;
export const SUSPENSE = 8;
export const LATE = 16;

/**
 * Events as columns: a struct of arrays. Columns hold what folds read in plain loops: amounts in
 * cents (or counts, days, thousandths, as the declaration says), names as interned numbers, dates as
 * day numbers.
 */
export interface EventBatch {
  readonly capacity: number;
  /** Rows in use. */
  length: number;
  /** Sequence of the first event; a row's sequence is this plus its delta. */
  firstSequence: number;
  /** Posting policy of every event in the batch: a batch has one (settled.md §4.1). */
  policy: string;
  /** Instants that `recorded` indexes. */
  recordedAt: string[];
  readonly amount0: Float64Array;
  readonly amount1: Float64Array;
  readonly amount2: Float64Array;
  readonly amount3: Float64Array;
  readonly effective: Int32Array;
  readonly occurred: Int32Array;
  readonly subject: Int32Array;
  readonly party: Int32Array;
  readonly code: Int32Array;
  readonly sequence: Uint32Array;
  readonly entity: Uint16Array;
  readonly site: Uint16Array;
  readonly recorded: Uint16Array;
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
}

/** A kind of typed array. */
interface Numbers<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
}

/** An empty batch over a block of its own, or over one that is lent to it. */
export function makeBatch(
  capacity: number,
  block: ArrayBuffer = new ArrayBuffer(capacity * ROW_BYTES),
): EventBatch {
  let next = 0;
  const over = <A>(kind: Numbers<A>): A => {
    const offset = next;
    next += capacity * kind.BYTES_PER_ELEMENT;
    return new kind(block, offset, capacity);
  };
  return {
    capacity,
    length: 0,
    firstSequence: 0,
    policy: '',
    recordedAt: [],
    amount0: over(Float64Array),
    amount1: over(Float64Array),
    amount2: over(Float64Array),
    amount3: over(Float64Array),
    effective: over(Int32Array),
    occurred: over(Int32Array),
    subject: over(Int32Array),
    party: over(Int32Array),
    code: over(Int32Array),
    sequence: over(Uint32Array),
    entity: over(Uint16Array),
    site: over(Uint16Array),
    recorded: over(Uint16Array),
    kind: over(Uint8Array),
    flags: over(Uint8Array),
  };
}

/** The columns of a batch, in the order in which they are laid out. */
export const COLUMNS = [
  'amount0',
  'amount1',
  'amount2',
  'amount3',
  'effective',
  'occurred',
  'subject',
  'party',
  'code',
  'sequence',
  'entity',
  'site',
  'recorded',
  'kind',
  'flags',
] as const satisfies readonly (keyof EventBatch)[];

/** Copies row `from` of one batch to row `to` of another. Instants are not carried over. */
export function copyRow(source: EventBatch, from: number, target: EventBatch, to: number): void {
  target.amount0[to] = source.amount0[from] ?? 0;
  target.amount1[to] = source.amount1[from] ?? 0;
  target.amount2[to] = source.amount2[from] ?? 0;
  target.amount3[to] = source.amount3[from] ?? 0;
  target.effective[to] = source.effective[from] ?? 0;
  target.occurred[to] = source.occurred[from] ?? 0;
  target.subject[to] = source.subject[from] ?? 0;
  target.party[to] = source.party[from] ?? 0;
  target.code[to] = source.code[from] ?? 0;
  target.sequence[to] = source.sequence[from] ?? 0;
  target.entity[to] = source.entity[from] ?? 0;
  target.site[to] = source.site[from] ?? 0;
  target.recorded[to] = source.recorded[from] ?? 0;
  target.kind[to] = source.kind[from] ?? 0;
  target.flags[to] = source.flags[from] ?? 0;
}
