import { lastDay } from '../calendar.ts';
import { cents, Decimal, parseCents } from '../money.ts';
import { missedCredits } from './at-risk.ts';
import { baseCents, roundCents } from './fee-base.ts';
import { componentLines } from './fee-lines.ts';
import type { FeeCredit, FeeLine, FeeMonth, FeeResult, FeeState } from './fee-types.ts';
import { applyLimits } from './limits.ts';
import type { LimitStep, MonthLimits, ScopeState } from './limits.ts';
import { chargedDays, daysShareCents, feeYearOf, startsMonth } from './period.ts';
import type { ChargedDays } from './period.ts';
import type { AgreementTerms, Limits } from './terms.ts';

const NO_STATE: ScopeState = { yearToDateCents: 0, carryForwardCents: 0 };

/** Scope name of limits on the whole fee. */
export const WHOLE_FEE = '*';

/**
 * The fee of a month, exact: amounts are decimal until a component's total is rounded half up to
 * the cent (ties away from zero), its brackets are shown so that they add up to that total, and
 * limits work on whole cents. Throws `agreement/amount-missing` when a base, unit or cost that the
 * terms ask for is not given. fee-fast.ts gives the same cents for hot loops.
 */
export function feeOf(terms: AgreementTerms, input: FeeMonth): FeeResult {
  const days = chargedDays(terms, input.month, input);
  const state = openState(terms, input);
  if (days === null) return result([], [], 0, 0, state);
  const scopes: Record<string, ScopeState> = { ...state.scopes };
  const lines: FeeLine[] = [];
  const credits: FeeCredit[] = [];
  let fee = 0;
  let passThrough = 0;
  for (const component of terms.fee.components) {
    const own = componentLines(terms, component, input, days);
    lines.push(...own);
    const raw = own.reduce((sum, line) => sum + line.amountCents, 0);
    const prorated = component.proration === 'days';
    const limits = monthLimits(terms, component.limits, input, days, prorated);
    const limited = applyLimits(raw, limits, scopes[component.code] ?? NO_STATE);
    scopes[component.code] = limited.state;
    lines.push(...limited.steps.map((step) => limitLine(component.code, step)));
    credits.push(...missedCredits(component, limited.amountCents, input.missedStandards ?? []));
    if (component.kind === 'pass-through') passThrough += limited.amountCents;
    else fee += limited.amountCents;
  }
  const limits = monthLimits(terms, terms.fee.limits, input, days, true);
  const whole = applyLimits(fee, limits, scopes[WHOLE_FEE] ?? NO_STATE);
  scopes[WHOLE_FEE] = whole.state;
  lines.push(...whole.steps.map((step) => limitLine(WHOLE_FEE, step)));
  return result(lines, credits, whole.amountCents, passThrough, { year: state.year, scopes });
}

function result(
  lines: readonly FeeLine[],
  credits: readonly FeeCredit[],
  fee: number,
  passThrough: number,
  state: FeeState,
): FeeResult {
  const due = fee + passThrough;
  const credit = credits.reduce((sum, c) => sum + c.amountCents, 0);
  const carried = Object.values(state.scopes).reduce((sum, s) => sum + s.carryForwardCents, 0);
  return {
    dueCents: cents(due),
    feeCents: cents(fee),
    passThroughCents: cents(passThrough),
    creditCents: cents(credit),
    payableCents: cents(due - credit),
    lines,
    credits,
    carryForwardCents: cents(carried),
    state,
  };
}

/** The state at the start of the month: a new fee year begins with nothing due. */
function openState(terms: AgreementTerms, input: FeeMonth): FeeState {
  const { year } = feeYearOf(terms, input.month);
  const given = input.state;
  if (!given) return { year, scopes: {} };
  if (given.year === year) return given;
  const scopes = Object.entries(given.scopes).map(([code, s]) => [
    code,
    { yearToDateCents: 0, carryForwardCents: s.carryForwardCents },
  ]);
  return { year, scopes: Object.fromEntries(scopes) as FeeState['scopes'] };
}

function limitLine(component: string, step: LimitStep): FeeLine {
  return {
    component,
    rule: step.rule,
    amountCents: cents(step.amountCents),
    words: step.words,
  };
}

function monthLimits(
  terms: AgreementTerms,
  limits: Limits | undefined,
  input: FeeMonth,
  days: ChargedDays,
  prorated: boolean,
): MonthLimits {
  const year = feeYearOf(terms, input.month);
  const monthly = (text: string | undefined): number | null => {
    if (text === undefined) return null;
    return prorated ? daysShareCents(new Decimal(parseCents(text)), days) : parseCents(text);
  };
  const yearly = (text: string | undefined): number | null =>
    text === undefined
      ? null
      : roundCents(new Decimal(parseCents(text)).times(year.months).div(12));
  const shares = limits?.capPercentOf?.reduce(
    (sum, share) => sum.plus(new Decimal(share.rate).times(baseCents(terms, share.base, input))),
    new Decimal(0),
  );
  const caps = [
    monthly(limits?.capPerMonth),
    shares === undefined ? null : Math.max(0, roundCents(shares)),
  ];
  const given = caps.filter((cap) => cap !== null);
  const whole = prorated || startsMonth(terms, days);
  return {
    floor: whole ? monthly(limits?.floorPerMonth) : null,
    cap: given.length === 0 ? null : Math.min(...given),
    floorYear: yearly(limits?.floorPerYear),
    capYear: yearly(limits?.capPerYear),
    carryForward: limits?.carryForward,
    closesYear: year.isLastMonth && days.to === lastDay(input.month),
  };
}
