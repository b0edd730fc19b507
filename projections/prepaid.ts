import { REVERSAL } from '../src/batch/columns.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { codeIndex, kindOf } from '../src/batch/layout.ts';
import { addMonths } from '../src/calendar.ts';
import type { Day } from '../src/calendar.ts';
import { invariant } from '../src/error.ts';
import { outsideMonths } from './posting-state.ts';
import { prepaidFigures } from './prepaid-figures.ts';
import type { PrepaidFigures } from './prepaid-figures.ts';
import {
  GIFT_CARD_STRIDE,
  itemOfSubject,
  MEMBERSHIP_STRIDE,
  PACKAGE_STRIDE,
  PORTFOLIO_STRIDE,
  ROLL_STRIDE,
  startPrepaid,
} from './prepaid-state.ts';
import type { PrepaidState } from './prepaid-state.ts';
import type { Projection } from './projection.ts';

// A switch over literals compiles to a jump; kinds are numbers that the vocabulary gives.
const ACTION = new Uint8Array(256);
[
  'PackageSold',
  'PackageSessionRedeemed',
  'PackageBreakageRecognized',
  'PackageRefunded',
  'MembershipBilled',
  'MembershipEarned',
  'GiftCardSold',
  'GiftCardRedeemed',
  'GiftCardBreakageRecognized',
  'GiftCardEscheatable',
  'OpeningBalanceRecorded.Item',
].forEach((name, i) => {
  ACTION[kindOf(name)] = i + 1;
});

/**
 * What patients paid ahead: packages, memberships and gift cards, as liabilities by item and in
 * total, with the breakage and the membership days still to be recognised at the cut.
 */
export const prepaid: Projection<PrepaidState, PrepaidFigures> = {
  name: 'prepaid',
  kinds: ACTION.map((what) => (what === 0 ? 0 : 1)),
  start: startPrepaid,
  fold: foldPrepaid,
  figures: prepaidFigures,
};

const ITEM = 'OpeningBalanceRecorded.Item';
const OPEN_PACKAGE = codeIndex(ITEM, 'kind', 'package');
const OPEN_MEMBERSHIP = codeIndex(ITEM, 'kind', 'membership');
const OPEN_GIFT_CARD = codeIndex(ITEM, 'kind', 'gift-card');

