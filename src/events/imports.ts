import {
  account,
  code,
  count,
  date,
  declare,
  event,
  optional,
  signedMoney,
  text,
  token,
} from './declare.ts';
import { cr, dr } from './declare.ts';

export const ImportStarted = declare({
  type: 'ImportStarted',
  family: 'imports',
  doc: 'A file was read whole, found good, and its events are being appended.',
  fields: {
    digest: token('SHA-256 of the file, hex.'),
    format: code('Which reader read it.', ['x12-835', 'x12-837p', 'csv', 'yaml']),
    mapping: optional(token('Digest of the mapping file.')),
    fileName: text('Path of the file from a folder of the user’s, or its name without a folder.'),
    bytes: count('Size of the file.'),
    records: count('Records in the file that became events, memo or suspense.'),
  },
  rows: [{ subject: 'digest', amounts: ['bytes', 'records'] }],
});

export const ImportCompleted = declare({
  type: 'ImportCompleted',
  family: 'imports',
  doc: 'Every event of the file is in the book; before this none of them counts.',
  fields: {
    digest: token('SHA-256 of the file, hex.'),
    events: count('Events appended between start and completion.'),
    suspended: count('Of these, events in suspense.'),
    alreadyKnown: count('Records left out because an earlier file held them.'),
    moved: count('Events whose effective date was moved out of a closed period.'),
    firstOn: optional(date('Earliest date in the file.')),
    lastOn: optional(date('Latest date in the file.')),
  },
  rows: [{ subject: 'digest', amounts: ['events', 'suspended', 'alreadyKnown', 'moved'] }],
});

export const ImportReverted = declare({
  type: 'ImportReverted',
  family: 'imports',
  doc: 'The import of a file was taken back: none of its events counts from here on.',
  fields: {
    digest: token('SHA-256 of the file, hex.'),
    reason: text('Why.'),
  },
  rows: [{ subject: 'digest', amounts: [] }],
});

/** Why a record could not be taken at its word. */
export const SUSPENSE_REASONS = [
  'unknown-code',
  'unknown-category',
  'unmatched',
  'unbalanced',
  'cob-over-adjustment',
  'unknown-payer',
  'no-open-balance',
  'other',
] as const;

export const RecordSuspended = declare({
  type: 'RecordSuspended',
  family: 'imports',
  doc: 'A record whose meaning is not known; its money waits in 1090, never in a plug figure.',
  fields: {
    reason: code('Why it is in suspense.', SUSPENSE_REASONS),
    field: optional(token('Column or element that could not be read.')),
    amount: signedMoney('Money of the record; debits `against` when positive.'),
    against: account('Account that holds the money meanwhile, by the tender or file it came in.'),
    subject: optional(token('What it seems to belong to.')),
  },
  cash: 'suspense',
  rows: [
    {
      subject: 'subject',
      code: ['reason'],
      amounts: ['amount', 'against'],
      posts: [dr({ accountField: 'against' }, 'amount'), cr(1090, 'amount')],
    },
  ],
});

export const SuspenseResolved = declare({
  type: 'SuspenseResolved',
  family: 'imports',
  doc: 'A person said what a suspended amount is; it leaves 1090 for its account.',
  fields: {
    suspended: event('The suspended event.'),
    account: account('Where it belongs.'),
    amount: signedMoney('Amount resolved, with the sign it was credited to 1090.'),
    reason: text('What it turned out to be.'),
  },
  cash: 'suspense',
  rows: [
    {
      code: ['account'],
      amounts: ['amount'],
      posts: [dr(1090, 'amount'), cr({ accountField: 'account' }, 'amount')],
    },
  ],
});
