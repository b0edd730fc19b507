// What the states of the column folds hold, in the words of the plain folds.
import { cashAccountChange, cashOf } from '../../projections/cash-flow.ts';
import { STRIDE } from '../../projections/postings.generated.ts';
import {
  GIFT_CARD,
  GIFT_CARD_STRIDE,
  MEMBERSHIP,
  MEMBERSHIP_STRIDE,
  PACKAGE,
  PACKAGE_STRIDE,
  ROLL_STRIDE,
} from '../../projections/prepaid-state.ts';
import * as claims from '../../projections/revenue-cycle/state.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { CASH_LINES } from '../../src/events/declare.ts';
import { PAYER_CLASSES } from '../../src/events/shared.ts';
import type { States } from './column-folds.ts';
import { claimLine } from './plain-revenue.ts';

export function linesOf(states: States): string[] {
  return [
    ...ledgerLines(states),
    ...cashLines(states),
    ...prepaidLines(states),
    ...claimLines(states),
    ...moneyLines(states),
  ];
}

/** Calls for each entity and month with their names. */
function* places({ ledger: l }: States) {
  for (let e = 1; e < l.entities; e++) {
    const entity = l.names.nameOf('entity', e);
    for (let m = 0; m < l.months; m++)
      yield { e, m, entity, month: formatMonth((l.firstMonth + m) as Month) };
  }
}

function ledgerLines(states: States): string[] {
  const { cells, months } = states.ledger;
  const lines: string[] = [];
  for (const { e, m, entity, month } of places(states)) {
    ACCOUNTS.forEach(({ number }, index) => {
      const at = (e * months + m) * STRIDE + index * 2;
      const [debits = 0, credits = 0] = cells.subarray(at);
      const gross = debits + credits;
      if (gross !== 0) lines.push(`${entity} ${number} ${month} ${debits - credits} ${gross}`);
    });
  }
  return lines;
}

function cashLines(states: States): string[] {
  const { cash } = states;
  const lines: string[] = [];
  for (const { e, m, entity, month } of places(states)) {
    for (const account of [1010, 1036, 1090] as const) {
      const change = cashAccountChange(cash, e, m, account);
      if (change !== 0) lines.push(`${entity} ${account} ${month} ${change}`);
    }
    for (let site = 0; site < cash.sites; site++) {
      const name = site === 0 ? '-' : cash.names.nameOf('site', site);
      for (const line of CASH_LINES) {
        const cents = cashOf(cash, e, site, m, line);
        if (cents !== 0) lines.push(`${entity} ${name} ${line} ${month} ${cents}`);
      }
    }
  }
  return lines;
}

function prepaidLines(states: States): string[] {
  const p = states.prepaid;
  const lines: string[] = [];
  for (const { e, m, entity, month } of places(states)) {
    const at = (e * p.months + m) * ROLL_STRIDE;
    const [, sold = 0, used = 0, broken = 0, refunded = 0, , billed = 0, earned = 0] =
      p.roll.subarray(at, at + ROLL_STRIDE);
    const [cardsSold = 0, cardsUsed = 0, cardsBroken = 0, escheated = 0] = p.roll.subarray(at + 9);
    const push = (kind: string, sum: number): void => {
      if (sum !== 0) lines.push(`prepaid ${entity} ${kind} ${month} ${sum}`);
    };
    push('package', sold - used - broken - refunded);
    push('membership', billed - earned);
    push('gift-card', cardsSold - cardsUsed - cardsBroken - escheated);
  }
  for (let item = 1; item <= (p.counters[0] ?? 0); item++) {
    const numbers = itemNumbers(p, item);
    const subject = p.names.nameOf('subject', p.subjectOf[item] ?? 0);
    if (numbers.some((n) => n !== 0))
      lines.push(`prepaid ${itemName(subject)} ${numbers.join(' ')}`);
  }
  return lines;
}

/** The made-up book calls its items by their kind: "gift-card-00001" is a gift card. */
const itemName = (subject: string): string =>
  `${subject.slice(0, subject.lastIndexOf('-'))} ${subject}`;

