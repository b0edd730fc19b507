import type { AboutRun } from './about-run.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import type { Driver, Grade } from './plan.ts';
import type { ReturnAnswer } from './return-answer.ts';
import type { Estimate } from './sensitivity/estimate.ts';
import type { QuantileAnswer } from './statistics.ts';

/** A mean over paths in cents, with its 95 % Monte Carlo interval. */
export interface MeanAnswer {
  readonly cents: number;
  readonly lowerCents: number;
  readonly upperCents: number;
}

/** One bar of the bridge; bars of a level add up to the level's total, to the cent. */
export interface Bar {
  readonly id: string;
  readonly label: string;
  readonly cents: number;
}

/** A bar of the mean with the standard error of its paths; null from a single path. */
export interface MeanBar extends Bar {
  readonly standardErrorCents: number | null;
}

/** The bridge of one path: both levels add up to its own difference and benefit, to the cent. */
export interface PathBridge {
  /** Which quantile of the cash difference the path stands at, and its number. */
  readonly p: number;
  readonly path: number;
  readonly level1: readonly Bar[];
  /** Shapley shares of this path's gross benefit; nothing is sampled. */
  readonly level2: readonly Bar[];
  readonly totalCents: number;
  readonly grossCents: number;
}

/** Both ends of a 95 % interval in whole cents. */
export interface CentsInterval {
  readonly lowerCents: number;
  readonly upperCents: number;
}

/** Result with the practice manager replaced to a given share (settled.md §6.10). */
export interface ManagerCase {
  readonly removedShare: number;
  readonly deltaCashCents: number;
  readonly npvCents: number;
  readonly feeRoi: number | null;
  /** Mean present value of the fee and of joining and exit outlays: below the line of `feeRoi`. */
  readonly feeAndChangeCents: number;
  readonly pBetter: number;
  /** 95 % intervals: Student's t of the mean difference, Wilson's of the share. */
  readonly deltaCashInterval: CentsInterval;
  readonly pBetterInterval: Interval;
  /** Paired paths of this run. */
  readonly paths: number;
}

export interface ParameterAnswer {
  readonly id: string;
  readonly draw: string;
  readonly grade: Grade;
  readonly isEstimate: boolean;
  readonly source: string;
}

/** By arm: means over paths of what each regime comes to. */
export interface ArmAnswer {
  readonly id: 'independent' | 'withMso';
  readonly netCashCents: number;
  readonly minimumCashCents: { readonly p10: number; readonly p50: number };
  readonly closingCashCents: number;
  /** Income tax paid, which net cash is before and cash after; absent where none is stated. */
  readonly incomeTaxCents?: number;
  /** Means: net cash of the MSO's own book; drawn on the credit line at the end. */
  readonly msoCashCents: number;
  readonly owedCents: number;
  /** Days; medians over paths. */
  readonly daysInArGross: number;
  readonly daysInArNet: number;
  /** Between which paths those quantiles lie: cents, and hundredths of a day. */
  readonly quantiles: {
    readonly minimumCash: QuantileAnswer;
    readonly daysInArGross: QuantileAnswer;
    readonly daysInArNet: QuantileAnswer;
  };
  /** Share of paths on which a practice's cash falls below zero at a month end. */
  readonly pShort: number;
  readonly pShortInterval: Interval;
  /**
   * Share of paths on which some practice's cash and unused credit at a month end are below what
   * its next payday takes.
   */
  readonly pMissedPayroll: number;
  readonly pMissedPayrollInterval: Interval;
}

/** Mean of the worst part of all paths: conditional value at risk. */
export interface TailAnswer {
  /** 0.05 is the worst twentieth. */
  readonly share: number;
  readonly cents: number;
  /** 95 %; null where the tail has fewer than two paths. */
  readonly interval: CentsInterval | null;
}

/** A part of the variance of the cash difference, as a standard deviation. */
export interface SpreadPart {
  /** 0 where chance puts the part's variance below zero. */
  readonly deviationCents: number;
  /** Null where the deviation is 0. */
  readonly standardErrorCents: number | null;
  /** The same as variances, in squared cents. */
  readonly variance: Estimate;
}

/** Var(Δ) = Var(E[Δ|θ]) + E[Var(Δ|θ)] (law of total variance). */
export interface SpreadParts {
  /** From what is not known: the parameters. */
  readonly parameters: SpreadPart;
  /** From luck, whatever were known. */
  readonly luck: SpreadPart;
  /** Share of the variance that is the parameters'; null where nothing varies. */
  readonly share: Interval | null;
  /** Pairs of paths with one draw of the parameters and luck of their own. */
  readonly pairs: number;
}

