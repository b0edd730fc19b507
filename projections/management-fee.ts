import { formatDay } from '../src/calendar.ts';
import { termsInMonth } from '../src/agreement/amend.ts';
import { fmvWarnings, historyWarnings } from '../src/agreement/warnings.ts';
import type { AgreementWarning } from '../src/agreement/warnings.ts';
import { monthsWords, ratio } from './figure.ts';
import type { Figure } from './figure.ts';
import { cellOf } from './management-fee/amounts.ts';
import type { PracticeAgreement } from './management-fee/agreements.ts';
import { disputeOf } from './management-fee/dispute.ts';
import { dueMonths } from './management-fee/due.ts';
import type { DueMonth } from './management-fee/due.ts';
import { foldManagementFee } from './management-fee/fold.ts';
import { ALL_IN, isEmpty, monthFigures } from './management-fee/month.ts';
import type { Scene } from './management-fee/month.ts';
import { invoicesOf, placePayments } from './management-fee/payments.ts';
import { startManagementFee } from './management-fee/state.ts';
import type { FeeMeasure, ManagementFeeState } from './management-fee/state.ts';
import type {
  AgreementFigures,
  FeeMonthFigures,
  FeeTotals,
  ManagementFeeFigures,
} from './management-fee/types.ts';
import type { Projection } from './projection.ts';

export type { ManagementFeeState } from './management-fee/state.ts';
export type * from './management-fee/types.ts';

/** Due under the agreement, invoiced, paid, and the differences (settled.md §3.5, mso.md §6 M11). */
export const managementFee: Projection<ManagementFeeState, ManagementFeeFigures> = {
  name: 'management-fee',
  start: startManagementFee,
  fold: foldManagementFee,
  figures: managementFeeFigures,
};

function managementFeeFigures(state: ManagementFeeState): ManagementFeeFigures {
  const unknown = (measure: FeeMeasure): number => {
    let sum = 0;
    for (let e = 0; e < state.entities; e++) {
      for (let m = 0; m <= state.context.monthCount; m++) sum += cellOf(state, measure, e, m);
    }
    return sum;
  };
  const seen = new Set<string>();
  return {
    asOf: formatDay(state.asOf),
    agreements: state.agreements.map((agreement) => {
      const isFirst = !seen.has(agreement.practice);
      seen.add(agreement.practice);
      return agreementFigures(state, agreement, isFirst);
    }),
    withoutAgreement: {
      invoicedCents: unknown('invoicedFee'),
      paidCents: unknown('paidOn'),
    },
  };
}

/** What the terms say of the months of one agreement and practice: what `close` accrues. */
export function feeDueByMonth(
  state: ManagementFeeState,
  { agreement, practice, histories }: PracticeAgreement,
): DueMonth[] {
  const entity = state.context.names.numberOf('entity', practice);
  const pair = (state.ids.indexOf(agreement) + 1) * state.entities + entity;
  return histories.flatMap((history) => dueMonths(state, history, pair, entity));
}

function agreementFigures(
  state: ManagementFeeState,
  agreement: PracticeAgreement,
  isFirst: boolean,
): AgreementFigures {
  const entity = state.context.names.numberOf('entity', agreement.practice);
  const pair = (state.ids.indexOf(agreement.agreement) + 1) * state.entities + entity;
  const scene: Scene = { state, agreement, entity, pair };
  const due = new Map<number, DueMonth>();
  for (const d of feeDueByMonth(state, agreement)) due.set(d.month, d);
  const cell = (measure: FeeMeasure, month: number): number => cellOf(state, measure, pair, month);
  const invoices = invoicesOf(state, pair);
  const asked = new Map<number, number>();
  for (let m = 0; m < state.context.monthCount; m++) {
    const own = due.get(m);
    const payable = (own?.feeCents ?? 0) - cell('credited', m);
    const cents = invoices.has(m) ? cell('invoicedFee', m) : payable;
    if (cents !== 0) asked.set(m, cents);
  }
  const payments = placePayments(state, pair, asked);
  const opening = isFirst ? (state.openingArrears[entity] ?? 0) : 0;
  const months: FeeMonthFigures[] = [];
  let owed = opening;
  for (let m = 0; m < state.context.monthCount; m++) {
    const own = due.get(m);
    const figures = monthFigures(scene, m, own, { payments, invoices });
    owed += (figures.payableCents ?? 0) - cell('paidOn', m);
    if (own === undefined && isEmpty(figures)) continue;
    months.push({ ...figures, owedCents: owed });
  }
  const disputes = months.flatMap((m) => disputeOf(scene, m, due));
  const first = agreement.histories[0];
  const warnings = [...agreement.histories.flatMap(historyWarnings), ...fmvOf(scene, months)];
  return {
    agreement: agreement.agreement,
    practice: agreement.practice,
    mso: agreement.mso,
    from: first?.signed.effectiveFrom ?? '',
    endsOn: agreement.histories.at(-1)?.endsOn ?? null,
    months,
    disputes,
    payments,
    totals: totalsOf(scene, months, opening, owed),
    unpaidMonths: months
      .filter((m) => m.status === 'unpaid' || m.status === 'partly paid')
      .map(({ month, paidLessPayableCents }) => ({ month, cents: -(paidLessPayableCents ?? 0) })),
    allInRate: allInOver(months),
    warnings,
  };
}

