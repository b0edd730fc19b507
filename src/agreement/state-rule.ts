/** How bad a finding is: `block` = prohibited or void, `warn` = conditional, `info` = note. */
export type Severity = 'block' | 'warn' | 'info';

/** What a rule looks at; state-rules.ts evaluates it on the terms. */
export type RuleCondition =
  | 'any'
  | 'flat-only'
  | 'percent'
  | 'percent-beyond-billing'
  | 'percent-billing-only'
  | 'percent-billing-without-account'
  | 'percent-with-marketing'
  | 'percent-without-marketing'
  | 'percent-with-control'
  | 'percent-without-control'
  | 'controls-of-new-agreement'
  | 'controls-of-existing-agreement'
  | 'controls-by-investor'
  | 'account-control'
  | 'federal-percent-marketing'
  | 'federal-percent'
  | 'designated-health-services'
  | 'laboratory-services'
  | 'federal-deposits';

/** One rule: data with dates, an authority and a grade (mso.md §4.2). */
export interface StateRule {
  /** Postal code of the state where the practice works; `US` for federal rules. */
  readonly state: string;
  readonly ruleId: string;
  readonly kind: 'fee-form' | 'marketing-carveout' | 'control' | 'ownership' | 'federal';
  readonly severity: Severity;
  readonly condition: RuleCondition;
  /** First and last day of the rule as far as known; empty = always. */
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  /** Last day of the statute unless renewed: the rule stays, and says "re-verify" after it. */
  readonly sunset?: string;
  readonly authority: string;
  /** Sources of mso.md §8, and R where only recalled. */
  readonly sources: string;
  /** High, medium or low. */
  readonly confidence: 'H' | 'M' | 'L';
  readonly words: string;
}

/** Date of the newest source the table rests on; nothing later has been read for it. */
export const RULES_LAST_REVIEWED = '2026-04-30';
