import type { Driver } from './plan.ts';

/** What moves visits, and with them sales, product, pay and claims. */
const ACTIVITY: ReadonlySet<Driver> = new Set([
  'volume',
  'transition',
  'retention',
  'new-patients',
  'no-shows',
]);

/**
 * Drivers whose rows no other driver moves but measures, and activity where it is said: services'
 * bills hang on overhead alone, rare losses on compliance alone, product on its price and on
 * activity. Without fee and credit line, cash is a sum of rows: to the cent, what such a driver
 * brings does not hang on the rest.
 */
const SEPARATE: readonly { readonly driver: Driver; readonly isWithActivity: boolean }[] = [
  { driver: 'overhead', isWithActivity: false },
  { driver: 'compliance', isWithActivity: false },
  { driver: 'supply-price', isWithActivity: true },
];

/** A coalition that counts towards another one's value. */
export interface Term {
  readonly mask: number;
  readonly sign: 1 | -1;
}

/** Splits coalitions of drivers, as bit masks, into those that have to be lived. */
export function separation(drivers: readonly Driver[]): (mask: number) => readonly Term[] {
  const bits = (isMember: (driver: Driver) => boolean): number =>
    drivers.reduce((sum, driver, i) => sum + (isMember(driver) ? 1 << i : 0), 0);
  const measures = bits((driver) => driver === 'measures');
  const activity = bits((driver) => ACTIVITY.has(driver));
  const separate = SEPARATE.map(({ driver, isWithActivity }) => ({
    bit: bits((other) => other === driver),
    beside: measures | (isWithActivity ? activity : 0),
  }));
  const alone = separate.reduce((sum, { bit }) => sum | bit, 0);
  return (mask) => [
    { mask: mask & ~alone, sign: 1 },
    ...separate
      .filter(({ bit }) => (mask & bit) !== 0)
      .flatMap(({ bit, beside }): Term[] => [
        { mask: (mask & beside) | bit, sign: 1 },
        { mask: mask & beside, sign: -1 },
      ]),
  ];
}

/** The coalitions that all others can be had from, in ascending order. */
export function livedMasks(drivers: readonly Driver[]): readonly number[] {
  const termsOf = separation(drivers);
  const lived = new Set<number>();
  for (let mask = 0; mask < 1 << drivers.length; mask++) {
    for (const term of termsOf(mask)) lived.add(term.mask);
  }
  return [...lived].sort((a, b) => a - b);
}
