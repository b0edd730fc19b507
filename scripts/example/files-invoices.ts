import { row, write } from './book.ts';
import type { Journal } from './book.ts';
import { period, us } from './days.ts';
import { grouped } from './dollars.ts';
import { OVERSTATED } from './fees.ts';
import type { Invoice } from './fees.ts';
import type { Practice } from './group.ts';

/** Writes what the MSO sends: an invoice a month, with the fee and what it passes on at cost. */
export function writeInvoices(
  practice: Practice,
  invoices: readonly Invoice[],
  journal: Journal,
): void {
  const own = invoices.filter((i) => i.practice === practice.id);
  for (const i of own) {
    const head = [i.number, us(i.day), period(i.m), us(i.dueOn)];
    const rate = practice.code === 'TX' ? '' : '9%';
    const text = [
      'Cedar MSO Example LLC - Invoice',
      row(['Bill to', practice.legalName]),
      '',
      'Invoice,Invoice Date,Service Month,Due,Charge,Base,Rate,Amount',
      row([...head, 'Management fee', grouped(i.base), rate, grouped(i.fee)]),
      row([...head, 'Software licences at cost', '', '', grouped(i.passThrough)]),
      row(['Invoice total', '', '', '', '', '', '', grouped(i.fee + i.passThrough)]),
    ];
    write(journal, invoicePath(practice, i.m), `${text.join('\n')}\n`);
  }
}

export const invoicePath = (practice: Practice, m: number): string =>
  `mso-invoices/${practice.id}/${period(m)}.csv`;

/** What the overstated invoice charges too much. */
export function overstatement(invoices: readonly Invoice[]): number {
  const found = invoices.find((i) => i.practice === OVERSTATED.practice && i.m === OVERSTATED.m);
  return found ? found.fee - found.due : 0;
}
