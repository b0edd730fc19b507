// What the sites sell: lines, prices, what product each line uses up.
import { share } from './dollars.ts';
import { ramp } from './group.ts';
import type { Luck } from './random.ts';

export type Line =
  | 'neurotoxin'
  | 'filler'
  | 'laser'
  | 'body'
  | 'facial'
  | 'weight-loss'
  | 'wellness'
  | 'retail'
  | 'medical'
  | 'none';

/** How often each line is the reason for a visit. */
export const VISIT_MIX: readonly (readonly [Line, number])[] = [
  ['neurotoxin', 262],
  ['filler', 78],
  ['laser', 190],
  ['body', 30],
  ['facial', 250],
  ['weight-loss', 80],
  ['wellness', 110],
];

/** Item and list price of one visit on a line, in cents. */
export function treatment(line: Line, m: number, rng: Luck): { item: string; price: number } {
  switch (line) {
    case 'neurotoxin': {
      const units = rng.int(10, 28) * 2;
      return { item: `Neurotoxin ${units}u`, price: units * (m >= 14 ? 1375 : 1325) };
    }
    case 'filler': {
      const syringes = rng.chance(280) ? 2 : 1;
      return { item: `HA filler ${syringes} syr`, price: syringes * rng.pick([72_500, 79_500]) };
    }
    case 'laser':
      return rng.pick([
        { item: 'Laser hair small', price: 22_500 },
        { item: 'Laser hair large', price: 39_500 },
        { item: 'IPL photofacial', price: 37_500 },
      ]);
    case 'body':
      return { item: 'Body contour cycle', price: 65_000 };
    case 'facial':
      return rng.pick([
        { item: 'Signature facial', price: 14_500 },
        { item: 'Chemical peel', price: 17_500 },
        { item: 'Hydra facial', price: 19_900 },
      ]);
    case 'weight-loss':
      return { item: 'Weight program month', price: 34_900 };
    case 'wellness':
      return rng.pick([
        { item: 'IV hydration', price: 15_900 },
        { item: 'Vitamin series', price: 18_900 },
      ]);
    default:
      return { item: 'Visit', price: 10_000 };
  }
}

/** Goods for home, before tax. */
export const GOODS: readonly { readonly item: string; readonly price: number }[] = [
  { item: 'Mineral SPF 40', price: 4_800 },
  { item: 'Vitamin C serum', price: 14_900 },
  { item: 'Retinol cream', price: 9_800 },
  { item: 'Gentle cleanser', price: 4_200 },
  { item: 'Barrier repair balm', price: 7_600 },
  { item: 'Lash serum', price: 12_500 },
];

export interface Bundle {
  readonly line: Line;
  readonly item: string;
  readonly sessions: number;
  readonly price: number;
}

export const BUNDLES: readonly Bundle[] = [
  { line: 'laser', item: 'Laser hair large x6', sessions: 6, price: 198_000 },
  { line: 'laser', item: 'IPL photofacial x4', sessions: 4, price: 126_000 },
  { line: 'facial', item: 'Signature facial x5', sessions: 5, price: 62_500 },
];

export const DUES = 12_900;

export type Stock = 'Toxin' | 'Filler' | 'Clinical' | 'Retail';

/** Which shelf a line draws on, and the share of its price that the product costs (percent). */
const USE: Readonly<Record<Line, readonly [Stock, number]>> = {
  neurotoxin: ['Toxin', 41],
  filler: ['Filler', 36],
  laser: ['Clinical', 5],
  body: ['Clinical', 13],
  facial: ['Clinical', 12],
  'weight-loss': ['Clinical', 58],
  wellness: ['Clinical', 17],
  retail: ['Retail', 52],
  medical: ['Clinical', 6],
  none: ['Clinical', 0],
};

/** Product used up by a sale; buying through the MSO's group costs up to 3 % less. */
export function productCost(line: Line, price: number, m: number): { stock: Stock; cost: number } {
  const [stock, percent] = USE[line];
  const discount = Math.floor((ramp(m) * 30) / 1000);
  return { stock, cost: share(price, percent * (1000 - discount), 100_000) };
}
