/** How long cash lasts at the recent rate, with the words that belong on a report. */
export interface Runway {
  /** Months until cash is gone; null is "n/a": cash does not fall, or no month is over yet. */
  readonly months: number | null;
  /** Average monthly fall of cash before financing, in cents; negative when cash rises. */
  readonly burnCents: number;
  /** Whole months the average is taken over: up to three. */
  readonly over: number;
  /** The first of them, as an index of the months. */
  readonly since: number;
  readonly definition: string;
}

const WINDOW = 3;

/** Definition printed beside the figure. */
export const RUNWAY_DEFINITION =
  'Cash at the cut divided by the average monthly net outflow, operating and investing, of the ' +
  'last three whole months; n/a when that is not an outflow.';

/** Runway from cash and the net operating and investing flow of each month, in cents. */
export function runwayOf(from: {
  readonly cashCents: number;
  readonly netBeforeFinancing: readonly number[];
  /** Index of the first month of business: the one of opening balances says nothing. */
  readonly firstMonth?: number;
  /** Months from the first of the list that are over; one under way says nothing of its outflow. */
  readonly wholeMonths: number;
}): Runway {
  const { firstMonth = 0, wholeMonths: end } = from;
  const since = Math.max(firstMonth, end - WINDOW);
  const window = from.netBeforeFinancing.slice(since, end);
  const over = window.length;
  const net = window.reduce((a, b) => a + b, 0);
  const burnCents = over === 0 ? 0 : Math.round(-net / over) + 0;
  const months = net < 0 ? (Math.max(0, from.cashCents) * over) / -net : null;
  return { months, burnCents, over, since, definition: RUNWAY_DEFINITION };
}
