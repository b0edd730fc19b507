import type { TaskPool } from '../../scenarios/runner.ts';
import { openWorkLog } from '../../src/store/open.ts';
import { shownUrl } from '../book-place.ts';
import { codeOfRanges } from '../workers/code.ts';
import { workPool } from '../workers/coordinator.ts';
import type { Context } from './context.ts';

/** The workers that wait at a server. */
export async function workersAt(url: string, { io, say }: Context): Promise<TaskPool> {
  const log = await openWorkLog(url);
  say(`Ranges go to the workers at ${shownUrl(url)}.`);
  return workPool({ log, code: codeOfRanges(), now: () => io.now(), say });
}
