import type { Day, Month } from '../src/calendar.ts';
import type { SERVICES, SERVICE_LINES } from '../src/events/shared.ts';
import type { AgreementTerms } from '../src/agreement/terms.ts';
import type { EquipmentPlan } from './equipment.ts';
import type { IncomeTaxPlan } from './income-tax.ts';
import type { GiftCardPlan, MembershipPlan, PackagePlan } from './prepaid-plan.ts';

/** Where a number comes from; estimates say so wherever they are shown (mso.md, grades). */
export type Grade = 'recorded' | 'A' | 'B' | 'C' | 'E' | 'R' | 'entered';

export type ServiceLine = (typeof SERVICE_LINES)[number];
export type Service = (typeof SERVICES)[number];

/** One service line of a site: its share of self-pay revenue and what its product costs. */
export interface LinePlan {
  readonly line: ServiceLine;
  /** Share of self-pay revenue; all lines of a site add up to 1. */
  readonly share: number;
  /** Product cost as a share of the line's revenue. */
  readonly productCost: number;
}

/** Insured care by one group of payers at a site; months as steps, claims as cohorts. */
export interface PayerPlan {
  readonly payer: string;
  readonly payerClass: 'commercial' | 'medicare' | 'medicaid' | 'workers-comp' | 'other';
  readonly claimsMonthly: number;
  readonly chargeCents: number;
  /** Contractual adjustment as a share of the charge. */
  readonly contractual: number;
  /** Share of the allowed amount that the patient owes. */
  readonly patientShare: number;
  /** Share of the patient's part that is paid in the end. */
  readonly patientCollected: number;
  /** Initial denials as a share of claims. */
  readonly denialRate: number;
  /** Share of denials that are paid in the end. */
  readonly overturned: number;
  readonly submitDays: number;
  /** Mean days from submission to payment. */
  readonly payDays: number;
  readonly reworkDays: number;
}

/** A cost that does not move with visits, a month. */
export interface CostPlan {
  readonly category: string;
  readonly monthlyCents: number;
}

/** One of the thirteen services: what it costs alone, and how much of that an MSO ends. */
export interface ServicePlan {
  readonly service: Service;
  readonly standAloneMonthlyCents: number;
  /** Parameter that holds the removed share. */
  readonly removedBy: string;
  readonly grade: Grade;
  /** Factor on the parameter for this line alone; 1 unless a scenario enters the line's share. */
  readonly scale?: number;
  /** Day from which the line ends; from the effective month unless it says so. */
  readonly from?: Day;
}

export interface SitePlan {
  readonly id: string;
  readonly entity: string;
  /** Visits of an average month at the start. */
  readonly visitsMonthly: number;
  /** Self-pay revenue a visit, before tax. */
  readonly ticketCents: number;
  /** Twelve factors, January first, that average 1. */
  readonly season: readonly number[];
  readonly lines: readonly LinePlan[];
  /** Share of self-pay revenue delivered out of packages and memberships sold before. */
  readonly prepaidShare: number;
  readonly tenders: { readonly card: number; readonly financing: number; readonly cash: number };
  readonly cardFee: number;
  readonly financingFee: number;
  readonly retailTax: number;
  readonly payers: readonly PayerPlan[];
  /** Provider pay as a share of production, and staff wages a month. */
  readonly providerPay: number;
  readonly staffMonthlyCents: number;
  readonly employerTax: number;
  readonly costs: readonly CostPlan[];
  readonly services: readonly ServicePlan[];
  /** Base pay of providers a month, and from what production they have a share; 0 unless said. */
  readonly providerBaseCents?: number;
  readonly providerThresholdCents?: number;
  /** Share of active patients that are still active a month later; no panel unless said. */
  readonly retention?: number;
  /** Booked visits that are missed, and the share of those that others fill; none unless said. */
  readonly noShows?: { readonly rate: number; readonly refilled: number };
  /** Visits a month that rooms and providers allow; without end unless said. */
  readonly capacityMonthly?: number;
  /** A site that is still to open. */
  readonly opens?: SiteOpening;
  /** Loans taken before: what is paid on them a month, up to a day; none unless said. */
  readonly debt?: {
    readonly principalCents: number;
    readonly interestCents: number;
    readonly until: Day;
  };
  /** Sold ahead by cohorts; none unless said, and packages are used in the month of their sale. */
  readonly memberships?: readonly MembershipPlan[];
  readonly giftCards?: readonly GiftCardPlan[];
  readonly packages?: PackagePlan;
  /** Bought in the horizon; none unless said. */
  readonly equipment?: readonly EquipmentPlan[];
}

/** When a site opens, how fast it fills, and what opening it costs. */
export interface SiteOpening {
  readonly from: Month;
  /** Months until nineteen of twenty of its visits come, on a logistic curve from one in twenty. */
  readonly rampMonths: number;
  /** Paid on its first day. */
  readonly costCents: number;
  /** Months before it opens in which rent, staff and other fixed costs are already paid. */
  readonly leadMonths: number;
}

