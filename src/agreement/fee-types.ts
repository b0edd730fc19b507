import type { Day, Month } from '../calendar.ts';
import type { Cents } from '../money.ts';
import type { LimitRule, ScopeState } from './limits.ts';
import type { FeeComponent } from './terms.ts';

/** What happened in a month, as far as the fee asks; amounts in integer cents. */
export interface FeeMonth {
  readonly month: Month;
  /** Amount of each base by `baseKey`; those with month `accrual` and `deposit` of this month. */
  readonly bases: Readonly<Record<string, number>>;
  /** The same for the month before, for bases with month `prior`; nothing before the first month. */
  readonly priorBases?: Readonly<Record<string, number>>;
  /** Counts by unit (`site`, `provider`, `claim` …), used to four decimals. */
  readonly units?: Readonly<Record<string, number>>;
  /** Cents by cost pool: this practice's share of the MSO's cost. */
  readonly costs?: Readonly<Record<string, number>>;
  /** Codes of performance standards missed in the month. */
  readonly missedStandards?: readonly string[];
  /** Part of the month when terms changed inside it; the amounts above are then of that part. */
  readonly days?: { readonly from: Day; readonly to: Day };
  /** Last day of service, when the agreement has been ended. */
  readonly endsOn?: Day;
  /** What the month before handed on; nothing in the first month. */
  readonly state?: FeeState;
}

/** Handed from month to month; plain data. Scopes are component codes, and `*` for the whole fee. */
export interface FeeState {
  readonly year: number;
  readonly scopes: Readonly<Record<string, ScopeState>>;
}

/** One line of the invoice; the lines add up to `dueCents`. */
export interface FeeLine {
  /** Code of the component, or `*` for a limit on the whole fee. */
  readonly component: string;
  readonly rule: FeeComponent['kind'] | LimitRule;
  /** The base or cost it is taken of. */
  readonly baseCents?: number;
  readonly quantity?: number;
  /** Rate, mark-up, amount or price in force, as decimal text. */
  readonly rate?: string;
  /** Where a bracket begins (not included) and ends (included). */
  readonly bracket?: { readonly fromCents: number; readonly upToCents: number | null };
  readonly amountCents: Cents;
  /** The rule in words. */
  readonly words: string;
}

export interface FeeCredit {
  readonly component: string;
  readonly standard: string;
  readonly amountCents: Cents;
}

/** What the terms say about one month. */
export interface FeeResult {
  /** Fee and pass-throughs: what ManagementFeeAccrued says, before credits. */
  readonly dueCents: Cents;
  readonly feeCents: Cents;
  readonly passThroughCents: Cents;
  /** Credits for missed standards: what ManagementFeeCredited says. */
  readonly creditCents: Cents;
  /** dueCents − creditCents. */
  readonly payableCents: Cents;
  readonly lines: readonly FeeLine[];
  readonly credits: readonly FeeCredit[];
  /** Credit that later months use up, over all scopes. */
  readonly carryForwardCents: Cents;
  readonly state: FeeState;
}
