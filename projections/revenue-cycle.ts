import type { Day, Month } from '../src/calendar.ts';
import { formatDay } from '../src/calendar.ts';
import type { Figure } from './figure.ts';
import type { Projection } from './projection.ts';
import { ageingOf } from './revenue-cycle/ageing.ts';
import type { AgeingRow } from './revenue-cycle/ageing.ts';
import { beforeAfter } from './revenue-cycle/before-after.ts';
import type { BeforeAfter } from './revenue-cycle/before-after.ts';
import { claimsOf } from './revenue-cycle/claim.ts';
import type { Claim } from './revenue-cycle/claim.ts';
import { conservationOf } from './revenue-cycle/conservation.ts';
import type { Conservation } from './revenue-cycle/conservation.ts';
import { denialReasons } from './revenue-cycle/denial-reasons.ts';
import type { DenialReason } from './revenue-cycle/denial-reasons.ts';
import { foldRevenueCycle, LOOKED_AT } from './revenue-cycle/fold.ts';
import type { Split } from './revenue-cycle/groups.ts';
import { kpisOf, matureWindow } from './revenue-cycle/kpis.ts';
import type { Kpis } from './revenue-cycle/kpis.ts';
import type { Laid } from './revenue-cycle/patient-payments.ts';
import { MonthlyMeasures } from './revenue-cycle/measures.ts';
import { paymentLags } from './revenue-cycle/payment-lag.ts';
import type { PaymentLag } from './revenue-cycle/payment-lag.ts';
import { PERIOD_MONTHS, periodCollectionRate } from './revenue-cycle/period-collections.ts';
import { startRevenueCycle } from './revenue-cycle/state.ts';
import type { RevenueCycleState } from './revenue-cycle/state.ts';

export type { RevenueCycleState } from './revenue-cycle/state.ts';
export { AGE_BUCKETS } from './revenue-cycle/ageing.ts';
export { daysInArSeries } from './revenue-cycle/days-in-ar-series.ts';

/** The rates of a group over the trailing window. */
export interface GroupKpis extends Kpis {
  readonly split: Split;
  readonly name: string;
}

/** The rates of one month, all claims; young months are to be read with their open share. */
export interface MonthKpis extends Kpis {
  readonly month: Month;
}

/** The revenue cycle of a book at a cut (revenue-cycle.md §1). */
export interface RevenueCycleFigures {
  readonly asOf: string;
  /** Trailing twelve months, or as many as there are: the total, then every split. */
  readonly groups: readonly GroupKpis[];
  readonly months: readonly MonthKpis[];
  /** Twelve months booked: the total, then each entity. */
  readonly periodCollectionRate: Figure;
  readonly periodCollectionRateByEntity: readonly {
    readonly entity: string;
    readonly figure: Figure;
  }[];
  readonly ageing: readonly AgeingRow[];
  readonly paymentLag: readonly PaymentLag[];
  readonly denialReasons: readonly DenialReason[];
  readonly conservation: Conservation;
  /** Claims that were decided without any submission in the book: files may be missing. */
  readonly decidedWithoutSubmission: number;
}

/** Claims from service to the last cent; days in A/R come from the ledger (days-in-ar-series.ts). */
export const revenueCycle: Projection<RevenueCycleState, RevenueCycleFigures> = {
  name: 'revenue-cycle',
  kinds: LOOKED_AT,
  start: startRevenueCycle,
  fold: foldRevenueCycle,
  figures: (state) => new RevenueCycle(state).figures(),
};

/** A folded state with its claims read once, for figures over any window. */
export class RevenueCycle {
  readonly state: RevenueCycleState;
  readonly claims: readonly Claim[];
  readonly measures: MonthlyMeasures;

  /** Of all claims; or of some, with the payments that were laid on all. */
  constructor(
    state: RevenueCycleState,
    some?: { readonly claims: readonly Claim[]; readonly laid: readonly Laid[] },
  ) {
    this.state = state;
    this.claims = some?.claims ?? [...claimsOf(state)];
    this.measures = new MonthlyMeasures(state, this.claims, some?.laid);
  }

  /**
   * Rates over months [from, to] (indexes from the first month): the total, then every split that
   * has claims in the book; collections of the last mature months, as many.
   */
  kpis(from: number, to: number): GroupKpis[] {
    const { groups } = this.measures;
    const { since } = this.state;
    const { to: mature } = matureWindow(this.state, { from: since, to });
    const collections = { from: Math.max(since, mature - (to - from)), to: mature };
    return (['total', 'payerClass', 'payer', 'entity', 'site'] as const).flatMap((split) =>
      groups
        .in(split)
        .filter(({ number }) => number === 0 || this.measures.has(number))
        .map(({ name, number }) => ({
          split,
          name,
          ...kpisOf(this.state, this.measures, number, { from, to }, collections),
        })),
    );
  }

  /** The same figures before and after a date, with a warning (mso.md §6 (b)). */
  beforeAfter(on: Day): BeforeAfter {
    return beforeAfter(this.state, this.measures, this.claims, on);
  }

  figures(): RevenueCycleFigures {
    const { state, claims, measures } = this;
    const last = state.months - 1;
    const months: MonthKpis[] = [];
    for (let m = state.since; m <= last; m++) {
      const month = (state.firstMonth + m) as Month;
      months.push({ month, ...kpisOf(state, measures, 0, { from: m, to: m }) });
    }
    const entities: { entity: string; figure: Figure }[] = [];
    for (let e = 1; e < state.entities; e++) {
      const figure = periodCollectionRate(state, last, e);
      if (figure.denominator !== 0 || figure.numerator !== 0) {
        entities.push({ entity: state.names.nameOf('entity', e), figure });
      }
    }
    return {
      asOf: formatDay(state.asOf),
      groups: this.kpis(Math.max(state.since, last - PERIOD_MONTHS + 1), last),
      months,
      periodCollectionRate: periodCollectionRate(state, last),
      periodCollectionRateByEntity: entities,
      ageing: ageingOf(state, claims),
      paymentLag: paymentLags(state, claims),
      denialReasons: denialReasons(state),
      conservation: conservationOf(claims),
      decidedWithoutSubmission: claims.filter(
        (c) => c.submittedOn === null && !c.isOpening && c.first.length > 0,
      ).length,
    };
  }
}