/** What a lever may move. */
export const LEVER_TARGETS = [
  'visits',
  'ticket',
  'line',
  'new-patients',
  'retention',
  'no-shows',
  'capacity',
  'denial-rate',
  'payer-days',
  'product-cost',
  'provider-pay',
  'staff',
  'rent',
  'marketing',
  'other-costs',
] as const;
export type LeverTarget = (typeof LEVER_TARGETS)[number];

/** A dated change of one level, the same on every path. */
export interface Lever {
  readonly id: string;
  readonly target: LeverTarget;
  /** The service line whose revenue it moves; of the target `line` alone. */
  readonly line: ServiceLine | null;
  /** Relative change at full strength; of `retention` a shift of the log odds. */
  readonly by: number;
  /** First month of the change, after its lag. */
  readonly from: Month;
  /** Months over which it builds up; 0: at once. */
  readonly rampMonths: number;
  /** First month without it; null: it stays. */
  readonly until: Month | null;
  /** The arm it is taken in; one that is not taken in both is a driver of the bridge. */
  readonly arm: 'both' | 'independent' | 'withMso';
  /** Sites it is taken at; null: all. */
  readonly sites: readonly string[] | null;
}

/** A rare loss of a site, such as a finding of its state's board. */
export interface Hazard {
  readonly id: string;
  /** Losses a year, as a rate. */
  readonly annual: number;
  /** What one costs, in cents. */
  readonly loss: { readonly min: number; readonly mode: number; readonly max: number };
  /** Sites that bear it; null: all. */
  readonly sites: readonly string[] | null;
  readonly grade: Grade;
  readonly source: string;
}

/** What the book leaves open at the start; runs off in both arms alike (settled.md §6.3). */
export interface OpeningPosition {
  readonly entity: string;
  readonly site: string;
  readonly cashCents: number;
  readonly cardClearingCents: number;
  readonly payablesCents: number;
  readonly packagesCents: number;
  readonly salesTaxCents: number;
  readonly accruedPayCents: number;
  /** Open claims by payer and age in days. */
  readonly claims: readonly {
    readonly payer: string;
    readonly ageDays: number;
    readonly claims: number;
    readonly grossCents: number;
  }[];
  readonly feeArrearsCents: number;
  /** What patients owe of care already adjudicated; none unless said. */
  readonly patientsCents?: number;
}

/** The levels a scenario starts from: the same in every arm. */
export interface Plan {
  readonly start: Month;
  readonly months: number;
  readonly practices: readonly string[];
  readonly mso: string;
  readonly sites: readonly SitePlan[];
  readonly opening: readonly OpeningPosition[];
  /** Regime in force when the levels were recorded. */
  readonly recorded: 'independent' | 'withMso';
  /** Terms by practice. */
  readonly agreements: Readonly<Record<string, AgreementTerms>>;
  /** Bases of the month before the start by practice and name, for terms on the month before. */
  readonly priorBases?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Share of a fee that serving the practice costs the MSO (mso.md §7.2). */
  readonly msoCostShare: number;
  /** Standard deviations of the logarithm of monthly demand: group-wide and by site. */
  readonly noise: { readonly group: number; readonly site: number; readonly lag: number };
  readonly joiningCents: number;
  readonly exitCents: number;
  /** Months over which effects build up after joining, or fade after leaving. */
  readonly rampMonths: number;
  /** Share of revenue lost in the first months of a change, and how many months. */
  readonly dipMonths: number;
  /** Line of credit that keeps cash at the floor: drawn at month end, repaid when it can be. */
  readonly credit: {
    readonly floorCents: number;
    readonly limitCents: number;
    readonly rateAnnual: number;
  };
  /** Dated changes of levels; none unless said. */
  readonly levers?: readonly Lever[];
  /** Rare losses; none unless said. */
  readonly hazards?: readonly Hazard[];
  /** Income tax of the practices; none unless said: most pass their income on to their owners. */
  readonly incomeTax?: IncomeTaxPlan;
  /** First month after an MSO that is joined and left again, and months its effects take to fade. */
  readonly leaves?: { readonly from: Month; readonly fadeMonths: number };
  /** First month in which the arms may differ. */
  readonly effective: Month;
  readonly valuationOn: Day;
  readonly discountAnnual: number;
}

/** Operating drivers of the bridge, in their published order (mso.md §6). */
export const DRIVERS = [
  'overhead',
  'supply-price',
  'volume',
  'collection-rate',
  'denials',
  'payer-speed',
  'transition',
  'retention',
  'new-patients',
  'no-shows',
  'compliance',
  'measures',
] as const;
export type Driver = (typeof DRIVERS)[number];
