import { FeeworthError } from '../../src/error.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';

/** A second answer to one range: the same code and input must give the same bits. */
export function otherAnswer(stream: string, digest: string): FeeworthError {
  return new FeeworthError(
    'work/other-answer',
    'integrity',
    'Two workers gave different figures for the same range',
    {
      place: { at: stream },
      hint: 'trust neither: run it again without --workers, and test the machines that answered',
      details: { digest },
    },
  );
}

/** Something of the work log is not as it was written. */
export function damaged(stream: string): FeeworthError {
  return new FeeworthError('work/damaged', 'integrity', 'The work log is not as it was written', {
    place: { at: stream },
    hint: 'run it again; if it stays so, see who else writes to streams of the work log',
  });
}

/** A range that other code is to answer. */
export function otherCode(wanted: string | null, own: string): FeeworthError {
  const what = wanted === null ? 'a version that writes ranges differently' : `Feeworth ${wanted}`;
  return new FeeworthError(
    'work/other-code',
    'version',
    `A range wants ${what}, and this worker is Feeworth ${own}`,
    { hint: 'install on this machine what runs the comparison, and start the worker again' },
  );
}

/** Nobody answered for long. */
export function noAnswer(missing: number, silentMs: number): FeeworthError {
  return new FeeworthError(
    'work/no-answer',
    'io',
    `No worker has answered for ${Math.round(silentMs / 1000)} s; ${missing} ranges are missing`,
    {
      hint:
        'start workers of this version: feeworth worker URL; see what running ones say, ' +
        'or leave the URL out of --workers',
      details: { missing },
    },
  );
}

const codeOf = (error: unknown): unknown => (Object(error) as { code?: unknown }).code;

/** Whether the server did not answer, so that the same may do later. */
export const isUnanswered = (error: unknown): boolean =>
  codeOf(error) === STORE_ERRORS.unavailable || isIndeterminate(error);

/** Whether what was written may be there or not. */
export const isIndeterminate = (error: unknown): boolean =>
  codeOf(error) === STORE_ERRORS.indeterminate;

export const isConflict = (error: unknown): boolean => codeOf(error) === STORE_ERRORS.conflict;
