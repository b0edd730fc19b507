import { lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { monthsWords, ratio } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Measure, MonthlyMeasures } from './measures.ts';
import type { RevenueCycleState } from './state.ts';

/** Days after the end of a month of service until its collection is called mature. */
export const MATURE_DAYS = 120;
/** HFMA's denominator: submissions of the three months before (Claim Integrity Task Force 2021). */
const MONTHS_BEFORE = 3;

/** The rates of one group over one window of months. */
export interface Kpis {
  readonly window: string;
  readonly initialDenialRate: Figure;
  /** Headline in dollars: denial-class adjustments over gross charges submitted. */
  readonly denialRateDollars: Figure;
  readonly hfmaDenialRateCharges: Figure;
  /** Denied among first decisions: a true share, with an interval. */
  readonly firstDecisionDenialRate: Figure;
  readonly remittanceDenialRate: Figure;
  readonly cleanClaimRate: Figure;
  readonly firstPassRate: Figure;
  /** Of the claims submitted in the window, those without any decision yet. */
  readonly openShare: Figure;
  readonly netCollectionRate: Figure;
  readonly payerCollectionRate: Figure;
  /** Every month of service in the window ended at least MATURE_DAYS before the cut. */
  readonly isCollectionMature: boolean;
  /** Of the charges in the window, those still asked of payers. */
  readonly openChargesShare: Figure;
  readonly counts: KpiCounts;
}

/** What the rates leave out, in claims, so that it is seen. */
export interface KpiCounts {
  readonly submitted: number;
  readonly firstDecisions: number;
  readonly denied: number;
  readonly partlyDenied: number;
  readonly duplicates: number;
  readonly payerReversals: number;
  readonly notCounted: number;
}

/** Months [from, to], counted from the state's first; none when `to` lies before `from`. */
export interface MonthWindow {
  readonly from: number;
  readonly to: number;
}

/** The months of a window that are old enough to judge their collection. */
export function matureWindow(state: RevenueCycleState, window: MonthWindow): MonthWindow {
  let { to } = window;
  const isMature = (m: number): boolean =>
    lastDay((state.firstMonth + m) as Month) + MATURE_DAYS <= state.asOf;
  while (to >= window.from && !isMature(to)) to -= 1;
  return { from: window.from, to };
}

/**
 * Reads the rates of a group over a window. Collection rates are of services delivered in
 * `collections`, the window itself unless told: young months look uncollected.
 */
export function kpisOf(
  state: RevenueCycleState,
  measures: MonthlyMeasures,
  group: number,
  { from, to }: MonthWindow,
  collections: MonthWindow = { from, to },
): Kpis {
  const window = monthsWords((state.firstMonth + from) as Month, (state.firstMonth + to) as Month);
  const sum = (measure: Measure): number => measures.sum(group, measure, from, to);
  const share = (
    above: number,
    below: number,
    definition: string,
    more: { isShare?: boolean; reason?: string; window?: string } = {},
  ): Figure => ratio(above, below, { definition, window, ...more });
  return {
    window,
    ...hfmaRates(state, measures, group, { from, to }),
    firstDecisionDenialRate: share(
      sum('initiallyDenied'),
      sum('firstDecisions'),
      'claims wholly denied by their first decision / first decisions of the months',
      { isShare: true, reason: 'no claim was decided for the first time in the window' },
    ),
    remittanceDenialRate: share(
      sum('remittedDenied'),
      sum('remitted'),
      'decisions that deny / decisions remitted by primary payers, duplicates and reversals left ' +
        'out (HFMA AR-5)',
      { isShare: true, reason: 'no decision was remitted in the window' },
    ),
    cleanClaimRate: share(
      sum('editsPassed'),
      sum('edits'),
      'claims that passed the editor untouched / claims taken into it (HFMA CL-1)',
      { isShare: true, reason: 'no edit report of the clearinghouse is in the book' },
    ),
    firstPassRate: share(
      sum('firstPass'),
      sum('decidedOfSubmitted'),
      'of the claims first submitted in the months and decided or rejected by now: first decision ' +
        'without any denial, no rejection, no replacement, not reversed within 120 days',
      { isShare: true, reason: 'no claim of these months is decided yet' },
    ),
    openShare: share(
      sum('openOfSubmitted'),
      sum('submitted'),
      'claims without any decision yet / claims first submitted in the months',
      { isShare: true, reason: 'no claim was submitted in the window' },
    ),
    ...collectionRates(state, measures, group, collections),
    counts: {
      submitted: sum('submitted'),
      firstDecisions: sum('firstDecisions'),
      denied: sum('initiallyDenied'),
      partlyDenied: sum('initiallyPartlyDenied'),
      duplicates: sum('duplicates'),
      payerReversals: sum('payerReversals'),
      notCounted: sum('notCounted'),
    },
  };
}

