import type { TicketLine } from './book.ts';
import { indexOf } from './days.ts';
import { share } from './dollars.ts';
import type { Claim } from './claims.ts';
import { SITES } from './group.ts';
import type { SiteId } from './group.ts';
import { productCost } from './menu.ts';
import type { Line, Stock } from './menu.ts';

export const STOCKS: readonly Stock[] = ['Toxin', 'Filler', 'Clinical', 'Retail'];

/** A month of one shelf at one site, at cost. */
export interface StockMonth {
  readonly site: SiteId;
  readonly stock: Stock;
  readonly m: number;
  readonly opening: number;
  readonly received: number;
  readonly used: number;
  /** Counted less than the books said; zero or negative. */
  readonly counted: number;
  readonly closing: number;
}

/** Uses up product with every sale, orders it back, and counts the shelves every quarter. */
export function keepStock(lines: readonly TicketLine[], claims: readonly Claim[]): StockMonth[] {
  const used = new Map<string, number>();
  const take = (site: SiteId, m: number, line: Line, price: number): void => {
    const { stock, cost } = productCost(line, price, m);
    const key = `${site}/${stock}/${m}`;
    used.set(key, (used.get(key) ?? 0) + cost);
  };
  for (const l of lines) {
    if (['service', 'retail', 'package-use', 'gift-card-use', 'refund'].includes(l.category)) {
      take(l.site, indexOf(l.day), l.service as Line, l.price);
    }
  }
  for (const c of claims) take(c.site, indexOf(c.servedOn), 'medical', c.charge);
  const months: StockMonth[] = [];
  for (const site of SITES) {
    for (const stock of STOCKS) {
      const use = (m: number): number => used.get(`${site.id}/${stock}/${m}`) ?? 0;
      const target = roundUp(share(use(0), 7, 10));
      let opening = target;
      for (let m = 0; m < 24; m++) {
        const received = Math.max(0, roundUp(use(m) + target - opening));
        const counted = m % 3 === 1 ? -share(use(m), 6, 1000) : 0;
        const closing = opening + received - use(m) + counted;
        if (closing < 0) throw new Error(`stock of ${stock} at ${site.id} fell below zero`);
        months.push({ site: site.id, stock, m, opening, received, used: use(m), counted, closing });
        opening = closing;
      }
    }
  }
  return months;
}

/** Orders are in whole fifties of dollars. */
const roundUp = (cents: number): number => Math.ceil(cents / 5_000) * 5_000;
