import type { NewWork, WorkLog } from '../../src/store/work-log.ts';
import { isIndeterminate } from './errors.ts';

const MOST_OFTEN = 5;

/**
 * Appends what may stand in a stream twice: after an answer that was lost it is written again.
 * Throws what the store throws.
 */
export async function appendOften(
  log: WorkLog,
  stream: string,
  events: readonly NewWork[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await log.append(stream, events, 'any');
      return;
    } catch (error) {
      if (!isIndeterminate(error) || attempt === MOST_OFTEN) throw error;
    }
  }
}
