import { describe, expect, test } from 'vitest';
import { managementFee } from '../../projections/management-fee.ts';
import type { AgreementFigures, FeeMonthFigures } from '../../projections/management-fee.ts';
import type { FeeBase, FeeComponent } from '../../src/agreement/terms.ts';
import { formatMonth, parseDay } from '../../src/calendar.ts';
import type { Cut, Json } from '../../src/event.ts';
import { bookOpened, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, figuresOf } from './books.ts';

const AS_OF: Cut = { asOf: parseDay('2025-06-30'), knownAt: 1e9 };
let made = 0;

function event(type: string, on: string, data: Record<string, Json>): LooseEvent {
  const opened = bookOpened('document');
  const meta = {
    ...opened.meta,
    occurredOn: on,
    effectiveOn: on,
    entity: 'pc',
    counterparty: 'mso',
    site: 'north',
  };
  return { ...opened, id: `e-${++made}`, type, data, meta };
}

const NET = { kind: 'collections-net-of-refunds', month: 'accrual' } as const;
const PERCENT: FeeComponent = {
  code: 'share',
  kind: 'percent',
  base: NET,
  rate: '0.1',
  proration: 'days',
};
const TIERED: FeeComponent = {
  code: 'share',
  kind: 'tiered',
  base: NET,
  mode: 'marginal',
  tiers: [{ upTo: '1000.00', rate: '0.09' }, { rate: '0.07' }],
  proration: 'days',
};
const COST_PLUS: FeeComponent = {
  code: 'cost',
  kind: 'cost-plus',
  cost: 'billing',
  markup: '0.2',
  proration: 'days',
};
const SOFTWARE: FeeComponent = {
  code: 'software',
  kind: 'pass-through',
  cost: 'software',
  proration: 'none',
};

function terms(components: readonly FeeComponent[], from = '2025-01-01'): Json {
  return {
    id: 'msa',
    practices: ['pc'],
    mso: 'mso',
    effectiveFrom: from,
    termMonths: 60,
    renewal: { kind: 'none' },
    termination: {
      cureDays: 30,
      withoutCause: { by: 'either', noticeDays: 90 },
      exitFee: { kind: 'none' },
    },
    services: ['billing'],
    fee: { year: 'contract', components },
    billing: { in: 'arrears', dueDays: 15 },
  } as unknown as Json;
}

const signed = (components: readonly FeeComponent[], from = '2025-01-01'): LooseEvent =>
  event('AgreementSigned', from, {
    agreement: 'msa',
    fromOn: from,
    terms: terms(components, from),
  });

const sale = (on: string, service: string, more: Record<string, string> = {}): LooseEvent =>
  event('PointOfSaleCompleted', on, {
    sale: `s-${on}`,
    serviceLine: 'facial',
    tender: 'cash',
    service,
    retail: '0.00',
    salesTax: '0.00',
    tips: '0.00',
    ...more,
  });

const invoiced = (forMonth: string, amount: string, more: Record<string, Json> = {}): LooseEvent =>
  event('ManagementFeeInvoiced', `${forMonth}-28`, {
    agreement: 'msa',
    invoice: `INV-${forMonth}`,
    forMonth,
    line: 'management-fee',
    amount,
    ...more,
  });

const paid = (on: string, amount: string, more: Record<string, Json> = {}): LooseEvent =>
  event('ManagementFeeSettled', on, { agreement: 'msa', amount, ...more });

function figures(events: readonly LooseEvent[], cut: Cut = AS_OF): AgreementFigures {
  const all = figuresOf(managementFee, bookOf([bookOpened('document'), ...events]), cut);
  const [only] = all.agreements;
  if (only === undefined) throw new Error('no agreement');
  return only;
}

function monthOf(found: AgreementFigures, month: string): FeeMonthFigures {
  const own = found.months.find((m) => formatMonth(m.month) === month);
  if (own === undefined) throw new Error(`no ${month}`);
  return own;
}

