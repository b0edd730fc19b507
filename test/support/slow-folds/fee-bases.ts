// What a fee may be taken of, by service line and by the day money is deposited, and the MSO's
// costs: decoded events in plain lists, no columns, no parts, no running sums.
import type { Json, RecordedEvent } from '../../../src/event.ts';
import { Decimal, parseCents } from '../../../src/money.ts';
import { effectOf } from '../counted-events.ts';
import type { Effect } from '../counted-events.ts';
import { slowPostings } from './postings.ts';

/** An event that counts, with what it says. */
export interface Counted extends Effect {
  readonly event: RecordedEvent;
  readonly entity: string;
  readonly on: string;
}

export const countedOf = (events: readonly RecordedEvent[]): Counted[] =>
  events.map((event) => ({
    ...effectOf(event),
    event,
    entity: event.meta.entity,
    on: event.meta.effectiveOn,
  }));

const cents = ({ data, sign }: Effect, ...fields: readonly string[]): number =>
  fields.reduce(
    (sum, f) => sum + (data[f] === undefined ? 0 : sign * parseCents(data[f] as string)),
    0,
  );
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

type Fields = Readonly<Record<string, readonly string[]>>;
const RECEIPTS: Fields = {
  RemittanceReceived: ['amount'],
  PointOfSaleCompleted: ['service', 'retail', 'loyalty'],
  PackageSold: ['price'],
  MembershipBilled: ['amount'],
  GiftCardSold: ['amount'],
  PatientPaymentReceived: ['amount'],
  PatientDepositReceived: ['amount'],
  NoShowFeeCharged: ['amount'],
};
const REFUNDS: Fields = {
  PackageRefunded: ['refund'],
  SaleRefunded: ['amount'],
  PatientCreditRefunded: ['amount'],
  PayerRefundPaid: ['amount'],
  ChargebackReceived: ['amount'],
};

/** A base of whole books as the words of BASES have it. */
export interface SlowBase {
  readonly kind: string;
  readonly line?: string;
  readonly month: string;
}

export interface SlowBook {
  readonly counted: readonly Counted[];
  readonly policy: 'bank' | 'document';
}

/** Cents of a base of an entity from one day to another, both included. */
export function slowBase(
  book: SlowBook,
  base: SlowBase,
  entity: string,
  from: string,
  to: string,
): number {
  const own = book.counted.filter((c) => c.entity === entity);
  const on = own.filter((c) => c.on >= from && c.on <= to);
  const line = base.line;
  const of = (fields: Fields, isOf: (c: Counted) => boolean = () => true): number =>
    sum(on.filter(isOf).map((c) => cents(c, ...(fields[c.type] ?? []))));
  if (line === 'other') {
    const named = LINES.filter((l) => l !== 'other');
    const { line: _, ...whole } = base;
    const rest = named.map((l) => slowBase(book, { ...base, line: l }, entity, from, to));
    return slowBase(book, whole, entity, from, to) - sum(rest);
  }
  const receipts = line === undefined ? of(RECEIPTS) : sum(on.map((c) => lineReceipt(c, line)));
  const refundsOf = (types: readonly string[]): number =>
    of(REFUNDS, (c) => types.includes(c.type) && soldIn(book.counted, c) === line);
  const refunds = line === undefined ? of(REFUNDS) : refundsOf(['SaleRefunded', 'PackageRefunded']);
  const retail = of({ PointOfSaleCompleted: ['retail'] });
  const days = { own, from, to };
  switch (base.kind) {
    case 'gross-charges':
      return line === undefined
        ? of({ ChargePosted: ['gross'], PointOfSaleCompleted: ['service', 'retail'] })
        : sum(on.map((c) => lineCharge(c, line)));
    case 'cash-collections':
      return base.month === 'deposit' ? depositedBetween(days).receipt : receipts;
    case 'collections-net-of-refunds': {
      if (base.month !== 'deposit') return receipts - refunds;
      const { receipt, refund } = depositedBetween(days);
      return receipt - refund;
    }
    case 'collections-excl-retail': {
      if (base.month === 'deposit') {
        const got = depositedBetween(days);
        return got.receipt - got.refund - got.retail;
      }
      return receipts - refunds - (line === undefined || line === 'retail' ? retail : 0);
    }
    case 'collections-excl-drug-cost': {
      const drugs = of({ InventoryConsumed: ['injectables'] });
      const got = depositedBetween(days);
      return (base.month === 'deposit' ? got.receipt - got.refund : receipts - refunds) - drugs;
    }
    case 'net-patient-revenue': {
      const revenue = (isOf: (account: number) => boolean): number =>
        0 -
        sum(
          book.counted
            .filter((c) => c.on >= from && c.on <= to && c.type !== 'FiscalYearClosed')
            .flatMap(({ event }) => slowPostings(event, book.policy))
            .filter((p) => p.entity === entity && isOf(p.account))
            .map((p) => p.cents),
        );
      if (line === undefined) return revenue((a) => a >= 4010 && a <= 4130);
      const insured = [4010, 4110, 4115, 4120, 4125];
      return (
        (line === 'medical' ? revenue((a) => insured.includes(a)) : 0) +
        sum(on.map((c) => lineRevenue(c, line))) -
        refundsOf(['SaleRefunded'])
      );
    }
    default:
      throw new Error(`no slow ${base.kind}`);
  }
}

