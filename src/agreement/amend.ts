import { addDays, addMonths, firstDay, formatDay, lastDay, parseDay } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import { FeeworthError } from '../error.ts';
import { checkTerms } from './check-terms.ts';
import { refuseProblems } from './problems.ts';
import type { AgreementTerms } from './terms.ts';

/** The sections an amendment may replace; each is replaced whole. Id, parties' MSO and start stay. */
export type AmendedSections = Partial<
  Pick<
    AgreementTerms,
    | 'title'
    | 'practices'
    | 'termMonths'
    | 'renewal'
    | 'termination'
    | 'services'
    | 'fee'
    | 'billing'
    | 'fmvRange'
    | 'allocationKey'
    | 'legal'
  >
>;

/** A dated change: the data of AgreementAmended. */
export interface Amendment {
  readonly id: string;
  readonly signedOn: string;
  /** First day of the change. */
  readonly effectiveFrom: string;
  readonly changes: AmendedSections;
}

/** What was signed and what was changed, in the order it was recorded. */
export interface AgreementHistory {
  readonly signed: AgreementTerms;
  readonly amendments: readonly Amendment[];
  /** Last day of service, once the agreement has been ended. */
  readonly endsOn?: string;
}

/** A stretch of days under the same terms; both ends included, null where it goes on. */
export interface TermsPeriod {
  readonly from: Day;
  readonly to: Day | null;
  readonly terms: AgreementTerms;
  /** Ids of the amendments in force, by effective date. */
  readonly amendments: readonly string[];
}

/** The amendments by effective date; of the same day, the later recorded wins, being later. */
function inOrder(history: AgreementHistory): Amendment[] {
  return history.amendments
    .map((amendment, i) => ({ amendment, i, from: parseDay(amendment.effectiveFrom) }))
    .sort((a, b) => a.from - b.from || a.i - b.i)
    .map(({ amendment }) => amendment);
}

/**
 * The terms as periods in the order of their dates. Nothing changes before the date of an
 * amendment; one dated before the start changes the agreement from its start. The last period ends
 * with the agreement: when it was ended, or at the end of a term that is not renewed by itself.
 */
export function termsPeriods(history: AgreementHistory): TermsPeriod[] {
  const start = parseDay(history.signed.effectiveFrom);
  const end = history.endsOn === undefined ? null : parseDay(history.endsOn);
  const periods: TermsPeriod[] = [{ from: start, to: end, terms: history.signed, amendments: [] }];
  for (const amendment of inOrder(history)) {
    const before = periods.pop();
    if (!before) break;
    const from = Math.max(start, parseDay(amendment.effectiveFrom)) as Day;
    const after: TermsPeriod = {
      from,
      to: end,
      terms: { ...before.terms, ...amendment.changes },
      amendments: [...before.amendments, amendment.id],
    };
    if (from > before.from) periods.push({ ...before, to: addDays(from, -1) });
    periods.push(after);
  }
  const last = periods.at(-1);
  if (last && last.to === null && last.terms.renewal.kind === 'none') {
    const expiry = termEnd(last.terms, last.from);
    return inForce(periods.map((p) => ({ ...p, to: Math.min(p.to ?? expiry, expiry) as Day })));
  }
  return inForce(periods);
}

const inForce = (periods: readonly TermsPeriod[]): TermsPeriod[] =>
  periods.filter((period) => period.to === null || period.to >= period.from);

/** The terms in force on a day; null before the start and after the end. */
export function termsOn(history: AgreementHistory, day: Day): AgreementTerms | null {
  const found = termsPeriods(history).find(
    ({ from, to }) => day >= from && (to === null || day <= to),
  );
  return found?.terms ?? null;
}

/**
 * The parts of a month under the same terms, in order; the fee of the month is feeOf over each with
 * its `days` and the amounts of those days, the state handed from part to part.
 */
export function termsInMonth(
  history: AgreementHistory,
  month: Month,
): { readonly from: Day; readonly to: Day; readonly terms: AgreementTerms }[] {
  const first = firstDay(month);
  const last = lastDay(month);
  return termsPeriods(history)
    .map(({ from, to, terms }) => ({
      from: Math.max(from, first) as Day,
      to: Math.min(to ?? last, last) as Day,
      terms,
    }))
    .filter((part) => part.to >= part.from);
}

/** Last day of the term as agreed, with renewals up to and on `day` where they are automatic. */
export function termEnd(terms: AgreementTerms, day: Day): Day {
  const start = parseDay(terms.effectiveFrom);
  let months = terms.termMonths;
  const end = (): Day => addDays(addMonths(start, months), -1);
  if (terms.renewal.kind === 'automatic')
    while (end() < day && terms.renewal.months > 0) months += terms.renewal.months;
  return end();
}

/**
 * Checks an amendment against the history it is added to and returns the terms after it; throws
 * `agreement/invalid` with every problem of those terms, `agreement/nothing-changed`, or
 * `agreement/amended-after-end`.
 */
export function amendedTerms(history: AgreementHistory, amendment: Amendment): AgreementTerms {
  const from = parseDay(amendment.effectiveFrom);
  const on = Math.max(from, parseDay(history.signed.effectiveFrom)) as Day;
  const before = termsOn(history, on);
  const all = { ...history, amendments: [...history.amendments, amendment] };
  const after = termsOn(all, on);
  if (after === null)
    throw new FeeworthError(
      'agreement/amended-after-end',
      'conflict',
      `The agreement has ended before ${amendment.effectiveFrom}`,
      { place: { at: amendment.id }, hint: 'sign a new agreement' },
    );
  if (before && sameJson(before, after))
    throw new FeeworthError(
      'agreement/nothing-changed',
      'input',
      `The amendment changes nothing on ${formatDay(on)}`,
      { place: { at: amendment.id }, hint: 'name a section that differs from the terms in force' },
    );
  for (const period of termsPeriods(all)) refuseProblems(checkTerms(period.terms));
  return after;
}

/** Whether two values say the same, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1)))
      : v,
  );
}
