import { expect, test } from 'vitest';
import {
  centsOf,
  expected,
  paths,
  paymentsOf,
  PRACTICES,
  recordsOf,
  SITES_OF,
  textOf,
} from './example-files.ts';

const inFolder = (folder: string): string[] => paths().filter((p) => p.startsWith(`${folder}/`));

test('the opening trial balances balance and their open items tie', () => {
  for (const practice of PRACTICES) {
    const trial = recordsOf(`opening/${practice}-trial-balance.csv`, 'Account');
    const accounts = new Map(
      trial.map((r) => [r['Account'], centsOf(r['Debit'] ?? '') - centsOf(r['Credit'] ?? '')]),
    );
    accounts.delete('TOTAL');
    expect([...accounts.values()].reduce((a, b) => a + b, 0)).toBe(0);
    const items = recordsOf(`opening/${practice}-open-items.csv`, 'Kind');
    const total = (kind: string): number =>
      items.reduce((n, r) => (r['Kind'] === kind ? n + centsOf(r['Open Amount'] ?? '') : n), 0);
    expect(total('Claim')).toBe(accounts.get('Insurance receivable'));
    expect(total('Patient balance')).toBe(accounts.get('Patient receivable'));
    expect(-total('Package')).toBe(accounts.get('Package deposits'));
    expect(-total('Gift card')).toBe(accounts.get('Gift cards outstanding'));
    expect(-total('Vendor bill')).toBe(accounts.get('Accounts payable'));
  }
});

test('what was on its way on the opening day arrives in the first files', () => {
  for (const practice of PRACTICES) {
    const isTexas = practice === 'tx-practice';
    const opening = expected().opening.practices[practice] ?? {};
    const at = (account: string): number => centsOf(opening[account] ?? '');
    const batches = isTexas
      ? recordsOf('cards/tx-practice/2024-11.csv', 'Batch ID')
      : recordsOf('cards/az-practice/2024-11.txt', 'Close Date', '\t');
    const october = batches.filter((r) =>
      /^10\/|-Oct-/.test(r['Batch Date'] ?? r['Close Date'] ?? ''),
    );
    const gross = october.map((r) => centsOf(r['Gross Amount'] ?? r['Volume'] ?? ''));
    expect(gross.reduce((a, b) => a + b, 0)).toBe(at('Card processor clearing'));
    const partners = recordsOf(`partners/${practice}/2024-11.csv`, 'Partner')
      .filter((r) => (r['Sale Date'] ?? '') <= '2024-10-31')
      .map((r) => centsOf(r['Gross'] ?? ''));
    expect(partners.reduce((a, b) => a + b, 0)).toBe(at('Financing and rewards receivable'));
    const [tax] = recordsOf(`papers/${practice}-treasury.csv`, 'Date').filter(
      (r) => r['Kind'] === 'Sales tax',
    );
    expect(-centsOf(tax?.['Amount'] ?? '')).toBe(at('Sales tax payable'));
    const deposits = recordsOf(`papers/${practice}-payroll-tax-deposits.csv`, 'Deposit Date')
      .filter((r) => r['Pay Run']?.includes('202410'))
      .map((r) => centsOf(r['Amount'] ?? ''));
    expect(-deposits.reduce((a, b) => a + b, 0)).toBe(at('Payroll taxes payable'));
    const loan = recordsOf(`papers/${practice}-treasury.csv`, 'Date').filter(
      (r) => r['Kind'] === 'Loan interest',
    );
    expect(centsOf(loan[0]?.['Amount'] ?? '')).toBe(
      Math.round((-at('Equipment note') * 75) / 12_000),
    );
  }
});

/** Receipts of a site and month from its day sheet: price of tendered lines, and refunds. */
function receipts(site: string, month: string): { taken: number; back: number; aside: number } {
  const isTexas = site !== 'phoenix';
  const file = `day-sheets/${site}/${month}.csv`;
  const rows = isTexas ? recordsOf(file, 'Date') : recordsOf(file, 'Invoice', ';');
  const sums = { taken: 0, back: 0, aside: 0 };
  for (const r of rows) {
    if (!r[isTexas ? 'Tender' : 'Paid By']) continue;
    const price = centsOf(r[isTexas ? 'Net' : 'Amount'] ?? '');
    if (price < 0) sums.back -= price;
    else sums.taken += price;
    for (const aside of isTexas ? ['Sales Tax', 'Tip'] : ['Tax', 'Gratuity'])
      sums.aside += centsOf(r[aside] ?? '');
  }
  return sums;
}

