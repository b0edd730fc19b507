import { managementFee } from '../../projections/management-fee.ts';
import type { AgreementFigures, FeeMonthFigures } from '../../projections/management-fee.ts';
import { formatMonth } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import { FEE } from '../explain/fee-kinds.ts';
import { extraName } from '../explain/fee-parts.ts';
import { figureCell } from '../explain/figure.ts';
import type { FigureArgs, FigureKind } from '../explain/figure.ts';
import { money, text } from './columns.ts';
import type { Mention, Report, Row, Said, Table } from './document.ts';
import { dollars, percent, roundDollars } from './numbers.ts';
import { joined, mention, said, worded } from './said.ts';
import { counted } from './words.ts';

/** What the agreement says, what was asked, what was paid, and every month they differ. */
export function feeReport(view: View, scope: Pick<Globals, 'entity'>): Report {
  const figures = view.figures(managementFee);
  const agreements = figures.agreements.filter(
    (a) => scope.entity === undefined || a.practice === scope.entity || a.mso === scope.entity,
  );
  if (agreements.length === 0) throw noAgreement(scope.entity);
  return {
    schema: 'feeworth.report.fee/1',
    ...worded(
      feeTitle(agreements, figures.agreements.length),
      notesOf(agreements, figures.withoutAgreement),
    ),
    tables: [
      monthTable(agreements),
      totalTable(agreements),
      ...(agreements.some((a) => a.disputes.length > 0) ? [disputeTable(agreements)] : []),
    ],
    provenance: view.provenance,
  };
}

/** Names the overstated invoices and the unpaid months: the report finds them by itself. */
export function feeTitle(agreements: readonly AgreementFigures[], all: number): Said {
  const over = agreements.flatMap((a) =>
    a.disputes.map((d) => {
      const how = d.kind === 'overstated' ? 'too much' : 'too little';
      const amount = figureMention(FEE.difference, argsOf(a, d), d.differenceCents, (cents) =>
        roundDollars(Math.abs(cents)),
      );
      return said`${amount} ${how} for ${formatMonth(d.month)} (${a.practice})`;
    }),
  );
  const unpaid = agreements.flatMap((a) =>
    a.unpaidMonths.map((m) => {
      const amount = figureMention(FEE.overdue, argsOf(a, m), m.cents, roundDollars);
      return said`${formatMonth(m.month)} of ${a.practice} (${amount})`;
    }),
  );
  const asked =
    over.length === 0 ? 'invoices agree with the terms' : said`invoiced ${joined(over, ', ')}`;
  const paid = unpaid.length === 0 ? '' : said`; unpaid ${joined(unpaid, ', ')}`;
  return said`Fees due are ${dueInAll(agreements, all)}; ${asked}${paid}`;
}

/** Fees due of all agreements, or of one; some of several have no name together. */
function dueInAll(agreements: readonly AgreementFigures[], all: number): Mention | string {
  const [only] = agreements;
  const cents = sum(agreements, (a) => a.totals.dueFeeCents - a.totals.creditedCents);
  if (agreements.length === all) return figureMention(FEE.dueTotal, {}, cents, roundDollars);
  return agreements.length === 1 && only !== undefined
    ? figureMention(FEE.dueTotal, totalArgs(only), cents, roundDollars)
    : roundDollars(cents);
}

function figureMention(
  kind: FigureKind,
  args: FigureArgs,
  value: number | null,
  format: (value: number) => string,
): Mention {
  return mention(figureCell(kind, args, value), format, kind.unit);
}

function sum(
  agreements: readonly AgreementFigures[],
  of: (agreement: AgreementFigures) => number,
): number {
  return agreements.reduce((total, agreement) => total + of(agreement), 0);
}

function noAgreement(entity: string | undefined): FeeworthError {
  return new FeeworthError(
    'report/no-agreement',
    'input',
    entity === undefined
      ? 'The book has no management agreement'
      : `${entity} has no management agreement`,
    { hint: 'record one: feeworth agreement sign FILE' },
  );
}

function monthTable(agreements: readonly AgreementFigures[]): Table {
  return {
    name: 'by-month',
    title: 'Fee by month, dollars: due under the agreement, invoiced, paid',
    columns: [
      text('month', 'Month'),
      text('agreement', 'Agreement'),
      text('practice', 'Practice'),
      money('due', 'Due'),
      money('invoiced', 'Invoiced'),
      money('difference', 'Difference'),
      money('paid', 'Paid'),
      text('status', 'Status'),
      { key: 'allInRate', label: 'All-in rate', unit: 'share' },
    ],
    rows: agreements.flatMap((a) => a.months.map((month) => monthRow(a, month))),
  };
}

function argsOf(a: AgreementFigures, m: Pick<FeeMonthFigures, 'month'>): FigureArgs {
  return { month: formatMonth(m.month), ...totalArgs(a) };
}

function totalArgs({ agreement, practice }: AgreementFigures): FigureArgs {
  return { agreement, entity: practice };
}

