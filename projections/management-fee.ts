import { formatDay } from '../src/calendar.ts';
import { termsInMonth } from '../src/agreement/amend.ts';
import { fmvWarnings, historyWarnings } from '../src/agreement/warnings.ts';
import type { AgreementWarning } from '../src/agreement/warnings.ts';
import { monthsWords, ratio } from './figure.ts';
import type { Figure } from './figure.ts';
import { cellOf } from './management-fee/amounts.ts';
import type { PracticeAgreement } from './management-fee/agreements.ts';
import { disputeOf } from './management-fee/dispute.ts';
import { creditsOf, dueMonths } from './management-fee/due.ts';
import type { DueMonth } from './management-fee/due.ts';
import { foldManagementFee } from './management-fee/fold.ts';
import { ALL_IN, isEmpty, monthFigures, paidFor } from './management-fee/month.ts';
import type { Papers, Scene } from './management-fee/month.ts';
import { overpaymentsOf } from './management-fee/overpayment.ts';
import type { Overpayments, PaidMonth } from './management-fee/overpayment.ts';
import { invoicesOf, placePayments } from './management-fee/payments.ts';
import type { PlacedPayment } from './management-fee/payments.ts';
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
  return {
    asOf: formatDay(state.asOf),
    agreements: state.agreements.map((agreement) => agreementFigures(state, agreement)),
    withoutAgreement: {
      invoicedCents: unknown('invoicedFee'),
      paidCents: unknown('paidOn'),
    },
  };
}

/** What the terms say of the months of one agreement and practice: what `close` accrues. */
export function feeDueByMonth(state: ManagementFeeState, agreement: PracticeAgreement): DueMonth[] {
  const entity = state.context.names.numberOf('entity', agreement.practice);
  const pair = (state.ids.indexOf(agreement.agreement) + 1) * state.entities + entity;
  return agreement.histories.flatMap((history) =>
    dueMonths(state, agreement, history, pair, entity),
  );
}

/** What was paid over due at the cut, by month (index); those outside the book under `OUTSIDE`. */
export function overpaidByMonth(
  state: ManagementFeeState,
  agreement: PracticeAgreement,
): ReadonlyMap<number, number> {
  return bookOf(state, agreement).overpayments.byMonth;
}

/** What memos have credited for a month (index), in cents. */
export function creditedByMemos(
  state: ManagementFeeState,
  { agreement, practice }: PracticeAgreement,
  month: number,
): number {
  const entity = state.context.names.numberOf('entity', practice);
  const pair = (state.ids.indexOf(agreement) + 1) * state.entities + entity;
  return cellOf(state, 'credited', pair, month);
}

/** Stands for the months before the book, and for payments no month was found for. */
export const OUTSIDE = -1;

/** One agreement of a practice with its terms applied and its payments placed. */
interface AgreementBook {
  readonly scene: Scene;
  readonly due: ReadonlyMap<number, DueMonth>;
  readonly papers: Papers;
  readonly overpayments: Overpayments;
  readonly openingCents: number;
}

function bookOf(state: ManagementFeeState, agreement: PracticeAgreement): AgreementBook {
  const entity = state.context.names.numberOf('entity', agreement.practice);
  const pair = (state.ids.indexOf(agreement.agreement) + 1) * state.entities + entity;
  const due = new Map<number, DueMonth>();
  for (const d of feeDueByMonth(state, agreement)) due.set(d.month, d);
  const cell = (measure: FeeMeasure, month: number): number => cellOf(state, measure, pair, month);
  const invoices = invoicesOf(state, pair);
  const asked = new Map<number, number>();
  const payable = new Map<number, number>();
  for (let m = 0; m < state.context.monthCount; m++) {
    const credited = Math.max(cell('credited', m), creditsOf(due.get(m)));
    const own = (due.get(m)?.feeCents ?? 0) - credited;
    payable.set(m, own);
    const cents = invoices.has(m) ? cell('invoicedFee', m) : own;
    if (cents !== 0) asked.set(m, cents);
  }
  const payments = placePayments(state, pair, asked, payable);
  // Arrears of the opening entry are the practice's: they count with its first agreement.
  const isFirst = state.agreements.find((a) => a.practice === agreement.practice) === agreement;
  const openingCents = isFirst ? (state.openingArrears[entity] ?? 0) : 0;
  const months = paidMonths(
    payments,
    openingCents,
    (m) => {
      const paidCents = paidFor(payments, m);
      // Where the terms cannot be applied nobody knows what is over them.
      const isUnknown = (due.get(m)?.reason ?? null) !== null;
      const payableCents = isUnknown ? paidCents : (payable.get(m) ?? 0);
      const invoicedCents = isUnknown || !invoices.has(m) ? null : cell('invoicedFee', m);
      return { month: m, payableCents, invoicedCents, paidCents };
    },
    state.context.monthCount,
  );
  const overpayments = overpaymentsOf(months);
  const scene: Scene = { state, agreement, entity, pair };
  return { scene, due, papers: { payments, invoices, overpayments }, overpayments, openingCents };
}