test('control totals agree with the files: receipts, collections and the fee due', () => {
  for (const practice of PRACTICES) {
    for (const control of expected().practices[practice] ?? []) {
      const { month } = control;
      const paid = ['a', 'b']
        .map((half) => `remittances/${practice}/${month}-${half}.edi`)
        .filter((file) => paths().includes(file))
        .flatMap(paymentsOf)
        .reduce((n, p) => n + p.amount, 0);
      const sites = SITES_OF[practice].map((site) => receipts(site, month));
      const isLate = practice === 'az-practice' && month === expected().lateEntry['soldIn'];
      const late = isLate ? centsOf(expected().lateEntry['patientReceipts'] ?? '') : 0;
      const taken = sites.reduce((n, s) => n + s.taken, late);
      const back = sites.reduce((n, s) => n + s.back, 0);
      const found = [paid, taken, back, paid + taken - back];
      const figures = ['payerReceipts', 'patientReceipts', 'patientRefunds', 'collections'];
      expect([month, ...found]).toEqual([
        month,
        ...figures.map((f) => centsOf(String(control[f]))),
      ]);
      const base = BigInt(paid + taken - back);
      const bound = 15_000_000n;
      const fee =
        practice === 'az-practice' || base <= bound
          ? (base * 9n + 50n) / 100n
          : (bound * 9n) / 100n + ((base - bound) * 7n + 50n) / 100n;
      const isManaged = month >= '2025-11';
      expect([month, centsOf(String(control['feeDue']))]).toEqual([
        month,
        isManaged ? Number(fee) : 0,
      ]);
    }
  }
});

test('one invoice overstates the fee by a few hundred dollars, every other is right', () => {
  const wrong: string[] = [];
  for (const practice of PRACTICES)
    for (const control of expected().practices[practice] ?? []) {
      const over = centsOf(String(control['feeInvoiced'])) - centsOf(String(control['feeDue']));
      if (over !== 0) wrong.push(`${practice} ${control.month}`);
      if (over !== 0) expect(over).toBeGreaterThan(20_000);
      if (over !== 0) expect(over).toBeLessThan(90_000);
    }
  expect(wrong).toEqual(['tx-practice 2026-04']);
  expect(inFolder('mso-invoices')).toHaveLength(24);
});

test('payroll adds up: gross less what is withheld is net', () => {
  for (const file of inFolder('payroll')) {
    const isTexas = file.includes('/tx-');
    const rows = recordsOf(file, isTexas ? 'Employee' : 'Pay Date');
    for (const r of rows.filter((x) => x[isTexas ? 'Voucher' : 'Run'])) {
      const [gross, withheld, net] = (
        isTexas ? ['Gross Pay', 'Total Withheld', 'Net Pay'] : ['Gross', 'Deductions', 'Net']
      ).map((name) => centsOf(r[name] ?? ''));
      expect(net).toBe((gross ?? 0) - (withheld ?? 0));
      expect(gross).toBe(
        ['Regular', 'Commission', 'Tips'].reduce((n, x) => n + centsOf(r[x] ?? ''), 0),
      );
    }
  }
});

test('stock follows from month to month, and the opening stock is in the trial balance', () => {
  for (const practice of PRACTICES) {
    const shelves = new Map<string, number>();
    let atStart = 0;
    for (const { month } of expected().practices[practice] ?? []) {
      const moved = new Map<string, { change: number; after: number }>();
      const note = (r: Record<string, string>, change: number, after?: string): void => {
        const key = `${r['Location']} ${r['Shelf']}`;
        const before = moved.get(key) ?? { change: 0, after: 0 };
        const known = after === undefined ? before.after : centsOf(after);
        moved.set(key, { change: before.change + change, after: known });
      };
      for (const r of recordsOf(`inventory/${practice}/${month}-receipts.csv`, 'Received'))
        note(r, centsOf(r['Cost'] ?? ''));
      for (const r of recordsOf(`inventory/${practice}/${month}-usage.csv`, 'Month'))
        note(r, -centsOf(r['Cost'] ?? ''), r['On Hand After']);
      for (const [key, { change, after }] of moved) {
        const before = shelves.get(key);
        if (before === undefined) atStart += after - change;
        else expect([month, key, after]).toEqual([month, key, before + change]);
        shelves.set(key, after);
      }
    }
    expect(shelves.size).toBe(SITES_OF[practice].length * 4);
    expect(atStart).toBe(centsOf(expected().opening.practices[practice]?.['Inventory'] ?? ''));
  }
});

test('insurance is 12 to 15 percent of net revenue', () => {
  const share = Number(expected().insuredShareOfNetRevenue);
  expect(share).toBeGreaterThan(0.12);
  expect(share).toBeLessThan(0.15);
});

test('nothing looks like a social security number, a telephone number or an e-mail', () => {
  for (const path of paths()) {
    const text = textOf(path);
    expect([path, /(?<![\dA-Z-])\d{3}-\d{2}-\d{4}(?!\d)/.exec(text)?.[0]]).toEqual([
      path,
      undefined,
    ]);
    expect([path, /\(?(?<![\d.])\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)/.exec(text)?.[0]]).toEqual([
      path,
      undefined,
    ]);
    expect([path, /[\w.+-]+@[\w-]+\.[a-z]{2,}/i.exec(text)?.[0]]).toEqual([path, undefined]);
  }
});

test('every oddity names a file and a line that exist', () => {
  const text = textOf('ODDITIES.md');
  const places = [...text.matchAll(/- File: `([^`]+)`, line (\d+)/g)];
  expect(places.length).toBeGreaterThanOrEqual(12);
  for (const [, file = '', line = ''] of places)
    expect(Number(line)).toBeLessThanOrEqual(textOf(file).split('\n').length);
});

test('the keys say that they are examples', () => {
  for (const key of ['book.key', 'signing.key'])
    expect(textOf(key).split('\n')[0]).toMatch(/^# EXAMPLE KEY/);
});