function monthRow(a: AgreementFigures, m: FeeMonthFigures): Row {
  const args = argsOf(a, m);
  const isOff = a.disputes.some((dispute) => dispute.month === m.month);
  const status = isOff ? `${m.status}, disputed` : m.status;
  return {
    cells: [
      formatMonth(m.month),
      a.agreement,
      a.practice,
      figureCell(FEE.due, args, m.payableCents),
      figureCell(FEE.invoiced, args, m.invoicedFeeCents),
      figureCell(FEE.difference, args, m.differenceCents),
      figureCell(FEE.paid, args, m.paidCents),
      status,
      figureCell(FEE.allIn, args, m.allInRate.value),
    ],
  };
}

function totalTable(agreements: readonly AgreementFigures[]): Table {
  return {
    name: 'totals',
    title: 'By agreement since it began, dollars',
    columns: [
      text('agreement', 'Agreement'),
      text('practice', 'Practice'),
      money('due', 'Due'),
      money('invoiced', 'Invoiced'),
      money('paid', 'Paid'),
      money('owed', 'Owed'),
      money('overdue', 'Overdue'),
      money('overpaid', 'Overpaid'),
      money('passedOn', 'Costs passed on'),
      { key: 'allInRate', label: 'All-in rate', unit: 'share' },
    ],
    rows: agreements.map((a): Row => {
      const { totals, agreement, practice } = a;
      const cell = (kind: FigureKind, value: number | null) =>
        figureCell(kind, totalArgs(a), value);
      return {
        cells: [
          agreement,
          practice,
          cell(FEE.dueTotal, totals.dueFeeCents - totals.creditedCents),
          cell(FEE.invoicedTotal, totals.invoicedFeeCents),
          cell(FEE.paidTotal, totals.paidCents),
          cell(FEE.owedTotal, totals.owedCents),
          cell(FEE.overdueTotal, totals.overdueCents),
          cell(FEE.overpaidTotal, totals.overpaidCents),
          cell(FEE.passedOnTotal, totals.invoicedPassThroughCents),
          cell(FEE.allInTotal, a.allInRate.value),
        ],
      };
    }),
  };
}

function disputeTable(agreements: readonly AgreementFigures[]): Table {
  return {
    name: 'disputes',
    title: 'Invoices that ask for something else than the agreement says',
    columns: [
      text('month', 'Month'),
      text('invoice', 'Invoice'),
      text('practice', 'Practice'),
      money('difference', 'Difference'),
      money('statedBase', 'Base stated'),
      money('agreedBase', 'Base agreed'),
      money('overpaid', 'Paid already'),
      text('why', 'Why'),
    ],
    rows: agreements.flatMap((a) =>
      a.disputes.map((d): Row => {
        const args = argsOf(a, d);
        const counted = d.explanation.counted.map(({ what, cents }) => {
          const extra = { ...args, extra: extraName(what) };
          return said`${what} ${figureMention(FEE.counted, extra, cents, dollars)}`;
        });
        const stated = d.explanation.isStatedBase ? [said`this is the base the invoice names`] : [];
        return {
          cells: [
            formatMonth(d.month),
            d.invoices.join(', '),
            a.practice,
            figureCell(FEE.difference, args, d.differenceCents),
            figureCell(FEE.statedBase, args, d.statedBaseCents),
            figureCell(FEE.agreedBase, args, d.agreedBaseCents),
            figureCell(FEE.disputedPaid, args, d.overpaidCents),
            joined([said`${d.words}`, ...counted, ...stated], '; '),
          ],
        };
      }),
    ),
  };
}

function notesOf(
  agreements: readonly AgreementFigures[],
  without: { readonly invoicedCents: number; readonly paidCents: number },
): (Said | string)[] {
  const unknown = agreements.flatMap((a) =>
    a.months.filter((m) => m.reason !== null).map((m) => `${formatMonth(m.month)}: ${m.reason}`),
  );
  return [
    ...agreements.flatMap((a) =>
      a.unpaidMonths.map((m) => {
        const amount = figureMention(FEE.overdue, argsOf(a, m), m.cents, dollars);
        return said`${a.practice} has not paid ${amount} of ${formatMonth(m.month)}; it was due.`;
      }),
    ),
    ...agreements.flatMap((a) => {
      const { overpaidCents, setApartCents } = a.totals;
      if (overpaidCents === 0 && setApartCents === 0) return [];
      const over = figureMention(FEE.overpaidTotal, totalArgs(a), overpaidCents, dollars);
      const apart =
        overpaidCents === setApartCents
          ? 'stands apart among its assets'
          : `is set apart as months close, ${dollars(setApartCents)} of it so far`;
      return [said`${a.practice} paid ${over} over due, a debt of ${a.mso}; it ${apart}.`];
    }),
    ...agreements.flatMap((a) => a.warnings.map((warning) => warning.words)),
    ...unknown,
    ...(without.invoicedCents === 0 && without.paidCents === 0
      ? []
      : [
          `Under no agreement of the book: invoiced ${dollars(without.invoicedCents)}, paid ${dollars(without.paidCents)}.`,
        ]),
    said`All-in rate: ${joined(agreements.map(allInWords), ', ')} of collections net of refunds, costs passed on included.`,
    `${counted(agreements.length, 'agreement')}; what is due is recomputed from the book’s own events.`,
  ];
}

function allInWords(a: AgreementFigures): Said {
  const rate = figureMention(FEE.allInTotal, totalArgs(a), a.allInRate.value, (share) =>
    percent(share, 2),
  );
  return said`${a.practice} ${rate}`;
}