/** Months of the book, those paid ahead, and one for all that lies before it or nowhere. */
function paidMonths(
  payments: readonly PlacedPayment[],
  openingCents: number,
  monthOf: (m: number) => PaidMonth,
  count: number,
): PaidMonth[] {
  let outside = 0;
  const ahead = new Set<number>();
  for (const { cents, months } of payments) {
    outside += cents;
    for (const placed of months) {
      if (placed.month >= 0) outside -= placed.cents;
      if (placed.month >= count) ahead.add(placed.month);
    }
  }
  const before = { month: OUTSIDE, payableCents: openingCents, invoicedCents: null };
  return [
    { ...before, paidCents: outside },
    ...Array.from({ length: count }, (_, m) => monthOf(m)),
    ...[...ahead].map(monthOf),
  ];
}

function agreementFigures(
  state: ManagementFeeState,
  agreement: PracticeAgreement,
): AgreementFigures {
  const { scene, due, papers, overpayments, openingCents } = bookOf(state, agreement);
  const cell = (measure: FeeMeasure, month: number): number =>
    cellOf(state, measure, scene.pair, month);
  const months: FeeMonthFigures[] = [];
  let owed = openingCents;
  for (let m = 0; m < state.context.monthCount; m++) {
    const own = due.get(m);
    const figures = monthFigures(scene, m, own, papers);
    owed += (figures.payableCents ?? 0) - cell('paidOn', m);
    if (own === undefined && isEmpty(figures)) continue;
    months.push({ ...figures, owedCents: owed });
  }
  const disputes = months.flatMap((m) => disputeOf(scene, m, due));
  const first = agreement.histories[0];
  const warnings = [...agreement.histories.flatMap(historyWarnings), ...fmvOf(scene, months)];
  const overpaid = [...overpayments.byMonth.values()].reduce((sum, cents) => sum + cents, 0);
  return {
    agreement: agreement.agreement,
    practice: agreement.practice,
    mso: agreement.mso,
    from: first?.signed.effectiveFrom ?? '',
    endsOn: agreement.histories.at(-1)?.endsOn ?? null,
    months,
    disputes,
    payments: papers.payments,
    totals: totalsOf(scene, months, { openingCents, owedCents: owed, overpaidCents: overpaid }),
    unpaidMonths: months
      .filter((m) => m.status === 'unpaid' || m.status === 'partly paid')
      .map((m) => ({ month: m.month, cents: shortCents(m) })),
    allInRate: allInOver(months),
    warnings,
  };
}

/** What is still to be paid of a month. */
const shortCents = ({ paidLessPayableCents, setOffCents }: FeeMonthFigures): number =>
  -(paidLessPayableCents ?? 0) - Math.max(0, setOffCents);

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
  at: Pick<FeeTotals, 'owedCents' | 'overpaidCents'> & { readonly openingCents: number },
): FeeTotals {
  const over = (value: (m: FeeMonthFigures) => number | null): number =>
    months.reduce((sum, m) => sum + (value(m) ?? 0), 0);
  let [paid, otherCharges, otherPaid, setApart, owedOutside] = [0, 0, 0, 0, 0];
  for (let m = 0; m <= state.context.monthCount; m++) {
    paid += cellOf(state, 'paidOn', pair, m);
    otherCharges += cellOf(state, 'passThrough', pair, m) + cellOf(state, 'otherAccrued', pair, m);
    otherPaid += cellOf(state, 'otherPaidOn', pair, m);
    setApart += cellOf(state, 'setApart', pair, m);
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
    openingArrearsCents: at.openingCents,
    owedCents: at.owedCents + owedOutside,
    overdueCents: over((m) =>
      m.status === 'unpaid' || m.status === 'partly paid' ? shortCents(m) : 0,
    ),
    overpaidCents: at.overpaidCents,
    setApartCents: setApart,
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
