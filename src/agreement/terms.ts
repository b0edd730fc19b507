import type { ControlCode, InvestorKind } from './controls.ts';
import type { ServiceCode } from './services.ts';

/**
 * What an agreement says, as plain data: it is stored inside AgreementSigned and AgreementAmended.
 * Money is posted dollars ("1234.56", zero or more), prices have up to four decimals, rates are
 * shares with up to six ("0.09"), dates are YYYY-MM-DD, counts are whole numbers.
 */
export interface AgreementTerms {
  /** Id of the agreement: its stream is `agreement-<id>`. */
  readonly id: string;
  readonly title?: string;
  /** Entity ids of the practices served. */
  readonly practices: readonly string[];
  /** Entity id of the MSO. */
  readonly mso: string;
  /** Date of signature; the effective date when it is not given. */
  readonly signedOn?: string;
  /** First day of service; no fee is due for any day before it. */
  readonly effectiveFrom: string;
  readonly termMonths: number;
  readonly renewal: Renewal;
  readonly termination: Termination;
  readonly services: readonly ServiceCode[];
  readonly fee: FeeTerms;
  readonly billing: BillingTerms;
  readonly fmvRange?: FmvRange;
  /** How a cost shared by several practices is split, unless a component says otherwise. */
  readonly allocationKey?: AllocationKey;
  /** What the state rules ask about (state-rules.ts); anything not said is unknown. */
  readonly legal?: LegalFacts;
}

export type Renewal =
  | { readonly kind: 'none' }
  | { readonly kind: 'automatic'; readonly months: number; readonly noticeDays: number };

/** Who may end the agreement without a cause. */
export const WITHOUT_CAUSE = ['either', 'mso', 'practice', 'nobody'] as const;

export interface Termination {
  /** Days to cure a breach before the other side may end the agreement. */
  readonly cureDays: number;
  readonly withoutCause: {
    readonly by: (typeof WITHOUT_CAUSE)[number];
    readonly noticeDays: number;
  };
  readonly exitFee: ExitFee;
}

export type ExitFee =
  | { readonly kind: 'none' }
  | { readonly kind: 'amount'; readonly amount: string }
  /** So many times the average monthly fee of the last twelve months. */
  | { readonly kind: 'months-of-fee'; readonly months: number };

export const BILLING_IN = ['arrears', 'advance'] as const;

export interface BillingTerms {
  /** Invoiced after the month (arrears) or on its first day (advance). */
  readonly in: (typeof BILLING_IN)[number];
  /** Days from the invoice to the due date. */
  readonly dueDays: number;
}

/** A fair-market-value opinion on the fee as a range (mso.md §2.2). */
export interface FmvRange {
  /** Dollars a month, or a share of the base when `base` is given. */
  readonly low: string;
  readonly high: string;
  readonly base?: FeeBase;
  /** Date of the opinion; it is retested yearly. */
  readonly opinionOn?: string;
}

export const ALLOCATION_KEYS = [
  'collections',
  'net-patient-revenue',
  'visits',
  'claims',
  'sites',
  'providers',
  'ftes',
  'fixed',
] as const;

/** How shared cost is split among practices; `fixed` shares add up to 1. */
export interface AllocationKey {
  readonly by: (typeof ALLOCATION_KEYS)[number];
  /** Share of each practice, by entity id; only with `fixed`. */
  readonly shares?: Readonly<Record<string, string>>;
}

/** Facts that state rules turn on; absent means unknown, never "no". */
export interface LegalFacts {
  /** What the MSO controls, as the agreement is written (mso.md §4.1). */
  readonly controls?: readonly ControlCode[];
  /** The licensee alone sets charges and controls the account they are paid into. */
  readonly licenseeControlsAccount?: boolean;
  readonly msoControlledBy?: InvestorKind;
  /** Any Medicare, Medicaid or other federal receipts. */
  readonly federalProgramRevenue?: boolean;
  readonly designatedHealthServices?: boolean;
  readonly laboratoryServices?: boolean;
}

/** What a percentage is taken of (mso.md §2.1). Sales tax, tips, loans and capital are in none. */
export const BASES = {
  'gross-charges': 'Charges at list price for services delivered.',
  'net-patient-revenue': 'Recognised revenue after contractual and other adjustments.',
  'cash-collections': 'Receipts from patients and payers, refunds not taken off.',
  'collections-net-of-refunds': 'Receipts less refunds and payer takebacks.',
  'collections-excl-retail': 'Receipts less refunds, without retail products.',
  'collections-excl-drug-cost': 'Receipts less refunds, less the cost of drugs used.',
  'net-income': 'Net income before the management fee; at 100 % the fee takes the residual.',
} as const;
export type BaseKind = keyof typeof BASES;
export const BASE_KINDS = Object.keys(BASES) as readonly BaseKind[];

/**
 * Which month's amount counts: `accrual` = the month its documents count in, `deposit` = the month
 * it reached the bank, `prior` = the month before (nothing in the first month, or its budget).
 */
export const BASE_MONTHS = ['accrual', 'deposit', 'prior'] as const;
export type BaseMonth = (typeof BASE_MONTHS)[number];

export interface FeeBase {
  readonly kind: BaseKind;
  readonly month: BaseMonth;
  /** Only this service line of the base: `surgical`, `retail` … */
  readonly line?: string;
  /** With `prior`: dollars that stand in for the month before the first. */
  readonly budget?: string;
}

