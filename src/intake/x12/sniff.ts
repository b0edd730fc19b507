import { isFeeworthError } from '../../error.ts';
import { ST } from './segment-ids.ts';
import { SegmentCursor } from './tokenizer.ts';

const SEGMENTS_MAX = 50;

/**
 * The kind of the first transaction of a file (ST01: "835", "837", "999"), looking at the first
 * segments only; null when it is no X12. For choosing a reader before a preview.
 */
export function sniffX12(head: Uint8Array): string | null {
  const cursor = new SegmentCursor();
  cursor.push(head);
  cursor.finish();
  try {
    while (cursor.segment < SEGMENTS_MAX && cursor.next()) {
      if (cursor.id === ST) return cursor.word(1, 3) || null;
    }
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
  }
  return null;
}

/** Whether a file begins like X12, even when no transaction of it can be found. */
export function beginsAsX12(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1')
    .decode(head.subarray(0, 64))
    .replace(/^\u00ef\u00bb\u00bf/, '');
  return /^\s*ISA([^A-Za-z0-9])0[0-9]\1/.test(text);
}