function fmvOf(
  { state, agreement }: Scene,
  months: readonly FeeMonthFigures[],
): AgreementWarning[] {
  return agreement.histories.flatMap((history) =>
    months.flatMap(({ month, dueFeeCents, creditedCents, bases, isPartial }) => {
      const terms = termsInMonth(history, month).at(-1)?.terms;
      if (terms === undefined || dueFeeCents === null || isPartial) return [];
      if (month < state.context.firstMonth) return [];
      return fmvWarnings(terms, [{ month, feeCents: dueFeeCents - creditedCents, bases }]);
    }),
  );
}

function totalsOf(
  { state, pair }: Scene,
  months: readonly FeeMonthFigures[],
  opening: number,
  owed: number,
): FeeTotals {
  const over = (value: (m: FeeMonthFigures) => number | null): number =>
    months.reduce((sum, m) => sum + (value(m) ?? 0), 0);
  let [paid, otherCharges, otherPaid, owedOutside] = [0, 0, 0, 0];
  for (let m = 0; m <= state.context.monthCount; m++) {
    paid += cellOf(state, 'paidOn', pair, m);
    otherCharges += cellOf(state, 'passThrough', pair, m) + cellOf(state, 'otherAccrued', pair, m);
    otherPaid += cellOf(state, 'otherPaidOn', pair, m);
  }
  // Credits for months that the book does not have reduce what is owed now.
  owedOutside -= cellOf(state, 'credited', pair, state.context.monthCount);
  return {
    dueFeeCents: over((m) => m.dueFeeCents),
    duePassThroughCents: over((m) => m.duePassThroughCents),
    creditedCents: over((m) => m.creditedCents),
    invoicedFeeCents: over((m) => m.invoicedFeeCents),
    invoicedPassThroughCents: over((m) => m.invoicedPassThroughCents),
    paidCents: paid,
    differenceCents: over((m) => m.differenceCents),
    openingArrearsCents: opening,
    owedCents: owed + owedOutside,
    overdueCents: over((m) =>
      m.status === 'unpaid' || m.status === 'partly paid' ? -(m.paidLessPayableCents ?? 0) : 0,
    ),
    overpaidCents: over((m) => Math.max(0, m.paidLessPayableCents ?? 0)),
    otherChargesCents: otherCharges,
    otherPaidCents: otherPaid,
  };
}

/** Of the months that charge a fee: their fees and costs over their collections. */
function allInOver(months: readonly FeeMonthFigures[]): Figure {
  const charged = months.filter((m) => m.dueFeeCents !== null && m.lines.length > 0);
  const [first] = charged;
  const last = charged.at(-1);
  const sum = (part: 'numerator' | 'denominator'): number =>
    charged.reduce((all, m) => all + m.allInRate[part], 0);
  return ratio(sum('numerator'), sum('denominator'), {
    definition: ALL_IN,
    window: first && last ? monthsWords(first.month, last.month) : 'no month',
    reason: 'no month under an agreement is in the book',
  });
}
