import { cr, declare, dr, money, optional, token } from './declare.ts';

const reference = optional(token('Bank reference.'));

export const CapitalContributed = declare({
  type: 'CapitalContributed',
  family: 'capital',
  doc: 'Owners paid in capital.',
  fields: { amount: money('Amount.'), reference },
  cash: 'capital',
  rows: [
    {
      subject: 'reference',
      amounts: ['amount'],
      posts: [dr('cash', 'amount'), cr(3010, 'amount')],
    },
  ],
});

export const OwnerDistributionPaid = declare({
  type: 'OwnerDistributionPaid',
  family: 'capital',
  doc: 'Owners took money out.',
  fields: { amount: money('Amount.'), reference },
  cash: 'distributions',
  rows: [
    {
      subject: 'reference',
      amounts: ['amount'],
      posts: [dr(3020, 'amount'), cr('cash', 'amount')],
    },
  ],
});

export const LoanReceived = declare({
  type: 'LoanReceived',
  family: 'capital',
  doc: 'A lender paid out a loan.',
  fields: { loan: token('Loan.'), amount: money('Amount.'), reference },
  cash: 'loans',
  rows: [
    { subject: 'loan', amounts: ['amount'], posts: [dr('cash', 'amount'), cr(2510, 'amount')] },
  ],
});

export const LoanPrincipalPaid = declare({
  type: 'LoanPrincipalPaid',
  family: 'capital',
  doc: 'Principal of a loan or finance lease was paid: financing.',
  fields: { loan: token('Loan.'), amount: money('Amount.'), reference },
  cash: 'loans',
  rows: [
    { subject: 'loan', amounts: ['amount'], posts: [dr(2510, 'amount'), cr('cash', 'amount')] },
  ],
});

export const LoanInterestPaid = declare({
  type: 'LoanInterestPaid',
  family: 'capital',
  doc: 'Interest was paid: operating.',
  fields: { loan: token('Loan.'), amount: money('Amount.'), reference },
  cash: 'interest',
  rows: [
    { subject: 'loan', amounts: ['amount'], posts: [dr(7010, 'amount'), cr('cash', 'amount')] },
  ],
});
