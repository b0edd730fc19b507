import { FeeworthError, isFeeworthError } from '../src/error.ts';
import { STORE_ERRORS } from '../src/store/port.ts';

/**
 * Called where long work may end in order: lets the process hear what it was told meanwhile, and
 * throws `usage/stopped` when it was told to stop. Costs nothing where nobody can tell it.
 */
export async function mayGoOn(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return;
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw stopped('Stopped');
}

/** Ended by Ctrl-C; not to be thrown when what was asked for is done all the same. */
export function stopped(words: string, hint?: string): FeeworthError {
  return new FeeworthError('usage/stopped', 'stopped', words, hint === undefined ? {} : { hint });
}

/** Whether an error comes of having been told to stop. */
export const isStopped = (error: unknown): boolean =>
  isFeeworthError(error) && (error.code === 'usage/stopped' || error.code === STORE_ERRORS.aborted);
