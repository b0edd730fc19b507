// The peers' transactions as events: each type whose own posting rule gives exactly those legs, a
// journal entry for the rest.
import { formatDay, lastDay, monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { EventMeta, Json, NewEvent } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import type { EventData, EventType } from '../../src/events/vocabulary.ts';
import { formatCents } from '../../src/money.ts';
import type { StreamAppend } from '../../src/store/port.ts';
import { PEER_ACCOUNTS, PEER_ENTITIES, peerAccount } from './peer-accounts.ts';
import { peerTransactions } from './peer-transactions.ts';
import type { PeerKind, PeerTransaction } from './peer-transactions.ts';

const { PC, MSO } = PEER_ENTITIES;

/** What a transaction says as an event, before it has an envelope. */
interface Said {
  readonly type: EventType;
  readonly data: Json;
  readonly entity?: string;
  readonly counterparty?: string;
}

const say = <T extends EventType>(
  type: T,
  data: EventData<T>,
  where: Pick<Said, 'entity' | 'counterparty'> = {},
): Said => ({ type, data: canonicalOrder(data as unknown as Json), ...where });

/** A transaction with its amounts as events write them: `m(i)` of its line i, without its sign. */
interface Told extends PeerTransaction {
  readonly name: string;
  m(line: number): string;
  /** Cents on an account, without their sign; nothing when there is no such line. */
  on(account: string): string;
}

const CARD = { tender: 'card' } as const;
const BLUEFIN = { payer: 'bluefin', payerClass: 'commercial' } as const;
const NOTHING = '0.00';

function journal({ lines, name, kind }: Told): Said[] {
  const [first] = lines;
  const entity = PEER_ACCOUNTS[first?.[0] ?? 0]?.entity ?? PC;
  const posted = lines.map(([at, cents]) => ({
    account: PEER_ACCOUNTS[at]?.account ?? 0,
    amount: formatCents(cents),
  }));
  const memo = `${kind} ${name}`;
  return [say('JournalEntryRecorded', { lines: posted, memo, preparer: 'bookkeeper' }, { entity })];
}

const sale = (t: Told, of: { readonly service: string; readonly retail: string }): Said[] => [
  say('PointOfSaleCompleted', {
    ...CARD,
    ...of,
    sale: t.name,
    salesTax: t.on('Liabilities:PC:SalesTax'),
    serviceLine: of.retail === NOTHING ? 'neurotoxin' : 'retail',
    tips: t.on('Liabilities:PC:Tips'),
  }),
];

function remittance(t: Told): Said[] {
  const { name, day } = t;
  const remittance = `R-${name}`;
  const nothing = { coordination: NOTHING, deniedOpen: NOTHING, deniedLineCharges: NOTHING };
  const contractual = t.m(1);
  return [
    say('ClaimAdjudicated', {
      ...BLUEFIN,
      ...nothing,
      adjustments: [
        { amount: contractual, carc: '45', class: 'contractual', group: 'CO' },
        { amount: t.m(2), carc: '2', class: 'patient', group: 'PR' },
      ],
      charge: t.m(3),
      claim: name,
      contractual,
      denied: NOTHING,
      outcome: 'paid',
      paid: t.m(0),
      patientShare: t.m(2),
      rank: 'primary',
      released: contractual,
      remittance,
      serviceOn: formatDay(day),
      status: '1',
    }),
    say('RemittanceReceived', {
      amount: t.m(0),
      difference: NOTHING,
      isBalanced: true,
      method: 'ACH',
      payer: BLUEFIN.payer,
      remittance,
    }),
  ];
}

const PLAN = { package: 'P', serviceLine: 'neurotoxin', sessions: 1 } as const;

const SPOKEN: Readonly<Record<PeerKind, (t: Told) => Said[]>> = {
  ChargePosted: (t) => [
    say('ChargePosted', {
      ...BLUEFIN,
      claim: t.name,
      expectedContractual: t.m(2),
      gross: t.m(0),
      serviceLine: 'medical',
    }),
  ],
  RemittancePosted: remittance,
  PatientPaid: (t) => [say('PatientPaymentReceived', { ...CARD, amount: t.m(0) })],
  SelfPaySold: (t) => sale(t, { service: t.m(1), retail: NOTHING }),
  RetailSold: (t) => sale(t, { service: NOTHING, retail: t.m(1) }),
  InventoryConsumed: (t) => [
    say('InventoryConsumed', {
      injectables: t.on('Expenses:PC:COGS:Injectables'),
      retail: t.on('Expenses:PC:COGS:Retail'),
    }),
  ],
  // The discount of a package is an entry of its own with us: the liability is what was paid.
  PackageSold: (t) => [
    say('PackageSold', { ...PLAN, ...CARD, package: t.name, price: t.m(0), sessions: 6 }),
    say('JournalEntryRecorded', {
      lines: [
        { account: 4130, amount: t.m(1) },
        { account: 2310, amount: `-${t.m(1)}` },
      ],
      memo: `Discount of ${t.name}`,
      preparer: 'bookkeeper',
    }),
  ],
  PackageRedeemed: (t) => [
    say('PackageSessionRedeemed', { ...PLAN, amount: t.m(0), breakage: NOTHING }),
  ],
  MembershipBilled: (t) => [say('MembershipBilled', { ...CARD, amount: t.m(0), membership: 'M' })],
  MembershipEarned: (t) => [say('MembershipEarned', { amount: t.m(0), membership: 'M' })],
  GiftCardSold: (t) => [say('GiftCardSold', { ...CARD, amount: t.m(0), giftCard: 'G' })],
  GiftCardRedeemed: (t) => [
    say('GiftCardRedeemed', {
      amount: t.m(1),
      breakage: t.m(2),
      giftCard: 'G',
      serviceLine: 'facial',
    }),
  ],
  CardBatchSettled: (t) => [say('CardBatchSettled', { batch: t.name, fee: t.m(1), gross: t.m(2) })],
  Chargeback: journal,
  SalesTaxRemitted: (t) => [
    say('SalesTaxRemitted', { amount: t.m(0), discount: NOTHING, state: 'TX' }),
  ],
  // Tips go out through payroll with us.
  TipsPaid: (t) => [
    say('TipsPaid', { amount: t.m(0), employerTaxes: NOTHING }),
    say('PayrollPaid', { gross: t.m(0), withheld: NOTHING }),
  ],
  InventoryReceived: (t) => [say('InventoryReceived', { amount: t.m(0), vendor: 'acme' })],
  VendorPaid: (t) => [say('VendorPaid', { amount: t.m(0), purpose: 'supplies', vendor: 'acme' })],
  PayrollAccrued: (t) => [
    say('PayrollAccrued', { employerTaxes: t.m(1), role: 'provider', wages: t.m(0) }),
  ],
  PayrollPaid: (t) => [say('PayrollPaid', { gross: t.m(0), withheld: t.m(1) })],
  // Both books accrue a fee in one event with us; here each side has an amount of its own.
  MgmtFeeAccruedPC: journal,
  MgmtFeeAccruedMSO: journal,
  MgmtFeeSettled: (t) => [
    say('ManagementFeeSettled', { agreement: 'msa', amount: t.m(0) }, { counterparty: MSO }),
  ],
  MsoPayrollAccrued: (t) => [
    say(
      'PayrollAccrued',
      { employerTaxes: t.m(1), role: 'billing', wages: t.m(0) },
      { entity: MSO },
    ),
  ],
  MsoPayrollPaid: (t) => [
    say('PayrollPaid', { gross: t.m(0), withheld: NOTHING }, { entity: MSO }),
  ],
  RentPaid: (t) => [say('CostPaid', { amount: t.m(0), category: 'rent' })],
  Depreciation: (t) => [say('DepreciationRecorded', { amount: t.m(0) })],
  IpcAssessed: (t) => [say('ImplicitConcessionEstimated', { amount: t.m(0) })],
  IpcWrittenOff: (t) => [say('PatientBalanceConceded', { estimated: t.m(0), excess: NOTHING })],
  // The peers take it off the contractual account, ours off one of its own.
  PayerTakeback: journal,
  PayerRefunded: (t) => [say('PayerRefundPaid', { amount: t.m(0), payer: BLUEFIN.payer })],
  CashMoved: journal,
  RebateAccrued: journal,
  Misc: misc,
};

const PURCHASE = { asset: 'laser', onAccount: NOTHING, paid: NOTHING } as const;
const MISC: Readonly<Record<string, (t: Told) => Said>> = {
  'Liabilities:PC:Accrued': (t) =>
    say('ExpenseAccrued', { amount: t.m(0), category: 'advertising' }),
  'Liabilities:MSO:AP': (t) =>
    say(
      'VendorBillRecorded',
      { amount: t.m(0), bill: t.name, category: 'general', vendor: 'acme' },
      { entity: MSO },
    ),
  'Assets:MSO:Prepaid': (t) =>
    say('PrepaidAmortized', { amount: t.m(0), category: 'general' }, { entity: MSO }),
  'Assets:PC:Prepaid': (t) => say('PrepaidAmortized', { amount: t.m(0), category: 'advertising' }),
  'Liabilities:PC:EquipmentLoan': (t) =>
    say('EquipmentPurchased', { ...PURCHASE, financed: t.m(0) }),
  'Liabilities:PC:LeaseLiability': (t) => say('LeaseCommenced', { amount: t.m(0), lease: 'L' }),
  'Equity:MSO:Capital': (t) => say('CapitalContributed', { amount: t.m(0) }, { entity: MSO }),
  'Assets:PC:AR:Allowance-Credit': (t) => say('CreditLossEstimated', { amount: t.m(0) }),
};

function misc(t: Told): Said[] {
  const credited = PEER_ACCOUNTS[t.lines[1]?.[0] ?? 0]?.name ?? '';
  const said = MISC[credited]?.(t);
  return said === undefined ? journal(t) : [said];
}

function told(of: PeerTransaction): Told {
  const text = (cents: number): string => formatCents(Math.abs(cents));
  return {
    ...of,
    name: `E${String(of.number).padStart(8, '0')}`,
    m: (line) => text(of.lines[line]?.[1] ?? 0),
    on: (account) => text(of.lines.find(([at]) => at === peerAccount(account))?.[1] ?? 0),
  };
}

const COMMON = {
  actor: 'bookkeeper',
  actorKind: 'person',
  policy: 'gaap-2025@1',
  schema: '1',
} as const;

/** Gives events their envelopes, ids and streams: one stream a month, as a desk would write. */
class Recorder {
  readonly #lengths = new Map<string, number>();
  #count = 0;
  #month = -1;
  #recordedAt = '';

  write(said: readonly Said[], day: Day): StreamAppend {
    const stream = `desk-${formatDay(day).slice(0, 7)}`;
    const length = this.#lengths.get(stream) ?? 0;
    this.#lengths.set(stream, length + said.length);
    const events = said.map((s) => this.#event(s, day));
    return { stream, expected: length === 0 ? 'none' : BigInt(length - 1), events };
  }

  #event({ type, data, entity = PC, counterparty }: Said, day: Day): NewEvent {
    if (this.#month !== monthOf(day)) {
      this.#month = monthOf(day);
      this.#recordedAt = `${formatDay((lastDay(monthOf(day)) + 2) as Day)}T08:00:00.000Z`;
    }
    const on = formatDay(day);
    const meta: EventMeta = {
      ...COMMON,
      ...(counterparty === undefined ? {} : { counterparty }),
      effectiveOn: on,
      entity,
      occurredOn: on,
      recordedAt: this.#recordedAt,
    };
    const id = `00000000-0000-5000-8000-${(this.#count++).toString(16).padStart(12, '0')}`;
    return { id, type, data, meta };
  }
}

function opening(): Said[] {
  const rates = { breakageRate: '0.08', giftCardBreakageRate: '0.05', fiscalYearStart: 1 };
  const book = { ...rates, cashPolicy: 'document', currency: 'USD', keyId: 'peers' } as const;
  const formed = { name: 'Peers', state: 'TX' };
  return [
    say('BookOpened', { ...book, name: 'The journal of peers/gen.py' }),
    say('EntityFormed', { ...formed, kind: 'practice' }, { entity: PC }),
    say('EntityFormed', { ...formed, kind: 'mso' }, { entity: MSO }),
  ];
}

/** The events of one transaction. */
export const eventsOf = (transaction: PeerTransaction): readonly NewEvent[] =>
  new Recorder().write(SPOKEN[transaction.kind](told(transaction)), transaction.day).events;

/** The whole book as appends: the opening, then one for each transaction. */
export function* peerAppends(count: number, seed = 1): Generator<StreamAppend, undefined> {
  const recorder = new Recorder();
  let isFirst = true;
  for (const transaction of peerTransactions(count, seed)) {
    if (isFirst) yield recorder.write(opening(), transaction.day);
    isFirst = false;
    yield recorder.write(SPOKEN[transaction.kind](told(transaction)), transaction.day);
  }
}
