import { row, write } from './book.ts';
import type { BankLine, Journal } from './book.ts';
import { first, indexOf, iso, last, period, us } from './days.ts';
import { grouped, plain, sum } from './dollars.ts';
import { PRACTICES } from './group.ts';
import type { Practice } from './group.ts';

export const bankFile = (p: Practice, m: number): string => `bank/${p.id}/${period(m)}.csv`;

/** Writes the statements and returns the closing balance of each practice and month. */
export function writeBankFiles(journal: Journal): Map<string, number> {
  const closings = new Map<string, number>();
  for (const practice of PRACTICES) {
    let balance = practice.openingCash;
    for (let m = 0; m < 24; m++) {
      const lines = journal.bank
        .filter((l) => l.practice === practice.id && indexOf(l.day) === m)
        .sort((a, b) => a.day - b.day || Number(a.amount < 0) - Number(b.amount < 0));
      const write0 = practice.code === 'TX' ? prickly : saguaro;
      write(journal, bankFile(practice, m), write0(practice, m, balance, lines));
      balance += sum(lines.map((l) => l.amount));
      closings.set(`${practice.id}/${m}`, balance);
    }
  }
  return closings;
}

const side = (amount: number, wanted: 1 | -1, show: (cents: number) => string): string =>
  amount * wanted > 0 ? show(Math.abs(amount)) : '';

/** Preamble, US dates, debit and credit columns, running balance, totals at the end. */
function prickly(
  practice: Practice,
  m: number,
  opening: number,
  lines: readonly BankLine[],
): string {
  let balance = opening;
  const rows = lines.map((l) => {
    balance += l.amount;
    return row([
      us(l.day),
      l.description,
      l.reference,
      side(l.amount, -1, grouped),
      side(l.amount, 1, grouped),
      grouped(balance),
    ]);
  });
  const totals = totalsOf(lines);
  return `${[
    'First Prickly Pear Bank (example)',
    row(['Account holder', practice.legalName]),
    row(['Statement period', `${us(first(m))} - ${us(last(m))}`]),
    row(['Opening balance', grouped(opening)]),
    '',
    'Date,Description,Reference,Debit,Credit,Balance',
    ...rows,
    row(['Totals', '', '', grouped(totals.out), grouped(totals.in), '']),
    row(['Closing balance', '', '', '', '', grouped(balance)]),
  ].join('\r\n')}\r\n`;
}

/** ISO dates, a column without a name, withdrawals below zero. */
function saguaro(
  practice: Practice,
  m: number,
  opening: number,
  lines: readonly BankLine[],
): string {
  let balance = opening;
  const rows = lines.map((l) => {
    balance += l.amount;
    return row([
      iso(l.day),
      l.amount > 0 ? 'CR' : 'DB',
      l.description,
      l.reference,
      l.amount < 0 ? plain(l.amount) : '',
      side(l.amount, 1, plain),
      plain(balance),
    ]);
  });
  const totals = totalsOf(lines);
  return `${[
    `Saguaro Federal (example);${practice.code};${period(m)};opening ${plain(opening)}`,
    'Posted,,Details,Trace or Check,Withdrawals,Deposits,Running Balance',
    ...rows,
    row(['Total', '', '', '', plain(-totals.out), plain(totals.in), '']),
  ].join('\n')}\n`;
}

const totalsOf = (lines: readonly BankLine[]): { in: number; out: number } => ({
  in: sum(lines.map((l) => Math.max(0, l.amount))),
  out: sum(lines.map((l) => Math.max(0, -l.amount))),
});
