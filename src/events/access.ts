import { code, count, date, declare, optional, text, token } from './declare.ts';

/** What an export may be; append only. */
export const EXPORT_FORMATS = [
  'hledger',
  'ledger',
  'beancount',
  'ads',
  'quickbooks',
  'xero',
  'sqlite',
  'audit-package',
  'redacted-package',
] as const;

export const ExportMade = declare({
  type: 'ExportMade',
  family: 'access',
  doc: 'Part of the book left it as files: who took what, up to where. The access log.',
  fields: {
    format: code('What was written.', EXPORT_FORMATS),
    asOf: date('What is effective up to this day was counted.'),
    known: count('Events the export knew: sequences below it. This event is not among them.'),
    root: token('Root over those events, hex.'),
    scope: optional(token('The one entity it was about; the whole book when absent.')),
    recipient: optional(text('Whom it was made for.')),
    files: count('Files written.'),
    bytes: count('Bytes written.'),
    digest: token('SHA-256 over the names and digests of its files, in order of name.'),
  },
  rows: [{ code: ['format'], amounts: ['known', 'files', 'bytes'] }],
});
