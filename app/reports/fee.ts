import { managementFee } from '../../projections/management-fee.ts';
import type { AgreementFigures, FeeMonthFigures } from '../../projections/management-fee.ts';
import { formatMonth } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Globals } from '../cli/context.ts';
import type { View } from '../cli/view.ts';
import {
  ALL_IN,
  ALL_IN_TOTAL,
  FEE_DIFFERENCE,
  FEE_DUE,
  FEE_INVOICED,
  FEE_OVERPAID,
  FEE_OWED,
  FEE_PAID,
} from '../explain/fee-kinds.ts';
import { figureCell } from '../explain/figure.ts';
import type { FigureArgs } from '../explain/figure.ts';
import type { Column, Report, Row, Table } from './document.ts';
import { dollars, percent, roundDollars } from './numbers.ts';
import { counted } from './words.ts';

const TEXT = (key: string, label: string): Column => ({ key, label, unit: 'text' });
const MONEY = (key: string, label: string): Column => ({ key, label, unit: 'cents' });

/** What the agreement says, what was asked, what was paid, and every month they differ. */
export function feeReport(view: View, scope: Pick<Globals, 'entity'>): Report {
  const figures = view.figures(managementFee);
  const agreements = figures.agreements.filter(
    (a) => scope.entity === undefined || a.practice === scope.entity || a.mso === scope.entity,
  );
  if (agreements.length === 0) throw noAgreement(scope.entity);
  return {
    schema: 'feeworth.report.fee/1',
    title: feeTitle(agreements),
    tables: [
      monthTable(agreements),
      totalTable(agreements),
      ...(agreements.some((a) => a.disputes.length > 0) ? [disputeTable(agreements)] : []),
    ],
    notes: notesOf(agreements, figures.withoutAgreement),
    provenance: view.provenance,
  };
}

/** Names the overstated invoices and the unpaid months: the report finds them by itself. */
export function feeTitle(agreements: readonly AgreementFigures[]): string {
  const due = sum(agreements, (a) => a.totals.dueFeeCents - a.totals.creditedCents);
  const over = agreements.flatMap((a) =>
    a.disputes.map((d) => {
      const how = d.kind === 'overstated' ? 'too much' : 'too little';
      const amount = roundDollars(Math.abs(d.differenceCents));
      return `${amount} ${how} for ${formatMonth(d.month)} (${a.practice})`;
    }),
  );
  const unpaid = agreements.flatMap((a) =>
    a.unpaidMonths.map(
      (m) => `${formatMonth(m.month)} of ${a.practice} (${roundDollars(m.cents)})`,
    ),
  );
  const asked = over.length === 0 ? 'invoices agree with the terms' : `invoiced ${over.join(', ')}`;
  const paid = unpaid.length === 0 ? '' : `; unpaid ${unpaid.join(', ')}`;
  return `Fees due are ${roundDollars(due)}; ${asked}${paid}`;
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
      TEXT('month', 'Month'),
      TEXT('agreement', 'Agreement'),
      TEXT('practice', 'Practice'),
      MONEY('due', 'Due'),
      MONEY('invoiced', 'Invoiced'),
      MONEY('difference', 'Difference'),
      MONEY('paid', 'Paid'),
      TEXT('status', 'Status'),
      { key: 'allInRate', label: 'All-in rate', unit: 'share' },
    ],
    rows: agreements.flatMap((a) => a.months.map((month) => monthRow(a, month))),
  };
}

function argsOf({ agreement, practice }: AgreementFigures, m: FeeMonthFigures): FigureArgs {
  return { month: formatMonth(m.month), agreement, entity: practice };
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
      figureCell(FEE_DUE, args, m.payableCents),
      figureCell(FEE_INVOICED, args, m.invoicedFeeCents),
      figureCell(FEE_DIFFERENCE, args, m.differenceCents),
      figureCell(FEE_PAID, args, m.paidCents),
      status,
      figureCell(ALL_IN, args, m.allInRate.value),
    ],
  };
}

