import { Bag } from './bag.ts';
import type { Fields } from './fields.ts';
import type { SegmentCursor } from './tokenizer.ts';

const HC_CHARS = 5;
const CODE_CHARS = 48;
const MODIFIERS = 4;

const bag = new Bag<string>();

/** A procedure as SVC01, SVC06 and SV101 write it: qualifier, code, up to four modifiers. */
export interface Procedure {
  readonly qualifier: string;
  readonly procedure: string;
  readonly modifiers: string[];
}

/**
 * Reads a composite procedure. Payers drop the qualifier or glue the modifier to a HCPCS code; the
 * description behind the modifiers is free text and is not read.
 */
export function readProcedure(cursor: SegmentCursor, i: number, fields: Fields): Procedure {
  const parts = cursor.split(i);
  const first = parts > 1 ? 1 : 0;
  const qualifier = first === 1 ? fields.component(cursor, i, 0, 2) : '';
  let procedure = fields.component(cursor, i, first, CODE_CHARS);
  if (qualifier === 'HC' && procedure.length === HC_CHARS + 2) {
    fields.note('glued-modifier', cursor.segment, i);
    bag.add(procedure.slice(HC_CHARS));
    procedure = procedure.slice(0, HC_CHARS);
  }
  const last = Math.min(parts - 1, first + MODIFIERS);
  for (let j = first + 1; j <= last; j++) {
    const modifier = fields.component(cursor, i, j, 2);
    if (modifier !== '') bag.add(modifier);
  }
  return { qualifier, procedure, modifiers: bag.take() };
}