describe('the fee due', () => {
  test('is recomputed from events by the terms, with the rules in words', () => {
    const found = figures([
      signed([TIERED, SOFTWARE]),
      sale('2025-01-10', '1500.00', { salesTax: '90.00', tips: '40.00' }),
      event('SaleRefunded', '2025-01-20', {
        sale: 's',
        kind: 'service',
        tender: 'cash',
        amount: '100.00',
        salesTax: '6.00',
      }),
      event('PassThroughCostPaid', '2025-01-31', {
        agreement: 'msa',
        forMonth: '2025-01',
        amount: '52.00',
      }),
    ]);
    const january = monthOf(found, '2025-01');
    // 9 % of 1,000.00 and 7 % of 400.00; tax and tips are in no base.
    expect(january).toMatchObject({ dueFeeCents: 11_800, duePassThroughCents: 5200 });
    expect(january.lines.map((l) => [l.rule, l.amountCents])).toEqual([
      ['tiered', 9000],
      ['tiered', 2800],
      ['pass-through', 5200],
    ]);
    expect(january.allInRate).toMatchObject({ numerator: 17_000, denominator: 140_000 });
    expect(january.marginalRate).toBe('0.07');
  });

  test('counts no day before the agreement, and splits the month in which terms change', () => {
    const found = figures([
      signed([PERCENT], '2025-02-11'),
      sale('2025-02-10', '1000.00'),
      sale('2025-02-11', '500.00'),
      sale('2025-04-15', '1000.00'),
      sale('2025-04-16', '2000.00'),
      event('AgreementAmended', '2025-04-01', {
        agreement: 'msa',
        fromOn: '2025-04-16',
        terms: terms([{ ...PERCENT, rate: '0.05' }], '2025-02-11'),
        reason: 'renegotiated',
      }),
    ]);
    expect(monthOf(found, '2025-02').dueFeeCents).toBe(5000);
    expect(monthOf(found, '2025-03').dueFeeCents).toBe(0);
    expect(monthOf(found, '2025-04')).toMatchObject({ dueFeeCents: 20_000 });
    expect(monthOf(found, '2025-04').lines.map((l) => l.amountCents)).toEqual([10_000, 10_000]);
    expect(found.warnings.map((w) => w.code)).toContain('agreement/fee-changed-in-first-year');
  });

  test('takes the month before where the terms say so: Lemma, nothing in the first month', () => {
    const prior = { ...PERCENT, base: { ...NET, month: 'prior' as const }, rate: '0.12' };
    const found = figures([
      signed([prior]),
      sale('2025-01-10', '1000.00'),
      sale('2025-02-10', '500.00'),
      sale('2025-03-31', '1.00'),
    ]);
    expect(monthOf(found, '2025-01').dueFeeCents).toBe(0);
    expect(monthOf(found, '2025-02').dueFeeCents).toBe(12_000);
    expect(monthOf(found, '2025-03').dueFeeCents).toBe(6000);
  });

  test('of the month before begins with the agreement, and a yearly cap runs through the year', () => {
    const prior = { ...PERCENT, base: { ...NET, month: 'prior' as const } };
    const found = figures([
      signed([prior], '2025-01-16'),
      sale('2025-01-10', '1000.00'),
      sale('2025-01-20', '700.00'),
      sale('2025-02-20', '1.00'),
    ]);
    expect(monthOf(found, '2025-02').dueFeeCents).toBe(7000);
    const capped = figures([
      signed([{ ...PERCENT, limits: { capPerYear: '150.00' } }]),
      sale('2025-01-10', '1000.00'),
      sale('2025-02-10', '1000.00'),
      sale('2025-03-10', '1000.00'),
    ]);
    expect(capped.months.map((m) => m.dueFeeCents)).toEqual([10_000, 5000, 0]);
  });

  test('counts sites and claims, revenue and income where a fee is taken of them', () => {
    const perSite: FeeComponent = {
      code: 'site',
      kind: 'flat',
      amount: '100.00',
      per: 'site',
      proration: 'days',
    };
    const perClaim: FeeComponent = {
      code: 'claim',
      kind: 'per-unit',
      unit: 'claim',
      price: '2.5',
      proration: 'none',
    };
    const revenue: FeeComponent = {
      ...PERCENT,
      code: 'revenue',
      base: { kind: 'net-patient-revenue', month: 'accrual' },
    };
    const site = (id: string, openedOn: string): LooseEvent => {
      const made = event('SiteOpened', '2025-01-01', { name: id, state: 'TX', openedOn });
      return { ...made, meta: { ...made.meta, site: id } };
    };
    const found = figures([
      signed([perSite, perClaim, revenue]),
      site('north', '2024-01-01'),
      site('south', '2025-02-20'),
      event('ClaimSubmitted', '2025-01-12', {
        claim: 'c',
        payer: 'p',
        payerClass: 'commercial',
        frequency: 'original',
        rank: 'primary',
        charge: '10.00',
        serviceOn: '2025-01-10',
        lines: 1,
      }),
      event('ChargePosted', '2025-01-10', {
        claim: 'c',
        payer: 'p',
        payerClass: 'commercial',
        serviceLine: 'medical',
        gross: '1000.00',
        expectedContractual: '400.00',
      }),
      event('BankStatementRecorded', '2025-02-28', {
        bankAccount: 'b',
        fromOn: '2025-02-01',
        toOn: '2025-02-28',
        opening: '0.00',
        closing: '0.00',
      }),
    ]);
    expect(monthOf(found, '2025-01').lines.map((l) => l.amountCents)).toEqual([10_000, 250, 6000]);
    expect(monthOf(found, '2025-02').dueFeeCents).toBe(20_000);
  });

  test('is not guessed where the book cannot tell, and says what to do', () => {
    const on = (base: FeeBase): FeeComponent => ({ ...PERCENT, base });
    const reasonOf = (component: FeeComponent): string | null => {
      const found = figures([signed([component]), sale('2025-01-10', '1000.00')]);
      const january = monthOf(found, '2025-01');
      expect(january).toMatchObject({ dueFeeCents: null, status: 'unknown' });
      return january.reason;
    };
    expect(reasonOf(on({ ...NET, line: 'surgical' }))).toMatch(/no event carries .* it is one of/);
    expect(reasonOf(on({ ...NET, month: 'deposit', line: 'laser' }))).toContain('accrual month');
    expect(reasonOf(on({ kind: 'net-income', month: 'accrual', line: 'laser' }))).toContain(
      'costs are not recorded by service line',
    );
    expect(reasonOf({ ...COST_PLUS, cost: 'operating' })).toContain('costs: [billing, payroll]');
    expect(reasonOf(COST_PLUS)).toBe(
      'the book holds no cost of mso in 2025-01; import its bills and payroll',
    );
    const each = { kind: 'per-unit', unit: 'fte', price: '1', proration: 'days' } as const;
    expect(reasonOf({ ...each, code: 'fte' })).toContain('agree on site, claim, visit');
  });

  test('is of one service line where events name it; what they do not name is other', () => {
    const line = (name: string, kind: FeeBase['kind'] = 'collections-net-of-refunds'): number => {
      const base = { kind, month: 'accrual', line: name } as const;
      const found = figures([
        signed([{ ...PERCENT, base, rate: '1' }]),
        sale('2025-01-10', '1000.00', { retail: '200.00', salesTax: '16.50' }),
        sale('2025-01-11', '400.00', { serviceLine: 'laser' }),
        event('SaleRefunded', '2025-01-20', {
          sale: 's-2025-01-11',
          tender: 'cash',
          amount: '150.00',
          salesTax: '0.00',
        }),
        event('RemittanceReceived', '2025-01-25', {
          remittance: 'r',
          payer: 'acme',
          amount: '90.00',
          method: 'ACH',
          isBalanced: true,
          difference: '0.00',
        }),
        event('GiftCardSold', '2025-01-26', { giftCard: 'g', tender: 'card', amount: '75.00' }),
      ]);
      return monthOf(found, '2025-01').dueFeeCents ?? Number.NaN;
    };
    expect(line('facial')).toBe(100_000);
    expect(line('retail')).toBe(20_000);
    expect(line('laser')).toBe(25_000);
    expect(line('laser', 'cash-collections')).toBe(40_000);
    expect(line('medical')).toBe(9000);
    expect(line('other')).toBe(7500);
    expect(line('laser', 'net-patient-revenue')).toBe(25_000);
    expect(line('other', 'net-patient-revenue')).toBe(0);
  });

  test('counts card sales in the month they reached the bank, the oldest first', () => {
    const base = { kind: 'collections-net-of-refunds', month: 'deposit' } as const;
    const found = figures([
      signed([{ ...PERCENT, base, rate: '1' }]),
      sale('2025-01-10', '500.00'),
      // 1,000.00 and 100.00 of tax on a card, settled in two batches.
      sale('2025-01-30', '1000.00', { tender: 'card', salesTax: '100.00' }),
      event('CardBatchSettled', '2025-01-31', { batch: 'b1', gross: '330.00', fee: '9.00' }),
      event('CardBatchSettled', '2025-02-02', { batch: 'b2', gross: '770.00', fee: '21.00' }),
    ]);
    expect(found.months.map((m) => m.dueFeeCents).slice(0, 2)).toEqual([80_000, 70_000]);
  });

  test('is cost plus a mark-up on what the MSO’s own book holds under the names agreed', () => {
    const bill = (entity: string, category: string, amount: string): LooseEvent => {
      const made = event('VendorBillRecorded', '2025-01-15', {
        vendor: 'v',
        bill: `${entity}-${category}`,
        category,
        amount,
      });
      const { counterparty: _, ...meta } = made.meta;
      return { ...made, meta: { ...meta, entity } };
    };
    const costs = [
      bill('mso', 'billing', '700.00'),
      bill('mso', 'it', '300.00'),
      bill('mso', 'rent', '5000.00'),
      bill('pc', 'billing', '90.00'),
    ];
    const due = (component: FeeComponent): number | null =>
      monthOf(figures([signed([component]), ...costs]), '2025-01').dueFeeCents;
    expect(due(COST_PLUS)).toBe(84_000);
    expect(due({ ...COST_PLUS, cost: 'back office', costs: ['billing', 'it'] })).toBe(120_000);
    const shares = { pc: '0.25', az: '0.75' };
    expect(due({ ...COST_PLUS, allocation: { by: 'fixed', shares } })).toBe(21_000);
  });
});

