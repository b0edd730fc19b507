import { firstDay, formatDay, lastDay, parseDay, parseMonth } from '../../calendar.ts';
import { formatCents } from '../../money.ts';
import type { INVOICE_LINES } from '../../events/agreement.ts';
import type { Row } from './csv-record.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { agreementOn } from './setting.ts';

type Line = (typeof INVOICE_LINES)[number];

/**
 * The MSO's invoice lines. All are memos: what the terms say posts, and invoice less due is a listed
 * dispute (settled.md §3.2). Lines for rent, staff, licences, supplies and costs passed through are
 * the practice's only record of them, so they also post their pair on the last day of the month
 * charged. What the MSO itself paid for supplies is not known from these files.
 */
export function fromMsoInvoice(rows: readonly Row[], context: IntakeContext): Fact[] {
  return rows.flatMap((row) => {
    const on = row.must('invoiceDate');
    const forMonth = row.must('month');
    const month = parseMonth(forMonth);
    const agreement = agreementOn(
      context.setting,
      context.entity,
      formatDay(lastDay(month)),
      context.agreement,
    );
    const amount = row.cents('amount');
    const counterparty = agreement.mso;
    if (row.record.suspense || row.text('line') === undefined) {
      const memo = row.suspended(on, 0, 2410, row.text('invoice'));
      return [{ ...memo, counterparty }];
    }
    const line = row.must('line') as Line;
    const memo = row.fact(
      'ManagementFeeInvoiced',
      on,
      {
        agreement: agreement.id,
        invoice: row.must('invoice'),
        forMonth,
        line,
        amount: formatCents(amount),
        base: row.text('base'),
        dueOn: row.text('dueDate'),
      },
      { counterparty },
    );
    if (amount <= 0) return [memo];
    const day = Math.max(firstDay(month), Math.min(lastDay(month), parseDay(context.today) + 31));
    const pair = pairOf(row, line, {
      on: formatDay(day as ReturnType<typeof lastDay>),
      agreement: agreement.id,
      forMonth,
      amount: formatCents(amount),
      counterparty,
    });
    return pair ? [memo, pair] : [memo];
  });
}

interface Pair {
  readonly on: string;
  readonly agreement: string;
  readonly forMonth: string;
  readonly amount: string;
  readonly counterparty: string;
}

function pairOf(row: Row, line: Line, { on, counterparty, ...data }: Pair): Fact | undefined {
  const to = { counterparty, part: 'pair' };
  switch (line) {
    case 'pass-through':
      return row.fact('PassThroughCostPaid', on, data, to);
    case 'rent':
      return row.fact('AffiliateRentAccrued', on, data, to);
    case 'staffing':
      return row.fact('StaffLeaseAccrued', on, data, to);
    case 'licence':
      return row.fact('LicenceFeeAccrued', on, data, to);
    case 'supplies': {
      const { agreement, amount: price } = data;
      return row.fact('SuppliesSoldToAffiliate', on, { agreement, price, cost: '0.00' }, to);
    }
    case 'management-fee':
    case 'joining':
    case 'credit':
    case 'interest':
      return undefined;
  }
}
