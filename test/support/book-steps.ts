import { formatDay, formatMonth, monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Json } from '../../src/event.ts';
import { declarationOf, VOCABULARY } from '../../src/events/vocabulary.ts';
import type { EventType } from '../../src/events/vocabulary.ts';
import { MSO, PRACTICES, SITES } from './book-writer.ts';
import type { BookWriter, Place } from './book-writer.ts';
import { BOOK_START } from './chance-data.ts';

const PAYERS = { aetna: 'commercial', medicare: 'medicare', bcbs: 'commercial' } as const;
type Payer = keyof typeof PAYERS;

const isBetweenBooks = (type: string): boolean =>
  declarationOf(type)?.rows.some((r) => r.party === 'counterparty') === true;

// What the made-up book must not hold twice, or only at its beginning or through its own steps.
const OWN_STEPS = new Set([
  'BookOpened',
  'EntityFormed',
  'SiteOpened',
  'PolicyChanged',
  'EntryReversed',
  'AgreementSigned',
  'AgreementAmended',
  'AgreementTerminated',
  'ImportStarted',
  'ImportCompleted',
  'ImportReverted',
]);
const ANY: readonly EventType[] = [...VOCABULARY.keys()].filter(
  (type) => !OWN_STEPS.has(type),
) as EventType[];

/** Terms of the made-up agreement: nine percent of collections, arrears. */
export const TERMS = {
  id: 'msa-1',
  practices: [...PRACTICES],
  mso: MSO,
  effectiveFrom: '2025-01-01',
  termMonths: 60,
  renewal: { kind: 'none' },
  termination: {
    cureDays: 30,
    withoutCause: { by: 'either', noticeDays: 90 },
    exitFee: { kind: 'none' },
  },
  services: ['billing', 'marketing'],
  fee: {
    year: 'calendar',
    components: [
      {
        code: 'share',
        proration: 'days',
        kind: 'percent',
        base: { kind: 'cash-collections', month: 'accrual' },
        rate: '0.09',
      },
    ],
  },
  billing: { in: 'arrears', dueDays: 15 },
};

/** The facts every made-up book begins with. */
export function openBook(book: BookWriter, cashPolicy: 'bank' | 'document'): void {
  const on = { on: BOOK_START, site: null, isByHand: true };
  book.write('BookOpened', { cashPolicy, currency: 'USD', fiscalYearStart: 1 }, { ...on });
  for (const entity of PRACTICES)
    book.write('EntityFormed', { kind: 'practice', name: entity, state: 'TX' }, { ...on, entity });
  book.write('EntityFormed', { kind: 'mso', name: MSO, state: 'TX' }, { ...on, entity: MSO });
  for (const entity of PRACTICES) {
    for (const site of SITES[entity] ?? [])
      book.write('SiteOpened', { name: site, state: 'TX' }, { ...on, entity, site });
  }
  for (const [payer, payerClass] of Object.entries(PAYERS))
    book.write('PayerListed', { payer, payerClass, contractualRate: '0.4' }, { ...on });
  for (const entity of PRACTICES) {
    const agreement = { agreement: TERMS.id, fromOn: TERMS.effectiveFrom, terms: TERMS };
    book.write('AgreementSigned', agreement, { ...on, entity, counterparty: MSO });
  }
}

type Step = (book: BookWriter) => void;
type Writes = [EventType, Readonly<Record<string, Json>>][];

function someOf(book: BookWriter, writes: Writes, at: Place): void {
  for (let n = book.chance.int(1, 3); n > 0; n--) {
    const [type, given] = book.chance.pick(writes);
    book.write(type, given, at);
  }
}

const claimStep: Step = (book) => {
  const { chance } = book;
  const claim = book.subject('claim', 0.6);
  const payer = chance.pick(Object.keys(PAYERS) as Payer[]);
  const payerClass = PAYERS[payer];
  const at = { entity: chance.pick(PRACTICES), isByHand: chance.is(0.3) };
  const serviceOn = (book.today - chance.int(0, 40)) as Day;
  const named = { claim, payer, payerClass };
  // Any part of a claim's life may be missing or come in another order (settled.md §1.7).
  if (chance.is(0.7)) book.write('ChargePosted', named, { ...at, on: serviceOn });
  if (chance.is(0.6))
    book.write('ClaimSubmitted', { ...named, serviceOn: formatDay(serviceOn) }, at);
  if (chance.is(0.6)) {
    const remittance = book.subject('remittance', 0.5);
    const adjudicated = { ...named, remittance, serviceOn: formatDay(serviceOn) };
    book.write('ClaimAdjudicated', adjudicated, at);
    if (chance.is(0.6)) book.write('RemittanceReceived', { remittance, payer }, at);
    if (chance.is(0.3)) book.write('ProviderLevelAdjusted', { remittance, payer }, at);
  }
  if (chance.is(0.2)) book.write('DenialWrittenOff', { claim, payer }, at);
  if (chance.is(0.2)) book.write('PatientPaymentReceived', { claim }, at);
};

