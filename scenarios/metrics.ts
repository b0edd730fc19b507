/** Headline metrics of one path, at most 64, in cents unless said (settled.md §6.6). */
export const METRICS = [
  'deltaCash',
  'pvDelta',
  'pvFee',
  'pvChange',
  'feePaid',
  'feeDue',
  'changeCost',
  'financing',
  'netCashIndependent',
  'netCashWithMso',
  'minimumCashIndependent',
  'minimumCashWithMso',
  'closingCashIndependent',
  'closingCashWithMso',
  /** Hundredths of a day. */
  'daysGrossIndependent',
  'daysGrossWithMso',
  'daysNetIndependent',
  'daysNetWithMso',
  'ebitdaIndependent',
  'ebitdaWithMso',
  'collectionsIndependent',
  'collectionsWithMso',
  /** Of the arm with the MSO, in the months on which a fee is charged. */
  'collectionsCharged',
  /** Thousandths of a month; see PAYBACK. */
  'payback',
  'paybackLast',
  'shortIndependent',
  'shortWithMso',
  'rows',
  /** Net cash of the MSO's own book: fees received less what serving the practices costs. */
  'msoCashIndependent',
  'msoCashWithMso',
  /** Drawn on the credit line at the end of the horizon. */
  'owedIndependent',
  'owedWithMso',
  /** Present value of an arm's net cash. */
  'pvIndependent',
  'pvWithMso',
  /** 1 where some practice's cash and unused credit do not cover the payroll that comes next. */
  'missedPayrollIndependent',
  'missedPayrollWithMso',
] as const;
export type Metric = (typeof METRICS)[number];
export const METRIC_COUNT = METRICS.length;

export const METRIC_INDEX: Readonly<Record<Metric, number>> = Object.fromEntries(
  METRICS.map((m, i) => [m, i]),
) as Record<Metric, number>;

/** Payback that is no number of months (mso.md §6 M7). */
export const PAYBACK = { never: 1e15, noDifference: -1, immediate: 0 } as const;

/** Metrics of paths, each metric on its own: a column of them is read without a copy. */
export interface PathMetrics {
  /** By [metric × stride + place + path from the first one]. */
  readonly metrics: Float64Array;
  /** Paths that there is room for, and where the first of these stands. */
  readonly stride: number;
  readonly place: number;
}

/** What a range of paths comes to; ranges join in path order, whoever computed them. */
export interface PathsResult extends PathMetrics {
  readonly from: number;
  readonly to: number;
  /** Monthly difference of cash in cents by [(path − from) × months + month]. */
  readonly monthlyDelta: Float64Array;
}

/** The same as it is computed. */
export interface RangeResult extends PathsResult {
  /** Fee paid difference by month, the shape of monthlyDelta. */
  readonly monthlyFee: Float64Array;
}

/** One arm by month, each by [(path − from) × months + month]. */
export interface MonthsResult {
  /** Net cash, and fee paid, cents. */
  readonly net: Float64Array;
  readonly fee: Float64Array;
  /** Days in A/R, gross, in hundredths of a day. */
  readonly daysGross: Float64Array;
}

/** A metric of a path of a range. */
export function metricOf(range: PathsResult, metric: Metric, path: number): number {
  const { metrics, stride, place, from } = range;
  return metrics[METRIC_INDEX[metric] * stride + place + path - from] ?? Number.NaN;
}

/**
 * Payback of cumulative differences S_t from the effective month on (mso.md §6 M7): thousandths of
 * a month to the first and to the last crossing from below zero, or one of PAYBACK.
 */
export function paybackOf(
  delta: Float64Array,
  at: number,
  months: number,
  effective: number,
): { first: number; last: number } {
  let cumulative = 0;
  let isDifferent = false;
  let wasNegative = false;
  let first: number = PAYBACK.never;
  let last: number = PAYBACK.never;
  for (let m = effective; m < months; m++) {
    const flow = delta[at + m] as number;
    if (flow !== 0) isDifferent = true;
    const next = cumulative + flow;
    if (cumulative < 0 && next >= 0) {
      last = (m - effective) * 1000 + Math.round((1000 * -cumulative) / flow);
      if (first === PAYBACK.never) first = last;
    }
    if (next < 0) wasNegative = true;
    cumulative = next;
  }
  if (!isDifferent) return { first: PAYBACK.noDifference, last: PAYBACK.noDifference };
  if (!wasNegative && cumulative > 0) return { first: PAYBACK.immediate, last: PAYBACK.immediate };
  if (cumulative < 0) last = PAYBACK.never;
  return { first, last };
}