type CollectionRates = Pick<
  Kpis,
  'netCollectionRate' | 'payerCollectionRate' | 'isCollectionMature' | 'openChargesShare'
>;

/** Payments matched to the services they are for, by month of service (revenue-cycle.md §1.7). */
function collectionRates(
  state: RevenueCycleState,
  measures: MonthlyMeasures,
  group: number,
  { from, to }: MonthWindow,
): CollectionRates {
  const sum = (measure: Measure): number => measures.sum(group, measure, from, to);
  const window =
    from > to
      ? 'no month'
      : monthsWords((state.firstMonth + from) as Month, (state.firstMonth + to) as Month);
  const reason =
    from > to ? `no month of service ended ${MATURE_DAYS} days ago` : 'no charges in the window';
  const paid = sum('payerPaidCents');
  const charged = sum('servedCents') - sum('contractualCents');
  return {
    netCollectionRate: ratio(paid + sum('patientPaidCents') + sum('patientLaidCents'), charged, {
      definition:
        'payments of payers and patients / (charges less contractual adjustments), of services ' +
        'delivered in the months, whenever paid; patient payments without a claim are laid on ' +
        'the oldest patient shares, in the total and by entity only',
      window,
      reason,
    }),
    payerCollectionRate: ratio(paid, charged - sum('patientShareCents'), {
      definition:
        'payments of payers / (charges less contractual adjustments less patient shares), of ' +
        'services delivered in the months, whenever paid',
      window,
      reason,
    }),
    isCollectionMature: from <= to && matureWindow(state, { from, to }).to === to,
    openChargesShare: ratio(sum('openCents'), sum('servedCents'), {
      definition: 'charges of services of the months still asked of payers / charges',
      window,
      reason,
    }),
  };
}

type HfmaRates = Pick<Kpis, 'initialDenialRate' | 'denialRateDollars' | 'hfmaDenialRateCharges'>;

/**
 * HFMA's initial denial rates: a month's denials over the average submissions of the three months
 * before it. Over several months both are added up. Months without three before are left out.
 */
function hfmaRates(
  state: RevenueCycleState,
  measures: MonthlyMeasures,
  group: number,
  window: { readonly from: number; readonly to: number },
): HfmaRates {
  const from = Math.max(window.from, state.since + MONTHS_BEFORE);
  const { to } = window;
  let submitted = 0;
  let charges = 0;
  for (let m = from; m <= to; m++) {
    submitted += measures.sum(group, 'submitted', m - MONTHS_BEFORE, m - 1);
    charges += measures.sum(group, 'submittedCents', m - MONTHS_BEFORE, m - 1);
  }
  const words =
    from > to
      ? 'no month'
      : monthsWords((state.firstMonth + from) as Month, (state.firstMonth + to) as Month);
  const rate = (measure: Measure, below: number, definition: string): Figure =>
    ratio(from > to ? 0 : measures.sum(group, measure, from, to), below / MONTHS_BEFORE, {
      definition: `${definition}, average of the three months before each month (HFMA 2021)`,
      window: words,
      reason: 'needs submissions in the three months before',
    });
  return {
    initialDenialRate: rate(
      'initiallyDenied',
      submitted,
      'claims wholly denied by their first decision / claims submitted',
    ),
    denialRateDollars: rate(
      'initiallyDeniedCents',
      charges,
      'denial-class adjustments of first decisions / gross charges submitted',
    ),
    hfmaDenialRateCharges: rate(
      'deniedLineCents',
      charges,
      'charges of lines wholly denied by first decisions / gross charges submitted',
    ),
  };
}