export const LINES = [
  'neurotoxin',
  'filler',
  'laser',
  'body',
  'facial',
  'retail',
  'weight-loss',
  'wellness',
  'medical',
  'other',
];

const lineOf = ({ data }: Effect): Json | undefined => data['serviceLine'];
const atDesk = (c: Counted, line: string): number =>
  (lineOf(c) === line ? cents(c, 'service') : 0) + (line === 'retail' ? cents(c, 'retail') : 0);

function lineReceipt(c: Counted, line: string): number {
  if (c.type === 'PointOfSaleCompleted')
    return atDesk(c, line) + (lineOf(c) === line ? cents(c, 'loyalty') : 0);
  if (c.type === 'PackageSold') return lineOf(c) === line ? cents(c, 'price') : 0;
  const isInsured = c.type === 'RemittanceReceived' || c.type === 'PatientPaymentReceived';
  return isInsured && line === 'medical' ? cents(c, 'amount') : 0;
}

function lineCharge(c: Counted, line: string): number {
  if (c.type === 'PointOfSaleCompleted') return atDesk(c, line);
  return c.type === 'ChargePosted' && lineOf(c) === line ? cents(c, 'gross') : 0;
}

function lineRevenue(c: Counted, line: string): number {
  if (c.type === 'PointOfSaleCompleted') return atDesk(c, line);
  if (lineOf(c) !== line) return 0;
  if (c.type === 'ServiceSoldOnAccount') return cents(c, 'amount');
  const isUse = c.type === 'PackageSessionRedeemed' || c.type === 'GiftCardRedeemed';
  return isUse ? cents(c, 'amount', 'breakage') : 0;
}

/** The line of what a refund names; the last one in the list of lines where it was sold in two. */
function soldIn(counted: readonly Counted[], refund: Counted): string | undefined {
  const named = refund.data[refund.type === 'PackageRefunded' ? 'package' : 'sale'];
  if (named === undefined || named === '') return undefined;
  const lines = counted.flatMap((c) => {
    if (c.type === 'PackageSold' && c.data['package'] === named) return [lineOf(c) as string];
    if (c.type !== 'PointOfSaleCompleted' || c.data['sale'] !== named) return [];
    const isGoods = cents(c, 'service') === 0 && cents(c, 'retail') !== 0;
    return [isGoods ? 'retail' : (lineOf(c) as string)];
  });
  return lines.toSorted((a, b) => LINES.indexOf(b) - LINES.indexOf(a))[0];
}

interface Money {
  readonly receipt: number;
  readonly refund: number;
  readonly retail: number;
}
const plus = (a: Money, b: Money, by = 1): Money => ({
  receipt: a.receipt + by * b.receipt,
  refund: a.refund + by * b.refund,
  retail: a.retail + by * b.retail,
});
const NONE: Money = { receipt: 0, refund: 0, retail: 0 };

