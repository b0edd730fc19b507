import { parseDay } from '../calendar.ts';
import { unreachable } from '../error.ts';
import { Decimal, parseCents } from '../money.ts';
import type { Checker } from './check-values.ts';
import { COST_POOLS } from './cost-pools.ts';
import {
  ALLOCATION_KEYS,
  BASE_KINDS,
  BASE_MONTHS,
  CARRY_FORWARDS,
  COMPONENT_KINDS,
  FLAT_PER,
  PRORATIONS,
  TIER_MODES,
  UNITS,
} from './terms.ts';
import type {
  AgreementTerms,
  AllocationKey,
  FeeBase,
  FeeComponent,
  Limits,
  Tier,
} from './terms.ts';

/** Checks one component by itself. */
export function checkComponent(check: Checker, component: FeeComponent, at: string): void {
  if (!check.word(component.kind, COMPONENT_KINDS, 'kind', `${at}.kind`)) return;
  check.word(component.proration, PRORATIONS, 'proration', `${at}.proration`);
  switch (component.kind) {
    case 'flat':
      check.money(component.amount, `${at}.amount`);
      check.word(component.per, FLAT_PER, 'unit', `${at}.per`);
      break;
    case 'percent':
      checkBase(check, component.base, `${at}.base`);
      check.share(component.rate, `${at}.rate`);
      break;
    case 'tiered':
      checkBase(check, component.base, `${at}.base`);
      check.word(component.mode, TIER_MODES, 'mode', `${at}.mode`);
      checkTiers(check, component.tiers, `${at}.tiers`);
      break;
    case 'cost-plus':
      check.rate(component.markup, `${at}.markup`);
      component.costs?.forEach((cost, i) => {
        check.word(cost, COST_POOLS, 'cost', `${at}.costs.${i}`);
      });
      break;
    case 'per-unit':
      check.word(component.unit, UNITS, 'unit', `${at}.unit`);
      check.price(component.price, `${at}.price`);
      break;
    case 'pass-through':
      break;
    default:
      unreachable(component);
  }
  if (component.escalator) checkEscalator(check, component, `${at}.escalator`);
  if (component.limits) checkLimits(check, component.limits, `${at}.limits`);
  if (component.atRisk) {
    check.share(component.atRisk.share, `${at}.atRisk.share`);
    if (component.atRisk.standards.length === 0)
      check.report('agreement/no-standard', `${at}.atRisk`, 'fee is at risk but on no standard');
    for (const { code, weight } of component.atRisk.standards)
      if (weight !== undefined) check.count(weight, `${at}.atRisk.standards.${code}.weight`, 1);
  }
}

const DEPOSITED: readonly string[] = ['gross-charges', 'net-patient-revenue', 'net-income'];

/** Checks a base: its kind, its month, and that only money received has a deposit month. */
export function checkBase(check: Checker, base: FeeBase, at: string): void {
  check.word(base.kind, BASE_KINDS, 'base', at);
  check.word(base.month, BASE_MONTHS, 'month', at);
  check.money(base.budget, at);
  if (base.month === 'deposit' && DEPOSITED.includes(base.kind))
    check.report(
      'agreement/deposit-needs-collections',
      at,
      `${base.kind} is never deposited`,
      'take a base of collections, or the accrual month',
    );
  if (base.budget !== undefined && base.month !== 'prior')
    check.report(
      'agreement/budget-needs-prior',
      at,
      'a budget stands in for the month before, which this base does not use',
      'use month: prior, or leave the budget out',
    );
}

/** Brackets begin where the one before ends: bounds rise, and the last one alone is open. */
function checkTiers(check: Checker, tiers: readonly Tier[], at: string): void {
  if (tiers.length === 0) check.report('agreement/no-tier', at, 'there is no tier');
  let before = new Decimal(0);
  for (const [i, tier] of tiers.entries()) {
    const here = `${at}.${i}`;
    check.share(tier.rate, `${here}.rate`);
    const isLast = i === tiers.length - 1;
    if (tier.upTo === undefined) {
      if (!isLast)
        check.report(
          'agreement/tiers-overlap',
          here,
          'a tier without an end covers the tiers after it',
          'give it an upTo, or make it the last',
        );
      continue;
    }
    if (isLast)
      check.report(
        'agreement/tiers-end',
        here,
        'above the last tier there is no rate',
        'leave out the upTo of the last tier, or add one',
      );
    if (!check.money(tier.upTo, `${here}.upTo`)) continue;
    const end = new Decimal(tier.upTo);
    if (before.eq(end))
      check.report(
        'agreement/tiers-overlap',
        `${here}.upTo`,
        before.isZero() ? 'the first tier ends at zero' : 'two tiers end at the same amount',
      );
    else if (before.gt(end))
      check.report(
        'agreement/tiers-unordered',
        `${here}.upTo`,
        'a tier ends below the one before it',
        'list the tiers from the lowest amount up',
      );
    before = end;
  }
}

