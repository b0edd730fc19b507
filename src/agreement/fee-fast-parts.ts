import { unreachable } from '../error.ts';
import { Decimal } from '../money.ts';
import { roundCents, unitTenThousandths } from './fee-base.ts';
import { bracketsOf } from './fee-lines.ts';
import { baseReader, byMonth, slotReader } from './fee-plan.ts';
import type { FeePlan, Reader } from './fee-plan.ts';
import type { ChargedDays } from './period.ts';
import { priceOn } from './price.ts';
import { divideRounded, isExact, millionths, RATE_SCALE, timesRounded } from './ratio.ts';
import type { FeeComponent } from './terms.ts';

type OfKind<K extends FeeComponent['kind']> = Extract<FeeComponent, { kind: K }>;

/** Cents of one component before its limits; what fee-lines.ts adds up, without the lines. */
export function compileComponent(plan: FeePlan, component: FeeComponent): Reader {
  switch (component.kind) {
    case 'flat':
      return compileFlat(plan, component);
    case 'percent': {
      const rates = priceByMonth(plan, component, RATE_SCALE);
      const read = baseReader(plan, component.base);
      return (m, inputs, at) => timesRounded(read(m, inputs, at), rates[m] ?? 0, RATE_SCALE);
    }
    case 'tiered':
      return compileTiered(plan, component);
    case 'cost-plus': {
      const markups = priceByMonth(plan, component, RATE_SCALE);
      const read = slotReader(plan.slot(`cost:${component.cost}`));
      return (m, inputs, at) =>
        timesRounded(read(m, inputs, at), RATE_SCALE + (markups[m] ?? 0), RATE_SCALE);
    }
    case 'pass-through':
      return slotReader(plan.slot(`cost:${component.cost}`));
    case 'per-unit': {
      const prices = priceByMonth(plan, component, 10_000);
      const read = slotReader(plan.slot(`units:${component.unit}`));
      return (m, inputs, at) =>
        timesRounded(unitTenThousandths(read(m, inputs, at)), prices[m] ?? 0, 1_000_000);
    }
    default:
      return unreachable(component);
  }
}

const price = (component: FeeComponent, days: ChargedDays): Decimal =>
  priceOn(component, days.from) ?? new Decimal(0);

function priceByMonth(plan: FeePlan, component: FeeComponent, scale: number): Float64Array {
  return byMonth(plan, 0, (days) => price(component, days).times(scale).toNumber());
}

function compileFlat(plan: FeePlan, component: OfKind<'flat'>): Reader {
  const prices = priceByMonth(plan, component, 100);
  const prorated = component.proration === 'days';
  const before = byMonth(plan, 0, (days) => (prorated ? days.first - 1 : 0));
  const until = byMonth(plan, 0, (days) => (prorated ? days.last : days.of));
  const of = byMonth(plan, 1, (days) => days.of);
  const upTo = (m: number, count: number, day: number): number =>
    day === (of[m] ?? 1)
      ? timesRounded(count, prices[m] ?? 0, 10_000)
      : timesRounded(count * day, prices[m] ?? 0, 10_000 * (of[m] ?? 1));
  const share = (m: number, count: number): number =>
    upTo(m, count, until[m] ?? 0) - upTo(m, count, before[m] ?? 0);
  if (component.per === 'month') {
    const amounts = Float64Array.from(plan.days, (days, m) =>
      days === null ? 0 : share(m, 10_000),
    );
    return (m) => amounts[m] ?? 0;
  }
  const read = slotReader(plan.slot(`units:${component.per}`));
  return (m, inputs, at) => share(m, unitTenThousandths(read(m, inputs, at)));
}

function compileTiered(plan: FeePlan, component: OfKind<'tiered'>): Reader {
  const count = component.tiers.length;
  const read = baseReader(plan, component.base);
  const rates = Float64Array.from(component.tiers, (tier) => millionths(tier.rate));
  const ends = new Float64Array(count * plan.days.length).fill(Infinity);
  const starts = new Float64Array(count * plan.days.length);
  // Fee, in cents × a million, of all brackets below this one.
  const below = new Float64Array(count * plan.days.length);
  for (const [m, days] of plan.days.entries()) {
    if (days === null) continue;
    let sum = 0;
    for (const [k, bracket] of bracketsOf(component, days).entries()) {
      const i = m * count + k;
      starts[i] = bracket.fromCents;
      below[i] = sum;
      if (bracket.upToCents === null) continue;
      ends[i] = bracket.upToCents;
      sum += (bracket.upToCents - bracket.fromCents) * (rates[k] ?? 0);
    }
  }
  const bracketAt = (m: number, base: number): number => {
    let k = 0;
    while (k < count - 1 && base > (ends[m * count + k] ?? Infinity)) k += 1;
    return k;
  };
  if (component.mode === 'whole-amount')
    return (m, inputs, at) => {
      const base = read(m, inputs, at);
      return timesRounded(base, rates[bracketAt(m, base)] ?? 0, RATE_SCALE);
    };
  return (m, inputs, at) => {
    const base = read(m, inputs, at);
    const k = bracketAt(m, base);
    const i = m * count + k;
    const n = (below[i] ?? 0) + (base - (starts[i] ?? 0)) * (rates[k] ?? 0);
    if (isExact(n)) return divideRounded(n, RATE_SCALE);
    let exact = new Decimal(0);
    for (let b = 0; b <= k; b += 1) {
      const end = b === k ? base : (ends[m * count + b] ?? base);
      exact = exact.plus(new Decimal(rates[b] ?? 0).times(end - (starts[m * count + b] ?? 0)));
    }
    return roundCents(exact.div(RATE_SCALE));
  };
}
