import { describe, expect, test } from 'vitest';
import { completeness, unfinishedImports, youngCohorts } from '../../projections/completeness.ts';
import type { CompletenessFigures } from '../../projections/completeness.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { formatMonth, parseDay } from '../../src/calendar.ts';
import type { Cut, Json } from '../../src/event.ts';
import { bookOpened } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, figuresOf } from './books.ts';

const AS_OF: Cut = { asOf: parseDay('2025-12-31'), knownAt: 1e9 };
let made = 0;

function event(
  type: string,
  on: string,
  data: Record<string, Json>,
  place: Record<string, string> = {},
): LooseEvent {
  const opened = bookOpened('bank');
  const meta = { ...opened.meta, occurredOn: on, effectiveOn: on, ...place };
  return { ...opened, id: `e-${++made}`, type, data, meta };
}

const practice = [
  event('EntityFormed', '2025-01-01', { kind: 'practice', name: 'Juniper', state: 'TX' }),
  event('EntityFormed', '2025-01-01', { kind: 'mso', name: 'Cedar', state: 'TX' }, { entity: 'm' }),
  ...['north', 'south'].map((site) =>
    event(
      'SiteOpened',
      '2025-01-01',
      { name: site, openedOn: '2024-01-01', state: 'TX' },
      { site },
    ),
  ),
];

const bill = (on: string, more: Record<string, string> = {}): LooseEvent =>
  event(
    'VendorBillRecorded',
    on,
    { vendor: 'v', bill: `b-${on}`, category: 'rent', amount: '10.00' },
    more,
  );

const appointments = (on: string, site: string): LooseEvent =>
  event(
    'AppointmentsCounted',
    on,
    { booked: 1, completed: 1, noShow: 0, lateCancelled: 0, newPatients: 0 },
    { site },
  );

const figures = (events: readonly LooseEvent[]): CompletenessFigures =>
  figuresOf(completeness, bookOf([bookOpened('bank'), ...practice, ...events]), AS_OF);

const of = (found: CompletenessFigures, source: string, site: string | null = null) => {
  const own = found.coverage.find((c) => c.source === source && c.site === site);
  if (own === undefined) throw new Error(`no ${source}`);
  return own;
};

describe('coverage', () => {
  test('lists the months missing between first and last, and none after the last', () => {
    const found = figures([
      bill('2025-02-03'),
      bill('2025-03-03'),
      bill('2025-06-03'),
      bill('2025-08-03'),
      appointments('2025-01-10', 'north'),
      appointments('2025-09-10', 'north'),
    ]);
    const bills = of(found, 'bills');
    expect(bills.missing.map(formatMonth)).toEqual(['2025-04', '2025-05', '2025-07']);
    expect(bills.noneSince.map(formatMonth)).toEqual(['2025-09']);
    expect(bills.words).toBe(
      '2025-02 to 2025-08; missing 2025-04, 2025-05, 2025-07; none from 2025-09 on',
    );
    expect(bills.isComplete).toBe(false);
    expect(of(found, 'payroll')).toMatchObject({ first: null, words: 'none in the book' });
    expect(found.words).toContain('2 of');
  });

  test('looks at each site where sites have their own, at practices only', () => {
    const found = figures([
      appointments('2025-01-10', 'north'),
      appointments('2025-02-10', 'north'),
      appointments('2025-01-10', 'south'),
      bill('2025-02-03', { entity: 'm' }),
    ]);
    expect(of(found, 'appointments', 'north').words).toBe('2025-01 to 2025-02; without gaps');
    expect(of(found, 'appointments', 'south').words).toBe(
      '2025-01 to 2025-01; none from 2025-02 on',
    );
    expect(found.coverage.map((c) => c.entity)).not.toContain('m');
    expect(found.words).toContain('known only from what its practices received');
  });

  test('counts what names no site for its practice, and says what never came', () => {
    const sheet = (on: string, place: Record<string, string> = {}): LooseEvent => ({
      ...appointments(on, 'north'),
      meta: { ...bookOpened('bank').meta, occurredOn: on, effectiveOn: on, ...place },
    });
    const found = figures([sheet('2025-01-10'), sheet('2025-02-10')]);
    expect(of(found, 'appointments').words).toBe('2025-01 to 2025-02; without gaps');
    expect(found.coverage.filter((c) => c.source === 'appointments')).toHaveLength(1);
    expect(found.words).toContain('; never came: bank statement, payroll, remittances, claims');
    expect(found.words).not.toContain('appointments');
    const both = figures([sheet('2025-01-10'), sheet('2025-01-10', { site: 'south' })]);
    expect(of(both, 'appointments', 'south').first).toBe(of(both, 'appointments').first);
    const one = figures([sheet('2025-01-10', { site: 'south' })]);
    expect(one.words).toContain('appointments of north');
  });

  test('takes a late bill for the month it is dated in, and an invoice for the month it is for', () => {
    const late = bill('2025-03-27');
    const moved = { ...late, meta: { ...late.meta, effectiveOn: '2025-08-01' } };
    const invoice = event(
      'ManagementFeeInvoiced',
      '2025-05-02',
      { agreement: 'a', invoice: 'i', forMonth: '2025-04', line: 'management-fee', amount: '1.00' },
      { counterparty: 'm' },
    );
    const found = figures([moved, invoice]);
    expect(of(found, 'bills').first).toBe(of(found, 'bills').last);
    expect(formatMonth(of(found, 'bills').first as never)).toBe('2025-03');
    expect(formatMonth(of(found, 'MSO invoice').first as never)).toBe('2025-04');
  });
});

