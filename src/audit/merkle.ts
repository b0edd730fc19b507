import { invariant } from '../error.ts';

/** SHA-256, passed in: the engine runs where there is no `node:crypto` (settled.md §4.3). */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Bytes of one hash. */
export const HASH_BYTES = 32;

/** The hashes of an RFC 6962 tree (RFC 6962 §2.1), bound to one implementation of SHA-256. */
export interface TreeHashes {
  /** MTH of no leaves: SHA-256 of nothing. */
  empty(): Uint8Array;
  /** SHA-256(00 ‖ line). */
  leaf(line: Uint8Array): Uint8Array;
  /** SHA-256(01 ‖ left ‖ right). */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
}

/** The tree's hashes over the given SHA-256. */
export function treeHashes(sha256: Sha256): TreeHashes {
  const pair = new Uint8Array(1 + 2 * HASH_BYTES);
  pair[0] = 1;
  let scratch = new Uint8Array(1024);
  return {
    empty: () => sha256(new Uint8Array(0)),
    leaf(line) {
      if (line.length >= scratch.length) scratch = new Uint8Array(2 * line.length + 1);
      scratch[0] = 0;
      scratch.set(line, 1);
      return sha256(scratch.subarray(0, line.length + 1));
    },
    node(left, right) {
      pair.set(left, 1);
      pair.set(right, 1 + HASH_BYTES);
      return sha256(pair);
    },
  };
}

/**
 * All that is needed of a tree to append to it: the roots of its complete subtrees, largest first,
 * one for each one-bit of its size. Immutable; under 64 hashes however long the book.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Uint8Array[];
}

/** The tree without leaves. */
export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

/** The frontier after more leaves (given as leaf hashes), in order. */
export function appendLeaves(
  hashes: TreeHashes,
  frontier: Frontier,
  leaves: Iterable<Uint8Array>,
): Frontier {
  const roots = [...frontier.roots];
  let size = frontier.size;
  for (const leaf of leaves) {
    let root = leaf;
    // Each trailing one-bit of the size is a finished subtree as large as the one just grown.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = roots.pop();
      invariant(left !== undefined, 'a frontier has a root for each one-bit of its size');
      root = hashes.node(left, root);
    }
    roots.push(root);
    size += 1;
  }
  return { size, roots };
}

/** A complete part of a tree: 2^height leaves, beginning at a multiple of their number. */
export interface Subtree {
  readonly height: number;
  readonly root: Uint8Array;
}

/** The frontier after a complete part that was hashed elsewhere; it must begin where this ends. */
export function appendSubtree(
  hashes: TreeHashes,
  frontier: Frontier,
  { height, root: part }: Subtree,
): Frontier {
  let width = 1;
  for (let i = 0; i < height; i++) width *= 2;
  invariant(frontier.size % width === 0, 'a part of a tree lies where it can be complete');
  const roots = [...frontier.roots];
  let root = part;
  for (let rest = frontier.size / width; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = roots.pop();
    invariant(left !== undefined, 'a frontier has a root for each one-bit of its size');
    root = hashes.node(left, root);
  }
  roots.push(root);
  return { size: frontier.size + width, roots };
}

/**
 * Puts leaf hashes from place `from` on together into the fewest complete parts, and forgets the
 * rest. `Hash` is whatever form of a hash `node` takes: bytes, or text where that is faster.
 */
export class SubtreeBuilder<Hash> {
  readonly #node: (left: Hash, right: Hash) => Hash;
  readonly #from: number;
  readonly #roots: Hash[] = [];
  #next: number;

  constructor(node: (left: Hash, right: Hash) => Hash, from: number) {
    this.#node = node;
    this.#from = from;
    this.#next = from;
  }

  /** Takes the next leaf hash. */
  add(leaf: Hash): void {
    let root = leaf;
    let width = 1;
    // An odd place on a level completes a pair, unless its left half begins before `from`.
    for (let at = this.#next; at % 2 === 1; at = (at - 1) / 2) {
      if ((at - 1) * width < this.#from) break;
      root = this.#node(this.#roots.pop() as Hash, root);
      width *= 2;
    }
    this.#roots.push(root);
    this.#next += 1;
  }

  /** The parts so far, in the order of their leaves. */
  parts(): readonly { readonly height: number; readonly root: Hash }[] {
    let at = this.#from;
    return this.#roots.map((root) => {
      // As many leaves as may begin here and are there.
      let height = 0;
      let width = 1;
      while (at % (width * 2) === 0 && at + width * 2 <= this.#next) {
        width *= 2;
        height += 1;
      }
      at += width;
      return { height, root };
    });
  }
}

/** Merkle tree hash of everything appended so far. */
export function frontierRoot(hashes: TreeHashes, frontier: Frontier): Uint8Array {
  let root: Uint8Array | undefined;
  for (let i = frontier.roots.length - 1; i >= 0; i--) {
    const left = frontier.roots[i];
    invariant(left !== undefined, 'a frontier has no holes');
    root = root === undefined ? left : hashes.node(left, root);
  }
  return root ?? hashes.empty();
}

/** Whether the roots are as many as the size's one-bits: what a frontier read from a file must be. */
export function isFrontier({ size, roots }: Frontier): boolean {
  if (!Number.isSafeInteger(size) || size < 0) return false;
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones === roots.length && roots.every((root) => root.length === HASH_BYTES);
}

/** Merkle tree hash of leaf hashes, or of the first `size` of them. */
export function rootOfLeaves(
  hashes: TreeHashes,
  leaves: readonly Uint8Array[],
  size = leaves.length,
): Uint8Array {
  invariant(size <= leaves.length, 'a tree is not larger than its leaves');
  return frontierRoot(hashes, appendLeaves(hashes, EMPTY_FRONTIER, leaves.slice(0, size)));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex, the way hashes stand in notes, reports and details. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Bytes of lower-case hex; null when it is something else. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const byte = (digitOf(text.charCodeAt(2 * i)) << 4) | digitOf(text.charCodeAt(2 * i + 1));
    if (byte < 0) return null;
    bytes[i] = byte;
  }
  return bytes;
}

/** 0 to 15, or -1, which stays below zero however it is shifted and joined. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}
