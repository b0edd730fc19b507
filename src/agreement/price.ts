import { addMonths, civilOf, parseDay } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { Decimal } from '../money.ts';
import type { Escalator, FeeComponent } from './terms.ts';

/** Decimals of a price in force: an escalated flat amount is whole cents, a unit price 0.0001. */
const PLACES = { flat: 2, 'per-unit': 4 } as const;

/** The amount, price, rate or mark-up a component starts with; null where it has none of its own. */
export function startingPrice(component: FeeComponent): string | null {
  switch (component.kind) {
    case 'flat':
      return component.amount;
    case 'percent':
      return component.rate;
    case 'cost-plus':
      return component.markup;
    case 'per-unit':
      return component.price;
    default:
      return null;
  }
}

/** Rises of a yearly escalator up to and on a day: 0 before `from`, 1 from it on, 2 a year later. */
export function risesUntil(from: Day, day: Day): number {
  if (day < from) return 0;
  let years = civilOf(day).year - civilOf(from).year;
  if (addMonths(from, 12 * years) > day) years -= 1;
  return years + 1;
}

/**
 * The price in force on the first day of the days charged, so a change dated inside a month counts
 * from the next. An escalated price is rounded half up to what an agreement would state: a cent for
 * flat amounts, 0.0001 dollars for unit prices.
 */
export function priceOn(component: FeeComponent, day: Day): Decimal | null {
  const start = startingPrice(component);
  if (start === null) return null;
  const escalator = component.escalator;
  if (!escalator) return new Decimal(start);
  if (escalator.kind === 'steps') return new Decimal(stepOn(escalator, day) ?? start);
  const rises = risesUntil(parseDay(escalator.from), day);
  const factor = new Decimal(1).plus(escalator.rate);
  let price = new Decimal(start);
  for (let i = 0; i < rises; i += 1) price = price.times(factor);
  const places = PLACES[component.kind === 'flat' ? 'flat' : 'per-unit'];
  return rises === 0 ? price : price.toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
}

function stepOn(escalator: Escalator & { kind: 'steps' }, day: Day): string | undefined {
  let value: string | undefined;
  for (const step of escalator.steps) if (parseDay(step.from) <= day) value = step.value;
  return value;
}