describe('an invoice that asks for something else', () => {
  const base = [
    signed([TIERED]),
    sale('2025-01-10', '2000.00'),
    sale('2025-02-10', '3000.00', { salesTax: '97.31', tips: '41.77' }),
    event('GiftCardRedeemed', '2025-02-12', {
      giftCard: 'g',
      serviceLine: 'facial',
      amount: '212.50',
      breakage: '0.00',
    }),
    event('SaleRefunded', '2025-02-20', {
      sale: 's',
      kind: 'service',
      tender: 'cash',
      amount: '333.00',
      salesTax: '0.00',
    }),
  ];
  // Due: 90.00 and 7 % of 1,667.00 = 206.69.

  test('is a dispute; what its base counts too much is found by itself', () => {
    const found = figures([
      ...base,
      // 2,667.00 + 97.31 + 41.77 + 212.50 = 3,018.58 → 90.00 + 141.30
      invoiced('2025-02', '231.30', { base: '3018.58', dueOn: '2025-03-15' }),
      paid('2025-03-14', '231.30', { reference: 'INV-2025-02-F' }),
    ]);
    expect(found.disputes).toHaveLength(1);
    expect(found.disputes[0]).toMatchObject({
      kind: 'overstated',
      invoicedCents: 23_130,
      payableCents: 20_669,
      differenceCents: 2461,
      overpaidCents: 2461,
      statedBaseCents: 301_858,
      agreedBaseCents: 266_700,
      invoices: ['INV-2025-02'],
      explanation: {
        isExplained: true,
        isStatedBase: true,
        words: 'the base counts sales tax, tips, gift cards again when they are used',
      },
    });
    expect(monthOf(found, '2025-02').status).toBe('overpaid');
    expect(found.totals.overpaidCents).toBe(2461);
  });

  const wordsFor = (amount: string): string | undefined =>
    figures([...base, invoiced('2025-02', amount)]).disputes[0]?.explanation.words;

  test('may leave refunds in the base', () => {
    expect(wordsFor('230.00')).toBe('the base counts refunds not taken off');
  });

  test('may ignore the lower tier', () => {
    expect(wordsFor('240.03')).toBe('the rate of the first tier is taken on everything');
  });

  test('may be of the month before', () => {
    expect(wordsFor('160.00')).toBe('the base is that of the month before');
  });

  test('stays unexplained when no slip gives it to the cent', () => {
    const found = figures([...base, invoiced('2025-02', '240.02')]).disputes[0];
    expect(found?.explanation).toMatchObject({ words: 'unexplained', isExplained: false });
    expect(found?.words).toBe('the invoice for 2025-02 is overstated: unexplained');
  });

  test('is none within a cent of rounding, and none before it has come', () => {
    const found = figures([...base, invoiced('2025-02', '206.70')]);
    expect(found.disputes).toEqual([]);
    expect(monthOf(found, '2025-02').differenceCents).toBe(1);
    expect(monthOf(found, '2025-01')).toMatchObject({
      invoicedFeeCents: null,
      differenceCents: null,
    });
  });

  test('may ask for too little', () => {
    const [found] = figures([...base, invoiced('2025-02', '200.00')]).disputes;
    expect(found).toMatchObject({ kind: 'understated', differenceCents: -669, overpaidCents: 0 });
  });
});

