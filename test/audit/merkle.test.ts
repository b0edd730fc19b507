import { describe, expect, it } from 'vitest';
import { EMPTY_FRONTIER, fromHex, isFrontier, toHex } from '../../src/audit/merkle.ts';
import { appendLeaves, frontierRoot, rootOfLeaves } from '../../src/audit/merkle.ts';
import { hashes, leaves, ROOTS } from './ct-vectors.ts';

describe('the Merkle tree of RFC 6962', () => {
  it('has the published roots, from all leaves and grown leaf by leaf', () => {
    let frontier = EMPTY_FRONTIER;
    for (const [size, root] of ROOTS.entries()) {
      expect(toHex(rootOfLeaves(hashes, leaves, size))).toBe(root);
      expect(toHex(frontierRoot(hashes, frontier))).toBe(root);
      frontier = appendLeaves(hashes, frontier, leaves.slice(size, size + 1));
    }
  });

  it('knows a frontier from what is none', () => {
    const frontier = appendLeaves(hashes, EMPTY_FRONTIER, leaves.slice(0, 7));
    expect(frontier.roots).toHaveLength(3);
    expect(isFrontier(frontier)).toBe(true);
    expect(isFrontier({ ...frontier, size: 6 })).toBe(false);
    expect(isFrontier({ ...frontier, size: -1 })).toBe(false);
    expect(isFrontier({ ...frontier, roots: [new Uint8Array(3)] })).toBe(false);
  });

  it('reads only lower-case hex', () => {
    expect([fromHex('0g'), fromHex('abc'), fromHex('AB')]).toEqual([null, null, null]);
    expect(fromHex('00ff')).toEqual(Uint8Array.of(0, 255));
  });
});
