import type { Day, Month } from '../../src/calendar.ts';
import type { BillingTerms, FeeTerms } from '../../src/agreement/terms.ts';
import type { ServiceCode } from '../../src/agreement/services.ts';
import type { DefaultsKind } from '../defaults.ts';
import type { Assert } from './read-asserts.ts';
import type { LeverEntry } from './read-levers.ts';
import type { EquipmentEntry } from './read-equipment.ts';
import type { OpeningEntry } from './read-openings.ts';
import type { GiftCardEntry, MembershipEntry, PackageEntry } from './read-prepaid.ts';
import type { IncomeTaxPlan } from '../income-tax.ts';
import type { FromLog } from './read-history.ts';
import type { History } from '../history.ts';
import type { ParameterSet } from '../parameters.ts';
import type { Correlation, Sampling } from '../value-source.ts';
import type { Grade, Hazard, Plan, Service, SitePlan } from '../plan.ts';

/** First line of a scenario file: `schema: feeworth-scenario/1`. */
export const SCENARIO_SCHEMA = 'feeworth-scenario/1';

/** A scenario as its file says it, resolved and checked; what a book adds comes later. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly currency: string;
  readonly seed: string;
  readonly timeline: { readonly start: Month | 'after-book'; readonly months: number };
  /** `asOf` null: the day before the first month. */
  readonly valuation: { readonly asOf: Day | null; readonly discountAnnual: number };
  readonly levels: Levels;
  readonly parameters: ParameterSet;
  /** What the log of the book is asked for; absent where nothing is, or once it has answered. */
  readonly fromLog?: FromLog;
  /** What the log was that parameters were drawn from; absent where none were. */
  readonly history?: History;
  readonly correlations: readonly Correlation[];
  readonly levers: readonly LeverEntry[];
  readonly hazards: readonly Hazard[];
  readonly openings: readonly OpeningEntry[];
  /** Sections that a scenario may leave out are not in it then, and not in its digest. */
  readonly memberships?: readonly MembershipEntry[];
  readonly giftCards?: readonly GiftCardEntry[];
  readonly packages?: readonly PackageEntry[];
  readonly equipment?: readonly EquipmentEntry[];
  readonly incomeTax?: IncomeTaxPlan;
  /** Services entered line by line, a site; they replace what book or defaults say of them. */
  readonly services: readonly ServiceEntry[];
  /** Regime the levels belong to; the other one is what changes. */
  readonly recorded: 'independent' | 'withMso';
  readonly change: Change;
  readonly agreement: AgreementSource;
  /** Share of the fee that serving the practice costs the MSO. */
  readonly costToServe: number;
  readonly noise: Plan['noise'] | 'from-levels';
  readonly credit: Plan['credit'];
  readonly run: Run;
  /** What the answer must hold to; the run does not depend on it. */
  readonly asserts: readonly Assert[];
}

/** Where visits, tickets, costs and claims come from. */
export type Levels =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'defaults'; readonly of: DefaultsKind }
  | {
      readonly kind: 'inline';
      readonly mso: string;
      readonly sites: readonly SitePlan[];
      /** Cash of each site at the start, in cents. */
      readonly cashCents: Readonly<Record<string, number>>;
    };

export interface ServiceEntry {
  readonly service: Service;
  /** Null: as book or defaults have it. */
  readonly standAloneMonthlyCents: number | null;
  readonly removedBy: 'removed.manager' | 'removed.overhead';
  /** Share of this line that ends with the MSO; null: the parameter as it is. */
  readonly removed: number | null;
  /** Month from which it ends; null: from the effective month. */
  readonly from: Month | null;
  readonly grade: Grade;
  readonly source: string;
}

/** The change of regime: when, over how long, at what cost. */
export interface Change {
  readonly effective: Month | 'start';
  readonly rampMonths: number;
  readonly dipMonths: number;
  readonly cost: ChangeCost;
  /** When an MSO that is joined is left again, how fast its effects fade, and what that costs. */
  readonly leaves?: {
    readonly from: Month | { readonly afterMonths: number };
    readonly fadeMonths: number;
    readonly cost: ChangeCost;
  };
}
export type ChangeCost =
  | { readonly kind: 'amount'; readonly cents: number }
  | { readonly kind: 'months-of-fee'; readonly months: number };

/** Terms of the book's agreements, or written in the scenario itself. */
export type AgreementSource =
  | { readonly kind: 'book' }
  | {
      readonly kind: 'inline';
      readonly fee: FeeTerms;
      readonly billing: BillingTerms;
      readonly services: readonly ServiceCode[];
    };

export interface Run {
  readonly paths: number;
  readonly bridgePaths: number;
  /** Paths of the side runs: manager at 0, 25 and 50 %, estimates held at central. */
  readonly sidePaths: number;
  readonly isNoisy: boolean;
  readonly sampler: Sampling['sampler'];
  /** Independent scrambles of Sobol' points; 1 where they are not used. */
  readonly replicates: number;
  readonly luck: 'own' | 'mirrored';
}
