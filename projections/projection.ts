import type { BookContext } from '../src/batch/book-context.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import type { Cut } from '../src/event.ts';

/**
 * A figure of the business as a fold over columns. The state is typed arrays in one block, so
 * that month steps, paths, workers, as-of cuts and the browser can all reset, copy and add it.
 */
export interface Projection<State extends Block, Figures> {
  readonly name: string;
  /** 1 for each kind of row that the fold looks at; absent where it looks at all. */
  readonly kinds?: Uint8Array;
  start(context: BookContext, cut: Cut): State;
  /** One loop, one switch, no allocation. Rows arrive filtered by the cut, in any import order. */
  fold(state: State, batch: EventBatch, from: number, to: number): void;
  /** Plain data with units, ready for any screen. Does not change the state. */
  figures(state: State): Figures;
}

/** State whose numbers lie in one buffer. */
export interface Block {
  readonly buffer: ArrayBuffer;
}

/** Lengths of the typed arrays of a block; doubles first, so that all are aligned. */
export interface BlockSpec {
  readonly f64?: Readonly<Record<string, number>>;
  readonly i32?: Readonly<Record<string, number>>;
}

type Views<S extends BlockSpec> = {
  readonly [K in keyof S['f64']]: Float64Array;
} & { readonly [K in keyof S['i32']]: Int32Array };

/** Allocates one buffer and lays named arrays over it. */
export function makeBlock<const S extends BlockSpec>(spec: S): Block & Views<S> {
  const f64 = Object.entries(spec.f64 ?? {});
  const i32 = Object.entries(spec.i32 ?? {});
  const bytes =
    f64.reduce((sum, [, n]) => sum + n * 8, 0) + i32.reduce((sum, [, n]) => sum + n * 4, 0);
  const buffer = new ArrayBuffer(bytes);
  const views: Record<string, Float64Array | Int32Array> = {};
  let at = 0;
  for (const [name, n] of f64) {
    views[name] = new Float64Array(buffer, at, n);
    at += n * 8;
  }
  for (const [name, n] of i32) {
    views[name] = new Int32Array(buffer, at, n);
    at += n * 4;
  }
  return { buffer, ...views } as Block & Views<S>;
}

/** The numbers of a state, to go back to later. */
export function snapshot(state: Block): ArrayBuffer {
  return state.buffer.slice(0);
}

/** Puts a state back to a snapshot, or to zero. */
export function reset(state: Block, to?: ArrayBuffer): void {
  const bytes = new Uint8Array(state.buffer);
  if (to === undefined) bytes.fill(0);
  else bytes.set(new Uint8Array(to));
}

/** Folds everything a book's feed lets through and reads the figures. */
export function project<State extends Block, Figures>(
  projection: Projection<State, Figures>,
  context: BookContext,
  spans: Iterable<{ batch: EventBatch; from: number; to: number }>,
  cut: Cut,
): Figures {
  const state = projection.start(context, cut);
  for (const { batch, from, to } of spans) projection.fold(state, batch, from, to);
  return projection.figures(state);
}
