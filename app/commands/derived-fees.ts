import { formatDay, formatMonth, lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { draft } from '../../src/events/draft.ts';
import type { DraftMeta, EventDraft } from '../../src/events/draft.ts';
import { FeeworthError } from '../../src/error.ts';
import { formatCents } from '../../src/money.ts';
import { feeDueByMonth, managementFee, overpaidByMonth } from '../../projections/management-fee.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import type { PracticeAgreement } from '../../projections/management-fee/agreements.ts';
import type { DueMonth } from '../../projections/management-fee/due.ts';
import type { Book } from '../book.ts';
import { accruedFees } from '../indexes/accrued-fees.ts';
import type { AccruedFees } from '../indexes/accrued-fees.ts';

/** The envelope of an entry that a rule dates on the last day of a month. */
export function metaAt(entity: string, month: Month, book: Book): DraftMeta {
  const day = formatDay(lastDay(month));
  return { occurredOn: day, entity, actor: book.actor, actorKind: 'rule' };
}

/** What the agreements of a practice bring about in a month, less what was recorded already. */
export async function feeEntries(
  entity: string,
  month: Month,
  book: Book,
): Promise<readonly EventDraft[]> {
  const recorded = await book.follow(accruedFees);
  const meta = metaAt(entity, month, book);
  return (await feesOf(entity, month, book)).flatMap((fee) => {
    const to = { ...meta, counterparty: fee.known.mso };
    return [...accrual(fee, recorded, to), ...overpayments(fee, recorded, to)];
  });
}

interface FeeOfMonth {
  readonly month: Month;
  readonly known: PracticeAgreement;
  /** Undefined where the agreement is not in force in the month. */
  readonly due: DueMonth | undefined;
  /** Paid over due at the end of the month, by the month paid over; empty for none named. */
  readonly overpaid: ReadonlyMap<string, number>;
}

/** What each agreement of a practice says of a month, from the one fold that knows. */
async function feesOf(entity: string, month: Month, book: Book): Promise<FeeOfMonth[]> {
  const columns = await book.columns;
  const cut = { asOf: lastDay(month), knownAt: columns.size };
  const context = columns.context(cut);
  const own = agreementsOf(context).filter(({ practice }) => practice === entity);
  if (own.length === 0) return [];
  const state = managementFee.start(context, cut);
  for (const { batch, from, to } of columns.feed(cut)) managementFee.fold(state, batch, from, to);
  return own.map((known) => {
    const due = feeDueByMonth(state, known).find((d) => d.month === month - context.firstMonth);
    if (due !== undefined && due.reason !== null) throw notComputable(known, month, due.reason);
    const overpaid = new Map<string, number>();
    for (const [index, cents] of overpaidByMonth(state, known)) {
      const name = index < 0 ? '' : formatMonth((context.firstMonth + index) as Month);
      overpaid.set(name, cents);
    }
    return { month, known, due, overpaid };
  });
}

function notComputable({ agreement }: PracticeAgreement, month: Month, reason: string) {
  return new FeeworthError(
    'agreement/fee-not-computable',
    'input',
    `The fee of ${agreement} for ${formatMonth(month)} cannot be computed: ${reason}`,
    { place: { at: agreement }, hint: 'amend the agreement, or record the fee by hand' },
  );
}

/** The fee the terms say, less what was accrued for the month already. */
function accrual({ month, known, due }: FeeOfMonth, recorded: AccruedFees, to: DraftMeta) {
  if (due === undefined) return [];
  const { agreement, practice } = known;
  const forMonth = formatMonth(month);
  const before = recorded.cents('ManagementFeeAccrued', { agreement, practice, month: forMonth });
  const delta = due.feeCents - before;
  if (delta === 0) return [];
  // What is passed through is on the invoice, whose line posts it.
  const lines = due.lines.filter((line) => line.rule !== 'pass-through');
  const base = lines.find((line) => line.baseCents !== undefined)?.baseCents;
  const isWhole = before === 0 && lines.length > 0;
  return [
    draft(
      'ManagementFeeAccrued',
      {
        agreement,
        forMonth,
        amount: formatCents(delta),
        ...(base === undefined ? {} : { base: formatCents(base) }),
        ...(isWhole
          ? {
              lines: lines.map(({ words, amountCents }) => ({
                rule: words,
                amount: formatCents(amountCents),
              })),
            }
          : {}),
      },
      to,
    ),
  ];
}

/**
 * Sets apart what stands paid over due at the end of the month, less what was set apart before:
 * below zero once the MSO paid it back, or set it off on an invoice (settled.md §3.5).
 */
function overpayments({ known, overpaid }: FeeOfMonth, recorded: AccruedFees, to: DraftMeta) {
  const { agreement, practice } = known;
  const type = 'FeeOverpaymentReclassified';
  const months = [...overpaid.keys(), ...recorded.months(type, { agreement, practice })];
  return [...new Set(months)].sort().flatMap((month) => {
    const before = recorded.cents(type, { agreement, practice, month });
    const delta = (overpaid.get(month) ?? 0) - before;
    if (delta === 0) return [];
    const forMonth = month === '' ? {} : { forMonth: month };
    return [draft(type, { agreement, ...forMonth, amount: formatCents(delta) }, to)];
  });
}
