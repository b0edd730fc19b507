import { addMonths, daysInMonth, formatDay, formatMonth, parseDay } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import { Decimal, formatCents, parseCents } from '../money.ts';
import { sameJson, termsPeriods } from './amend.ts';
import type { AgreementHistory } from './amend.ts';
import { chargedDays, daysShareCents } from './period.ts';
import { baseKey, basesOf } from './terms.ts';
import type { AgreementTerms } from './terms.ts';

/** Something lawful perhaps, but worth a look: nothing is refused for it. */
export interface AgreementWarning {
  readonly code: string;
  /** Date or month it is about. */
  readonly on: string;
  readonly words: string;
}

const COUNSEL = 'Not legal advice: ask counsel.';

/**
 * What in the dates of an agreement deserves a look (mso.md §2.2: a fee is set in advance, for a
 * year at least, and changed no more than once a year).
 */
export function historyWarnings(history: AgreementHistory): AgreementWarning[] {
  const warnings: AgreementWarning[] = [];
  const warn = (code: string, on: Day, words: string): void => {
    warnings.push({ code, on: formatDay(on), words: `${words} ${COUNSEL}` });
  };
  const start = parseDay(history.signed.effectiveFrom);
  if (history.signed.termMonths < 12)
    warn('agreement/term-under-a-year', start, 'The term is shorter than a year.');
  for (const amendment of history.amendments)
    if (parseDay(amendment.effectiveFrom) < parseDay(amendment.signedOn))
      warn(
        'agreement/retroactive-change',
        parseDay(amendment.effectiveFrom),
        `Amendment ${amendment.id} counts from before its signature of ${amendment.signedOn}.`,
      );
  const changes: { on: Day; before: AgreementTerms; after: AgreementTerms }[] = [];
  const periods = termsPeriods(history);
  for (const [i, { from, terms }] of periods.entries()) {
    const before = periods[i - 1]?.terms;
    if (before && !sameJson(before.fee, terms.fee))
      changes.push({ on: from, before, after: terms });
  }
  for (const [i, change] of changes.entries()) {
    const last = changes[i - 1]?.on;
    if (last !== undefined && addMonths(last, 12) > change.on)
      warn(
        'agreement/fee-changed-twice',
        change.on,
        `The fee changes within 12 months of its change on ${formatDay(last)}.`,
      );
    else if (last === undefined && addMonths(start, 12) > change.on)
      warn(
        'agreement/fee-changed-in-first-year',
        change.on,
        'The fee changes within a year of the start.',
      );
    if (movesToPrior(change.before, change.after))
      warn(
        'agreement/month-counted-twice',
        change.on,
        'A base moves to the prior month: the month before the change is charged once more.',
      );
  }
  return warnings;
}

function movesToPrior(before: AgreementTerms, after: AgreementTerms): boolean {
  const had = basesOf(before.fee).filter((base) => base.month !== 'prior');
  return basesOf(after.fee).some(
    (base) =>
      base.month === 'prior' && had.some((b) => b.kind === base.kind && b.line === base.line),
  );
}

/** The fee of a month as it came out, to hold against the FMV opinion. */
export interface RealisedFee {
  readonly month: Month;
  /** Without pass-throughs. */
  readonly feeCents: number;
  /** By `baseKey`; needed when the opinion is a share of a base. */
  readonly bases: Readonly<Record<string, number>>;
}

/**
 * Months whose fee lies outside the FMV range, and opinions older than a year. A range in dollars
 * is prorated by days in a partial month.
 */
export function fmvWarnings(
  terms: AgreementTerms,
  realised: readonly RealisedFee[],
): AgreementWarning[] {
  const range = terms.fmvRange;
  if (!range) return [];
  const warnings: AgreementWarning[] = [];
  const opinion = range.opinionOn === undefined ? null : parseDay(range.opinionOn);
  for (const { month, feeCents, bases } of realised) {
    const days = chargedDays(terms, month, {});
    if (days === null) continue;
    const bound = (text: string): Decimal =>
      range.base
        ? new Decimal(text).times(bases[baseKey(range.base)] ?? 0)
        : new Decimal(daysShareCents(new Decimal(parseCents(text)), days));
    const low = bound(range.low);
    const high = bound(range.high);
    const on = formatMonth(month);
    const side = low.gt(feeCents) ? 'below' : high.lt(feeCents) ? 'above' : null;
    if (side !== null)
      warnings.push({
        code: 'agreement/fee-outside-fmv',
        on,
        words:
          `The fee of ${on}, ${formatCents(feeCents)}, is ${side} the FMV range ` +
          `${low.div(100).toFixed(2)} to ${high.div(100).toFixed(2)}. ${COUNSEL}`,
      });
    if (opinion !== null && addMonths(opinion, 12) <= days.from + daysInMonth(month) - 1)
      warnings.push({
        code: 'agreement/fmv-opinion-old',
        on,
        words: `The FMV opinion of ${range.opinionOn ?? ''} is older than a year. ${COUNSEL}`,
      });
  }
  return warnings;
}