function totalTable(agreements: readonly AgreementFigures[]): Table {
  return {
    name: 'totals',
    title: 'By agreement since it began, dollars',
    columns: [
      TEXT('agreement', 'Agreement'),
      TEXT('practice', 'Practice'),
      MONEY('due', 'Due'),
      MONEY('invoiced', 'Invoiced'),
      MONEY('paid', 'Paid'),
      MONEY('owed', 'Owed'),
      MONEY('overdue', 'Overdue'),
      MONEY('overpaid', 'Overpaid'),
      MONEY('passedOn', 'Costs passed on'),
      { key: 'allInRate', label: 'All-in rate', unit: 'share' },
    ],
    rows: agreements.map((a): Row => {
      const { totals, agreement, practice } = a;
      const last = a.months.at(-1);
      const args = { agreement, entity: practice };
      const owed =
        last === undefined
          ? totals.owedCents
          : figureCell(FEE_OWED, argsOf(a, last), totals.owedCents);
      return {
        cells: [
          agreement,
          practice,
          totals.dueFeeCents - totals.creditedCents,
          totals.invoicedFeeCents,
          totals.paidCents,
          owed,
          totals.overdueCents,
          figureCell(FEE_OVERPAID, args, totals.overpaidCents),
          totals.invoicedPassThroughCents,
          figureCell(ALL_IN_TOTAL, args, a.allInRate.value),
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
      TEXT('month', 'Month'),
      TEXT('invoice', 'Invoice'),
      TEXT('practice', 'Practice'),
      MONEY('difference', 'Difference'),
      MONEY('statedBase', 'Base stated'),
      MONEY('agreedBase', 'Base agreed'),
      MONEY('overpaid', 'Paid already'),
      TEXT('why', 'Why'),
    ],
    rows: agreements.flatMap((a) =>
      a.disputes.map((d): Row => ({
        cells: [
          formatMonth(d.month),
          d.invoices.join(', '),
          a.practice,
          d.differenceCents,
          d.statedBaseCents,
          d.agreedBaseCents,
          d.overpaidCents,
          [
            d.words,
            ...d.explanation.counted.map((c) => `${c.what} ${dollars(c.cents)}`),
            ...(d.explanation.isStatedBase ? ['this is the base the invoice names'] : []),
          ].join('; '),
        ],
      })),
    ),
  };
}

function notesOf(
  agreements: readonly AgreementFigures[],
  without: { readonly invoicedCents: number; readonly paidCents: number },
): string[] {
  const unknown = agreements.flatMap((a) =>
    a.months.filter((m) => m.reason !== null).map((m) => `${formatMonth(m.month)}: ${m.reason}`),
  );
  return [
    ...agreements.flatMap((a) =>
      a.unpaidMonths.map(
        (m) =>
          `${a.practice} has not paid ${dollars(m.cents)} of ${formatMonth(m.month)}; it was due.`,
      ),
    ),
    ...agreements.flatMap(({ practice, mso, totals: { overpaidCents, setApartCents } }) => {
      const apart =
        overpaidCents === setApartCents
          ? 'stands in 1210'
          : `is set apart as months close: ${dollars(setApartCents)} stands in 1210`;
      const debt = `${practice} paid ${dollars(overpaidCents)} over due, a debt of ${mso}; it ${apart}.`;
      return overpaidCents === 0 && setApartCents === 0 ? [] : [debt];
    }),
    ...agreements.flatMap((a) => a.warnings.map((warning) => warning.words)),
    ...unknown,
    ...(without.invoicedCents === 0 && without.paidCents === 0
      ? []
      : [
          `Under no agreement of the book: invoiced ${dollars(without.invoicedCents)}, paid ${dollars(without.paidCents)}.`,
        ]),
    `All-in rate: ${agreements.map((a) => `${a.practice} ${a.allInRate.value === null ? 'n/a' : percent(a.allInRate.value, 2)}`).join(', ')} of collections net of refunds, costs passed on included.`,
    `${counted(agreements.length, 'agreement')}; what is due is recomputed from the book’s own events.`,
  ];
}
