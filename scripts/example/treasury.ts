// Sales tax, the equipment loan and what the owners take out.
import type { Day } from '../../src/calendar.ts';
import type { BankLine, Journal, TicketLine } from './book.ts';
import { bankingOnOrBefore, first, indexOf, last, period } from './days.ts';
import { share, sum } from './dollars.ts';
import { PRACTICES, practiceOf } from './group.ts';
import type { Practice, PracticeId } from './group.ts';

export interface Outlay {
  readonly practice: PracticeId;
  readonly day: Day;
  readonly kind: 'Sales tax' | 'Loan principal' | 'Loan interest' | 'Owner distribution';
  readonly payee: string;
  readonly reference: string;
  /** Paid out, in cents. */
  readonly amount: number;
  readonly memo: string;
}

export interface Loan {
  readonly practice: PracticeId;
  /** Balance at the opening and at the end of each month. */
  readonly balances: number[];
}

const LOANS = {
  'tx-practice': [18_640_000, 415_000],
  'az-practice': [6_215_000, 148_000],
} as const;

export interface Treasury {
  readonly outlays: Outlay[];
  readonly loans: Loan[];
  readonly tax: Map<string, number>;
}

export function runTreasury(lines: readonly TicketLine[], journal: Journal): Treasury {
  const treasury: Treasury = { outlays: [], loans: [], tax: new Map() };
  for (const practice of PRACTICES) {
    for (let m = -1; m < 24; m++) {
      const own = lines.filter((l) => practiceOf(l.site) === practice.id && indexOf(l.day) === m);
      treasury.tax.set(`${practice.id}/${m}`, sum(own.map((l) => l.tax)));
    }
    for (let m = 0; m < 24; m++) treasury.outlays.push(salesTax(practice, m, treasury.tax));
    treasury.loans.push(repay(practice, treasury.outlays));
  }
  for (const o of treasury.outlays) journal.bank.push(lineOf(o));
  for (const practice of PRACTICES) distribute(practice, treasury.outlays, journal);
  return treasury;
}

const lineOf = (o: Outlay): BankLine => ({
  practice: o.practice,
  day: o.day,
  description: o.payee.toUpperCase(),
  reference: o.reference,
  amount: -o.amount,
  document: 'treasury',
});

function salesTax(practice: Practice, m: number, tax: Map<string, number>): Outlay {
  const collected = tax.get(`${practice.id}/${m - 1}`) ?? 0;
  return {
    practice: practice.id,
    day: bankingOnOrBefore((first(m) + 19) as Day),
    kind: 'Sales tax',
    payee: practice.state === 'TX' ? 'Texas Comptroller Webfile' : 'Arizona DOR TPT',
    reference: `TAX${practice.code}${period(m - 1).replace('-', '')}`,
    amount: collected,
    memo: `Sales tax ${period(m - 1)}`,
  };
}

function repay(practice: Practice, outlays: Outlay[]): Loan {
  const [start, payment] = LOANS[practice.id];
  const balances = [start as number];
  for (let m = 0; m < 24; m++) {
    const before = balances.at(-1) ?? 0;
    const interest = share(before, 75, 12_000);
    const at = { practice: practice.id, day: bankingOnOrBefore((first(m) + 9) as Day) } as const;
    const number = `LN${practice.code}${period(m).replace('-', '')}`;
    outlays.push({
      ...at,
      kind: 'Loan principal',
      payee: 'Mesa Verde Equipment Credit Principal',
      reference: `${number}P`,
      amount: payment - interest,
      memo: 'Equipment note',
    });
    outlays.push({
      ...at,
      kind: 'Loan interest',
      payee: 'Mesa Verde Equipment Credit Interest',
      reference: `${number}I`,
      amount: interest,
      memo: 'Equipment note',
    });
    balances.push(before - payment + interest);
  }
  return { practice: practice.id, balances };
}

/** On the last banking day owners take what is above the reserve, in whole thousands. */
function distribute(practice: Practice, outlays: Outlay[], journal: Journal): void {
  let taken = 0;
  for (let m = 0; m < 24; m++) {
    const lines = journal.bank.filter(
      (l) => l.practice === practice.id && indexOf(l.day) >= 0 && l.day <= last(m),
    );
    const balance = practice.openingCash + sum(lines.map((l) => l.amount));
    const free = Math.floor((balance - practice.cashFloor) / 100_000) * 100_000;
    if (free <= 0) continue;
    const outlay: Outlay = {
      practice: practice.id,
      day: bankingOnOrBefore(last(m)),
      kind: 'Owner distribution',
      payee: 'Owner draw',
      reference: `OD${practice.code}${period(m).replace('-', '')}`,
      amount: free,
      memo: 'Distribution to licensed owners',
    };
    taken += free;
    outlays.push(outlay);
    journal.bank.push(lineOf(outlay));
  }
  if (taken === 0) throw new Error(`${practice.id} never paid its owners`);
}
