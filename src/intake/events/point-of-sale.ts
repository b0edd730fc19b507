import { SERVICE_LINES, TENDER_ACCOUNTS, TENDERS } from '../../events/shared.ts';
import { formatCents } from '../../money.ts';
import type { Row } from './csv-record.ts';
import type { Fact, IntakeContext } from './fact.ts';
import { cashAccount } from './setting.ts';

type Tender = (typeof TENDERS)[number];
type ServiceLine = (typeof SERVICE_LINES)[number];

/** Lines of a ticket that are a treatment: the first one stands for the visit. */
const TREATMENTS = new Set(['service', 'package-redemption', 'gift-card-redemption']);

/** Day sheet lines: one event each, and one more where tax or a tip rides on another kind. */
export function fromPointOfSale(rows: readonly Row[], context: IntakeContext): Fact[] {
  const visited = new Set<string>();
  return rows.flatMap((row) => {
    const line = row.text('line') ?? '';
    const ticket = `${row.must('date')} ${row.site ?? ''} ${row.must('ticket')}`;
    const isVisit = TREATMENTS.has(line) && !visited.has(ticket);
    if (isVisit) visited.add(ticket);
    return saleFacts(row, context, line, isVisit ? 1 : undefined);
  });
}

interface Sale {
  readonly row: Row;
  readonly on: string;
  readonly tender: Tender;
  readonly serviceLine: ServiceLine;
  readonly amount: number;
  readonly tax: number;
  readonly tip: number;
  readonly visits: number | undefined;
  readonly patient: string | undefined;
  readonly provider: string | undefined;
}

function saleFacts(
  row: Row,
  context: IntakeContext,
  line: string,
  visits: number | undefined,
): Fact[] {
  const on = row.must('date');
  const amount = row.cents('amount');
  const tax = row.cents('salesTax');
  const tip = row.cents('tip');
  const tender = row.text('tender') as Tender | undefined;
  if (row.record.suspense && row.record.suspense.field !== 'serviceLine') {
    return [row.suspended(on, amount + tax + tip, holdingAccount(context, tender))];
  }
  const sale: Sale = {
    row,
    on,
    // A line without a tender is paid out of something prepaid; only its tax or tip needs one.
    tender: tender ?? 'card',
    serviceLine:
      (row.text('serviceLine') as ServiceLine | undefined) ??
      (line === 'retail' ? 'retail' : 'other'),
    amount,
    tax,
    tip,
    visits,
    patient: row.text('patient'),
    provider: row.text('provider'),
  };
  if (tender === undefined && NEEDS_TENDER.has(line) && amount !== 0) {
    return [row.suspended(on, amount + tax + tip, holdingAccount(context, undefined))];
  }
  const make = MAKERS[line];
  if (make === undefined) throw row.refuse('import/unknown-line', 'is of a kind unknown here');
  return make(sale);
}

/** Where the money stands when its tender is known; else it will show up at the bank. */
function holdingAccount(context: IntakeContext, tender: Tender | undefined): number {
  const account = tender === undefined ? 'cash' : TENDER_ACCOUNTS[tender];
  return account === 'cash' ? cashAccount(context.setting) : account;
}

const NEEDS_TENDER = new Set([
  'service',
  'retail',
  'service-refund',
  'retail-return',
  'package-sale',
  'package-refund',
  'membership',
  'membership-refund',
  'gift-card-sale',
  'patient-payment',
  'patient-refund',
  'deposit',
  'deposit-refund',
  'no-show-fee',
  'tip',
]);

const money = formatCents;
const size = (cents: number): string => money(Math.abs(cents));

/** Tax and tips that ride on a line of another kind are collected all the same. */
function rider(sale: Sale): Fact[] {
  const { row, on, tax, tip } = sale;
  if (tax === 0 && tip === 0) return [];
  return [sold(row, on, { ...sale, visits: undefined }, 0, 0, 'rider')];
}

function sold(row: Row, on: string, sale: Sale, service: number, retail: number, part = ''): Fact {
  const data = {
    sale: row.must('ticket'),
    patient: sale.patient,
    provider: sale.provider,
    serviceLine: sale.serviceLine,
    tender: sale.tender,
    service: money(service),
    retail: money(retail),
    salesTax: money(sale.tax),
    tips: money(sale.tip),
    visits: sale.visits,
  };
  return row.fact('PointOfSaleCompleted', on, data, { part });
}

/** The package, membership or card of a line; a line that must have one is refused without. */
function instrument(sale: Sale, fallback?: string): string {
  return sale.row.text('instrument') ?? fallback ?? sale.row.must('instrument');
}

function refunded(sale: Sale): Fact[] {
  const { row, on, tender, amount, tax } = sale;
  const fact = row.fact('SaleRefunded', on, {
    sale: row.must('ticket'),
    tender,
    amount: size(amount),
    salesTax: size(tax),
  });
  return [fact, ...rider({ ...sale, tax: 0 })];
}