/** What a comparison says: everything a reader needs beside the headline, in one document. */
export interface Answer extends AboutRun {
  readonly scenario: string;
  readonly effectiveMonth: string;
  readonly rowsPerSiteMonth: number;
  /** Total cash difference, with MSO less independent, over the horizon. */
  readonly deltaCash: {
    readonly mean: MeanAnswer;
    readonly quantiles: readonly QuantileAnswer[];
  };
  readonly npv: { readonly mean: MeanAnswer; readonly quantiles: readonly QuantileAnswer[] };
  /** PV Δ / (PV F + PV k) as a ratio of means; null means "n/a (no fee)". */
  readonly feeRoi:
    (Interval & { readonly numeratorCents: number; readonly denominatorCents: number }) | null;
  readonly feeRoiWords: string;
  /** λ*: factor on the whole schedule at which PV Δ is zero; null when there is no fee. */
  readonly breakEven: {
    readonly factor: number;
    /** Delta method for a ratio of means, 95 %. */
    readonly factorInterval: Interval;
    /** f*: factor times the realised rate on collections. */
    readonly rate: number;
    readonly realisedRate: number;
    /** Means: present value of the fee, and collections with the MSO. */
    readonly pvFeeCents: number;
    readonly collectionsCents: number;
    readonly words: string;
  } | null;
  readonly pBetter: Interval;
  readonly payback: {
    /** Months of the median path, or null. */
    readonly medianMonths: number | null;
    /** The path in the middle; thousandths of a month, see PAYBACK. */
    readonly median: QuantileAnswer;
    readonly lastCrossingMonths: number | null;
    readonly shareNever: number;
    readonly shareNeverInterval: Interval;
    readonly words: string;
  };
  /** Means of the worst twentieth and tenth of all paths' cash difference. */
  readonly tails: readonly TailAnswer[];
  readonly rateOfReturn: ReturnAnswer;
  readonly arms: { readonly independent: ArmAnswer; readonly withMso: ArmAnswer };
  readonly bridge: {
    /** Gross benefit before financing, fee, change, financing, sampling: adds up to the mean Δ. */
    readonly level1: readonly MeanBar[];
    /** Shapley shares of the gross benefit by driver: adds up to it. */
    readonly level2: readonly MeanBar[];
    /** The same of the paths at P10, P50 and P90 of the cash difference, each on its own. */
    readonly ofPaths: readonly PathBridge[];
    readonly totalCents: number;
    readonly grossCents: number;
    readonly paths: number;
    readonly feeDueCents: number;
  };
  /** Cash of practices and MSO together, with it less without: the fee moves inside. */
  readonly together: MeanAnswer;
  readonly managerCases: readonly ManagerCase[];
  /** 1 − Var(Δ with estimates at central) / Var(Δ); null when Δ does not vary. */
  readonly shareOnEstimates: number | null;
  /** Delta method for a ratio of mean squares, 95 %; null where there is no share. */
  readonly shareOnEstimatesInterval: Interval | null;
  /** Standard deviations of Δ behind it, over as many paths of both runs; null with fewer than 2. */
  readonly spread: {
    readonly drawnCents: number;
    readonly centralCents: number;
    readonly paths: number;
  } | null;
  /** What the spread comes from; null with fewer than two pairs. */
  readonly spreadParts: SpreadParts | null;
  readonly accrual: {
    readonly ebitdaDeltaCents: number;
    readonly feeAccruedCents: number;
    readonly grossCents: number;
    readonly roi: number | null;
  };
  /** Cumulative Δ by month: P10, P50, P90 in cents. */
  readonly fan: readonly {
    readonly month: string;
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
    readonly quantiles: readonly QuantileAnswer[];
  }[];
  readonly parameters: readonly ParameterAnswer[];
  readonly transitionBornBy: 'independent' | 'withMso';
  /** SHA-256 over the document's integer cents and counts. */
  readonly digest: string;
}

export const DRIVER_LABELS: Readonly<Record<Driver, string>> = {
  overhead: 'Overhead replaced',
  'supply-price': 'Supply price',
  volume: 'Patient volume',
  'collection-rate': 'Net collection rate',
  denials: 'Fewer denials',
  'payer-speed': 'Faster payment',
  transition: 'Transition dip',
  retention: 'Patients kept',
  'new-patients': 'New patients',
  'no-shows': 'Fewer missed visits',
  compliance: 'Fewer compliance losses',
  measures: 'Measures of one arm',
};
