import { FeeworthError } from '../../error.ts';

/** Where a refusal points: never at content, always at a place that can be looked up. */
export interface Spot {
  readonly file?: string | undefined;
  readonly segment: number;
  readonly element?: number;
  /** Bytes from the start of the file to the segment. */
  readonly offset: number;
}

/** The error for an X12 file that cannot be read at all; `code` is without its family. */
export function refuse(code: string, message: string, hint: string, spot: Spot): FeeworthError {
  const { file, segment, element, offset } = spot;
  const at =
    element === undefined ? `segment ${segment}` : `segment ${segment}, element ${element}`;
  return new FeeworthError(`x12/${code}`, 'input', message, {
    place: file === undefined ? { at } : { file, at },
    hint,
    details: element === undefined ? { segment, offset } : { segment, element, offset },
  });
}
