// How long payers take: Aalen and Johansen's incidence of payment among competing ends, with claims
// still open censored and those taken over mid-life entering late (scenarios.md §4.1). Intervals by
// the Bayesian bootstrap (Rubin 1981, Ann. Stat. 9:130), which weighs claims by count or by dollars.
import { log } from '../../src/numeric/elementary.ts';
import { fillUniforms } from '../../src/numeric/stream.ts';
import type { StreamKey } from '../../src/numeric/stream.ts';
import { sampleOf } from './posterior.ts';
import type { Posterior } from './posterior.ts';

/** A claim, or alike ones, from submission until it ended or was last seen. */
export interface Wait {
  /** Days from submission. */
  readonly days: number;
  /** 1 paid, above 1 another end, 0 still open. */
  readonly cause: number;
  readonly weight: number;
  /** Seen only after so many days (an opening item); always when absent. */
  readonly enteredAt?: number;
}

export interface LagFigures {
  /** First day by which half of all claims are paid; null where that is not reached. */
  readonly medianDays: number | null;
  /** Mean days until any end, each counted up to the horizon. */
  readonly meanDays: number;
  /** Share paid, and share without any end, by the horizon. */
  readonly paidShare: number;
  readonly openShare: number;
}

/** Waits in the orders that the estimate goes through; weights may differ each time. */
export class Waits {
  readonly waits: readonly Wait[];
  readonly #byEnd: Int32Array;
  readonly #byEntry: Int32Array;

  constructor(waits: readonly Wait[]) {
    this.waits = waits.filter(({ days, enteredAt = -1 }) => days > enteredAt);
    const order = (of: (wait: Wait) => number): Int32Array =>
      Int32Array.from(this.waits.keys()).sort(
        (a, b) => of(this.waits[a] as Wait) - of(this.waits[b] as Wait) || a - b,
      );
    this.#byEnd = order(({ days }) => days);
    this.#byEntry = order(({ enteredAt = -1 }) => enteredAt);
  }

  /** The last day on which any claim was watched. */
  get longest(): number {
    return this.waits.reduce((most, { days }) => Math.max(most, days), 0);
  }

  /** Figures up to a horizon in days, under these weights. */
  figures(horizonDays: number, weights: ArrayLike<number>): LagFigures {
    const { waits } = this;
    let [entered, gone, free, paid, area, from] = [0, 0, 1, 0, 0, 0];
    let risk = 0;
    let medianDays: number | null = null;
    while (gone < waits.length) {
      const day = (waits[this.#byEnd[gone] as number] as Wait).days;
      if (day > horizonDays) break;
      for (; entered < waits.length; entered++) {
        const i = this.#byEntry[entered] as number;
        if (((waits[i] as Wait).enteredAt ?? -1) >= day) break;
        risk += weights[i] as number;
      }
      let [paying, ending, leaving] = [0, 0, 0];
      for (; gone < waits.length; gone++) {
        const i = this.#byEnd[gone] as number;
        const { days, cause } = waits[i] as Wait;
        if (days !== day) break;
        const weight = weights[i] as number;
        leaving += weight;
        if (cause > 0) ending += weight;
        if (cause === 1) paying += weight;
      }
      area += free * (day - from);
      from = day;
      // Sums and differences of weights: what is left of the last one may miss by its last bits.
      const share = (x: number): number => (risk > 0 ? Math.min(1, x / risk) : 0);
      paid += free * share(paying);
      free *= 1 - share(ending);
      risk -= leaving;
      if (medianDays === null && paid >= 0.5) medianDays = day;
    }
    area += free * (horizonDays - from);
    return { medianDays, meanDays: area, paidShare: paid, openShare: free };
  }

  /** Figures with the weights the waits themselves carry. */
  observed(horizonDays: number): LagFigures {
    return this.figures(
      horizonDays,
      this.waits.map(({ weight }) => weight),
    );
  }
}

/** Draws of the bootstrap; its own error of an interval's end is a tenth of the interval. */
export const LAG_DRAWS = 400;

export interface LagPosterior {
  /** Null where half are not paid within the horizon in a tenth of the draws or more. */
  readonly medianDays: Posterior | null;
  readonly meanDays: Posterior;
  readonly openShare: Posterior;
}

/** What the waits leave open: each draw weighs every claim anew by a standard exponential. */
export function lagPosterior(waits: Waits, horizonDays: number, key: StreamKey): LagPosterior {
  const n = waits.waits.length;
  const uniforms = new Float64Array(n);
  const draws = Array.from({ length: LAG_DRAWS }, (_, path) => {
    fillUniforms(uniforms, 0, n, key, { path, entity: 0, draw: 0 });
    const weights = uniforms.map((u, i) => -log(u) * (waits.waits[i] as Wait).weight);
    return waits.figures(horizonDays, weights);
  });
  const medians = draws.flatMap(({ medianDays }) => (medianDays === null ? [] : [medianDays]));
  return {
    medianDays: medians.length > 0.9 * LAG_DRAWS ? sampleOf(medians) : null,
    meanDays: sampleOf(draws.map(({ meanDays }) => meanDays)),
    openShare: sampleOf(draws.map(({ openShare }) => openShare)),
  };
}
