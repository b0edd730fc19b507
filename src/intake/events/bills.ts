import type { COST_CATEGORIES } from '../../events/shared.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact, IntakeContext } from './fact.ts';

type Category = (typeof COST_CATEGORIES)[number];

const vendorOf = (row: Row): string => row.context.tokenise('vendor', row.must('vendor'));

/** Bills: a cost and a payable; supplies are stock first. A category nobody knows waits in 1090. */
export function fromBills(rows: readonly Row[]): Fact[] {
  return rows.map((row) => {
    const on = row.must('billDate');
    const amount = row.cents('amount');
    const bill = row.must('billNumber');
    const dueOn = row.text('dueDate');
    if (row.record.suspense) return row.suspended(on, -amount, 2010, bill);
    const category = row.must('category') as Category;
    const vendor = vendorOf(row);
    const money = formatCents(amount);
    if (category === 'supplies' && amount >= 0)
      return row.fact('InventoryReceived', on, { vendor, bill, amount: money, dueOn });
    return row.fact('VendorBillRecorded', on, { vendor, bill, category, amount: money, dueOn });
  });
}

/** Payments; what for is told by the mapping (`purpose`), else it is a vendor like any other. */
export function fromBillPayments(rows: readonly Row[]): Fact[] {
  return rows.map((row) =>
    row.fact(
      'VendorPaid',
      row.must('date'),
      {
        vendor: vendorOf(row),
        bill: row.text('billNumber'),
        reference: row.text('reference'),
        purpose: (row.text('purpose') ?? 'other') as 'supplies' | 'rent' | 'equipment' | 'other',
        amount: formatCents(row.cents('amount')),
      },
      { site: undefined },
    ),
  );
}

/** Deliveries: stock and a payable. A kind of stock nobody mapped is stock all the same. */
export function fromReceipts(rows: readonly Row[], _context: IntakeContext): Fact[] {
  return rows.map((row) =>
    row.fact('InventoryReceived', row.must('date'), {
      vendor: vendorOf(row),
      bill: row.text('billNumber'),
      amount: formatCents(row.cents('amount')),
    }),
  );
}