describe('what is paid', () => {
  const flat: FeeComponent = {
    code: 'flat',
    kind: 'flat',
    amount: '5000.00',
    per: 'month',
    proration: 'days',
  };

  test('accumulates while it is not: Moxie, 10,000.00 after two months', () => {
    const found = figures([signed([flat]), sale('2025-02-28', '1.00')], {
      ...AS_OF,
      asOf: parseDay('2025-02-28'),
    });
    expect(monthOf(found, '2025-02').owedCents).toBe(1_000_000);
    expect(found.totals).toMatchObject({ owedCents: 1_000_000, overdueCents: 500_000 });
    expect(found.unpaidMonths.map((m) => formatMonth(m.month))).toEqual(['2025-01']);
    expect(monthOf(found, '2025-02').status).toBe('not yet due');
  });

  test('is placed by month, by reference, by amount, then on the oldest month open', () => {
    const found = figures([
      signed([PERCENT]),
      ...['01', '02', '03', '04', '05'].map((m, i) => sale(`2025-${m}-10`, `${(i + 1) * 1000}.00`)),
      ...['01', '02', '03', '04'].map((m, i) => invoiced(`2025-${m}`, `${(i + 1) * 100}.00`)),
      paid('2025-06-01', '300.00', { reference: 'wire' }),
      paid('2025-06-02', '50.00'),
      paid('2025-06-03', '400.00', { reference: 'INV-2025-04-F' }),
      paid('2025-06-04', '500.00', { forMonth: '2025-05' }),
    ]);
    expect(found.payments.map(({ by }) => by)).toEqual([
      'its amount',
      'the oldest month open',
      'its reference',
      'its month',
    ]);
    expect(found.months.slice(0, 5).map((m) => [m.paidCents, m.status])).toEqual([
      [5000, 'partly paid'],
      [0, 'unpaid'],
      [30_000, 'paid'],
      [40_000, 'paid'],
      [50_000, 'paid'],
    ]);
    expect(found.totals).toMatchObject({ paidCents: 125_000, owedCents: 25_000 });
  });

  test('of one amount that two months ask for goes to the older one, as a guess', () => {
    const found = figures([
      signed([flat]),
      paid('2025-02-20', '5000.00'),
      sale('2025-03-31', '1.00'),
    ]);
    expect(found.payments[0]?.by).toBe('the oldest month open');
    expect(monthOf(found, '2025-01').status).toBe('paid');
  });

  test('leaves the right month unpaid when later ones are paid', () => {
    const found = figures([
      signed([PERCENT]),
      sale('2025-01-10', '1000.00'),
      sale('2025-02-10', '900.00'),
      invoiced('2025-01', '100.00', { dueOn: '2025-02-15' }),
      invoiced('2025-02', '90.00', { dueOn: '2025-03-15' }),
      paid('2025-03-14', '90.00', { reference: 'INV-2025-02-F' }),
    ]);
    expect(found.unpaidMonths.map(({ month, cents }) => [formatMonth(month), cents])).toEqual([
      ['2025-01', 10_000],
    ]);
  });

  test('credits reduce what is payable', () => {
    const found = figures([
      signed([flat]),
      event('ManagementFeeCredited', '2025-01-31', {
        agreement: 'msa',
        forMonth: '2025-01',
        amount: '225.00',
        reason: 'a standard was missed',
      }),
      invoiced('2025-01', '5000.00'),
      invoiced('2025-01', '-225.00', { line: 'credit' }),
    ]);
    expect(monthOf(found, '2025-01')).toMatchObject({
      payableCents: 477_500,
      invoicedFeeCents: 477_500,
      differenceCents: 0,
    });
    expect(found.disputes).toEqual([]);
  });

  test('is known beside agreements that the book does not hold', () => {
    const all = figuresOf(
      managementFee,
      bookOf([bookOpened('document'), invoiced('2025-01', '10.00'), paid('2025-02-01', '7.00')]),
      AS_OF,
    );
    expect(all.agreements).toEqual([]);
    expect(all.withoutAgreement).toEqual({ invoicedCents: 1000, paidCents: 700 });
  });
});