describe('bank statements', () => {
  const statement = (from: string, to: string, opening: string, closing: string): LooseEvent =>
    event('BankStatementRecorded', to, {
      bankAccount: 'main',
      fromOn: from,
      toOn: to,
      opening,
      closing,
    });
  const line = (on: string, amount: string): LooseEvent =>
    event('BankLineRecorded', on, { bankAccount: 'main', amount });

  test('follow each other, whatever order they come in', () => {
    const [main] = figures([
      statement('2025-02-01', '2025-02-28', '150.00', '120.00'),
      statement('2025-01-01', '2025-01-31', '100.00', '150.00'),
      line('2025-01-10', '50.00'),
      line('2025-02-10', '-30.00'),
    ]).statements;
    expect(main).toMatchObject({ statements: 2, breaks: [], unaccountedCents: 0 });
    expect(main?.words).toContain('every statement opens with what the last one closed with');
  });

  test('that do not follow each other say where, and by how much', () => {
    const [main] = figures([
      statement('2025-01-01', '2025-01-31', '100.00', '150.00'),
      statement('2025-03-01', '2025-03-31', '170.00', '180.00'),
      line('2025-01-10', '50.00'),
      line('2025-03-10', '10.00'),
    ]).statements;
    expect(main?.breaks).toMatchObject([{ differenceCents: 2000 }]);
    expect(main?.unaccountedCents).toBe(-2000);
    expect(main?.words).toContain('closes at 150.00 on 2025-01-31 and opens at 170.00');
  });
});

describe('what is open', () => {
  test('suspense is told by reason, less what people resolved', () => {
    const [open] = figures([
      event('RecordSuspended', '2025-01-10', {
        reason: 'unknown-code',
        amount: '40.00',
        against: 1010,
      }),
      event('SuspenseResolved', '2025-02-10', {
        suspended: 'x',
        account: 4610,
        amount: '15.00',
        reason: 'interest',
      }),
      event('BankLineRecorded', '2025-01-11', { bankAccount: 'main', amount: '1875.00' }),
    ]).suspense;
    expect(open).toMatchObject({
      suspended: [{ reason: 'unknown-code', records: 1, cents: 4000 }],
      resolvedCents: 1500,
      unmatched: { lines: 1, matched: 0, depositsCents: 187_500, withdrawalsCents: 0 },
      openCents: 190_000,
    });
  });

  test('a record whose money is in suspense already puts nothing there again', () => {
    const [open] = figures([
      event('RecordSuspended', '2025-01-10', { reason: 'other', amount: '40.00', against: 1090 }),
    ]).suspense;
    expect(open).toMatchObject({ suspended: [{ reason: 'other', records: 1, cents: 0 }] });
    expect(open?.openCents).toBe(0);
  });

  test('young cohorts are those with claims open or collections not mature', () => {
    const claim = (n: string, on: string): LooseEvent =>
      event('ClaimSubmitted', on, {
        claim: n,
        payer: 'p',
        payerClass: 'commercial',
        frequency: 'original',
        rank: 'primary',
        charge: '10.00',
        serviceOn: on,
        lines: 1,
      });
    const book = bookOf([bookOpened('bank'), claim('a', '2025-01-05'), claim('b', '2025-11-05')]);
    const young = youngCohorts(figuresOf(revenueCycle, book, AS_OF));
    const words = new Map(young.map((y) => [formatMonth(y.month), y.words]));
    expect(words.get('2025-01')).toBe('too young to judge denials');
    expect(words.get('2025-06')).toBeUndefined();
    expect(words.get('2025-11')).toBe('too young to judge denials and collections');
  });

  test('imports begun and never finished are named, unless begun again', () => {
    const attempts = [
      { stream: 'import-a', startedAt: 1, completedAt: Infinity, revertedAt: Infinity },
      { stream: 'import-b', startedAt: 5, completedAt: 9, revertedAt: Infinity },
      { stream: 'import-c', startedAt: 10, completedAt: 12, revertedAt: 14 },
      { stream: 'import-a', startedAt: 20, completedAt: 30, revertedAt: Infinity },
    ];
    const at = (knownAt: number): string[] =>
      unfinishedImports(attempts, { ...AS_OF, knownAt }).map((i) => i.stream);
    expect(at(7)).toEqual(['import-a', 'import-b']);
    expect(at(15)).toEqual(['import-a']);
    expect(at(25)).toEqual(['import-a']);
    expect(at(40)).toEqual([]);
  });
});
