import type { FigureKind } from './figure.ts';

const KEYS = ['month', 'agreement', 'entity?'] as const;
const money = (name: string, label: string, definition: string): FigureKind => ({
  name: `fee/${name}`,
  label,
  unit: 'cents',
  nature: 'sum',
  definition,
  keys: KEYS,
});

/** What the terms say, less credits. */
export const FEE_DUE = money(
  'due',
  'Fee due',
  'What the agreement’s terms give for the month from the book’s own base, less credits.',
);
export const FEE_INVOICED = money(
  'invoiced',
  'Fee invoiced',
  'What the MSO’s invoices ask as its fee for the month: a memo, no entry.',
);
export const FEE_DIFFERENCE = money(
  'difference',
  'Invoiced less due',
  'Above zero the invoice asks for more than the agreement says: a dispute.',
);
export const FEE_PAID = money(
  'paid',
  'Fee paid',
  'Payments placed on the month: by its name, invoice number, amount, or the oldest month open.',
);
export const FEE_OWED = money(
  'owed',
  'Owed at month end',
  'All fees due up to the month less all paid by then; below zero the MSO owes the practice.',
);
export const FEE_OVERPAID: FigureKind = {
  ...money(
    'overpaid',
    'Paid over due',
    'Fees paid over due, month by month, until paid back or set off: an asset in 1210 at a close.',
  ),
  keys: ['agreement', 'entity?'],
};
export const ALL_IN = {
  name: 'fee/all-in-rate',
  label: 'All-in rate',
  unit: 'share',
  nature: 'ratio',
  definition: '(Fee less credits + costs passed on) / collections net of refunds.',
  keys: KEYS,
} as const satisfies FigureKind;
export const ALL_IN_TOTAL = {
  ...ALL_IN,
  name: 'fee/all-in-rate-total',
  label: 'All-in rate over all months',
  keys: ['agreement', 'entity?'],
} as const satisfies FigureKind;
