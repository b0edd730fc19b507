import { unreachable } from '../error.ts';
import { cents, Decimal, parseCents } from '../money.ts';
import { baseCents, given, roundCents, unitTenThousandths } from './fee-base.ts';
import type { FeeLine, FeeMonth } from './fee-types.ts';
import { daysShareCents, startsMonth } from './period.ts';
import type { ChargedDays } from './period.ts';
import { priceOn } from './price.ts';
import type { AgreementTerms, FeeComponent, Tier } from './terms.ts';

type OfKind<K extends FeeComponent['kind']> = Extract<FeeComponent, { kind: K }>;

/** What a component's lines are made of. */
interface Scene {
  readonly terms: AgreementTerms;
  readonly input: FeeMonth;
  readonly days: ChargedDays;
}

/** The lines of one component before its limits; their sum is the exact amount, half up. */
export function componentLines(
  terms: AgreementTerms,
  component: FeeComponent,
  input: FeeMonth,
  days: ChargedDays,
): FeeLine[] {
  const scene = { terms, input, days };
  switch (component.kind) {
    case 'flat':
      return [flatLine(component, scene)];
    case 'percent':
      return [percentLine(component, scene)];
    case 'tiered':
      return component.mode === 'marginal'
        ? marginalLines(component, scene)
        : [wholeAmountLine(component, scene)];
    case 'cost-plus':
    case 'pass-through':
      return [costLine(component, scene)];
    case 'per-unit':
      return [unitLine(component, scene)];
    default:
      return unreachable(component);
  }
}

const price = (component: FeeComponent, days: ChargedDays): Decimal =>
  priceOn(component, days.from) ?? new Decimal(0);

const percentWords = (rate: Decimal | string): string =>
  `${new Decimal(rate).times(100).toString()} %`;

function flatLine(component: OfKind<'flat'>, { terms, input, days }: Scene): FeeLine {
  const amount = price(component, days);
  const count = component.per === 'month' ? 10_000 : units(component.per, input);
  const monthly = amount.times(100).times(count).div(10_000);
  const covered = days.last - days.first + 1;
  const isPart = component.proration === 'days' && covered < days.of;
  const whole = startsMonth(terms, days) ? roundCents(monthly) : 0;
  return {
    component: component.code,
    rule: 'flat',
    ...(component.per === 'month' ? {} : { quantity: count / 10_000 }),
    rate: amount.toFixed(2),
    amountCents: cents(component.proration === 'days' ? daysShareCents(monthly, days) : whole),
    words:
      `${amount.toFixed(2)} a month` +
      (component.per === 'month' ? '' : ` for each ${component.per}`) +
      (isPart ? `, ${covered} of ${days.of} days` : ''),
  };
}

function units(unit: string, input: FeeMonth): number {
  return unitTenThousandths(given(input.units ?? {}, unit, 'count of', input.month));
}

function percentLine(component: OfKind<'percent'>, { terms, input, days }: Scene): FeeLine {
  const rate = price(component, days);
  const base = baseCents(terms, component.base, input);
  return {
    component: component.code,
    rule: 'percent',
    baseCents: base,
    rate: rate.toString(),
    amountCents: cents(roundCents(rate.times(base))),
    words: `${percentWords(rate)} of ${baseWords(component)}`,
  };
}

function baseWords(component: OfKind<'percent' | 'tiered'>): string {
  const { kind, line, month } = component.base;
  const when = { accrual: '', deposit: ' by deposit month', prior: ' of the month before' };
  return `${kind}${line === undefined ? '' : ` (${line})`}${when[month]}`;
}

/** Bracket bounds in cents for the days charged; the last has no end. */
export function bracketsOf(
  component: OfKind<'tiered'>,
  days: ChargedDays,
): { fromCents: number; upToCents: number | null; tier: Tier }[] {
  let from = 0;
  return component.tiers.map((tier) => {
    const bracket = { fromCents: from, upToCents: upTo(tier, component, days), tier };
    from = bracket.upToCents ?? from;
    return bracket;
  });
}

function upTo(tier: Tier, component: OfKind<'tiered'>, days: ChargedDays): number | null {
  if (tier.upTo === undefined) return null;
  const monthly = parseCents(tier.upTo);
  return component.proration === 'days' ? daysShareCents(new Decimal(monthly), days) : monthly;
}

/** A base below zero lies in the first bracket, so refunds give back at its rate. */
function marginalLines(component: OfKind<'tiered'>, { terms, input, days }: Scene): FeeLine[] {
  const base = baseCents(terms, component.base, input);
  const lines: FeeLine[] = [];
  let exact = new Decimal(0);
  let shown = 0;
  for (const { fromCents, upToCents, tier } of bracketsOf(component, days)) {
    if (lines.length > 0 && base <= fromCents) break;
    const inBracket = Math.min(base, upToCents ?? base) - fromCents;
    exact = exact.plus(new Decimal(tier.rate).times(inBracket));
    const upToHere = roundCents(exact);
    lines.push({
      component: component.code,
      rule: 'tiered',
      baseCents: inBracket,
      rate: tier.rate,
      bracket: { fromCents, upToCents },
      amountCents: cents(upToHere - shown),
      words: `${percentWords(tier.rate)} of ${baseWords(component)} in bracket ${lines.length + 1}`,
    });
    shown = upToHere;
  }
  return lines;
}

function wholeAmountLine(component: OfKind<'tiered'>, { terms, input, days }: Scene): FeeLine {
  const base = baseCents(terms, component.base, input);
  const brackets = bracketsOf(component, days);
  const at = brackets.findIndex((b) => b.upToCents === null || base <= b.upToCents);
  const bracket = brackets[at];
  const rate = bracket?.tier.rate ?? '0';
  return {
    component: component.code,
    rule: 'tiered',
    baseCents: base,
    rate,
    bracket: { fromCents: bracket?.fromCents ?? 0, upToCents: bracket?.upToCents ?? null },
    amountCents: cents(roundCents(new Decimal(rate).times(base))),
    words: `${percentWords(rate)} of all ${baseWords(component)}, bracket ${at + 1} being reached`,
  };
}

function costLine(component: OfKind<'cost-plus' | 'pass-through'>, scene: Scene): FeeLine {
  const { input, days } = scene;
  const cost = given(input.costs ?? {}, component.cost, 'cost', input.month);
  const markup = price(component, days);
  const isPassed = component.kind === 'pass-through';
  return {
    component: component.code,
    rule: component.kind,
    baseCents: cost,
    ...(isPassed ? {} : { rate: markup.toString() }),
    amountCents: cents(roundCents(markup.plus(1).times(cost))),
    words: isPassed
      ? `cost of ${component.cost} as it was`
      : `cost of ${component.cost} plus ${percentWords(markup)}`,
  };
}

function unitLine(component: OfKind<'per-unit'>, { input, days }: Scene): FeeLine {
  const each = price(component, days);
  const count = units(component.unit, input);
  return {
    component: component.code,
    rule: 'per-unit',
    quantity: count / 10_000,
    rate: each.toString(),
    amountCents: cents(roundCents(each.times(100).times(count).div(10_000))),
    words: `${each.toString()} for each ${component.unit}`,
  };
}
