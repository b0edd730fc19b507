import { paths, segmentsOf, textOf } from './example-files.ts';

const inFolder = (folder: string): string[] => paths().filter((p) => p.startsWith(`${folder}/`));

/**
 * Every identifier of a patient, a claim or an instrument that stands in the example's files: 837
 * and 835 by their elements, tables by the shapes their systems give them.
 */
export function rawIdentifiers(): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string | undefined): void => {
    if (text !== undefined && text.length >= 6) found.add(text);
  };
  for (const file of [...inFolder('claims'), ...inFolder('remittances')]) {
    for (const { id, elements } of segmentsOf(file)) {
      if (id === 'CLM' || id === 'CLP') add(elements[1]);
      if (id === 'CLP') add(elements[7]);
      if (id === 'REF' && elements[1] === '6R') add(elements[2]);
      if (id === 'NM1' && ['IL', 'QC'].includes(elements[1] ?? '')) {
        add(elements[3]);
        add(elements[9]);
      }
    }
  }
  for (const folder of ['day-sheets', 'late', 'opening', 'write-offs', 'claim-edits']) {
    for (const file of inFolder(folder)) {
      const shapes = /\b(?:[ADP]\d{6}|[A-Z]{3}\d{7}|(?:PK|GC|MB)-[A-Z]{3}-\d{3,4})\b/g;
      for (const [shape] of textOf(file).matchAll(shapes)) add(shape);
    }
  }
  return found;
}

const SHORTEST = 6;

/**
 * Finds texts in bytes, wherever they start: 6 bytes are looked up in a table of bits first, which
 * is what lets a book of 60 MB be searched for ten thousand texts in half a second.
 */
export function textsIn(bytes: Uint8Array, texts: ReadonlySet<string>): string[] {
  const bits = new Uint8Array(1 << 21);
  const byStart = new Map<string, string[]>();
  for (const text of texts) {
    const start = Buffer.from(text, 'latin1').subarray(0, SHORTEST);
    let [high, low] = [0, 0];
    for (const byte of start) [high, low] = roll(high, low, byte);
    const slot = slotOf(high, low);
    bits[slot >>> 3] = (bits[slot >>> 3] ?? 0) | (1 << (slot & 7));
    const known = byStart.get(text.slice(0, SHORTEST));
    if (known) known.push(text);
    else byStart.set(text.slice(0, SHORTEST), [text]);
  }
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Set<string>();
  let high = 0;
  let low = 0;
  for (let i = 0; i < all.length; i++) {
    high = ((high << 8) | (low >>> 24)) & 0xffff;
    low = (low << 8) | (all[i] as number);
    const slot = slotOf(high, low);
    if (((bits[slot >>> 3] as number) & (1 << (slot & 7))) === 0) continue;
    const from = i + 1 - SHORTEST;
    for (const text of byStart.get(all.toString('latin1', from, i + 1)) ?? []) {
      if (all.toString('latin1', from, from + text.length) === text) found.add(text);
    }
  }
  return [...found];
}

/** The last six bytes, as two above four. */
const roll = (high: number, low: number, byte: number): [number, number] => [
  ((high << 8) | (low >>> 24)) & 0xffff,
  (low << 8) | byte,
];

const slotOf = (high: number, low: number): number =>
  (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 8;
