import { formatDay, parseDay } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { unreachable } from '../error.ts';
import { CONTROLS } from './controls.ts';
import type { ControlCode } from './controls.ts';
import { RULES_LAST_REVIEWED } from './state-rule.ts';
import type { RuleCondition, Severity, StateRule } from './state-rule.ts';
import { STATE_RULES } from './state-rules-table.ts';
import type { AgreementTerms, FeeComponent } from './terms.ts';

/** What a rule says about an agreement on a day. Always for counsel, never a verdict. */
export interface StateFinding {
  readonly state: string;
  readonly ruleId: string;
  readonly kind: StateRule['kind'] | 'unknown-state';
  readonly severity: Severity;
  /** The rule in words, what in the agreement met it, and that it is not legal advice. */
  readonly words: string;
  readonly authority: string;
  readonly sources: string;
  readonly confidence: StateRule['confidence'];
  readonly lastReviewed: string;
  /** Last day of the statute unless renewed. */
  readonly sunset?: string;
  /** True past the sunset: the finding stands, but the law must be read again. */
  readonly mustReverify: boolean;
  /** Components of the fee or controls that met the rule. */
  readonly about: readonly string[];
}

const COUNSEL = 'Not legal advice: ask counsel.';

/** Oregon SB 951 took effect on this day; what was signed before it has grace until 2029. */
const OREGON_ACT = '2025-06-09';

/**
 * Checks the fee's form and the MSO's controls against the rules of the state where the practice
 * works (never the MSO's own), and federal ones, as they stand on a day. A state that is not in the
 * table gives one "unknown" finding: nothing is called permitted. Source: mso.md §4.
 */
export function checkStateRules(terms: AgreementTerms, state: string, day: Day): StateFinding[] {
  const code = state.toUpperCase();
  const ruled = STATE_RULES.filter((rule) => rule.state === code || rule.state === 'US');
  const findings = ruled.flatMap((rule) => {
    if (rule.effectiveFrom !== undefined && day < parseDay(rule.effectiveFrom)) return [];
    if (rule.effectiveTo !== undefined && day > parseDay(rule.effectiveTo)) return [];
    const about = meets(rule.condition, terms);
    return about === null ? [] : [findingOf(rule, about, day, code)];
  });
  if (code !== 'US' && !ruled.some((rule) => rule.state === code)) findings.unshift(unknown(code));
  return findings;
}

/** Whether any finding says that the form is prohibited or void. */
export function isBlocked(findings: readonly StateFinding[]): boolean {
  return findings.some((finding) => finding.severity === 'block');
}

function findingOf(
  rule: StateRule,
  about: readonly string[],
  day: Day,
  state: string,
): StateFinding {
  const mustReverify = rule.sunset !== undefined && day > parseDay(rule.sunset);
  const met = about.length === 0 ? '' : ` Met by: ${about.join(', ')}.`;
  const again = mustReverify
    ? ` sunset: re-verify (the statute ran to ${rule.sunset ?? ''}; this was read on ${formatDay(day)}).`
    : '';
  return {
    state: rule.state === 'US' ? 'US' : state,
    ruleId: rule.ruleId,
    kind: rule.kind,
    severity: rule.severity,
    words: `${rule.words}${met}${again} ${COUNSEL}`,
    authority: rule.authority,
    sources: rule.sources,
    confidence: rule.confidence,
    lastReviewed: RULES_LAST_REVIEWED,
    ...(rule.sunset === undefined ? {} : { sunset: rule.sunset }),
    mustReverify,
    about,
  };
}

function unknown(state: string): StateFinding {
  return {
    state,
    ruleId: 'unknown-state',
    kind: 'unknown-state',
    severity: 'info',
    words: `No rule of ${state} is known here, which permits nothing. ${COUNSEL}`,
    authority: 'none',
    sources: 'docs/sources.md#state-rules',
    confidence: 'L',
    lastReviewed: RULES_LAST_REVIEWED,
    mustReverify: false,
    about: [],
  };
}

/** A fee that follows revenue or income: a share of a base. Cost-plus and units are not. */
function percentComponents(terms: AgreementTerms): FeeComponent[] {
  return terms.fee.components.filter((c) => c.kind === 'percent' || c.kind === 'tiered');
}

/** The services a component pays for: its own list, else all of the agreement. */
function scopeOf(terms: AgreementTerms, component: FeeComponent): readonly string[] {
  return component.services ?? terms.services;
}

/** What met a condition (components or controls; maybe none to name), or null. */
function meets(condition: RuleCondition, terms: AgreementTerms): string[] | null {
  const percent = percentComponents(terms);
  const legal = terms.legal ?? {};
  const controls = legal.controls ?? [];
  const codes = (list: readonly FeeComponent[]): string[] | null =>
    list.length === 0 ? null : list.map((component) => component.code);
  const has = (component: FeeComponent, service: string): boolean =>
    scopeOf(terms, component).includes(service);
  const isBilling = (component: FeeComponent): boolean => {
    const scope = scopeOf(terms, component);
    return scope.length > 0 && scope.every((service) => service === 'billing');
  };
  const takesAccount =
    controls.includes('practice-account') || legal.licenseeControlsAccount === false;
  switch (condition) {
    case 'any':
      return [];
    case 'flat-only':
      return percent.length === 0 ? [] : null;
    case 'percent':
      return codes(percent);
    case 'percent-beyond-billing':
      return codes(percent.filter((component) => !isBilling(component)));
    case 'percent-billing-only':
      return takesAccount ? null : codes(percent.filter(isBilling));
    case 'percent-billing-without-account':
      return takesAccount ? codes(percent.filter(isBilling)) : null;
    case 'percent-with-marketing':
      return codes(percent.filter((component) => has(component, 'marketing')));
    case 'percent-without-marketing':
      return codes(percent.filter((component) => !has(component, 'marketing')));
    case 'percent-with-control':
      return takesAccount ? codes(percent) : null;
    case 'percent-without-control':
      return takesAccount ? null : codes(percent);
    case 'account-control':
      return takesAccount ? codes(percent) : null;
    case 'controls-of-new-agreement':
      return isBeforeOregonAct(terms) ? null : controlWords(controls);
    case 'controls-of-existing-agreement':
      return isBeforeOregonAct(terms) ? controlWords(controls) : null;
    case 'controls-by-investor':
      return legal.msoControlledBy === 'private-equity' || legal.msoControlledBy === 'hedge-fund'
        ? controlWords(controls)
        : null;
    case 'federal-percent-marketing':
      return legal.federalProgramRevenue
        ? codes(percent.filter((component) => has(component, 'marketing')))
        : null;
    case 'federal-percent':
      return legal.federalProgramRevenue
        ? codes(percent.filter((component) => !has(component, 'marketing')))
        : null;
    case 'designated-health-services':
      return legal.designatedHealthServices ? [] : null;
    case 'laboratory-services':
      return legal.laboratoryServices ? [] : null;
    case 'federal-deposits':
      return legal.federalProgramRevenue && takesAccount ? [] : null;
    default:
      return unreachable(condition);
  }
}

function controlWords(controls: readonly ControlCode[]): string[] | null {
  if (controls.length === 0) return null;
  return controls.map((control) => `${control} (${CONTROLS[control]})`);
}

function isBeforeOregonAct(terms: AgreementTerms): boolean {
  return parseDay(terms.signedOn ?? terms.effectiveFrom) < parseDay(OREGON_ACT);
}
