import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { cashAccount } from './setting.ts';

/**
 * Settlements of the card processor, or of a financing or rewards partner (`kind` of the mapping),
 * on the day the bank receives them. What does not add up waits in suspense, so that cash is right.
 */
export function fromCardBatches(rows: readonly Row[], context: IntakeContext): Fact[] {
  return rows.flatMap((row) => {
    const on = row.text('depositDate') ?? row.must('date');
    const gross = row.cents('gross');
    const fee = row.cents('fee');
    const chargebacks = row.cents('chargebacks');
    const batch = row.must('batch');
    const isPartner = row.text('kind') === 'partner';
    const facts = [
      isPartner
        ? row.fact('PartnerSettled', on, {
            partner: row.text('processor') ?? 'partner',
            reference: batch,
            gross: formatCents(gross),
            discount: formatCents(fee),
          })
        : row.fact('CardBatchSettled', on, {
            batch,
            gross: formatCents(gross),
            fee: formatCents(fee),
          }),
    ];
    if (chargebacks !== 0) {
      const amount = formatCents(chargebacks);
      const disputed = { dispute: batch, amount, fee: '0.00' };
      facts.push(row.fact('ChargebackReceived', on, disputed, { part: 'chargebacks' }));
    }
    const rest = row.cents('net') - (gross - fee - chargebacks);
    if (rest === 0) return facts;
    context.notice({
      code: 'unbalanced-settlement',
      words: 'a settlement pays out other than gross less fees; the difference waits in suspense',
      where: row.origin.sourceRecord,
    });
    const unbalanced = row.fact(
      'RecordSuspended',
      on,
      {
        reason: 'unbalanced',
        field: 'net',
        amount: formatCents(rest),
        against: cashAccount(context.setting),
        subject: batch,
      },
      { part: 'difference' },
    );
    return [...facts, unbalanced];
  });
}
