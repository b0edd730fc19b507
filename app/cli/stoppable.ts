import { isStopped, stopped } from '../stopping.ts';
import type { Context } from './context.ts';

/** What it means that a command was stopped, and what to do then. */
export type Meaning = readonly [words: string, hint: string];

/**
 * Runs what may take long so that Ctrl-C ends it at the next place where it may end, and says what
 * that means. Work that has come to its end meanwhile is not called stopped. Throws `usage/stopped`.
 */
export async function stoppable<T>(
  { io, progress }: Pick<Context, 'io' | 'progress'>,
  meaning: () => Meaning,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const taken = io.onStop?.(() => stop.abort());
  try {
    return await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted || !isStopped(error)) throw error;
    // What was said of how far it is stands in the way.
    progress('');
    const [words, hint] = meaning();
    throw stopped(`Stopped: ${words}`, hint);
  } finally {
    taken?.();
  }
}