function packageSold(sale: Sale): Fact[] {
  const { row, on, tender, amount, serviceLine, patient } = sale;
  const fact = row.fact('PackageSold', on, {
    package: instrument(sale),
    patient,
    serviceLine,
    tender,
    price: money(amount),
    sessions: row.count('sessions') ?? 1,
    expiresOn: row.text('expiresOn'),
  });
  return [fact, ...rider(sale)];
}

function packageUsed(sale: Sale): Fact[] {
  const { row, on, amount, serviceLine, patient, provider, visits } = sale;
  const fact = row.fact('PackageSessionRedeemed', on, {
    package: instrument(sale),
    patient,
    provider,
    serviceLine,
    sessions: row.count('sessions') ?? 1,
    amount: money(amount),
    breakage: '0.00',
    visits,
  });
  return [fact, ...rider(sale)];
}

/** A fee kept back is what the package projection finds left of the sessions given back, at close. */
function packageRefunded(sale: Sale): Fact[] {
  const { row, on, tender, amount, patient } = sale;
  const fact = row.fact('PackageRefunded', on, {
    package: instrument(sale),
    patient,
    tender,
    refund: size(amount),
    feeKept: '0.00',
    sessions: row.count('sessions') ?? 0,
  });
  return [fact, ...rider(sale)];
}

function membershipBilled(sale: Sale): Fact[] {
  const { row, on, tender, amount, patient } = sale;
  const membership = instrument(sale, patient);
  const fact = row.fact('MembershipBilled', on, {
    membership,
    patient,
    tender,
    amount: money(amount),
  });
  return [fact, ...rider(sale)];
}

/** The system's own line for the months that passed; of one membership, or of a whole site. */
function membershipEarned(sale: Sale): Fact[] {
  const { row, on, amount, patient } = sale;
  const membership = instrument(sale, patient ?? `memberships-${row.site ?? row.context.entity}`);
  return [row.fact('MembershipEarned', on, { membership, amount: money(amount) }), ...rider(sale)];
}

function giftCardUsed(sale: Sale): Fact[] {
  const { row, on, amount, tax, tip, serviceLine, visits } = sale;
  return [
    row.fact('GiftCardRedeemed', on, {
      giftCard: instrument(sale),
      serviceLine,
      amount: money(amount),
      breakage: '0.00',
      salesTax: money(tax),
      tips: money(tip),
      visits,
    }),
  ];
}

/** What each kind of line becomes; refunds are written with or without a minus. */
const MAKERS: Readonly<Record<string, (sale: Sale) => Fact[]>> = {
  service: (s) => [sold(s.row, s.on, s, s.amount, 0)],
  retail: (s) => [sold(s.row, s.on, s, 0, s.amount)],
  'service-refund': refunded,
  'retail-return': refunded,
  'membership-refund': refunded,
  'package-sale': packageSold,
  'package-redemption': packageUsed,
  'package-refund': packageRefunded,
  membership: membershipBilled,
  'membership-redemption': membershipEarned,
  'gift-card-sale': (s) => [
    s.row.fact('GiftCardSold', s.on, {
      giftCard: instrument(s),
      tender: s.tender,
      amount: money(s.amount),
      expiresOn: s.row.text('expiresOn'),
    }),
    ...rider(s),
  ],
  'gift-card-redemption': giftCardUsed,
  'patient-payment': (s) => [payment(s, s.amount), ...rider(s)],
  'patient-refund': (s) => [payment(s, -Math.abs(s.amount)), ...rider(s)],
  deposit: (s) => [
    s.row.fact('PatientDepositReceived', s.on, {
      patient: s.patient,
      tender: s.tender,
      amount: money(s.amount),
    }),
    ...rider(s),
  ],
  'deposit-applied': (s) => [
    s.row.fact('PatientDepositApplied', s.on, {
      patient: s.patient,
      use: 'service',
      amount: size(s.amount),
    }),
    ...rider(s),
  ],
  'deposit-refund': (s) => [
    s.row.fact('PatientCreditRefunded', s.on, {
      patient: s.patient,
      tender: s.tender,
      amount: size(s.amount),
    }),
    ...rider(s),
  ],
  'no-show-fee': (s) => [
    s.row.fact('NoShowFeeCharged', s.on, {
      patient: s.patient,
      tender: s.tender,
      amount: money(s.amount),
    }),
    ...rider(s),
  ],
  'loyalty-redemption': (s) => [
    s.row.fact('LoyaltyRedeemed', s.on, { patient: s.patient, amount: size(s.amount) }),
    ...rider(s),
  ],
  tip: (s) => [sold(s.row, s.on, { ...s, tip: s.tip === 0 ? s.amount : s.tip }, 0, 0)],
};

function payment({ row, on, tender, patient }: Sale, amount: number): Fact {
  return row.fact('PatientPaymentReceived', on, { patient, tender, amount: money(amount) });
}
