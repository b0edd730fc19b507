import { addDays, formatDay, monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Claim } from './claim.ts';
import { kpisOf, matureWindow } from './kpis.ts';
import type { Kpis } from './kpis.ts';
import type { MonthlyMeasures } from './measures.ts';
import { paymentLags } from './payment-lag.ts';
import type { PaymentLag } from './payment-lag.ts';
import type { RevenueCycleState } from './state.ts';

/** Months on each side, where the book has them. */
const SIDE_MONTHS = 12;

/** The same figures on both sides of a date; null where the book has no month on a side. */
export interface BeforeAfter {
  readonly on: string;
  readonly before: Kpis | null;
  readonly after: Kpis | null;
  readonly lagBefore: PaymentLag | null;
  readonly lagAfter: PaymentLag | null;
  readonly words: string;
}

const WORDS =
  'Before against after is weak evidence: payers, patients, season and prices changed as well, and ' +
  'no practice without the change is compared. Intervals show chance alone. Claims ' +
  'still open weigh on the later side; collections there are of mature months only.';

/** Splits the months at a date, e.g. the first day of an agreement; its month counts as after. */
export function beforeAfter(
  state: RevenueCycleState,
  measures: MonthlyMeasures,
  claims: readonly Claim[],
  on: Day,
): BeforeAfter {
  const at = monthOf(on) - state.firstMonth;
  const side = (from: number, to: number): Kpis | null =>
    from > to ? null : kpisOf(state, measures, 0, { from, to }, matureWindow(state, { from, to }));
  const first = Math.max(state.since, at - SIDE_MONTHS);
  const last = Math.min(state.months - 1, at + SIDE_MONTHS - 1);
  const lag = (sent: readonly Claim[], window: { from?: Day; to?: Day }): PaymentLag | null => {
    const [all] = paymentLags(state, sent, window);
    return all === undefined || all.claims === 0 ? null : all;
  };
  return {
    on: formatDay(on),
    before: side(first, Math.min(at - 1, state.months - 1)),
    after: side(Math.max(state.since, at), last),
    lagBefore: lag(claims, { to: addDays(on, -1) }),
    lagAfter: lag(claims, { from: on }),
    words: WORDS,
  };
}
