import { EMPTY_FRONTIER, fromHex, isFrontier, toHex, type Frontier } from './merkle.ts';

/** What something derived from a log says of the log it was derived from. */
export interface Bound {
  readonly root: string;
  readonly frontier: Frontier;
}

export const BOUND_TO_NOTHING: Bound = { root: '', frontier: EMPTY_FRONTIER };

/** A bound as JSON. */
export interface StoredBound {
  readonly size: number;
  readonly root: string;
  readonly frontier: readonly string[];
}

export function storedBound({ root, frontier }: Bound): StoredBound {
  return { size: frontier.size, root, frontier: frontier.roots.map(toHex) };
}

/** The bound that was stored; undefined when it is none. */
export function boundOf(stored: StoredBound): Bound | undefined {
  const roots = stored.frontier.map(fromHex).filter((root) => root !== null);
  const frontier = { size: stored.size, roots };
  const isWhole = roots.length === stored.frontier.length && isFrontier(frontier);
  return isWhole ? { root: stored.root, frontier } : undefined;
}

/** Whether what is bound so can only be as the log is, without reading an event. */
export function isCurrent(
  bound: Bound,
  head: { readonly size: number; readonly root: string },
): boolean {
  return bound.frontier.size === head.size && bound.root === head.root;
}
