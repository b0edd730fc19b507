import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from '../../src/audit/checkpoint.ts';
import { ed25519 } from '../../src/audit/ed25519.node.ts';
import { appendLeaves, EMPTY_FRONTIER, type Frontier } from '../../src/audit/merkle.ts';
import { formatVerifierKey, signerKey, signNote, type SignerKey } from '../../src/audit/note.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { followRotations, openCheckpoint } from '../../src/audit/trust.ts';
import { isFeeworthError } from '../../src/error.ts';
import { hashes, leaves, ROOTS } from './ct-vectors.ts';

const crypto = { sha256, ed25519 };
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return isFeeworthError(error) ? error.code : String(error);
  }
  return 'no error';
};

// Node's hashes are Buffers, parsed ones are plain arrays of the same bytes.
const plain = ({ size, roots }: Frontier): Frontier => ({
  size,
  roots: roots.map((root) => new Uint8Array(root)),
});

const BOOK = '0b9c6a52-7f7e-5c11-9d0e-2f6f0a6b1c3d';
const at = (size: number, more: Partial<Checkpoint> = {}): Checkpoint => ({
  book: BOOK,
  size,
  root: ROOTS[size] ?? '',
  period: '2026-03',
  policy: 'ab'.repeat(32),
  totals: [
    { entity: 'mso', events: 2, debits: '90.00', credits: '90.00' },
    { entity: 'tx-practice', events: size - 2, debits: '1234.56', credits: '1234.56' },
  ],
  files: ['cd'.repeat(32)],
  previous: null,
  frontier: plain(appendLeaves(hashes, EMPTY_FRONTIER, leaves.slice(0, size))),
  nextKey: null,
  ...more,
});

// Written by hand: the root and its parts (leaves 0-3, 4-5 and 6) computed by Python's hashlib.
const TEXT = `feeworth.book/0b9c6a52-7f7e-5c11-9d0e-2f6f0a6b1c3d
7
3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=
book 0b9c6a52-7f7e-5c11-9d0e-2f6f0a6b1c3d
period 2026-03
policy abababababababababababababababababababababababababababababababab
total mso 2 90.00 90.00
total tx-practice 5 1234.56 1234.56
file cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
previous -
subtree 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=
subtree DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=
subtree sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=
`;

describe('the text of a checkpoint', () => {
  it('is the one that was written by hand, both ways', () => {
    expect(formatCheckpoint(at(7))).toBe(TEXT);
    expect(parseCheckpoint(hashes, TEXT)).toEqual(at(7));
  });

  it('has three lines that C2SP readers know, whatever follows', () => {
    const [origin, size, root, ...more] = formatCheckpoint(at(7)).trimEnd().split('\n');
    expect(origin).not.toMatch(/[\s+]/);
    expect([size, Buffer.from(root ?? '', 'base64').toString('hex')]).toEqual(['7', ROOTS[7]]);
    expect(more.filter((line) => line === '')).toEqual([]);
  });

  it('comes back from every size, with everything that may be absent', () => {
    for (let size = 0; size <= 8; size++) {
      const made = at(size, { totals: [], files: [], period: null, previous: 'ef'.repeat(32) });
      expect(parseCheckpoint(hashes, formatCheckpoint(made))).toEqual(made);
    }
  });

  it.each<readonly [string, (text: string) => string]>([
    ['another size', (t) => t.replace('\n7\n', '\n6\n')],
    ['a size with a zero before it', (t) => t.replace('\n7\n', '\n07\n')],
    ['another root', (t) => t.replace('3bib5A', '3bib5B')],
    ['another part', (t) => t.replace('subtree sIaT', 'subtree sIaU')],
    ['a part less', (t) => t.replace(/subtree sIaT.*\n/, '')],
    ['another book', (t) => t.replace('book 0b9c', 'book 1b9c')],
    ['a line that nobody reads', (t) => `${t}remark all is well\n`],
    ['a line twice', (t) => t.replace('previous -\n', 'previous -\nprevious -\n')],
    ['lines in another order', (t) => t.replace(/(period.*\n)(policy.*\n)/, '$2$1')],
    ['no policy', (t) => t.replace(/policy.*\n/, '')],
    ['half a total', (t) => t.replace(' 90.00 90.00', ' 90.00')],
    ['a total that is no amount', (t) => t.replace('90.00 90.00', '90 90')],
    ['a file by its name', (t) => t.replace(/file \w+/, 'file day-sheet.csv')],
    ['two lines', () => 'a\nb\n'],
    ['nothing', () => ''],
  ])('with %s is none', (_, change) => {
    expect(change(TEXT)).not.toBe(TEXT);
    expect(codeOf(() => parseCheckpoint(hashes, change(TEXT)))).toBe('audit/bad-checkpoint');
  });
});

describe('trust', () => {
  const key = (n: number): SignerKey =>
    signerKey(crypto, `feeworth.book/${BOOK}`, new Uint8Array(32).fill(n));
  const [a, b, c] = [key(1), key(2), key(3)] as const;
  const rotation = (size: number, from: SignerKey, to: SignerKey): string =>
    signNote(ed25519, formatCheckpoint(at(size, { nextKey: formatVerifierKey(to) })), [from, to]);
  const note = (size: number, by: SignerKey): string =>
    signNote(ed25519, formatCheckpoint(at(size)), [by]);
  const open = (text: string, given: readonly SignerKey[], rotations: readonly string[]): string =>
    codeOf(() =>
      openCheckpoint(crypto, hashes, text, followRotations(crypto, hashes, given, rotations)),
    );

  it('is what the auditor gives and nothing else', () => {
    expect(open(note(5, a), [a], [])).toBe('no error');
    expect(open(note(5, a), [b], [])).toBe('audit/not-trusted');
    expect(open(note(5, b), [a], [])).toBe('audit/not-trusted');
  });

  it('follows a chain of rotations, each signed by the key before', () => {
    const chain = [rotation(3, a, b), rotation(6, b, c)];
    for (const [size, by] of [
      [2, a],
      [3, a],
      [5, b],
      [8, c],
    ] as const)
      expect(open(note(size, by), [a], chain)).toBe('no error');
    expect(open(note(8, c), [b], chain)).toBe('no error');
  });

  it('is that of a later key alone, whichever keys came before it', () => {
    const chain = [rotation(3, a, b), rotation(6, b, c)];
    expect(open(note(8, c), [c], chain)).toBe('no error');
    expect(open(note(8, c), [a, b, c], chain)).toBe('no error');
    expect(open(note(8, b), [a, b, c], chain)).toBe('audit/not-trusted');
  });

  it('ends for a key where it handed over, and does not begin before', () => {
    const chain = [rotation(3, a, b)];
    expect(open(note(5, a), [a], chain)).toBe('audit/not-trusted');
    expect(open(note(2, b), [a], chain)).toBe('audit/not-trusted');
  });

  it('is not won by a rotation that an unknown, a later or a retired key signed', () => {
    expect(open(note(8, c), [a], [rotation(3, b, c)])).toBe('audit/not-trusted');
    expect(open(note(8, c), [a], [rotation(3, a, b), rotation(6, a, c)])).toBe('audit/not-trusted');
    expect(open(note(8, c), [a], [rotation(6, b, c), rotation(3, a, b)])).toBe('audit/not-trusted');
  });

  it('a checkpoint that rotates nothing is no rotation', () => {
    expect(open(note(8, b), [a], [note(3, a)])).toBe('audit/not-trusted');
  });
});
