import {
  money,
  code,
  count,
  date,
  declare,
  json,
  list,
  listOrNone,
  optional,
  rate,
  text,
  token,
} from './declare.ts';
import { PAYER_CLASSES } from './shared.ts';
import type { Json } from '../event.ts';

/** How cash reaches the ledger of a book (settled.md §3.4). */
export const CASH_POLICIES = ['bank', 'document'] as const;

export const BookOpened = declare({
  type: 'BookOpened',
  family: 'book',
  doc: 'A book was opened: its name, its one currency, its cash policy. The first event.',
  fields: {
    name: text('What people call the book.'),
    currency: code('The one currency of the book.', ['USD']),
    cashPolicy: code('Whether bank lines or documents move account 1010.', CASH_POLICIES),
    fiscalYearStart: count('Month in which the fiscal year starts, 1 to 12.'),
    keyId: token('Id of the key that makes tokens of identifiers; never the key.'),
    breakageRate: rate('Share of package sessions expected never to be used, e.g. "0.08".'),
    giftCardBreakageRate: rate('Share of gift-card value expected never to be used.'),
    approvalLimit: optional(
      money('Above it a journal entry needs a second person’s approval; 5,000.00 when absent.'),
    ),
    openReconciliation: optional(
      code('What closing a month does while a bank account is not reconciled.', ['warn', 'block']),
    ),
    opening: optional(date('Day of the opening balances: the book begins on the next one.')),
  },
});

export const EntityFormed = declare({
  type: 'EntityFormed',
  family: 'book',
  doc: 'A practice or an MSO exists: its legal form and its state.',
  fields: {
    kind: code('Which of the two books it keeps.', ['practice', 'mso']),
    name: text('Legal name.'),
    state: token('Two-letter state whose law governs it.'),
    form: optional(text('Legal form: PLLC, PC, LLC …')),
    npi: optional(text('Its national provider identifier, by which files name it.')),
  },
});

export const SiteOpened = declare({
  type: 'SiteOpened',
  family: 'book',
  doc: 'A practice opened a site.',
  fields: {
    name: text('Name of the site.'),
    state: token('Two-letter state it stands in.'),
    openedOn: date('First day of business.'),
    npi: optional(text('National provider identifier of the site.')),
    claimPrefixes: optional(
      list('How claim numbers of this site begin: X12 files name no site.', {
        prefix: text('First characters of CLM01.'),
      }),
    ),
  },
});

export const BankAccountOpened = declare({
  type: 'BankAccountOpened',
  family: 'book',
  doc: 'A bank account whose statements feed the book.',
  fields: {
    bankAccount: token('Our name for the account; never its number.'),
    holder: token(
      'Entity that owns it: patients and payers pay the licensee (docs/sources.md#state-rules).',
    ),
  },
  rows: [{ subject: 'bankAccount', party: 'holder', amounts: [] }],
});

export const PayerListed = declare({
  type: 'PayerListed',
  family: 'book',
  doc: 'A payer, its class, and the share of charges expected as contractual adjustment.',
  fields: {
    payer: token('Our name for the payer.'),
    payerClass: code('Class for every KPI split.', PAYER_CLASSES),
    name: text('What the payer is called in reports.'),
    ids: listOrNone('Ids under which files name it (NM109, TRN03).', {
      id: text('As files carry it.'),
    }),
    contractualRate: rate('Expected contractual adjustment as a share of the charge.'),
  },
  rows: [{ party: 'payer', code: ['payerClass'], amounts: [] }],
});

export const OwnershipIssued = declare({
  type: 'OwnershipIssued',
  family: 'book',
  doc: 'Ownership of an entity was issued; in a practice owners must be licensed.',
  fields: {
    holder: token('Who holds it.'),
    share: rate('Share of votes and profit, e.g. "0.51".'),
    isLicensed: code('Whether the holder is licensed in the state.', ['yes', 'no']),
  },
});

export const OperatingAgreementSigned = declare({
  type: 'OperatingAgreementSigned',
  family: 'book',
  doc: 'Who holds which rights and votes inside an entity.',
  fields: {
    signedOn: date('Date of signature.'),
    rights: list('Rights and who holds them.', {
      holder: token('Who.'),
      right: text('Which right.'),
      votes: optional(rate('Share of votes needed or held.')),
    }),
  },
});

export const PolicyChanged = declare({
  type: 'PolicyChanged',
  family: 'book',
  doc: 'The posting policy changed from a date on; past postings keep theirs.',
  fields: {
    fromOn: date('First effective date under the new policy.'),
    policyAfter: token('Version of the new policy.'),
    reason: text('Why.'),
    preparer: token('Who prepared it.'),
    approver: optional(token('Who approved it.')),
    settings: optional(json<Json>('Settings of the policy that changed.')),
  },
});
