import { describe, expect, test } from 'vitest';
import { cashBasis } from '../../projections/cash-basis.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { accountsOf } from '../../src/chart.ts';
import type { Json } from '../../src/event.ts';
import { bookOpened, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, EVERYTHING, recorded } from './books.ts';

let made = 0;
const on = (day: string, type: string, data: Json): LooseEvent => ({
  ...bookOpened('document'),
  id: `${String(made++).padStart(4, '0')}-${type}`,
  type,
  data,
  meta: { ...bookOpened('document').meta, occurredOn: day, effectiveOn: day, counterparty: 'mso' },
});

/** Income and costs on the cash basis in cents, debits positive; those that are not zero. */
function result(...events: readonly LooseEvent[]): Record<number, number> {
  const all = [bookOpened('document'), ...events];
  const columns = bookOf(all);
  const state = cashBasis(columns.context(EVERYTHING), EVERYTHING, recorded(all));
  ledger.figures(state);
  const entity = columns.names.numberOf('entity', 'pc');
  const found = accountsOf(['Income', 'Expenses']).map(
    ({ number }) => [number, balanceOf(state, entity, number)] as const,
  );
  return Object.fromEntries(found.filter(([, cents]) => cents !== 0));
}

const bill = (day: string, name: string, category: string, amount: string): LooseEvent =>
  on(day, 'VendorBillRecorded', { vendor: 'v', bill: name, category, amount });
const paid = (day: string, amount: string, more: Record<string, Json> = {}): LooseEvent =>
  on(day, 'VendorPaid', { vendor: 'v', purpose: 'other', amount, ...more });

describe('a payment on the cash basis', () => {
  const rent = bill('2025-01-05', 'b1', 'rent', '100.00');
  const ads = bill('2025-01-10', 'b2', 'advertising', '60.00');

  test('is a cost of what it pays: the bill it names', () => {
    expect(result(rent, ads, paid('2025-01-20', '60.00', { bill: 'b2' }))).toEqual({ 6310: 6000 });
  });

  test('or the events it says it settles, whatever else it names', () => {
    const applies = [{ event: ads.id, amount: '40.00' }];
    expect(result(rent, ads, paid('2025-01-20', '50.00', { applies }))).toEqual({
      6210: 1000,
      6310: 4000,
    });
  });

  test('or the oldest bills of the vendor', () => {
    expect(result(ads, rent, paid('2025-01-20', '130.00'))).toEqual({ 6210: 10_000, 6310: 3000 });
  });

  test('or its purpose, where no bill is known; a bill that comes later is paid already', () => {
    const early = paid('2025-01-02', '100.00', { purpose: 'supplies' });
    expect(result(early, rent)).toEqual({ 5010: 10_000 });
    expect(result(early, rent, paid('2025-01-20', '100.00'))).toEqual({
      5010: 10_000,
      6510: 10_000,
    });
  });

  test('that was taken back leaves its bill to be paid', () => {
    const wrong = paid('2025-01-20', '100.00');
    const back = reversalOf(wrong, '2025-01-21');
    expect(result(rent, wrong, back)).toEqual({});
    expect(result(rent, wrong, back, paid('2025-01-25', '100.00'))).toEqual({ 6210: 10_000 });
  });

  test('settles what was owed on one day by account: taxes withheld before the employer’s own', () => {
    const worked = on('2025-01-31', 'PayrollAccrued', {
      role: 'billing',
      wages: '100.00',
      employerTaxes: '8.00',
    });
    const run = on('2025-01-31', 'PayrollPaid', { gross: '100.00', withheld: '20.00' });
    const deposit = on('2025-01-31', 'PayrollTaxDeposited', { amount: '25.00' });
    expect(result(worked, run, deposit)).toEqual({ 6010: 10_000, 6020: 500 });
  });

  test('for equipment is capitalised when it is paid, never a cost', () => {
    const bought = on('2025-01-02', 'EquipmentPurchased', {
      asset: 'a',
      paid: '10.00',
      financed: '20.00',
      onAccount: '30.00',
    });
    expect(result(bought, paid('2025-01-20', '30.00', { purpose: 'equipment' }))).toEqual({});
  });

  test('of principal is no cost, of interest it is', () => {
    const loan = on('2025-01-02', 'LoanReceived', { loan: 'l', amount: '500.00' });
    const principal = on('2025-02-02', 'LoanPrincipalPaid', { loan: 'l', amount: '50.00' });
    const interest = on('2025-02-02', 'LoanInterestPaid', { loan: 'l', amount: '3.00' });
    expect(result(loan, principal, interest)).toEqual({ 7010: 300 });
  });
});