const prepaidStep: Step = (book) => {
  const { chance } = book;
  const at = { entity: chance.pick(PRACTICES) };
  const pack = { package: book.subject('package', 0.4) };
  const card = { giftCard: book.subject('gift-card', 0.4) };
  const types = [
    ['PackageSold', pack],
    ['PackageSessionRedeemed', pack],
    ['PackageRefunded', pack],
    ['PackageBreakageRecognized', pack],
    ['GiftCardSold', card],
    ['GiftCardRedeemed', card],
    ['MembershipBilled', { membership: book.subject('membership', 0.4) }],
    ['MembershipEarned', { membership: book.subject('membership', 0.1) }],
  ] satisfies Writes;
  someOf(book, types, at);
};

const deskStep: Step = (book) => {
  const { chance } = book;
  const at = { entity: chance.pick(PRACTICES) };
  const sale = { sale: book.subject('sale', 0.8) };
  const types = [
    ['PointOfSaleCompleted', sale],
    ['PointOfSaleCompleted', sale],
    ['CardBatchSettled', {}],
    ['SaleRefunded', sale],
    ['AppointmentsCounted', {}],
  ] satisfies Writes;
  someOf(book, types, at);
};

const officeStep: Step = (book) => {
  const at = { entity: book.chance.pick([...PRACTICES, MSO]) };
  const bill = { vendor: book.subject('vendor', 0.2), bill: book.subject('bill', 0.5) };
  const types = [
    ['VendorBillRecorded', bill],
    ['VendorPaid', bill],
    ['PayrollAccrued', {}],
    ['PayrollPaid', {}],
    ['InventoryReceived', bill],
    ['InventoryConsumed', {}],
    ['CostPaid', {}],
    ['LeasePaid', {}],
    ['JournalEntryRecorded', {}],
  ] satisfies Writes;
  someOf(book, types, at);
};

const bankStep: Step = (book) => {
  const at = { entity: book.chance.pick(PRACTICES), site: null };
  const line = { bankAccount: 'main' };
  book.write('BankLineRecorded', line, at);
  if (book.chance.is(0.6)) book.write('BankLineMatched', line, at);
};

const affiliateStep: Step = (book) => {
  const { chance } = book;
  const at = { entity: chance.pick(PRACTICES), counterparty: MSO, site: null };
  const forMonth = formatMonth(monthOf((book.today - chance.int(0, 40)) as Day));
  const given = { agreement: TERMS.id, forMonth };
  const types = [
    'ManagementFeeAccrued',
    'ManagementFeeInvoiced',
    'ManagementFeeSettled',
    'ManagementFeeCredited',
    'FeeOverpaymentReclassified',
    'AffiliateRentAccrued',
    'StaffLeaseAccrued',
    'PassThroughCostPaid',
  ] as const;
  for (let n = chance.int(1, 3); n > 0; n--) book.write(chance.pick(types), given, at);
  if (chance.is(0.3)) book.write('PerformanceMeasured', { ...given, standard: 'on-time' }, at);
  if (chance.is(0.3)) {
    const more = chance.pick(['AffiliateLoanFunded', 'SuppliesSoldToAffiliate'] as const);
    book.write(more, { agreement: TERMS.id }, at);
  }
};

const factStep: Step = (book) => {
  const { chance } = book;
  if (chance.is(0.5)) {
    book.write('PayerListed', { payer: book.subject('payer', 0.6), payerClass: 'other' });
    return;
  }
  const [component] = TERMS.fee.components;
  const rate = chance.pick(['0.08', '0.1']);
  const terms = { ...TERMS, fee: { ...TERMS.fee, components: [{ ...component, rate }] } };
  const given = { agreement: TERMS.id, fromOn: formatDay(book.today), terms };
  const at = { entity: chance.pick(PRACTICES), counterparty: MSO, site: null };
  book.write('AgreementAmended', given, at);
};

const anyStep: Step = (book) => {
  const type = book.chance.pick(ANY);
  const between = { entity: book.chance.pick(PRACTICES), counterparty: MSO };
  book.write(type, {}, isBetweenBooks(type) ? between : {});
};

/** What may happen next in a made-up book. */
export const STEPS = {
  claim: claimStep,
  prepaid: prepaidStep,
  desk: deskStep,
  office: officeStep,
  bank: bankStep,
  affiliate: affiliateStep,
  fact: factStep,
  any: anyStep,
  reverse: (book: BookWriter) => book.reverseOne(),
  pass: (book: BookWriter) => book.pass(book.chance.int(1, 12)),
  'start-import': (book: BookWriter) => book.startImport(),
  'complete-import': (book: BookWriter) => book.completeImport(),
  'revert-import': (book: BookWriter) => book.revertImport(),
  policy: (book: BookWriter) => book.changePolicy(),
} as const satisfies Record<string, Step>;
export type StepName = keyof typeof STEPS;