function itemNumbers(p: States['prepaid'], item: number): number[] {
  const pack = (n: number): number => p.packages[item * PACKAGE_STRIDE + n] ?? 0;
  const member = (n: number): number => p.memberships[item * MEMBERSHIP_STRIDE + n] ?? 0;
  const card = (n: number): number => p.giftCards[item * GIFT_CARD_STRIDE + n] ?? 0;
  const left = (sold: number, used: number, broken: number): number => sold - used - broken;
  return [
    left(pack(PACKAGE.sold), pack(PACKAGE.used), pack(PACKAGE.broken)) +
      left(member(MEMBERSHIP.billed), member(MEMBERSHIP.earned), 0) +
      left(card(GIFT_CARD.sold), card(GIFT_CARD.used), card(GIFT_CARD.broken)),
    pack(PACKAGE.used) + member(MEMBERSHIP.earned) + card(GIFT_CARD.used),
    pack(PACKAGE.broken) + card(GIFT_CARD.broken),
    pack(PACKAGE.sessionsBought) - pack(PACKAGE.sessionsUsed),
    member(MEMBERSHIP.due),
  ];
}

function claimLines({ revenue }: States): string[] {
  const { counters, sums, subjectOf, names } = revenue;
  const { GROSS, PAID, PATIENT_SHARE, CONTRACTUAL, WRITTEN_OFF, PATIENT_PAID, ESTIMATE } = claims;
  const kept = [GROSS, PAID, PATIENT_SHARE, CONTRACTUAL, WRITTEN_OFF, PATIENT_PAID, ESTIMATE];
  return Array.from({ length: counters[0] ?? 0 }, (_, i) => {
    const claim = i + 1;
    const of = kept.map((n) => sums[claim * claims.SUMS + n] ?? 0);
    return claimLine(names.nameOf('subject', subjectOf[claim] ?? 0), of, records(revenue, claim));
  });
}

/** Every record of a claim, reversals and what they reverse included. */
function records(
  { filled, tail, before, recordInts, recordDoubles }: States['revenue'],
  claim: number,
): { day: number; a: number; b: number }[] {
  const { PER_BLOCK, RECORD_INTS, RECORD_DOUBLES } = claims;
  const count = filled[claim] ?? 0;
  const found: { day: number; a: number; b: number }[] = [];
  let block = count > PER_BLOCK ? (tail[claim] ?? 0) : claim;
  for (let left = count; left > 0; block = before[block] ?? 0) {
    const here = left % PER_BLOCK === 0 ? PER_BLOCK : left % PER_BLOCK;
    for (let n = 0; n < here; n++) {
      const record = block * PER_BLOCK + n;
      const [, a = 0, b = 0] = recordDoubles.subarray(record * RECORD_DOUBLES);
      found.push({ day: recordInts[record * RECORD_INTS] ?? 0, a, b });
    }
    left -= here;
  }
  return found;
}

function moneyLines(states: States): string[] {
  const { money, months, denied, receivable, names } = states.revenue;
  const lines: string[] = [];
  for (const { e, m, entity, month } of places(states)) {
    for (let c = 0; c < claims.CLASSES; c++) {
      const cell = ((e * claims.CLASSES + c) * months + m) * claims.MONEY;
      const name = c === 0 ? '-' : (PAYER_CLASSES[c - 1] ?? '');
      ['charges', 'contractual', 'paid', 'patient-paid', 'refunded'].forEach((what, i) => {
        const sum = money[cell + i] ?? 0;
        if (sum !== 0) lines.push(`money ${entity} ${name} ${what} ${month} ${sum}`);
      });
    }
  }
  for (let party = 1; party * 2 < denied.length; party++) {
    const [sum = 0, count = 0] = denied.subarray(party * 2, party * 2 + 2);
    if (count !== 0) lines.push(`denied ${names.nameOf('party', party)} ${sum} ${count}`);
  }
  receivable.forEach((sum, e) => {
    if (sum !== 0) lines.push(`1110 ${names.nameOf('entity', e)} ${sum}`);
  });
  return lines;
}
