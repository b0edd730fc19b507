import type { WRITE_OFF_REASONS } from '../../events/shared.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { expectedContractual, findPayer } from './payers.ts';

type Reason = (typeof WRITE_OFF_REASONS)[number];

/** The clearinghouse's word on a claim before any payer saw it. */
export function fromClaimEdits(rows: readonly Row[]): Fact[] {
  return rows.flatMap((row) => {
    if (row.record.suspense) return [row.suspended(row.must('date'), 0, 1110, row.text('claim'))];
    const outcome = row.must('outcome') as 'passed' | 'edited' | 'rejected';
    return [row.fact('ClaimEdited', row.must('date'), { claim: row.must('claim'), outcome })];
  });
}

/** Payer of a write-off whose claim is not in the book yet; closing the month looks again. */
export const UNKNOWN_PAYER = 'unknown';

/** Reasons for which it is the payer's balance that is given up; the others are the patient's. */
const PAYER_REASONS: ReadonlySet<string> = new Set([
  'denial',
  'timely-filing',
  'sequestration',
  'capitation',
  'other',
]);

/**
 * Write-offs. A payer's balance leaves 1110 with the estimate that was made for it; the payer is
 * the one of the charge or the opening balances. A patient's share is an implicit concession when
 * it comes from a claim (606-10-32-7), a credit loss when it was sold on account (ASC 326).
 */
export function fromWriteOffs(rows: readonly Row[], context: IntakeContext): Fact[] {
  return rows.map((row) => {
    const on = row.must('date');
    const cents = row.cents('amount');
    const claim = row.text('claim');
    const patient = row.text('patient');
    const reason = row.text('reason') as Reason | undefined;
    if (row.record.suspense || reason === undefined)
      return row.suspended(on, -cents, claim === undefined ? 1120 : 1110, claim ?? patient);
    if (claim !== undefined && PAYER_REASONS.has(reason))
      return denialWrittenOff(row, context, { on, cents, claim, reason });
    const amount = formatCents(cents);
    if (claim === undefined && reason === 'bad-debt')
      return row.fact('CreditLossWrittenOff', on, { patient, amount });
    const conceded = { patient, claim, estimated: '0.00', excess: amount };
    return row.fact('PatientBalanceConceded', on, conceded);
  });
}

function denialWrittenOff(
  row: Row,
  context: IntakeContext,
  { on, cents, claim, reason }: { on: string; cents: number; claim: string; reason: Reason },
): Fact {
  const id = context.claims.payerOf(claim);
  const payer = id === undefined ? undefined : findPayer(context.setting, [id]);
  if (id === undefined) {
    context.notice({
      code: 'claim-not-known',
      words: 'a write-off names a claim that is not in the book yet; closing the month looks again',
      where: row.origin.sourceRecord,
    });
  }
  const released = payer === undefined ? 0 : expectedContractual(cents, payer);
  return row.fact('DenialWrittenOff', on, {
    claim,
    payer: id ?? UNKNOWN_PAYER,
    reason,
    released: formatCents(released),
    net: formatCents(cents - released),
  });
}
