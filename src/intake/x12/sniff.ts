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
