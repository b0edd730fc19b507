import { formatDay, formatMonth, lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { draft } from '../../src/events/draft.ts';
import type { DraftMeta, EventDraft } from '../../src/events/draft.ts';
import { FeeworthError } from '../../src/error.ts';
import { formatCents } from '../../src/money.ts';
import {
  creditedByMemos,
  feeDueByMonth,
  managementFee,
  overpaidByMonth,
} from '../../projections/management-fee.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import type { PracticeAgreement } from '../../projections/management-fee/agreements.ts';
import { creditsOf } from '../../projections/management-fee/due.ts';
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
    return [
      ...accruals(fee, recorded, to),
      ...credits(fee, recorded, to),
      ...overpayments(fee, recorded, to),
    ];
  });
}

interface FeeOfMonth {
  readonly month: Month;
  readonly known: PracticeAgreement;
  /** What the terms say of the month and those before it, as far as they are in the book. */
  readonly dues: readonly Due[];
  /** Paid over due at the end of the month, by the month paid over; empty for none named. */
  readonly overpaid: ReadonlyMap<string, number>;
}

interface Due {
  readonly forMonth: string;
  readonly due: DueMonth;
  /** What memos have credited for the month. */
  readonly memosCents: number;
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
  const monthOf = (index: number): string => formatMonth((context.firstMonth + index) as Month);
  return own.map((known) => {
    const dues = feeDueByMonth(state, known).filter((d) => d.month <= month - context.firstMonth);
    const last = dues.find((d) => d.month === month - context.firstMonth);
    if (last !== undefined && last.reason !== null) throw notComputable(known, month, last.reason);
    const overpaid = new Map<string, number>();
    for (const [index, cents] of overpaidByMonth(state, known))
      overpaid.set(index < 0 ? '' : monthOf(index), cents);
    return {
      month,
      known,
      dues: dues.map((due) => ({
        forMonth: monthOf(due.month),
        due,
        memosCents: creditedByMemos(state, known, due.month),
      })),
      overpaid,
    };
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

/**
 * The fee the terms say, less what was accrued already: of the month, and of months accrued before
 * whose amounts came later, as the MSO's cost may.
 */
function accruals({ month, known, dues }: FeeOfMonth, recorded: AccruedFees, to: DraftMeta) {
  const type = 'ManagementFeeAccrued';
  const { agreement, practice } = known;
  const forNow = formatMonth(month);
  return dues.flatMap(({ forMonth, due }) => {
    const before = recorded.cents(type, { agreement, practice, month: forMonth });
    if (due.reason !== null || (forMonth !== forNow && before === 0)) return [];
    const delta = due.feeCents - before;
    if (delta === 0) return [];
    // What is passed through is on the invoice, whose line posts it.
    const lines = due.lines.filter((line) => line.rule !== 'pass-through');
    const base = lines.find((line) => line.baseCents !== undefined)?.baseCents;
    const asLines = lines.map(({ words, amountCents }) => ({
      rule: words,
      amount: formatCents(amountCents),
    }));
    const data = {
      agreement,
      forMonth,
      amount: formatCents(delta),
      ...(base === undefined ? {} : { base: formatCents(base) }),
      ...(before === 0 && lines.length > 0 ? { lines: asLines } : {}),
    };
    return [draft(type, data, to)];
  });
}

/**
 * What the terms credit for standards missed, as far as no memo has: of the month and of those
 * before it, since a month is measured after it is over.
 */
function credits({ known, dues }: FeeOfMonth, recorded: AccruedFees, to: DraftMeta) {
  const type = 'ManagementFeeCredited';
  const { agreement, practice } = known;
  return dues.flatMap(({ forMonth, due, memosCents }) => {
    if (due.reason !== null) return [];
    const before = recorded.cents(type, { agreement, practice, month: forMonth });
    const delta = Math.max(0, creditsOf(due) - memosCents) - before;
    if (delta === 0) return [];
    const missed = [...new Set(due.credits.map(({ standard }) => standard))].join(', ');
    const reason = missed === '' ? 'no standard is missed any more' : `missed: ${missed}`;
    const amount = formatCents(delta);
    return [draft(type, { agreement, forMonth, amount, reason, basis: 'terms' }, to)];
  });
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
