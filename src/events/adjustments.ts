import {
  account,
  code,
  declare,
  list,
  month,
  optional,
  signedMoney,
  text,
  token,
} from './declare.ts';

/** How sure a misstatement is (AU-C 450): known, a difference in judgment, projected from a sample. */
export const MISSTATEMENTS = ['known', 'judgmental', 'projected'] as const;

export const AdjustmentProposed = declare({
  type: 'AdjustmentProposed',
  family: 'journal',
  doc: 'A correction somebody found necessary: no entry until it is booked, listed until it is.',
  fields: {
    adjustment: token('Number of the adjustment.'),
    period: month('Month it is of.'),
    memo: text('What is wrong.'),
    misstatement: code('How sure it is.', MISSTATEMENTS),
    preparer: token('Who proposed it.'),
    lines: list('The entry; debits positive; adds up to zero.', {
      account: account('Account.'),
      amount: signedMoney('Amount.'),
    }),
  },
  isReturn: true,
  balances: 'lines',
  rows: [{ subject: 'adjustment', code: ['misstatement'], amounts: ['period'] }],
});

export const AdjustmentPassed = declare({
  type: 'AdjustmentPassed',
  family: 'journal',
  doc: 'A proposed adjustment is not booked, and why; it stays in the list with its effect.',
  fields: {
    adjustment: token('Number of the adjustment.'),
    reason: text('Why it is not booked.'),
    approver: optional(token('Who decided.')),
  },
  rows: [{ subject: 'adjustment', amounts: [] }],
});
