import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/audit/merkle.ts';
import {
  consistencyRanges,
  inclusionRanges,
  isConsistent,
  isIncluded,
  rangeRoots,
} from '../../src/audit/proofs.ts';
import { hashes, leaves, ROOTS } from './ct-vectors.ts';

const head = (size: number): { size: number; root: Uint8Array } => ({
  size,
  root: fromHex(ROOTS[size] ?? '') ?? new Uint8Array(),
});

// Certificate Transparency's published proofs over the eight leaves: leaf (from 0), size, path.
const PATHS: readonly (readonly [number, number, readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

// Sizes of the older and the newer tree, and the published proof between them.
const PROOFS: readonly (readonly [number, number, readonly string[]])[] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const bytes = (proof: readonly string[]): Uint8Array[] =>
  proof.map((hex) => fromHex(hex) ?? new Uint8Array());

describe('the published proofs of Certificate Transparency', () => {
  it.each(PATHS)('leaf %i of %i', (index, size, path) => {
    const made = rangeRoots(hashes, leaves, inclusionRanges(index, size));
    expect(made.map(toHex)).toEqual(path);
    const leaf = leaves[index] ?? new Uint8Array();
    expect(isIncluded(hashes, { leaf, index }, head(size), bytes(path))).toBe(true);
  });

  it.each(PROOFS)('tree %i and tree %i', (older, newer, proof) => {
    const made = rangeRoots(hashes, leaves, consistencyRanges(older, newer));
    expect(made.map(toHex)).toEqual(proof);
    expect(isConsistent(hashes, head(older), head(newer), bytes(proof))).toBe(true);
  });
});

describe('what there is no proof of', () => {
  it.each([
    [8, 8],
    [-1, 8],
    [0.5, 8],
    [0, 0],
  ])('leaf %d of %d', (index, size) => {
    expect(() => inclusionRanges(index, size)).toThrow(/has no event/);
    const leaf = leaves[0] ?? new Uint8Array();
    expect(isIncluded(hashes, { leaf, index }, { size, root: leaf }, [])).toBe(false);
  });

  it('a larger tree in a smaller one', () => {
    expect(() => consistencyRanges(5, 4)).toThrow(/does not begin/);
    expect(isConsistent(hashes, head(5), head(4), [])).toBe(false);
  });

  it('the empty tree needs none, but must be the empty tree', () => {
    expect(consistencyRanges(0, 5)).toEqual([]);
    expect(isConsistent(hashes, head(0), head(5), [])).toBe(true);
    expect(isConsistent(hashes, { size: 0, root: head(1).root }, head(5), [])).toBe(false);
  });
});
