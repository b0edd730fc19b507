import type { FigureKind } from './figure.ts';

const MONTH_KEYS = ['month', 'agreement', 'entity?'] as const;
const TOTAL_KEYS = ['agreement?', 'entity?'] as const;

const money = (
  name: string,
  label: string,
  definition: string,
  keys: FigureKind['keys'] = MONTH_KEYS,
): FigureKind => ({ name: `fee/${name}`, label, unit: 'cents', nature: 'sum', definition, keys });

const total = (name: string, label: string, definition: string): FigureKind =>
  money(`${name}-total`, label, definition, TOTAL_KEYS);

/** Figures of the management fee: of a month of an agreement, or since it began. */
export const FEE = {
  due: money(
    'due',
    'Fee due',
    'What the agreement’s terms give for the month from the book’s own base, less credits.',
  ),
  invoiced: money(
    'invoiced',
    'Fee invoiced',
    'What the MSO’s invoices ask as its fee for the month: a memo, no entry.',
  ),
  difference: money(
    'difference',
    'Invoiced less due',
    'Above zero the invoice asks for more than the agreement says: a dispute.',
  ),
  paid: money(
    'paid',
    'Fee paid',
    'Payments placed on the month: by its name, invoice number, amount, or the oldest month open.',
  ),
  owed: money(
    'owed',
    'Owed at month end',
    'All fees due up to the month less all paid by then; below zero the MSO owes the practice.',
  ),
  overdue: money('overdue', 'Overdue', 'Due less paid of a month whose due date has passed.'),
  overpaid: money('overpaid', 'Overpaid', 'Paid for the month beyond what was due (1210).'),
  disputedPaid: money(
    'disputed-paid',
    'Paid already of a difference',
    'Part of what an invoice asks too much that has been paid: the practice’s asset (1210).',
  ),
  statedBase: money('stated-base', 'Base stated', 'The base that the invoices of the month name.'),
  agreedBase: money(
    'agreed-base',
    'Base agreed',
    'The first base of the terms, from the book’s own events.',
  ),
  counted: money(
    'counted',
    'Kept out of the base',
    'What the agreement keeps out of its base; an invoice may count it by mistake.',
    ['month', 'agreement', 'entity', 'extra'],
  ),
  allIn: {
    name: 'fee/all-in-rate',
    label: 'All-in rate',
    unit: 'share',
    nature: 'ratio',
    definition: '(Fee less credits + costs passed on) / collections net of refunds.',
    keys: MONTH_KEYS,
  },
  dueTotal: total('due', 'Fees due', 'Fees due of all months, less credits.'),
  invoicedTotal: total('invoiced', 'Fees invoiced', 'What all invoices ask as fees.'),
  paidTotal: total('paid', 'Fees paid', 'All payments of the fee.'),
  owedTotal: total(
    'owed',
    'Fees owed',
    'Opening arrears and all fees due less all paid; below zero the MSO owes the practice.',
  ),
  overdueTotal: total('overdue', 'Overdue', 'Due less paid of months past their due date.'),
  overpaidTotal: total(
    'overpaid',
    'Paid over due',
    'Fees paid over due, month by month, until paid back or set off: an asset in 1210 at a close.',
  ),
  passedOnTotal: total('passed-on', 'Costs passed on', 'Costs that invoices ask besides the fee.'),
  allInTotal: {
    name: 'fee/all-in-rate-total',
    label: 'All-in rate over all months',
    unit: 'share',
    nature: 'ratio',
    definition: '(Fee less credits + costs passed on) / collections net of refunds.',
    keys: ['agreement', 'entity?'],
  },
} as const satisfies Readonly<Record<string, FigureKind>>;
