import { badRequest } from './errors.ts';
import type { Position } from './port.ts';

/** The cursor of an embedded book. Its form says that it is no number to compute with. */
export function positionAt(sequence: number): Position {
  return `@${sequence}` as Position;
}

/** The sequence behind a cursor; `store/bad-request` when this store never gave it out. */
export function sequenceAt(position: Position): number {
  const digits = /^@(\d{1,15})$/.exec(position)?.[1];
  if (digits === undefined) throw badRequest('That is not a position of this store.');
  return Number(digits);
}
