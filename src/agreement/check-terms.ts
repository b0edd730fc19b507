import { Decimal } from '../money.ts';
import { checkComponent, checkBase, checkAllocation, checkLimits } from './check-fee.ts';
import { newChecker } from './check-values.ts';
import type { Checker } from './check-values.ts';
import { CONTROL_CODES, INVESTOR_KINDS } from './controls.ts';
import type { AgreementProblem } from './problems.ts';
import { SERVICE_CODES } from './services.ts';
import { BILLING_IN, FEE_YEARS, WITHOUT_CAUSE } from './terms.ts';
import type { AgreementTerms, FeeTerms } from './terms.ts';

const ID = /^[a-z0-9][a-z0-9-]*$/;

/** Everything wrong with terms of the right shape; an empty list means that a fee can be computed. */
export function checkTerms(terms: AgreementTerms): AgreementProblem[] {
  const check = newChecker();
  if (!ID.test(terms.id))
    check.report('agreement/bad-id', 'id', 'id is not a name', 'a-z, 0-9 and -: acme-msa');
  if (terms.practices.length === 0)
    check.report('agreement/no-practice', 'practices', 'no practice is named');
  if (new Set(terms.practices).size < terms.practices.length)
    check.report('agreement/practice-twice', 'practices', 'a practice is named twice');
  if (terms.practices.includes(terms.mso))
    check.report('agreement/own-client', 'mso', 'the MSO is named as its own practice');
  check.date(terms.effectiveFrom, 'effectiveFrom');
  check.date(terms.signedOn, 'signedOn');
  check.count(terms.termMonths, 'termMonths', 1);
  for (const [i, service] of terms.services.entries())
    check.word(service, SERVICE_CODES, 'service', `services.${i}`);
  check.word(terms.billing.in, BILLING_IN, 'billing', 'billing.in');
  check.count(terms.billing.dueDays, 'billing.dueDays', 0);
  checkEnd(check, terms);
  checkFmv(check, terms);
  checkLegal(check, terms);
  if (terms.allocationKey) checkAllocation(check, terms.allocationKey, terms, 'allocationKey');
  check.problems.push(...checkFee(terms.fee, terms));
  return check.problems;
}

/** Everything wrong with the fee alone, for a scenario that has no agreement around it. */
export function checkFee(
  fee: FeeTerms,
  terms: Pick<AgreementTerms, 'services' | 'practices'>,
): AgreementProblem[] {
  const check = newChecker();
  check.word(fee.year, FEE_YEARS, 'fee-year', 'fee.year');
  if (fee.components.length === 0)
    check.report('agreement/no-fee', 'fee.components', 'the fee has no component');
  const codes = new Set<string>();
  const standards = new Set<string>();
  for (const component of fee.components) {
    const at = `fee.components.${component.code}`;
    if (!ID.test(component.code))
      check.report('agreement/bad-id', at, 'the code of a component is not a name', 'a-z, 0-9, -');
    if (codes.has(component.code))
      check.report('agreement/component-twice', at, `two components are called ${component.code}`);
    codes.add(component.code);
    checkComponent(check, component, at);
    for (const [i, service] of (component.services ?? []).entries()) {
      const known = check.word(service, SERVICE_CODES, 'service', `${at}.services.${i}`);
      if (known && !terms.services.includes(service))
        check.report(
          'agreement/service-not-in-scope',
          `${at}.services.${i}`,
          `${service} is paid for but is not among the services`,
        );
    }
    if (component.kind === 'cost-plus' || component.kind === 'pass-through')
      if (component.allocation)
        checkAllocation(check, component.allocation, terms, `${at}.allocation`);
    for (const { code } of component.atRisk?.standards ?? []) {
      if (standards.has(code))
        check.report(
          'agreement/standard-twice',
          `${at}.atRisk.standards.${code}`,
          `two standards are called ${code}`,
        );
      standards.add(code);
    }
  }
  if (fee.limits) checkLimits(check, fee.limits, 'fee.limits');
  return check.problems;
}

function checkEnd(check: Checker, terms: AgreementTerms): void {
  const { renewal, termination } = terms;
  if (renewal.kind === 'automatic') {
    check.count(renewal.months, 'renewal.months', 1);
    check.count(renewal.noticeDays, 'renewal.noticeDays', 0);
  }
  check.count(termination.cureDays, 'termination.cureDays', 0);
  const { by, noticeDays } = termination.withoutCause;
  check.word(by, WITHOUT_CAUSE, 'party', 'termination.withoutCause.by');
  check.count(noticeDays, 'termination.withoutCause.noticeDays', 0);
  const { exitFee } = termination;
  if (exitFee.kind === 'amount') check.money(exitFee.amount, 'termination.exitFee');
  if (exitFee.kind === 'months-of-fee') check.count(exitFee.months, 'termination.exitFee', 0);
}

function checkFmv(check: Checker, { fmvRange }: AgreementTerms): void {
  if (!fmvRange) return;
  const { low, high, base } = fmvRange;
  check.date(fmvRange.opinionOn, 'fmvRange.opinionOn');
  if (base) checkBase(check, base, 'fmvRange.base');
  const isOk = (value: string, at: string): boolean =>
    base ? check.share(value, at) : check.money(value, at);
  const both = [isOk(low, 'fmvRange.low'), isOk(high, 'fmvRange.high')];
  if (both.every(Boolean) && new Decimal(low).gt(high))
    check.report('agreement/fmv-reversed', 'fmvRange', 'the FMV range ends below its beginning');
}

function checkLegal(check: Checker, { legal }: AgreementTerms): void {
  for (const [i, control] of (legal?.controls ?? []).entries())
    check.word(control, CONTROL_CODES, 'control', `legal.controls.${i}`);
  if (legal?.msoControlledBy !== undefined)
    check.word(legal.msoControlledBy, INVESTOR_KINDS, 'investor', 'legal.msoControlledBy');
}