/** Money of an event that waits for a settlement: in all, and what of it counts. */
function waiting(c: Counted, tenders: readonly string[], account: number): [number, Money] {
  if (c.type === 'OpeningBalanceRecorded') {
    const lines = c.data['lines'] as readonly Readonly<Record<string, Json>>[];
    const own = lines.filter((l) => l['account'] === account);
    const amount = sum(own.map((l) => c.sign * parseCents(l['amount'] as string)));
    return [amount, { ...NONE, receipt: amount }];
  }
  if (!tenders.includes(c.data['tender'] as string)) return [0, NONE];
  const receipt = cents(c, ...(RECEIPTS[c.type] ?? []));
  const refund = cents(c, ...(REFUNDS[c.type] ?? []));
  const retail = c.type === 'PointOfSaleCompleted' ? cents(c, 'retail') : 0;
  const more = c.type === 'PointOfSaleCompleted' ? cents(c, 'salesTax', 'tips') : 0;
  const less = c.type === 'SaleRefunded' ? cents(c, 'salesTax') : 0;
  return [receipt + more - refund - less, { receipt, refund, retail }];
}

const QUEUES = [
  { tenders: ['card'], account: 1030, settled: 'CardBatchSettled' },
  { tenders: ['financing', 'reward'], account: 1050, settled: 'PartnerSettled' },
];

interface Days {
  readonly own: readonly Counted[];
  readonly from: string;
  readonly to: string;
}

/** What was received on the days: at once, or by a settlement of the oldest money first. */
function depositedBetween({ own, from, to }: Days): Money {
  const on = own.filter((c) => c.on >= from && c.on <= to);
  let got = on.reduce(
    (all, c) =>
      plus(all, {
        receipt: cents(c, ...(RECEIPTS[c.type] ?? [])),
        refund: cents(c, ...(REFUNDS[c.type] ?? [])),
        retail: c.type === 'PointOfSaleCompleted' ? cents(c, 'retail') : 0,
      }),
    NONE,
  );
  for (const { tenders, account, settled } of QUEUES) {
    const later = on.map((c): Money => {
      const [, counts] = waiting(c, tenders, account);
      // The opening's money was no receipt of its day.
      return c.type === 'OpeningBalanceRecorded' ? NONE : counts;
    });
    got = later.reduce((all, counts) => plus(all, counts, -1), got);
    const upTo = (isIn: (day: string) => boolean): Money =>
      settledOf(
        own.filter((c) => isIn(c.on)),
        (c) => waiting(c, tenders, account),
        settled,
      );
    got = plus(
      got,
      upTo((day) => day <= to),
    );
    got = plus(
      got,
      upTo((day) => day < from),
      -1,
    );
  }
  return got;
}

function settledOf(
  own: readonly Counted[],
  waitingOf: (c: Counted) => [number, Money],
  type: string,
): Money {
  let left = sum(own.filter((c) => c.type === type).map((c) => cents(c, 'gross')));
  if (left <= 0) return NONE;
  let got = NONE;
  for (const day of [...new Set(own.map((c) => c.on))].sort()) {
    const today = own.filter((c) => c.on === day).map(waitingOf);
    const money = sum(today.map(([all]) => all));
    const counts = today.reduce((all, [, one]) => plus(all, one), NONE);
    if (money >= left) {
      const share = (n: number): number =>
        new Decimal(n).times(left).div(money).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
      return plus(got, {
        receipt: share(counts.receipt),
        refund: share(counts.refund),
        retail: share(counts.retail),
      });
    }
    got = plus(got, counts);
    left -= money;
  }
  return { ...got, receipt: got.receipt + left };
}

/** What an entity spent under names of pools from one day to another. */
export function slowPool(
  counted: readonly Counted[],
  pools: readonly string[],
  entity: string,
  from: string,
  to: string,
): number {
  const bills = ['VendorBillRecorded', 'CostPaid', 'ExpenseAccrued', 'PrepaidAmortized'];
  const costs = counted.filter((c) => c.entity === entity && c.on >= from && c.on <= to);
  return sum(
    costs.map((c) => {
      if (c.type === 'LeasePaid') return pools.includes('rent') ? cents(c, 'payment') : 0;
      if (c.type === 'PayrollAccrued') {
        const role = `payroll/${c.data['role'] as string}`;
        const isIn = pools.includes('payroll') || pools.includes(role);
        return isIn ? cents(c, 'wages', 'employerTaxes') : 0;
      }
      const isIn = bills.includes(c.type) && pools.includes(c.data['category'] as string);
      return isIn ? cents(c, 'amount') : 0;
    }),
  );
}
