import type { Arm } from './effects.ts';
import type { Luck } from './luck.ts';
import type { CompiledSite, Model, MonthDays, MonthFactors } from './model.ts';
import type { PrepaidState } from './prepaid-month.ts';
import type { RowWriter } from './row-writer.ts';

/**
 * A month at a site as it is lived: where, when, and what moves it there. One object a future, whose
 * place and month are set anew, so that a month allocates nothing.
 */
export interface SiteStep {
  readonly writer: RowWriter;
  readonly model: Model;
  readonly arm: Arm;
  readonly values: Float64Array;
  readonly luck: Luck;
  readonly factors: MonthFactors;
  /** Active patients of each site against their level. */
  readonly panels: Float64Array;
  /** What each site has sold ahead by cohorts; null where it sells nothing so. */
  readonly prepaid: readonly (PrepaidState | null)[];
  site: CompiledSite;
  month: number;
  days: MonthDays;
  /** Where site and month stand in tables of the plan. */
  at: number;
}
