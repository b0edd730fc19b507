import {
  account,
  closingAccount,
  code,
  count,
  date,
  declare,
  dr,
  event,
  list,
  listOrNone,
  longText,
  month,
  optional,
  signedMoney,
  text,
  token,
} from './declare.ts';
import { PAYER_CLASSES } from './shared.ts';

export const OPENING_ITEMS = [
  'claim',
  'patient-balance',
  'package',
  'membership',
  'gift-card',
  'bill',
  'arrears',
] as const;

export const OpeningBalanceRecorded = declare({
  type: 'OpeningBalanceRecorded',
  family: 'journal',
  doc: 'Where a practice stands when its book begins mid-life: trial balance and open items.',
  isReturn: true,
  fields: {
    support: optional(text('What supports it: closing statements, count sheets.')),
    lines: listOrNone('Trial balance; debits positive; adds up to zero.', {
      account: account('Account.'),
      amount: signedMoney('Balance.'),
    }),
    items: listOrNone('Open items behind the control accounts; no entry of their own.', {
      kind: code('Kind.', OPENING_ITEMS),
      subject: token('Claim, package, card, bill …'),
      party: optional(token('Payer, vendor …')),
      payerClass: optional(code('Class of the payer.', PAYER_CLASSES)),
      amount: signedMoney('Open amount.'),
      expectedContractual: optional(signedMoney('Estimate inside it, for claims.')),
      from: date('Service, sale or bill date.'),
      units: optional(count('Sessions left, or claims.')),
    }),
  },
  balances: 'lines',
  cash: 'opening',
  rows: [
    { amounts: [] },
    {
      name: 'Line',
      each: 'lines',
      code: ['account'],
      amounts: ['amount'],
      posts: [dr({ accountField: 'account' }, 'amount')],
    },
    {
      name: 'Item',
      each: 'items',
      subject: 'subject',
      party: 'party',
      code: ['kind', 'payerClass'],
      amounts: ['amount', 'expectedContractual', 'from', 'units'],
    },
  ],
});

export const JournalEntryRecorded = declare({
  type: 'JournalEntryRecorded',
  family: 'journal',
  doc: 'A manual entry; above a limit its approver is not its preparer.',
  isReturn: true,
  fields: {
    memo: text('Why.'),
    preparer: token('Who prepared it.'),
    approver: optional(token('Who approved it.')),
    lines: list('Lines; debits positive; add up to zero.', {
      account: account('Account.'),
      amount: signedMoney('Amount.'),
      site: optional(token('Site of the line, where it is not the event’s.')),
    }),
  },
  balances: 'lines',
  cash: 'other-operating',
  rows: [
    { amounts: [] },
    {
      name: 'Line',
      each: 'lines',
      site: 'site',
      code: ['account'],
      amounts: ['amount'],
      posts: [dr({ accountField: 'account' }, 'amount')],
    },
  ],
});

export const ErrorRestated = declare({
  type: 'ErrorRestated',
  family: 'journal',
  doc: 'An error of a closed period is restated (ASC 250); an estimate would true up instead.',
  isReturn: true,
  fields: {
    corrects: token('Period or event corrected.'),
    reason: text('What was wrong.'),
    approver: token('Who approved it.'),
    effectByAccount: list('Effect; debits positive; adds up to zero.', {
      account: account('Account.'),
      amount: signedMoney('Amount.'),
      period: optional(month('Month the error is of; absent in old events.')),
      standsFor: optional(account('Income or expense of a closed year for which 3900 stands.')),
    }),
  },
  balances: 'effectByAccount',
  cash: 'other-operating',
  rows: [
    { amounts: [] },
    {
      name: 'Line',
      each: 'effectByAccount',
      code: ['account'],
      amounts: ['amount'],
      posts: [dr({ accountField: 'account' }, 'amount')],
    },
  ],
});

export const EntryReversed = declare({
  type: 'EntryReversed',
  family: 'journal',
  doc: 'Exact negation of an event; carries a copy of it, so that encoding is pure.',
  fields: {
    reverses: event('The event reversed.'),
    reason: text('Why.'),
    original: list('The original’s type, data and dates: exactly one.', {
      type: token('Type.'),
      schema: token('Schema version.'),
      occurredOn: date('When it happened.'),
      effectiveOn: date('The date it counted on.'),
      data: longText('Data, as canonical JSON.'),
    }),
  },
});

export const PeriodClosed = declare({
  type: 'PeriodClosed',
  family: 'journal',
  doc: 'A month is closed for an entity: nothing dated in it may follow.',
  fields: {
    period: token('YYYY-MM.'),
    lastOn: date('Last day closed.'),
    preparer: token('Who closed it.'),
    approver: optional(token('Who approved it.')),
  },
  rows: [{ amounts: ['lastOn'] }],
});

export const PeriodReopened = declare({
  type: 'PeriodReopened',
  family: 'journal',
  doc: 'A closed month was opened again, with a reason and an approver.',
  fields: {
    period: token('YYYY-MM.'),
    lastOn: date('Last day that stays closed.'),
    reason: text('Why.'),
    approver: token('Who approved it.'),
  },
  rows: [{ amounts: ['lastOn'] }],
});

export const FiscalYearClosed = declare({
  type: 'FiscalYearClosed',
  family: 'journal',
  doc: 'Income and expense accounts of a year were closed to retained earnings.',
  isReturn: true,
  fields: {
    year: token('Fiscal year.'),
    lines: list('Closing lines; debits positive; add up to zero.', {
      account: closingAccount('Account.'),
      amount: signedMoney('Amount.'),
    }),
  },
  balances: 'lines',
  rows: [
    { amounts: [] },
    {
      name: 'Line',
      each: 'lines',
      code: ['account'],
      amounts: ['amount'],
      posts: [dr({ accountField: 'account' }, 'amount')],
    },
  ],
});