describe('a receipt on the cash basis', () => {
  const decided = (paidAmount: string, more: Record<string, Json> = {}): LooseEvent =>
    on('2025-01-10', 'ClaimAdjudicated', {
      claim: 'c',
      rank: 'primary',
      paid: paidAmount,
      patientShare: '0.00',
      contractual: '40.00',
      released: '0.00',
      ...more,
    });

  test('from a payer is gross; what it takes back stands beside it', () => {
    expect(result(decided('200.00'), decided('-75.00', { claim: 'd' }))).toEqual({
      4010: -20_000,
      4115: 7500,
    });
    const first = decided('200.00');
    expect(result(first, reversalOf(first, '2025-01-12'))).toEqual({});
  });

  test('from a patient is income of what was owed: the insured share, or the service', () => {
    const share = decided('0.00', { patientShare: '30.00', contractual: '0.00' });
    const service = on('2025-01-05', 'ServiceSoldOnAccount', {
      serviceLine: 'facial',
      amount: '80.00',
    });
    const pay = (amount: string, more: Record<string, Json> = {}): LooseEvent =>
      on('2025-01-20', 'PatientPaymentReceived', { tender: 'cash', amount, ...more });
    expect(result(share, service, pay('20.00', { claim: 'c' }))).toEqual({ 4010: -2000 });
    expect(result(share, service, pay('90.00'))).toEqual({ 4010: -1000, 4020: -8000 });
  });

  test('for later is income at once; using it up is none, but tax and tips are owed', () => {
    const sold = on('2025-01-05', 'GiftCardSold', {
      giftCard: 'g',
      tender: 'card',
      amount: '100.00',
    });
    const used = on('2025-02-05', 'GiftCardRedeemed', {
      giftCard: 'g',
      serviceLine: 'retail',
      amount: '80.00',
      breakage: '0.00',
      salesTax: '6.60',
      tips: '10.00',
    });
    expect(result(sold)).toEqual({ 4020: -10_000 });
    expect(result(sold, used)).toEqual({ 4020: -8340 });
  });

  test('of a deposit that may be asked back is none until it is used', () => {
    const deposit = on('2025-01-05', 'PatientDepositReceived', { tender: 'card', amount: '50.00' });
    const use = on('2025-01-09', 'PatientDepositApplied', { use: 'service', amount: '50.00' });
    expect(result(deposit)).toEqual({});
    expect(result(deposit, use)).toEqual({ 4020: -5000 });
  });
});

describe('what a book begins with on the cash basis', () => {
  const opening = on('2024-12-31', 'OpeningBalanceRecorded', {
    lines: [
      { account: 1010, amount: '300.00' },
      { account: 1110, amount: '500.00' },
      { account: 2010, amount: '-100.00' },
      { account: 2120, amount: '-40.00' },
      { account: 3010, amount: '-660.00' },
    ],
    items: [{ kind: 'bill', subject: 'b0', party: 'v', amount: '100.00', from: '2024-12-01' }],
  });

  test('is no income: it comes when the money does, the bills by what their payment is for', () => {
    expect(result(opening)).toEqual({});
    expect(result(opening, paid('2025-01-20', '100.00', { bill: 'b0', purpose: 'rent' }))).toEqual({
      6210: 10_000,
    });
  });

  test('in payroll taxes was withheld from wages that are paid', () => {
    const deposit = on('2025-01-10', 'PayrollTaxDeposited', { amount: '45.00' });
    expect(result(opening, deposit)).toEqual({ 6020: 500 });
  });
});

describe('a manual entry on the cash basis', () => {
  const entry = (...lines: readonly [account: number, amount: string][]): LooseEvent =>
    on('2025-01-31', 'JournalEntryRecorded', {
      memo: 'm',
      preparer: 'p',
      lines: lines.map(([account, amount]) => ({ account, amount })),
    });

  test('that only accrues has no entry', () => {
    expect(result(entry([6310, '90.00'], [2020, '-90.00']))).toEqual({});
  });

  test('that moves cash counts, its receivables and payables as income and cost', () => {
    expect(result(entry([2010, '90.00'], [1010, '-90.00']))).toEqual({ 6510: 9000 });
  });

  test('between income and costs is taken over', () => {
    expect(result(entry([6310, '5.00'], [6510, '-5.00']))).toEqual({ 6310: 500, 6510: -500 });
  });
});