describe('warnings', () => {
  test('say when a fee changes twice in twelve months or leaves its FMV range', () => {
    const amended = (on: string, rate: string): LooseEvent =>
      event('AgreementAmended', on, {
        agreement: 'msa',
        fromOn: on,
        terms: {
          ...(terms([{ ...PERCENT, rate }], '2024-01-01') as object),
          fmvRange: { low: '50.00', high: '90.00' },
        } as Json,
        reason: 'again',
      });
    const found = figures([
      signed([PERCENT], '2024-01-01'),
      amended('2025-02-01', '0.11'),
      amended('2025-05-01', '0.12'),
      sale('2025-03-10', '1000.00'),
      sale('2025-06-10', '600.00'),
    ]);
    const codes = found.warnings.map((w) => `${w.code} ${w.on}`);
    expect(codes).toContain('agreement/fee-changed-twice 2025-05-01');
    expect(codes).toContain('agreement/fee-outside-fmv 2025-03');
    expect(codes).not.toContain('agreement/fee-outside-fmv 2025-06');
  });
});

describe('what is paid over due', () => {
  const JANUARY = [
    signed([PERCENT]),
    sale('2025-01-10', '1000.00'),
    invoiced('2025-01', '130.00'),
    paid('2025-02-10', '130.00', { forMonth: '2025-01' }),
  ];

  test('stands month by month, whatever else is owed', () => {
    const found = figures([...JANUARY, sale('2025-02-10', '1000.00')]);
    expect(found.months.map((m) => m.overpaidCents)).toEqual([3000, 0]);
    expect(found.totals).toMatchObject({ overpaidCents: 3000, setApartCents: 0, owedCents: 7000 });
  });

  test('ends when the MSO pays it back, with or without saying for which month', () => {
    const back = paid('2025-03-05', '-30.00', { reference: 'REFUND' });
    const found = figures([...JANUARY, back]);
    expect(found.totals.overpaidCents).toBe(0);
    expect(found.payments.at(-1)).toMatchObject({ cents: -3000, by: 'what was paid over due' });
    expect(monthOf(found, '2025-01').status).toBe('paid');
    const named = figures([...JANUARY, paid('2025-03-05', '-30.00', { forMonth: '2025-01' })]);
    expect(named.totals.overpaidCents).toBe(0);
  });

  test('is set off by a later invoice that asks for less, which is no dispute then', () => {
    const less = [
      sale('2025-02-10', '1000.00'),
      invoiced('2025-02', '80.00'),
      paid('2025-03-10', '80.00', { forMonth: '2025-02' }),
    ];
    const found = figures([...JANUARY, ...less]);
    const [january, february] = found.months;
    expect(january).toMatchObject({ overpaidCents: 1000, setOffCents: -2000 });
    expect(february).toMatchObject({ overpaidCents: 0, setOffCents: 2000 });
    expect(found.disputes.map((d) => formatMonth(d.month))).toEqual(['2025-01']);
    expect(monthOf(found, '2025-02').status).toBe('paid');
    expect(found.totals).toMatchObject({ overpaidCents: 1000, owedCents: -1000 });
  });

  test('counts what was paid ahead until its month has come', () => {
    const ahead = paid('2025-06-20', '90.00', { forMonth: '2025-07' });
    expect(figures([...JANUARY, ahead]).totals.overpaidCents).toBe(3000 + 9000);
  });
});