function foldPrepaid(state: PrepaidState, batch: EventBatch, from: number, to: number): void {
  const { packages, memberships, giftCards, roll, portfolio, owner } = state;
  const { months, firstDay, monthOfDay, asOf, coveredDays, names } = state;
  const { kind, entity, subject, effective, occurred, flags, code } = batch;
  const { amount0, amount1, amount2, amount3 } = batch;
  const action = ACTION;
  invariant(
    names.size('entity') <= state.entities && names.size('subject') <= state.subjects,
    'prepaid balances are started again when the book gains a name',
  );
  for (let i = from; i < to; i++) {
    const what = action[kind[i] ?? 0] ?? 0;
    if (what === 0) continue;
    const month = monthOfDay[(effective[i] ?? 0) - firstDay];
    if (month === undefined) outsideMonths(batch.firstSequence + (batch.sequence[i] ?? 0));
    const whose = entity[i] ?? 0;
    const r = (whose * months + month) * ROLL_STRIDE;
    const s = itemOfSubject(state, subject[i] ?? 0);
    const x0 = amount0[i] ?? 0;
    const x1 = amount1[i] ?? 0;
    const x2 = amount2[i] ?? 0;
    if ((owner[s] ?? 0) < whose) owner[s] = whose;
    switch (what) {
      case 1: {
        // PackageSold: price, sessions, expiresOn (a date keeps its sign in a reversal).
        const p = s * PACKAGE_STRIDE;
        const sign = ((flags[i] ?? 0) & REVERSAL) === 0 ? 1 : -1;
        packages[p] = (packages[p] ?? 0) + x0;
        packages[p + 4] = (packages[p + 4] ?? 0) + x1;
        packages[p + 7] = (packages[p + 7] ?? 0) + sign * x2;
        roll[r + 1] = (roll[r + 1] ?? 0) + x0;
        break;
      }
      case 2: {
        // PackageSessionRedeemed: amount, breakage, sessions.
        const p = s * PACKAGE_STRIDE;
        packages[p + 1] = (packages[p + 1] ?? 0) + x0;
        packages[p + 2] = (packages[p + 2] ?? 0) + x1;
        packages[p + 5] = (packages[p + 5] ?? 0) + x2;
        roll[r + 2] = (roll[r + 2] ?? 0) + x0;
        roll[r + 3] = (roll[r + 3] ?? 0) + x1;
        break;
      }
      case 3: {
        // PackageBreakageRecognized: amount; of a package, or of the entity's portfolio.
        roll[r + 3] = (roll[r + 3] ?? 0) + x0;
        if (s === 0) {
          const p = whose * PORTFOLIO_STRIDE;
          portfolio[p] = (portfolio[p] ?? 0) + x0;
        } else {
          const p = s * PACKAGE_STRIDE + 2;
          packages[p] = (packages[p] ?? 0) + x0;
        }
        break;
      }
      case 4: {
        // PackageRefunded: refund, feeKept, sessions.
        const p = s * PACKAGE_STRIDE;
        packages[p + 3] = (packages[p + 3] ?? 0) + x0 + x1;
        packages[p + 6] = (packages[p + 6] ?? 0) + x2;
        roll[r + 4] = (roll[r + 4] ?? 0) + x0 + x1;
        break;
      }
      case 5: {
        // MembershipBilled: the amount covers a month from the day it was billed.
        const p = s * MEMBERSHIP_STRIDE;
        const ago = asOf - (occurred[i] ?? 0);
        const covered = ago > 30 || ago < 0 ? 0 : (coveredDays[ago] ?? 0);
        memberships[p] = (memberships[p] ?? 0) + x0;
        memberships[p + 2] = (memberships[p + 2] ?? 0) + shareOf(x0, ago + 1, covered);
        roll[r + 6] = (roll[r + 6] ?? 0) + x0;
        break;
      }
      case 6: {
        // MembershipEarned: amount.
        const p = s * MEMBERSHIP_STRIDE + 1;
        memberships[p] = (memberships[p] ?? 0) + x0;
        roll[r + 7] = (roll[r + 7] ?? 0) + x0;
        break;
      }
      case 7: {
        // GiftCardSold: amount.
        const p = s * GIFT_CARD_STRIDE;
        giftCards[p] = (giftCards[p] ?? 0) + x0;
        roll[r + 9] = (roll[r + 9] ?? 0) + x0;
        break;
      }
      case 8: {
        // GiftCardRedeemed: amount, breakage, salesTax, tips; tax and tips come off the card too.
        const p = s * GIFT_CARD_STRIDE;
        const used = x0 + x2 + (amount3[i] ?? 0);
        giftCards[p + 1] = (giftCards[p + 1] ?? 0) + used;
        giftCards[p + 2] = (giftCards[p + 2] ?? 0) + x1;
        roll[r + 10] = (roll[r + 10] ?? 0) + used;
        roll[r + 11] = (roll[r + 11] ?? 0) + x1;
        break;
      }
      case 9: {
        // GiftCardBreakageRecognized: amount; of a card, or of the entity's portfolio.
        roll[r + 11] = (roll[r + 11] ?? 0) + x0;
        if (s === 0) {
          const p = whose * PORTFOLIO_STRIDE + 1;
          portfolio[p] = (portfolio[p] ?? 0) + x0;
        } else {
          const p = s * GIFT_CARD_STRIDE + 2;
          giftCards[p] = (giftCards[p] ?? 0) + x0;
        }
        break;
      }
      case 10: {
        // GiftCardEscheatable: amount.
        const p = s * GIFT_CARD_STRIDE + 3;
        giftCards[p] = (giftCards[p] ?? 0) + x0;
        roll[r + 12] = (roll[r + 12] ?? 0) + x0;
        break;
      }
      default: {
        // OpeningBalanceRecorded.Item: amount, –, from, units; what was left when the book began.
        const of = (code[i] ?? 0) & 255;
        if (of === OPEN_PACKAGE) {
          const p = s * PACKAGE_STRIDE;
          packages[p] = (packages[p] ?? 0) + x0;
          packages[p + 4] = (packages[p + 4] ?? 0) + (amount3[i] ?? 0);
          roll[r] = (roll[r] ?? 0) + x0;
        } else if (of === OPEN_MEMBERSHIP) {
          const p = s * MEMBERSHIP_STRIDE;
          const due = openingShare(x0, x2, occurred[i] ?? 0, asOf);
          memberships[p] = (memberships[p] ?? 0) + x0;
          memberships[p + 2] = (memberships[p + 2] ?? 0) + due;
          roll[r + 5] = (roll[r + 5] ?? 0) + x0;
        } else if (of === OPEN_GIFT_CARD) {
          const p = s * GIFT_CARD_STRIDE;
          giftCards[p] = (giftCards[p] ?? 0) + x0;
          roll[r + 8] = (roll[r + 8] ?? 0) + x0;
        }
      }
    }
  }
}

/** Part of `amount` cents for the first days of a period, half-up; all of it from the end on. */
function shareOf(amount: number, days: number, covered: number): number {
  if (days <= 0) return 0;
  if (days >= covered) return amount;
  const magnitude = amount < 0 ? -amount : amount;
  const share = Math.floor((2 * magnitude * days + covered) / (2 * covered));
  return amount < 0 ? -share : share;
}

/** Part of an opening membership balance earned by days since the book began. */
function openingShare(amount: number, billedOn: number, openedOn: number, asOf: number): number {
  const end = addMonths(billedOn as Day, 1);
  return shareOf(amount, asOf - openedOn, end - 1 - openedOn);
}