export interface FeeTerms {
  /** Fee years for yearly floors and caps: from the effective month, or calendar years. */
  readonly year: (typeof FEE_YEARS)[number];
  readonly components: readonly FeeComponent[];
  /** On the sum of all components but pass-throughs; prorated by days. */
  readonly limits?: Limits;
}
export const FEE_YEARS = ['contract', 'calendar'] as const;

/**
 * Floors and caps of one component or of the whole fee. Monthly ones come first, then the yearly;
 * where they contradict each other, the cap wins.
 */
export interface Limits {
  readonly floorPerMonth?: string;
  readonly capPerMonth?: string;
  /** Cap as shares of bases, added up (Epic v. Paquette: 50 % of one, 25 % of another). */
  readonly capPercentOf?: readonly { readonly base: FeeBase; readonly rate: string }[];
  /** Made up in the last month of the fee year. */
  readonly floorPerYear?: string;
  readonly capPerYear?: string;
  /**
   * `negative`: an amount below zero is not paid out but credited to later months.
   * `shortfall`: what the floor added is an advance, taken back from later months above it.
   */
  readonly carryForward?: (typeof CARRY_FORWARDS)[number];
}
export const CARRY_FORWARDS = ['negative', 'shortfall'] as const;

export const PRORATIONS = ['days', 'none'] as const;

/** One part of the fee; all parts of a month are added up. */
export type FeeComponent = ComponentCommon &
  (Flat | Percent | Tiered | CostPlus | PerUnit | PassThrough);

interface ComponentCommon {
  /** Names the component in lines, state and amendments: `share-of-collections`. */
  readonly code: string;
  readonly label?: string;
  /** The services it pays for; all of the agreement's when not given. */
  readonly services?: readonly ServiceCode[];
  /** How amounts fixed per month follow the days of a partial month. */
  readonly proration: (typeof PRORATIONS)[number];
  readonly limits?: Limits;
  readonly escalator?: Escalator;
  readonly atRisk?: AtRisk;
}

export const FLAT_PER = ['month', 'site', 'provider'] as const;

interface Flat {
  readonly kind: 'flat';
  /** Dollars a month, for each site or provider if so said. */
  readonly amount: string;
  readonly per: (typeof FLAT_PER)[number];
}
interface Percent {
  readonly kind: 'percent';
  readonly base: FeeBase;
  readonly rate: string;
}
export const TIER_MODES = ['marginal', 'whole-amount'] as const;
interface Tiered {
  readonly kind: 'tiered';
  readonly base: FeeBase;
  /** `marginal`: each bracket at its rate. `whole-amount`: all at the rate of the last one reached. */
  readonly mode: (typeof TIER_MODES)[number];
  /** In rising order; the base up to and including `upTo` dollars a month; the last has no end. */
  readonly tiers: readonly Tier[];
}
export interface Tier {
  readonly upTo?: string;
  readonly rate: string;
}
interface CostPlus {
  readonly kind: 'cost-plus';
  /** Name of the pool of the MSO's cost, this practice's share of it. */
  readonly cost: string;
  /** What the pool is made of (cost-pools.ts); its name alone when not given. */
  readonly costs?: readonly string[];
  readonly markup: string;
  readonly allocation?: AllocationKey;
}
export const UNITS = ['claim', 'visit', 'encounter', 'fte', 'provider', 'site', 'patient'] as const;
export type Unit = (typeof UNITS)[number];
interface PerUnit {
  readonly kind: 'per-unit';
  readonly unit: Unit;
  /** Dollars a unit, up to four decimals. */
  readonly price: string;
}
interface PassThrough {
  readonly kind: 'pass-through';
  /** Name of the pool of cost reimbursed without mark-up. */
  readonly cost: string;
  readonly allocation?: AllocationKey;
}
export const COMPONENT_KINDS = [
  'flat',
  'percent',
  'tiered',
  'cost-plus',
  'per-unit',
  'pass-through',
] as const;

/**
 * A price that moves by date. A date inside a month counts from the next month on.
 * `annual` compounds on each anniversary of `from`, `from` itself being the first rise, and is
 * for flat amounts and unit prices; `steps` state the new amount, price, rate or mark-up.
 */
export type Escalator =
  | { readonly kind: 'annual'; readonly rate: string; readonly from: string }
  | {
      readonly kind: 'steps';
      readonly steps: readonly { readonly from: string; readonly value: string }[];
    };

/** A share of the component that is credited back for each standard missed in the month. */
export interface AtRisk {
  readonly share: string;
  readonly standards: readonly Standard[];
}
export interface Standard {
  /** Unique in the agreement: `days-in-ar`. */
  readonly code: string;
  /** What must be reached, in words. */
  readonly label: string;
  /** Relative weight; 1 when not given. */
  readonly weight?: number;
}

/** Name under which the amount of a base is handed to the fee: `cash-collections/retail@deposit`. */
export function baseKey(base: FeeBase): string {
  const line = base.line === undefined ? '' : `/${base.line}`;
  return `${base.kind}${line}${base.month === 'deposit' ? '@deposit' : ''}`;
}

/** Every base a fee needs, once each (by key and month), in the order of the terms. */
export function basesOf(fee: FeeTerms): FeeBase[] {
  const found = new Map<string, FeeBase>();
  const add = (base: FeeBase): void => {
    const key = `${baseKey(base)} ${base.month}`;
    if (!found.has(key)) found.set(key, base);
  };
  const addLimits = (limits: Limits | undefined): void => {
    for (const share of limits?.capPercentOf ?? []) add(share.base);
  };
  for (const component of fee.components) {
    if (component.kind === 'percent' || component.kind === 'tiered') add(component.base);
    addLimits(component.limits);
  }
  addLimits(fee.limits);
  return [...found.values()];
}
