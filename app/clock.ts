/** Where the time comes from; tests, the example and replays put their own in. */
export interface Clock {
  /** The instant, ISO in UTC with milliseconds. */
  now(): string;
}

/** The clock of the machine. */
export const systemClock: Clock = { now: () => new Date().toISOString() };

/** A clock that stands still until it is set. */
export function manualClock(start: string): Clock & { set(instant: string): void } {
  let instant = start;
  return {
    now: () => instant,
    set(to) {
      instant = to;
    },
  };
}
