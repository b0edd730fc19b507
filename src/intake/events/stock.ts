import { formatDay, lastDay, parseMonth } from '../../calendar.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact } from './fact.ts';

type Adjustment = 'expiry' | 'shrink' | 'waste' | 'count';

/** Stock used or missing, at cost; a month's figure counts on its last day. */
export function fromUsage(rows: readonly Row[]): Fact[] {
  return rows.map((row) => {
    const on = row.text('date') ?? formatDay(lastDay(parseMonth(row.must('month'))));
    const amount = row.cents('amount');
    if (row.record.suspense) return row.suspended(on, -amount, 1310);
    const movement = row.text('movement') ?? 'used';
    if (movement !== 'used') {
      const reason = movement as Adjustment;
      return row.fact('InventoryAdjusted', on, { reason, amount: formatCents(amount) });
    }
    const isRetail = row.must('category') === 'retail';
    return row.fact('InventoryConsumed', on, {
      injectables: formatCents(isRetail ? 0 : amount),
      retail: formatCents(isRetail ? amount : 0),
    });
  });
}
