/** One observed claim: how long it waited and how that ended; cause 0 is "still open" (censored). */
export interface Observation {
  readonly time: number;
  readonly cause: number;
  readonly weight: number;
}

/** Aalen-Johansen estimates at each time something happened; all shares of those at risk at 0. */
export interface Incidence {
  readonly times: readonly number[];
  readonly atRisk: readonly number[];
  /** Share that had no end yet. */
  readonly eventFree: readonly number[];
  /** Share ended by each cause so far; `byCause[k]` is cause k + 1. */
  readonly byCause: readonly (readonly number[])[];
}

/**
 * Cumulative incidence of competing ends under right censoring (Aalen and Johansen 1978). Taking
 * other ends for censoring instead, as Kaplan-Meier would, overstates how many are ever paid
 * (scenarios.md §0.7). Weights let a cohort stand for its claims, or a claim for its dollars.
 */
export function cumulativeIncidence(
  observations: readonly Observation[],
  causes: number,
): Incidence {
  const sorted = observations.toSorted((a, b) => a.time - b.time || a.cause - b.cause);
  const times: number[] = [];
  const atRisk: number[] = [];
  const eventFree: number[] = [];
  const byCause: number[][] = Array.from({ length: causes }, () => []);
  const reached = new Float64Array(causes);
  let risk = sorted.reduce((sum, o) => sum + o.weight, 0);
  let free = 1;
  for (let i = 0; i < sorted.length;) {
    const time = sorted[i]?.time ?? 0;
    const ended = new Float64Array(causes + 1);
    let leaving = 0;
    for (; i < sorted.length && sorted[i]?.time === time; i++) {
      const { cause = 0, weight = 0 } = sorted[i] ?? {};
      ended[cause] = (ended[cause] ?? 0) + weight;
      leaving += weight;
    }
    let ends = 0;
    for (let k = 0; k < causes; k++) {
      const share = (ended[k + 1] ?? 0) / risk;
      ends += share;
      reached[k] = (reached[k] ?? 0) + free * share;
      byCause[k]?.push(reached[k] ?? 0);
    }
    free *= 1 - ends;
    times.push(time);
    atRisk.push(risk);
    eventFree.push(free);
    risk -= leaving;
  }
  return { times, atRisk, eventFree, byCause };
}

/** First time by which a share of all claims has ended by a cause; null when it is not reached. */
export function timeToShare(incidence: Incidence, cause: number, share: number): number | null {
  const curve = incidence.byCause[cause - 1] ?? [];
  const at = curve.findIndex((value) => value >= share);
  return at < 0 ? null : (incidence.times[at] ?? null);
}