describe('standards with money in them', () => {
  const codes = ['days-in-ar', 'clean-claims', 'answered-calls', 'on-time-close'];
  const AT_RISK: FeeComponent = {
    code: 'flat',
    kind: 'flat',
    amount: '9000.00',
    per: 'month',
    proration: 'days',
    atRisk: { share: '0.1', standards: codes.map((code) => ({ code, label: code })) },
  };
  const measured = (standard: string, isMet: boolean): LooseEvent =>
    event('PerformanceMeasured', '2025-02-05', {
      agreement: 'msa',
      forMonth: '2025-01',
      standard,
      isMet,
    });
  const credited = (amount: string): LooseEvent =>
    event('ManagementFeeCredited', '2025-02-10', {
      agreement: 'msa',
      forMonth: '2025-01',
      amount,
      reason: 'one of four standards missed',
    });
  const january = (...events: readonly LooseEvent[]): FeeMonthFigures =>
    monthOf(figures([signed([AT_RISK]), sale('2025-01-10', '1.00'), ...events]), '2025-01');
  const MEASURED = codes.map((code) => measured(code, code !== 'clean-claims'));

  test('T13: 9,000.00 with a tenth at risk in four standards, one missed: 225.00 less', () => {
    const found = january(...MEASURED);
    expect(found).toMatchObject({
      dueFeeCents: 900_000,
      creditedCents: 22_500,
      payableCents: 877_500,
    });
    expect(found.credits).toMatchObject([{ standard: 'clean-claims', amountCents: 22_500 }]);
    expect(january(...codes.map((code) => measured(code, true))).payableCents).toBe(900_000);
    expect(january().payableCents).toBe(900_000);
  });

  test('count once when the MSO credits them too, and a larger credit counts whole', () => {
    expect(january(...MEASURED, credited('225.00')).payableCents).toBe(877_500);
    expect(january(credited('225.00'), ...MEASURED).payableCents).toBe(877_500);
    expect(january(...MEASURED, credited('400.00')).payableCents).toBe(860_000);
  });

  test('are missed no more once the measurement is reversed', () => {
    const wrong = measured('clean-claims', false);
    const found = january(...MEASURED, reversalOf(MEASURED[1] as LooseEvent, '2025-02-07'));
    expect(found.payableCents).toBe(900_000);
    expect(january(wrong, ...MEASURED).payableCents).toBe(877_500);
  });
});
