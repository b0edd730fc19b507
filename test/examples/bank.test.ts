import { expect, test } from 'vitest';
import {
  centsOf,
  expected,
  paths,
  paymentsOf,
  PRACTICES,
  recordsOf,
  rowsOf,
  SITES_OF,
  textOf,
} from './example-files.ts';

interface BankLine {
  readonly file: string;
  readonly description: string;
  readonly reference: string;
  readonly amount: number;
  readonly balance: number;
}

const inFolder = (folder: string): string[] => paths().filter((p) => p.startsWith(`${folder}/`));

function statement(file: string): { lines: BankLine[]; opening: number } {
  if (file.includes('/tx-')) {
    const opening = rowsOf(file).find((r) => r[0] === 'Opening balance')?.[1] ?? '';
    const lines = recordsOf(file, 'Date').filter((r) => /^\d/.test(r['Date'] ?? ''));
    return {
      opening: centsOf(opening),
      lines: lines.map((r) => ({
        file,
        description: r['Description'] ?? '',
        reference: r['Reference'] ?? '',
        amount: centsOf(r['Credit'] ?? '') - centsOf(r['Debit'] ?? ''),
        balance: centsOf(r['Balance'] ?? ''),
      })),
    };
  }
  const opening = /opening (-?[\d.]+)/.exec(textOf(file))?.[1] ?? '';
  const lines = recordsOf(file, 'Posted').filter((r) => /^\d/.test(r['Posted'] ?? ''));
  return {
    opening: centsOf(opening),
    lines: lines.map((r) => ({
      file,
      description: r['Details'] ?? '',
      reference: r['Trace or Check'] ?? '',
      amount: centsOf(r['Deposits'] ?? '') + centsOf(r['Withdrawals'] ?? ''),
      balance: centsOf(r['Running Balance'] ?? ''),
    })),
  };
}

test('running balances follow, months join, cash never falls below zero', () => {
  for (const practice of PRACTICES) {
    let before = centsOf(expected().opening.practices[practice]?.['Operating checking'] ?? '');
    const closings: number[] = [];
    for (const file of inFolder(`bank/${practice}`)) {
      const { opening, lines } = statement(file);
      expect([file, opening]).toEqual([file, before]);
      for (const line of lines) {
        before += line.amount;
        expect([file, line.reference, line.balance]).toEqual([file, line.reference, before]);
        expect(before).toBeGreaterThan(0);
      }
      closings.push(before);
    }
    const controls = expected().practices[practice] ?? [];
    expect(closings).toEqual(controls.map((c) => centsOf(String(c['bankClosing']))));
  }
});

/** What the documents say the bank should have seen, by reference. */
function documents(): Map<string, number> {
  const found = new Map<string, number>();
  const add = (reference: string, cents: number): void => {
    found.set(reference, (found.get(reference) ?? 0) + cents);
  };
  for (const file of inFolder('remittances'))
    for (const p of paymentsOf(file)) if (p.amount > 0) add(p.trace, p.amount);
  for (const file of inFolder('cards')) {
    if (file.endsWith('.txt'))
      for (const r of recordsOf(file, 'Close Date', '\t'))
        add(r['Batch'] ?? '', centsOf(r['Payout'] ?? ''));
    else
      for (const r of recordsOf(file, 'Batch ID'))
        add(r['Batch ID'] ?? '', centsOf(r['Net Deposit'] ?? ''));
  }
  for (const file of inFolder('partners'))
    for (const r of recordsOf(file, 'Partner')) add(r['Settlement'] ?? '', centsOf(r['Net'] ?? ''));
  for (const file of inFolder('payroll')) {
    const isTexas = file.includes('/tx-');
    for (const r of recordsOf(file, isTexas ? 'Employee' : 'Pay Date'))
      if (r[isTexas ? 'Voucher' : 'Run'])
        add(r[isTexas ? 'Voucher' : 'Run'] ?? '', -centsOf(r[isTexas ? 'Net Pay' : 'Net'] ?? ''));
  }
  for (const file of inFolder('bills').filter((f) => f.endsWith('payments.csv')))
    for (const r of recordsOf(file, 'Payment Date'))
      add(r['Payment Reference'] ?? '', -centsOf(r['Amount Paid'] ?? ''));
  for (const file of inFolder('papers')) {
    const isTax = file.includes('payroll');
    for (const r of recordsOf(file, isTax ? 'Deposit Date' : 'Date'))
      add(r[isTax ? 'Confirmation' : 'Reference'] ?? '', -centsOf(r['Amount'] ?? ''));
  }
  for (const file of inFolder('mso-invoices'))
    for (const r of recordsOf(file, 'Invoice').filter((x) => x['Charge']))
      add(
        `${r['Invoice']}-${r['Charge'] === 'Management fee' ? 'F' : 'P'}`,
        -centsOf(r['Amount'] ?? ''),
      );
  for (const [reference, cents] of cashByDay()) add(reference, cents);
  return found;
}

/** Cash and checks of each site and day, from the day sheets. */
function cashByDay(): Map<string, number> {
  const found = new Map<string, number>();
  for (const practice of PRACTICES)
    for (const site of SITES_OF[practice])
      for (const file of inFolder(`day-sheets/${site}`)) {
        const isTexas = practice === 'tx-practice';
        const [date, tender] = isTexas ? ['Date', 'Tender'] : ['Closed', 'Paid By'];
        const money = isTexas ? ['Net', 'Sales Tax', 'Tip'] : ['Amount', 'Tax', 'Gratuity'];
        for (const r of recordsOf(file, isTexas ? 'Date' : 'Invoice', isTexas ? ',' : ';')) {
          if (!['Cash', 'Check', 'CA', 'CK'].includes(r[tender] ?? '')) continue;
          const day = r[date] ?? '';
          const compact = isTexas
            ? day.slice(8) + day.slice(0, 2) + day.slice(3, 5)
            : day.slice(2).replaceAll('-', '');
          const key = `DEP${site === 'phoenix' ? 'PHX' : site.slice(0, 3).toUpperCase()}${compact}`;
          found.set(
            key,
            money.reduce((n, m) => n + centsOf(r[m] ?? ''), found.get(key) ?? 0),
          );
        }
      }
  return found;
}

test('every dollar at the bank comes from a document, but for the listed oddities', () => {
  const known = documents();
  const unexplained: string[] = [];
  const seen = new Set<string>();
  for (const file of inFolder('bank'))
    for (const line of statement(file).lines) {
      expect(seen.has(line.reference), line.reference).toBe(false);
      seen.add(line.reference);
      if (known.get(line.reference) !== line.amount) unexplained.push(line.reference);
    }
  expect(unexplained).toEqual(['0048213']);

  const missing = [...known.keys()].filter((reference) => !seen.has(reference));
  const inTransit = missing.filter((r) => /^DEP.*2610(29|30|31)$|2610(29|30|31)$/.test(r));
  const open = missing.filter((r) => !inTransit.includes(r));
  expect(open.sort()).toEqual([
    'CM-AZ-202605-F',
    'CM-AZ-202605-P',
    'CM-AZ-202610-F',
    'CM-AZ-202610-P',
    'CM-TX-202610-F',
    'CM-TX-202610-P',
    'HARB1TX24112',
  ]);
});
