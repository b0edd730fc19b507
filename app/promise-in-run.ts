import type { PromisedMonth } from '../scenarios/promise.ts';
import type { EventData } from '../src/events/vocabulary.ts';

/** What a run promises: of which practices together, and month by month. */
export interface RunPromise {
  readonly practices: readonly string[];
  /** First month that is to be under the MSO. */
  readonly joined: string;
  readonly months: readonly PromisedMonth[];
}

type Recorded = Pick<EventData<'ScenarioRunRecorded'>, 'promised'>;

/** The promise in a recorded run; null where it was run for analysis. */
export const promiseIn = ({ promised }: Recorded): RunPromise | null =>
  promised === undefined ? null : (promised as unknown as RunPromise);

/** How many months were over when a run was recorded: of them it looks back. */
export function monthsLookedBack(
  { recordedAt }: { readonly recordedAt: string },
  months: readonly { readonly month: string }[],
): number {
  return months.filter(({ month }) => month < recordedAt.slice(0, 7)).length;
}
