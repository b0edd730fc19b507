import type { TreeHashes } from '../../src/audit/merkle.ts';

// RFC 6962 §2.1, word for word: what the proofs that ship are compared with.

/** MTH(D[n]) over leaf hashes. */
export function naiveRoot(hashes: TreeHashes, leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return hashes.empty();
  if (leaves.length === 1) return first;
  const k = split(leaves.length);
  return hashes.node(naiveRoot(hashes, leaves.slice(0, k)), naiveRoot(hashes, leaves.slice(k)));
}

/** PATH(m, D[n]), §2.1.1. */
export function naivePath(
  hashes: TreeHashes,
  m: number,
  leaves: readonly Uint8Array[],
): readonly Uint8Array[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m < k
    ? [...naivePath(hashes, m, left), naiveRoot(hashes, right)]
    : [...naivePath(hashes, m - k, right), naiveRoot(hashes, left)];
}

/** PROOF(m, D[n]), §2.1.2. */
export function naiveProof(
  hashes: TreeHashes,
  m: number,
  leaves: readonly Uint8Array[],
): readonly Uint8Array[] {
  return subproof(hashes, m, leaves, true);
}

function subproof(
  hashes: TreeHashes,
  m: number,
  leaves: readonly Uint8Array[],
  isWhole: boolean,
): readonly Uint8Array[] {
  if (m === leaves.length) return isWhole ? [] : [naiveRoot(hashes, leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m <= k
    ? [...subproof(hashes, m, left, isWhole), naiveRoot(hashes, right)]
    : [...subproof(hashes, m - k, right, false), naiveRoot(hashes, left)];
}

function split(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}
