// Packages and gift cards: what was sold, what was used, what is left on a day.
import type { Day } from '../../src/calendar.ts';
import { share } from './dollars.ts';
import type { SiteId } from './group.ts';
import type { Bundle } from './menu.ts';

export interface Package {
  readonly id: string;
  readonly site: SiteId;
  readonly account: string;
  readonly bundle: Bundle;
  readonly soldOn: Day;
  /** Days on which a session was used. */
  readonly usedOn: Day[];
  /** Sessions after which its owner stays away. */
  readonly stopsAfter: number;
  refundedOn: Day | null;
}

export interface GiftCard {
  readonly id: string;
  readonly site: SiteId;
  readonly soldOn: Day;
  readonly value: number;
  readonly usedOn: { readonly day: Day; readonly amount: number }[];
  readonly isForgotten: boolean;
}

/** Value of one more session, so that all sessions together are the whole price. */
export const sessionValue = (p: Package, n: number): number =>
  share(p.bundle.price, n, p.bundle.sessions) - share(p.bundle.price, n - 1, p.bundle.sessions);

/** What is left on a gift card at the end of a day. */
export const balanceOn = (card: GiftCard, day: Day): number =>
  card.soldOn > day
    ? 0
    : card.value - card.usedOn.reduce((n, u) => (u.day <= day ? n + u.amount : n), 0);

/** Sessions of a package not yet used at the end of a day; none once it is refunded. */
export const sessionsLeftOn = (p: Package, day: Day): number =>
  p.soldOn > day || (p.refundedOn !== null && p.refundedOn <= day)
    ? 0
    : p.bundle.sessions - p.usedOn.filter((d) => d <= day).length;

/** Price of the sessions not yet used, without any breakage. */
export const planValueOn = (p: Package, day: Day): number => {
  const left = sessionsLeftOn(p, day);
  return left === 0
    ? 0
    : p.bundle.price - share(p.bundle.price, p.bundle.sessions - left, p.bundle.sessions);
};
