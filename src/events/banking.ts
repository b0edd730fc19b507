import {
  code,
  cr,
  date,
  declare,
  dr,
  event,
  list,
  money,
  optional,
  signedMoney,
  token,
} from './declare.ts';

export const BankLineRecorded = declare({
  type: 'BankLineRecorded',
  family: 'banking',
  onlyUnder: 'bank',
  doc: 'A line of a bank statement. Under cash policy `bank` it alone moves account 1010.',
  fields: {
    bankAccount: token('Bank account.'),
    amount: signedMoney('Deposits above zero, withdrawals below.'),
    trace: optional(token('Trace or reference number the line carries.')),
    rule: optional(token('Rule of the mapping file that recognised it.')),
  },
  isReturn: true,
  rows: [
    {
      subject: 'trace',
      party: 'bankAccount',
      amounts: ['amount'],
      posts: [dr(1010, 'amount'), cr(1090, 'amount')],
    },
  ],
});

export const BankStatementRecorded = declare({
  type: 'BankStatementRecorded',
  family: 'banking',
  doc: 'Opening and closing balance of a statement: an assertion, no entry.',
  fields: {
    bankAccount: token('Bank account.'),
    fromOn: date('First day.'),
    toOn: date('Last day.'),
    opening: signedMoney('Opening balance.'),
    closing: signedMoney('Closing balance.'),
  },
  isReturn: true,
  rows: [{ party: 'bankAccount', amounts: ['opening', 'closing', 'fromOn', 'toOn'] }],
});

export const BankLineMatched = declare({
  type: 'BankLineMatched',
  family: 'banking',
  onlyUnder: 'bank',
  doc: 'A bank line is the cash of these documents: suspense is cleared against cash in transit.',
  fields: {
    line: event('The bank line.'),
    bankAccount: token('Bank account.'),
    how: code('What decided it.', ['trace', 'amount-and-date', 'person']),
    amount: signedMoney('Amount matched, signed as the line.'),
    applies: list('The documents.', { event: event('Event.'), amount: signedMoney('Amount.') }),
  },
  isReturn: true,
  rows: [
    {
      party: 'bankAccount',
      code: ['how'],
      amounts: ['amount'],
      posts: [dr(1090, 'amount'), cr(1036, 'amount')],
    },
  ],
});

export const ReconciliationCompleted = declare({
  type: 'ReconciliationCompleted',
  family: 'banking',
  doc: 'Statement and ledger were compared for a bank account at a date.',
  fields: {
    bankAccount: token('Bank account.'),
    toOn: date('Date.'),
    statement: signedMoney('Closing balance of the statement.'),
    ledger: signedMoney('Balance of 1010 in the ledger.'),
    unmatchedLines: signedMoney('Sum of bank lines nobody could place.'),
    inTransit: signedMoney('Documents not yet at the bank.'),
    limit: optional(money('Largest unmatched sum a close allows.')),
  },
  isReturn: true,
  rows: [{ party: 'bankAccount', amounts: ['statement', 'ledger', 'unmatchedLines', 'inTransit'] }],
});