function checkEscalator(check: Checker, component: FeeComponent, at: string): void {
  const { kind, escalator } = component;
  if (!escalator) return;
  if (escalator.kind === 'annual') {
    check.share(escalator.rate, `${at}.rate`);
    check.date(escalator.from, `${at}.from`);
    if (kind !== 'flat' && kind !== 'per-unit')
      check.report(
        'agreement/escalator-not-for-kind',
        at,
        'a yearly rise is for flat amounts and unit prices: a share grows with its base',
        'use steps with dates for a changing rate or mark-up',
      );
    return;
  }
  if (kind === 'tiered' || kind === 'pass-through')
    check.report(
      'agreement/escalator-not-for-kind',
      at,
      `${kind} has no single price that steps could change`,
      'amend the agreement on the date instead',
    );
  let before = -Infinity;
  for (const [i, step] of escalator.steps.entries()) {
    const here = `${at}.steps.${i}`;
    if (kind === 'flat') check.money(step.value, here);
    if (kind === 'percent') check.share(step.value, here);
    if (kind === 'per-unit') check.price(step.value, here);
    if (kind === 'cost-plus') check.rate(step.value, here);
    if (!check.date(step.from, here)) continue;
    const from = parseDay(step.from);
    if (from <= before)
      check.report('agreement/steps-unordered', here, 'a step is not after the one before it');
    before = from;
  }
}

/** Checks floors and caps, each alone and against each other. */
export function checkLimits(check: Checker, limits: Limits, at: string): void {
  const pairs = [
    ['floorPerMonth', 'capPerMonth'],
    ['floorPerYear', 'capPerYear'],
  ] as const;
  for (const [floor, cap] of pairs) {
    const low = limits[floor];
    const high = limits[cap];
    const both = [check.money(low, `${at}.${floor}`), check.money(high, `${at}.${cap}`)];
    if (low === undefined || high === undefined || !both.every(Boolean)) continue;
    if (parseCents(low) > parseCents(high))
      check.report('agreement/floor-above-cap', `${at}.${floor}`, 'the floor is above the cap');
  }
  for (const [i, share] of (limits.capPercentOf ?? []).entries()) {
    checkBase(check, share.base, `${at}.capPercentOf.${i}.base`);
    check.share(share.rate, `${at}.capPercentOf.${i}.rate`);
  }
  if (limits.carryForward === undefined) return;
  check.word(limits.carryForward, CARRY_FORWARDS, 'carry-forward', `${at}.carryForward`);
  if (limits.carryForward === 'shortfall' && limits.floorPerMonth === undefined)
    check.report(
      'agreement/shortfall-needs-floor',
      `${at}.carryForward`,
      'a shortfall is counted from a monthly floor, and there is none',
    );
}

/** Checks an allocation key; fixed shares name every practice and add up to 1. */
export function checkAllocation(
  check: Checker,
  key: AllocationKey,
  terms: Pick<AgreementTerms, 'practices'>,
  at: string,
): void {
  check.word(key.by, ALLOCATION_KEYS, 'allocation-key', at);
  if (key.by !== 'fixed') {
    if (key.shares)
      check.report('agreement/shares-need-fixed', at, 'shares are for the key "fixed" only');
    return;
  }
  const shares = Object.entries(key.shares ?? {});
  for (const [practice, share] of shares) {
    if (!check.share(share, `${at}.${practice}`)) return;
    check.word(practice, terms.practices, 'practice', `${at}.${practice}`);
  }
  const sum = shares.reduce((total, [, share]) => total.plus(share), new Decimal(0));
  if (!sum.eq(1))
    check.report('agreement/shares-not-one', at, `fixed shares add up to ${sum.toString()}, not 1`);
  for (const practice of terms.practices)
    if (key.shares?.[practice] === undefined)
      check.report('agreement/share-missing', at, `${practice} has no share`);
}
