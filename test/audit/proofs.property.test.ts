import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  consistencyRanges,
  inclusionRanges,
  isConsistent,
  isIncluded,
  rangeRoots,
} from '../../src/audit/proofs.ts';
import { hashes } from './ct-vectors.ts';
import { naivePath, naiveProof, naiveRoot } from './naive-proofs.ts';

const leafOf = (n: number): Uint8Array => hashes.leaf(Uint8Array.of(n & 255, n >> 8));
const some = (size: number): Uint8Array[] => Array.from({ length: size }, (_, n) => leafOf(n));
const head = (leaves: readonly Uint8Array[]): { size: number; root: Uint8Array } => ({
  size: leaves.length,
  root: naiveRoot(hashes, leaves),
});

it('every leaf of every tree up to 40 has the path of the recursive definition, and it verifies', () => {
  for (let size = 1; size <= 40; size++) {
    const leaves = some(size);
    const tree = head(leaves);
    for (let index = 0; index < size; index++) {
      const proof = rangeRoots(hashes, leaves, inclusionRanges(index, size));
      expect(proof).toEqual(naivePath(hashes, index, leaves));
      expect(isIncluded(hashes, { leaf: leafOf(index), index }, tree, proof)).toBe(true);
      expect(isIncluded(hashes, { leaf: leafOf(index + 1), index }, tree, proof)).toBe(false);
    }
  }
});

it('every two trees up to 40 have the proof of the recursive definition, and it verifies', () => {
  for (let size = 1; size <= 40; size++) {
    const leaves = some(size);
    for (let old = 1; old <= size; old++) {
      const proof = rangeRoots(hashes, leaves, consistencyRanges(old, size));
      expect(proof).toEqual(naiveProof(hashes, old, leaves));
      expect(isConsistent(hashes, head(leaves.slice(0, old)), head(leaves), proof)).toBe(true);
    }
  }
});

/** A proof with one thing about it changed. */
type Change = 'bit' | 'drop' | 'double' | 'swap';
function changed(proof: readonly Uint8Array[], how: Change, at: number): readonly Uint8Array[] {
  const i = at % proof.length;
  const part = proof[i] ?? new Uint8Array(32);
  if (how === 'drop') return proof.toSpliced(i, 1);
  if (how === 'double') return proof.toSpliced(i, 0, part);
  if (how === 'swap') return proof.toReversed();
  const other = part.map((byte, k) => (k === at % 32 ? byte ^ (1 << (at % 8)) : byte));
  return proof.with(i, other);
}

const isEqual = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  JSON.stringify(a.map((x) => [...x])) === JSON.stringify(b.map((x) => [...x]));

const change = fc.constantFrom<Change>('bit', 'drop', 'double', 'swap');

it('a proof of inclusion verifies for its leaf, place and tree alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), change, (size, n, k, how) => {
      const [index, leaves] = [n % size, some(size)];
      const proof = rangeRoots(hashes, leaves, inclusionRanges(index, size));
      const at = { leaf: leafOf(index), index };
      const tree = head(leaves);
      expect(isIncluded(hashes, at, tree, proof)).toBe(true);
      const other = changed(proof, how, k);
      expect(isIncluded(hashes, at, tree, other)).toBe(isEqual(other, proof));
      const elsewhere = k % size;
      expect(isIncluded(hashes, { ...at, index: elsewhere }, tree, proof)).toBe(
        elsewhere === index,
      );
      const short = head(leaves.slice(0, -1));
      expect(isIncluded(hashes, at, short, proof)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

it('a proof of consistency verifies for its two trees alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), change, (size, n, k, how) => {
      const leaves = some(size);
      const old = 1 + (n % (size - 1));
      const proof = rangeRoots(hashes, leaves, consistencyRanges(old, size));
      const [before, after] = [head(leaves.slice(0, old)), head(leaves)];
      expect(isConsistent(hashes, before, after, proof)).toBe(true);
      const other = changed(proof, how, k);
      expect(isConsistent(hashes, before, after, other)).toBe(isEqual(other, proof));
      const rewritten = head([...leaves.slice(0, old - 1), leafOf(k + 1_000)]);
      expect(isConsistent(hashes, rewritten, after, proof)).toBe(false);
      expect(isConsistent(hashes, before, { size, root: rewritten.root }, proof)).toBe(false);
    }),
    { numRuns: 60 },
  );
});
