import type { FeeMonthFigures } from '../../projections/management-fee.ts';
import type { FeeMeasure } from '../../projections/management-fee/state.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Explanation } from './explanation.ts';
import { aboutOther, rule, sumOf } from './fee-figure.ts';
import type { About, FeeTotalFigure } from './fee-figure.ts';
import { FEE } from './fee-kinds.ts';
import { dueSteps, explainAllIn, explainBases, FEE_MONTHS, overdueCents } from './fee-months.ts';
import { cellsOf, explainCells } from './fee-parts.ts';
import { explainArrears } from './fee-terms.ts';
import type { FigureKind } from './figure.ts';

const always = (): boolean => true;

/** Figures over all months of an agreement, each with what it comes from. */
export const FEE_TOTALS: readonly FeeTotalFigure[] = [
  {
    kind: FEE.dueTotal,
    value: ({ totals }) => totals.dueFeeCents - totals.creditedCents,
    explain: explainDueTotal,
  },
  {
    kind: FEE.invoicedTotal,
    value: ({ totals }) => totals.invoicedFeeCents,
    explain: (about) => explainInvoiced(about, 'invoicedFee', (month) => month.invoicedFeeCents),
  },
  {
    kind: FEE.paidTotal,
    value: ({ totals }) => totals.paidCents,
    explain: (about) => explainCells(about, 'paidOn', about.agreement.totals.paidCents, always),
  },
  { kind: FEE.owedTotal, value: ({ totals }) => totals.owedCents, explain: explainOwedTotal },
  {
    kind: FEE.overdueTotal,
    value: ({ totals }) => totals.overdueCents,
    explain: (about) => explainMonths(about, FEE.overdue, overdueCents),
  },
  {
    kind: FEE.overpaidTotal,
    value: ({ totals }) => totals.overpaidCents,
    explain: explainOverpaidTotal,
  },
  {
    kind: FEE.passedOnTotal,
    value: ({ totals }) => totals.invoicedPassThroughCents,
    explain: (about) =>
      explainInvoiced(about, 'invoicedPassThrough', (month) => month.invoicedPassThroughCents),
  },
  {
    kind: FEE.allInTotal,
    value: ({ allInRate }) => allInRate.value,
    explain: (about) => {
      const { months, allInRate } = about.agreement;
      const charged = months.filter((m) => m.dueFeeCents !== null && m.lines.length > 0);
      return explainAllIn(about, charged, allInRate.value);
    },
  },
];

/** Invoices of the months that have one: what is asked for other months is in no total. */
function explainInvoiced(
  about: About,
  measure: FeeMeasure,
  of: (month: FeeMonthFigures) => number | null,
): Promise<Explanation> {
  const { firstMonth } = about.view.context;
  const invoiced = about.agreement.months.filter((m) => of(m) !== null);
  const months = new Set(invoiced.map((m) => m.month - firstMonth));
  const value = sumOf(invoiced, (m) => of(m) ?? 0);
  return explainCells(about, measure, value, (month) => months.has(month));
}

async function explainDueTotal(about: About): Promise<Explanation> {
  const { months, totals } = about.agreement;
  return rule(about, {
    value: totals.dueFeeCents - totals.creditedCents,
    formula: `terms of ${about.agreement.agreement} month by month, less credits`,
    steps: months.map((m) => ({
      words: `fee due of ${formatMonth(m.month)}`,
      amount: (m.dueFeeCents ?? 0) - m.creditedCents,
    })),
    from: await explainBases(about, months),
  });
}

async function explainOwedTotal(about: About): Promise<Explanation> {
  const { months, totals } = about.agreement;
  const { monthCount } = about.view.context;
  const paid = cellsOf(about, 'paidOn', (m) => m < monthCount);
  const outside = cellsOf(about, 'credited', (m) => m === monthCount);
  const payments = aboutOther(about, FEE.paidTotal);
  return rule(about, {
    value: totals.owedCents,
    formula: 'opening arrears + all fees due − all fees paid',
    steps: [
      { words: 'opening arrears', amount: totals.openingArrearsCents },
      ...dueSteps(months),
      { words: 'less paid', amount: -paid },
      ...(outside === 0 ? [] : [{ words: 'less credits of other months', amount: -outside }]),
    ],
    from: [
      ...(await explainArrears(about)),
      ...(await explainBases(aboutOther(about, FEE.dueTotal), months)),
      await explainCells(payments, 'paidOn', paid, (m) => m < monthCount),
    ],
  });
}

/** The months paid over, and the entries of closings that set them apart in 1210. */
async function explainOverpaidTotal(about: About): Promise<Explanation> {
  const { months, totals } = about.agreement;
  const over = months.filter((m) => m.overpaidCents !== 0);
  const elsewhere = totals.overpaidCents - sumOf(over, (m) => m.overpaidCents);
  const apart = await explainCells(
    { ...about, kind: { ...about.kind, label: 'Set apart in 1210' } },
    'setApart',
    totals.setApartCents,
    always,
  );
  return rule(about, {
    value: totals.overpaidCents,
    formula: 'paid less due of each month paid over, less what was paid back or set off since',
    steps: [
      ...over.map((m) => ({
        words: `paid over for ${formatMonth(m.month)}`,
        amount: m.overpaidCents,
      })),
      ...(elsewhere === 0 ? [] : [{ words: 'paid ahead, or for no month', amount: elsewhere }]),
    ],
    from: [
      { ...apart, figure: `${apart.figure} · set apart` },
      ...(await explainEach(about, FEE.overpaid, over)),
    ],
  });
}

/** A figure added up over the months that have any of it, each explained. */
async function explainMonths(
  about: About,
  kind: FigureKind,
  of: (month: FeeMonthFigures) => number | null,
): Promise<Explanation> {
  const months = about.agreement.months.filter((m) => (of(m) ?? 0) !== 0);
  return rule(about, {
    value: sumOf(months, (m) => of(m) ?? 0),
    formula: 'added up over the months that have any',
    steps: months.map((m) => ({ words: formatMonth(m.month), amount: of(m) ?? 0 })),
    from: await explainEach(about, kind, months),
  });
}

/** A figure of each of the months, explained. */
function explainEach(
  about: About,
  kind: FigureKind,
  months: readonly FeeMonthFigures[],
): Promise<Explanation[]> {
  const figure = FEE_MONTHS.find((f) => f.kind === kind);
  return Promise.all(months.flatMap((m) => figure?.explain(aboutOther(about, kind, m), m) ?? []));
}
