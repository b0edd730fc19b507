import { FeeworthError } from '../error.ts';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  frontierRoot,
  HASH_BYTES,
  toHex,
  type TreeHashes,
} from './merkle.ts';

/** Leaves from `from` to before `to`: a complete part of a tree, whose root stands in a proof. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** A tree head as bytes. */
export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * The parts of a tree whose roots, in this order, prove that leaf `index` is in the tree over the
 * first `size` leaves (RFC 6962 §2.1.1). Throws `audit/no-proof` when there is no such leaf.
 */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!isSize(index) || !isSize(size) || index >= size)
    throw noProof(`A tree of ${size} events has no event ${index}.`);
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.toReversed();
}

/**
 * The parts whose roots, in this order, prove that the tree over `size` leaves begins with the one
 * over `oldSize` (RFC 6962 §2.1.2). Anything begins with nothing and with itself: no parts.
 */
export function consistencyRanges(oldSize: number, size: number): readonly LeafRange[] {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size)
    throw noProof(`A tree of ${size} events does not begin with one of ${oldSize}.`);
  if (oldSize === 0) return [];
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to !== oldSize) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  // The old root itself is known to who asks, as long as the old tree is one complete part.
  if (from > 0) ranges.push({ from, to });
  return ranges.toReversed();
}

/** The roots of ranges, from all leaf hashes: what makes a proof of a small tree. */
export function rangeRoots(
  hashes: TreeHashes,
  leaves: readonly Uint8Array[],
  ranges: readonly LeafRange[],
): readonly Uint8Array[] {
  return ranges.map(({ from, to }) =>
    frontierRoot(hashes, appendLeaves(hashes, EMPTY_FRONTIER, leaves.slice(from, to))),
  );
}

/** Whether a proof shows that `leaf` is leaf `index` of the tree (RFC 9162 §2.1.3.2). */
export function isIncluded(
  hashes: TreeHashes,
  { leaf, index }: { readonly leaf: Uint8Array; readonly index: number },
  head: Head,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(index) || !isSize(head.size) || index >= head.size) return false;
  if (!areHashes([leaf, head.root, ...proof])) return false;
  // Where the leaf stands on the level that has been reached, and where that level ends.
  let [at, last] = [index, head.size - 1];
  let root = leaf;
  for (const part of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      root = hashes.node(part, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else {
      root = hashes.node(root, part);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(root, head.root);
}

/** Whether a proof shows that the newer tree begins with the older one (RFC 9162 §2.1.4.2). */
export function isConsistent(
  hashes: TreeHashes,
  older: Head,
  newer: Head,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false;
  if (!areHashes([older.root, newer.root, ...proof])) return false;
  if (older.size === newer.size) return proof.length === 0 && isSame(older.root, newer.root);
  if (older.size === 0) return proof.length === 0 && isSame(older.root, hashes.empty());
  const parts = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const [first, ...rest] = parts;
  if (first === undefined) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [oldRoot, newRoot] = [first, first];
  for (const part of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldRoot = hashes.node(part, oldRoot);
      newRoot = hashes.node(part, newRoot);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else {
      newRoot = hashes.node(newRoot, part);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(oldRoot, older.root) && isSame(newRoot, newer.root);
}

/** The largest power of two below a number of leaves: where RFC 6962 splits a tree. */
function splitOf(size: number): number {
  let split = 1;
  while (2 * split < size) split *= 2;
  return split;
}

// Sizes may be larger than what bit operators take.
const half = (n: number): number => Math.floor(n / 2);
const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isPowerOfTwo = (n: number): boolean => splitOf(n + 1) === n;
const isSame = (a: Uint8Array, b: Uint8Array): boolean => toHex(a) === toHex(b);
const areHashes = (all: readonly Uint8Array[]): boolean =>
  all.every((hash) => hash.length === HASH_BYTES);

function noProof(words: string): FeeworthError {
  return new FeeworthError('audit/no-proof', 'usage', words, {
    hint: 'Ask for an event below the size of the checkpoint, and name the older one first.',
  });
}
