// The recorded example against the generator's own books (expected.json), month by month.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feeBaseCents, foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import type { FeeBaseState } from '../../projections/fee-base.ts';
import { balanceOf, changeOf, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { cashFlow } from '../../projections/cash-flow.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { RevenueCycle, revenueCycle } from '../../projections/revenue-cycle.ts';
import type { Measure } from '../../projections/revenue-cycle/measures.ts';
import { lastDay, parseMonth } from '../../src/calendar.ts';
import type { EventType } from '../../src/events/vocabulary.ts';
import { parseCents } from '../../src/money.ts';
import { eventsOf, foldedBook } from '../support/folded-book.ts';
import type { FoldedBook, Typed } from '../support/folded-book.ts';
import { EXAMPLE_ENDS, exampleBook } from '../support/recorded-example.ts';
import { centsOf, expected, PRACTICES } from './example-files.ts';
import type { Control } from './example-files.ts';

let book: FoldedBook;
let books: LedgerState;
let bases: FeeBaseState;
let cycle: RevenueCycle;

beforeAll(async () => {
  book = await foldedBook(await exampleBook(), EXAMPLE_ENDS);
  books = book.state(ledger);
  bases = startFeeBase(book.context);
  for (const { batch, from, to } of book.columns.feed(book.cut)) {
    foldFeeBase(bases, batch, from, to);
  }
  cycle = new RevenueCycle(book.state(revenueCycle));
}, 120_000);

afterAll(() => book.store.close());

type Practice = (typeof PRACTICES)[number];
interface At {
  readonly practice: Practice;
  readonly entity: number;
  readonly period: string;
  readonly month: number;
  readonly control: Control;
}

/** "practice month figure: ours, theirs" wherever a figure is not the generator's. */
function differences(ours: (at: At) => Readonly<Record<string, number>>): string[] {
  const found: string[] = [];
  for (const practice of PRACTICES) {
    const controls = expected().practices[practice] ?? [];
    expect(controls).toHaveLength(24);
    for (const control of controls) {
      const period = control.month;
      const entity = book.entity(practice);
      const at = { practice, entity, period, month: book.month(period), control };
      for (const [figure, value] of Object.entries(ours(at))) {
        const their = control[figure];
        const theirs = typeof their === 'number' ? their : centsOf(their ?? 'missing');
        if (value !== theirs) {
          found.push(`${practice} ${period} ${figure}: ${value}, ${theirs}`);
        }
      }
    }
  }
  return found;
}

/** Sum of the amounts of events of a practice that a test lets through. */
function sumOf<T extends EventType>(
  type: T,
  practice: string,
  isOf: (event: Typed<T>) => boolean,
): number {
  return eventsOf(book, type)
    .filter((event) => event.meta.entity === practice && isOf(event))
    .reduce((sum, { data }) => sum + parseCents((data as unknown as { amount: string }).amount), 0);
}

const isIn =
  (period: string) =>
  ({ meta }: { readonly meta: { readonly occurredOn: string } }): boolean =>
    meta.occurredOn.startsWith(period);

test('cash in the ledger is the closing balance of the statements', () => {
  expect(
    differences(({ entity, month }) => ({ bankClosing: balanceOf(books, entity, 1010, month) })),
  ).toEqual([]);
});

test('the cash flow leads from the documents to the same balance', () => {
  const { entities, firstMonth } = book.figures(cashFlow);
  expect(firstMonth).toBe(book.context.firstMonth);
  expect(
    differences(({ practice, month }) => ({
      bankClosing:
        entities.find((e) => e.entity === practice)?.bankBalanceByMonth[month] ?? Number.NaN,
    })),
  ).toEqual([]);
});

test('receipts and refunds are those of the documents, the late entry in the month it came', () => {
  const late = centsOf(expected().lateEntry['patientReceipts'] ?? '');
  expect(late).toBe(89_800);
  const moved = new Map([
    ['az-practice 2025-02', -late],
    ['az-practice 2025-06', late],
  ]);
  expect(
    differences(({ practice, entity, period, month }) => {
      const shift = moved.get(`${practice} ${period}`) ?? 0;
      const all = feeBaseCents(bases, 'cash-collections', entity, month);
      const net = feeBaseCents(bases, 'collections-net-of-refunds', entity, month);
      const payers = sumOf('RemittanceReceived', practice, isIn(period));
      return {
        payerReceipts: payers,
        patientReceipts: all - payers - shift,
        patientRefunds: all - net,
        collections: net - shift,
      };
    }),
  ).toEqual([]);
});

test('sales tax and tips are liabilities, and in no base', () => {
  const late = centsOf(expected().lateEntry['salesTax'] ?? '');
  expect(
    differences(({ practice, entity, period, month }) => {
      const came = period === '2025-06' ? late : period === '2025-02' ? -late : 0;
      const remitted = sumOf('SalesTaxRemitted', practice, isIn(period));
      const shift = practice === 'az-practice' ? came : 0;
      return { salesTaxCollected: remitted - changeOf(books, entity, month, 2210) - shift };
    }),
  ).toEqual([]);
});

test('the fee due, invoiced and paid is the generator’s', () => {
  expect(
    differences(({ practice, period }) => ({
      feeDue: sumOf('ManagementFeeAccrued', practice, ({ data }) => data.forMonth === period),
      feeInvoiced: sumOf(
        'ManagementFeeInvoiced',
        practice,
        ({ data }) => data.forMonth === period && data.line === 'management-fee',
      ),
      passThroughInvoiced: sumOf(
        'ManagementFeeInvoiced',
        practice,
        ({ data }) => data.forMonth === period && data.line === 'pass-through',
      ),
      feePaid: sumOf('ManagementFeeSettled', practice, isIn(period)),
    })),
  ).toEqual([]);
});

const LAST = '2026-10';

test('claims, charges and first decisions are counted as the generator counts them', () => {
  const of = ({ entity, month }: At, measure: Measure): number =>
    cycle.measures.sum(cycle.measures.groups.ofEntity(entity), measure, month, month);
  const found = differences((at) => ({
    claimsSubmitted: of(at, 'submitted'),
    chargesSubmitted: of(at, 'submittedCents'),
    firstAdjudications: of(at, 'firstDecisions'),
    deniedAtFirstAdjudication: of(at, 'initiallyDenied'),
    // Services of the last weeks are billed in November: no file of them is there yet.
    ...(at.period === LAST ? {} : { chargesByServiceDate: of(at, 'servedCents') }),
  }));
  expect(found).toEqual([]);
});

test('claims submitted in a month were denied at first as often as the generator says', () => {
  const found = differences(({ practice, period }) => {
    // The youngest claims have no decision in the book yet.
    if (period > '2026-07') return {};
    const month = parseMonth(period);
    const denied = cycle.claims.filter((claim) => {
      const { submittedOn, entity } = claim;
      const isOf = submittedOn !== null && entity === book.entity(practice);
      const isSent = isOf && submittedOn <= lastDay(month) && submittedOn > lastDay(before(month));
      return isSent && claim.first[0]?.outcome === 'denied';
    });
    return { deniedOfSubmitted: denied.length };
  });
  expect(found).toEqual([]);
});

const before = (month: ReturnType<typeof parseMonth>) => (month - 1) as typeof month;

test('receivables from payers and patients are what the generator’s claims still owe', () => {
  const unbilled: number[] = [];
  const found = differences(({ entity, period, month, control }) => {
    const payers = balanceOf(books, entity, 1110, month);
    const patients = { patientReceivable: balanceOf(books, entity, 1120, month) };
    if (period !== LAST) return { ...patients, payerReceivableByServiceDate: payers };
    // What was served and not yet billed is the whole difference of the last month.
    const served = centsOf(String(control['payerReceivableByServiceDate']));
    const charges = centsOf(String(control['chargesByServiceDate']));
    const known = cycle.measures.sum(
      cycle.measures.groups.ofEntity(entity),
      'servedCents',
      month,
      month,
    );
    unbilled.push(charges - known);
    expect(served - payers).toBe(charges - known);
    return patients;
  });
  expect(found).toEqual([]);
  expect(unbilled).toEqual([1_159_500, 561_500]);
});

test('ageing as of each month’s end tells billed charges from unbilled ones', () => {
  const ageing = new Map<string, ReturnType<RevenueCycle['figures']>['ageing']>();
  const asOf = (period: string) => {
    const known = ageing.get(period);
    if (known) return known;
    const state = book.state(revenueCycle, { asOf: lastDay(parseMonth(period)) });
    const rows = revenueCycle.figures(state).ageing;
    ageing.set(period, rows);
    return rows;
  };
  expect(
    differences(({ practice, entity, period, month }) => {
      const row = asOf(period).find((r) => r.split === 'entity' && r.name === practice);
      expect(row?.total).toBe(balanceOf(books, entity, 1110, month));
      return { payerReceivableBySubmission: (row?.total ?? 0) - (row?.unbilled ?? 0) };
    }),
  ).toEqual([]);
});

test('packages and gift cards owe what the generator’s patients have left, less breakage', () => {
  const { entities } = book.figures(prepaid);
  // The fee kept at the package refund is earned as breakage: no session is left for it.
  const kept = (practice: string, period: string): number =>
    practice === 'tx-practice' && period >= '2026-03' ? 13_200 : 0;
  const upTo = (byMonth: readonly number[], month: number): number =>
    byMonth.slice(0, month + 1).reduce((a, b) => a + b, 0);
  expect(
    differences(({ practice, entity, period, month }) => {
      const own = entities.find((e) => e.entity === practice);
      expect(own?.packages.closing[month]).toBe(-balanceOf(books, entity, 2310, month));
      expect(own?.giftCards.closing[month]).toBe(-balanceOf(books, entity, 2330, month));
      const packages = own?.packages.closing[month] ?? 0;
      const cards = own?.giftCards.closing[month] ?? 0;
      const broken = upTo(own?.packages.broken ?? [], month);
      return {
        packageValueOpen: packages + broken - kept(practice, period),
        giftCardValueOpen: cards + upTo(own?.giftCards.broken ?? [], month),
        ...(period === LAST ? { packageSessionsOpen: own?.sessionsLeft ?? 0 } : {}),
      };
    }),
  ).toEqual([]);
});

test('what the practices owe the MSO is what it may ask of them, month by month', () => {
  const mso = book.entity('cedar-mso');
  for (let month = 0; month < book.context.monthCount; month++) {
    const both = (of: number, to: number): number =>
      PRACTICES.reduce((sum, p) => sum + balanceOf(books, book.entity(p), of, month), 0) +
      balanceOf(books, mso, to, month);
    expect([month, both(2410, 1210)]).toEqual([month, 0]);
    expect([month, both(6110, 4510)]).toEqual([month, 0]);
  }
});

test('charges are conserved: what is open in the ledger is open in claims', () => {
  const { conservation, ageing, decidedWithoutSubmission } = cycle.figures();
  const open = PRACTICES.reduce((sum, p) => sum + balanceOf(books, book.entity(p), 1110), 0);
  expect(conservation.openCents).toBe(open);
  expect(conservation.overAdjusted).toEqual({ claims: 0, cents: 0 });
  expect(ageing.find((row) => row.split === 'total')).toMatchObject({
    total: open,
    withoutClaim: 0,
    creditBalances: 0,
  });
  expect(decidedWithoutSubmission).toBe(0);
});

test('insurance answers for the share of net revenue that the KPIs rest on', () => {
  const sum = (...accounts: readonly number[]): number =>
    PRACTICES.reduce(
      (all, practice) =>
        all + accounts.reduce((n, a) => n - balanceOf(books, book.entity(practice), a), 0),
      0,
    );
  const insured = sum(4010, 4110);
  const share = insured / (insured + sum(4020, 4030, 4040, 4050));
  expect(Math.abs(share - Number(expected().insuredShareOfNetRevenue))).toBeLessThan(0.005);
  expect(share).toBeGreaterThan(0.12);
  expect(share).toBeLessThan(0.15);
});
