import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  appendLeaves,
  appendSubtree,
  EMPTY_FRONTIER,
  frontierRoot,
  rootOfLeaves,
  SubtreeBuilder,
} from '../../src/audit/merkle.ts';
import { toHex, fromHex, treeHashes } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

const hashes = treeHashes(sha256);

/** RFC 6962 §2.1, word for word: split at the largest power of two below the size. */
function slowRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first, second] = leaves;
  if (first === undefined) return hashes.empty();
  if (second === undefined) return first;
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  return hashes.node(slowRoot(leaves.slice(0, split)), slowRoot(leaves.slice(split)));
}

it('grown in any pieces it has the recomputed root at every size', () => {
  const lines = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 });
  fc.assert(
    fc.property(lines, fc.array(fc.nat(9), { maxLength: 30 }), (all, pieces) => {
      const leaves = all.map((line) => hashes.leaf(line));
      for (let size = 0; size <= leaves.length; size++)
        expect(rootOfLeaves(hashes, leaves, size)).toEqual(slowRoot(leaves.slice(0, size)));
      let frontier = EMPTY_FRONTIER;
      for (const piece of [...pieces, leaves.length]) {
        frontier = appendLeaves(
          hashes,
          frontier,
          leaves.slice(frontier.size, frontier.size + piece),
        );
        expect(frontierRoot(hashes, frontier)).toEqual(slowRoot(leaves.slice(0, frontier.size)));
      }
    }),
    { numRuns: 40 },
  );
});

it('hashed in stretches of any length it is the same tree', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, (stretches) => {
      const leaves: Uint8Array[] = [];
      let frontier = EMPTY_FRONTIER;
      for (const length of stretches) {
        const builder = new SubtreeBuilder((l: Uint8Array, r) => hashes.node(l, r), leaves.length);
        for (let i = 0; i < length; i++) {
          const leaf = hashes.leaf(Uint8Array.of(leaves.length & 255, leaves.length >> 8));
          leaves.push(leaf);
          builder.add(leaf);
        }
        for (const part of builder.parts()) frontier = appendSubtree(hashes, frontier, part);
        expect(frontier).toEqual(appendLeaves(hashes, EMPTY_FRONTIER, leaves));
        expect(builder.parts().length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(length + 1)));
      }
    }),
    { numRuns: 60 },
  );
});

it('leaf and node hashes are SHA-256 of 00 and 01 before the bytes, at any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000, size: 'max' }), (line) => {
      expect(hashes.leaf(line)).toEqual(sha256(Uint8Array.of(0, ...line)));
      const [a, b] = [sha256(line), sha256(Uint8Array.of(7))];
      expect(hashes.node(a, b)).toEqual(sha256(Uint8Array.of(1, ...a, ...b)));
    }),
    { numRuns: 30 },
  );
});

it('hex comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
});
