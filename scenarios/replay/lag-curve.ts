// How long something takes as a distribution over days that can be read both ways: a day and where
// in it give a place between 0 and 1, and the place gives the day back, exactly.
import { invariant } from '../../src/error.ts';
import { survivalSteps } from '../../src/numeric/survival.ts';

/** One wait: how many days, and whether it ended or was last seen so. */
export interface Waited {
  readonly days: number;
  readonly hasEnded: boolean;
}

/** What is not seen to end is over so many days after the longest wait at the latest. */
const TAIL_DAYS = 60;

export interface LagCurve {
  /** P(days < k) for k = 0, 1 …, ending with 1; straight inside a day. */
  readonly cumulative: readonly number[];
}

/**
 * The curve of some waits, those that have not ended censored (Kaplan-Meier: one kind of end). What
 * is left after the longest wait lies evenly over the tail. Null where nothing ever ended.
 */
export function lagCurve(waits: readonly Waited[]): LagCurve | null {
  if (!waits.some(({ hasEnded }) => hasEnded)) return null;
  const steps = survivalSteps(
    waits.map(({ days, hasEnded }) => ({ time: days, isEvent: hasEnded })),
  );
  const longest = waits.reduce((most, { days }) => Math.max(most, days), 0);
  const cumulative = [0];
  let [left, at] = [1, 0];
  for (let day = 0; day <= longest; day++) {
    for (; steps[at]?.time === day; at++) left = steps[at]?.survival ?? left;
    cumulative.push(1 - left);
  }
  for (let i = 1; i <= TAIL_DAYS && left > 0; i++) {
    cumulative.push(i === TAIL_DAYS ? 1 : 1 - left * (1 - i / TAIL_DAYS));
  }
  return { cumulative };
}

/** Place of a time: P(wait ≤ t). */
export function placeOf({ cumulative }: LagCurve, t: number): number {
  const day = Math.floor(t);
  if (day < 0) return 0;
  const [from = 1, to = 1] = [cumulative[day], cumulative[day + 1]];
  return from + (t - day) * (to - from);
}

/** The time at a place between 0 and 1; at 1, which is beyond all that is known, never. */
export function timeAt({ cumulative }: LagCurve, place: number): number {
  invariant(place >= 0 && place <= 1, 'a place lies between 0 and 1');
  if (place === 1) return Infinity;
  let [low, high] = [0, cumulative.length - 1];
  // The last day whose beginning lies at or before the place.
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) <= place) low = middle;
    else high = middle;
  }
  const [from = 0, to = 1] = [cumulative[low], cumulative[low + 1]];
  return to > from ? low + (place - from) / (to - from) : low;
}
