// The management fee as the two agreements say it, by the generator's own arithmetic.
import type { Day } from '../../src/calendar.ts';
import type { Journal, TicketLine } from './book.ts';
import { bankingOnOrBefore, indexOf, isBanking, JOINED, last, MONTHS, period } from './days.ts';
import { share, sum } from './dollars.ts';
import { PRACTICES, practiceOf } from './group.ts';
import type { Practice, PracticeId } from './group.ts';
import type { Remittance } from './remittances.ts';

export interface Invoice {
  readonly practice: PracticeId;
  readonly m: number;
  readonly number: string;
  readonly day: Day;
  readonly dueOn: Day;
  readonly base: number;
  readonly fee: number;
  readonly due: number;
  readonly passThrough: number;
  /** Null while unpaid. */
  readonly paidOn: Day | null;
}

/** Receipts of a month as the agreements count them. */
export interface Receipts {
  readonly payers: number;
  /** Price of everything patients paid for, tax and tips left out, before refunds. */
  readonly patients: number;
  readonly refunds: number;
  readonly tax: number;
  readonly tips: number;
  /** Gift cards used: counted as collections once already, when they were sold. */
  readonly cardsUsed: number;
}

export function receiptsOf(
  practice: PracticeId,
  m: number,
  lines: readonly TicketLine[],
  remittances: readonly Remittance[],
): Receipts {
  const all = lines.filter((l) => practiceOf(l.site) === practice && indexOf(l.day) === m);
  const own = all.filter((l) => l.tender !== 'none');
  const total = (f: (l: TicketLine) => number): number => sum(own.map(f));
  return {
    payers: sum(
      remittances
        .filter((r) => r.practice.id === practice && indexOf(r.paidOn) === m)
        .map((r) => r.amount),
    ),
    patients: total((l) => Math.max(0, l.price)),
    refunds: total((l) => -Math.min(0, l.price)),
    tax: total((l) => l.tax),
    tips: total((l) => l.tip),
    cardsUsed: sum(all.filter((l) => l.category === 'gift-card-use').map((l) => l.price)),
  };
}

export const collections = (r: Receipts): number => r.payers + r.patients - r.refunds;

/** Texas: 9 % up to 150,000 a month and 7 % above; Arizona: 9 %. Rounded once per tier. */
export function feeOn(practice: Practice, base: number): number {
  const bound = 15_000_000;
  if (practice.code === 'AZ') return share(base, 9, 100);
  return share(Math.min(base, bound), 9, 100) + share(Math.max(0, base - bound), 7, 100);
}

/** The month whose invoice counts sales tax, tips and used gift cards as collections. */
export const OVERSTATED = { practice: 'tx-practice', m: 17 } as const;
/** The month whose invoice nobody paid. */
export const UNPAID = { practice: 'az-practice', m: 18 } as const;

export function invoiceFees(
  receipts: (practice: PracticeId, m: number) => Receipts,
  journal: Journal,
): Invoice[] {
  const invoices: Invoice[] = [];
  for (const practice of PRACTICES) {
    for (let m = JOINED; m < MONTHS; m++) {
      const r = receipts(practice.id, m);
      const isOver = practice.id === OVERSTATED.practice && m === OVERSTATED.m;
      const base = collections(r) + (isOver ? r.tax + r.tips + r.cardsUsed : 0);
      const day = last(m);
      const dueOn = (day + 15) as Day;
      const isUnpaid = practice.id === UNPAID.practice && m === UNPAID.m;
      const paidOn = isBanking(dueOn) ? dueOn : bankingOnOrBefore(dueOn);
      invoices.push({
        practice: practice.id,
        m,
        number: `CM-${practice.code}-${period(m).replace('-', '')}`,
        day,
        dueOn,
        base,
        fee: feeOn(practice, base),
        due: feeOn(practice, collections(r)),
        passThrough: practice.code === 'TX' ? 104_000 : 52_000,
        paidOn: isUnpaid || m === MONTHS - 1 ? null : paidOn,
      });
    }
  }
  for (const i of invoices) pay(i, journal);
  return invoices;
}

function pay(i: Invoice, journal: Journal): void {
  if (i.paidOn === null) return;
  const line = { practice: i.practice, day: i.paidOn, document: 'affiliate-payments' } as const;
  const name = 'ACH PMT CEDAR MSO EXAMPLE LLC';
  journal.bank.push({
    ...line,
    description: `${name} FEE`,
    reference: `${i.number}-F`,
    amount: -i.fee,
  });
  journal.bank.push({
    ...line,
    description: `${name} COSTS`,
    reference: `${i.number}-P`,
    amount: -i.passThrough,
  });
}
