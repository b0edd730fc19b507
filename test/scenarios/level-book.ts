// A small made-up book with round numbers: two practices, three sites, 24 months, an agreement.
import {
  addDays,
  firstDay,
  formatDay,
  formatMonth,
  lastDay,
  parseDay,
  parseMonth,
} from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';
import type { Cut, Json, RecordedEvent } from '../../src/event.ts';
import { SERVICE_CODES } from '../../src/agreement/services.ts';

type Draft = Pick<RecordedEvent, 'type' | 'data'> & {
  readonly entity: string;
  readonly site?: string;
  readonly counterparty?: string;
  readonly on: Day;
};

export const FROM = parseMonth('2025-01');
export const SITES = [
  { id: 'austin', entity: 'tx' },
  { id: 'dallas', entity: 'tx' },
  { id: 'phoenix', entity: 'az' },
] as const;

export interface BookOptions {
  readonly months: number;
  /** Months before the agreement; null for a group without one. */
  readonly joinsAfter: number | null;
  readonly isClosed?: boolean;
  /** Sites are left out of bills, as accounting systems do. */
  readonly orderOf?: (drafts: readonly Draft[]) => readonly Draft[];
}

const TERMS = (practice: string, from: string): Json => ({
  billing: { dueDays: 15, in: 'arrears' },
  effectiveFrom: from,
  fee: {
    components: [{ amount: '4000.00', code: 'fee', kind: 'flat', per: 'month', proration: 'days' }],
    year: 'contract',
  },
  id: `msa-${practice}`,
  mso: 'mso',
  practices: [practice],
  renewal: { kind: 'none' },
  services: [...SERVICE_CODES],
  termMonths: 60,
  termination: {
    cureDays: 30,
    exitFee: { kind: 'none' },
    withoutCause: { by: 'either', noticeDays: 90 },
  },
});

/** Events before they have a place: structure first, then month by month. */
export function drafts(options: BookOptions): Draft[] {
  const on = firstDay(FROM);
  const list: Draft[] = [
    {
      type: 'BookOpened',
      entity: 'tx',
      on,
      data: {
        breakageRate: '0.08',
        cashPolicy: 'document',
        currency: 'USD',
        fiscalYearStart: 1,
        giftCardBreakageRate: '0.05',
        keyId: 'k',
        name: 'Levels',
      },
    },
  ];
  for (const [entity, kind] of [
    ['tx', 'practice'],
    ['az', 'practice'],
    ['mso', 'mso'],
  ] as const) {
    list.push({ type: 'EntityFormed', entity, on, data: { kind, name: entity, state: 'TX' } });
  }
  for (const { id, entity } of SITES) {
    list.push({
      type: 'SiteOpened',
      entity,
      site: id,
      on,
      data: { name: id, openedOn: '2024-01-01', state: 'TX' },
    });
  }
  for (let m = 0; m < options.months; m++) list.push(...month(options, m));
  return list;
}

function month({ joinsAfter, isClosed }: BookOptions, m: number): Draft[] {
  const list: Draft[] = [];
  const at = (FROM + m) as Month;
  const day = firstDay(at);
  const hasMso = joinsAfter !== null && m >= joinsAfter;
  for (const { id: site, entity } of SITES) {
    const put = (type: string, data: Json, on: number = 5): void => {
      list.push({ type, data, entity, site, on: addDays(day, on) });
    };
    const bill = (category: string, amount: string): void =>
      put('VendorBillRecorded', {
        amount,
        bill: `${category}-${site}-${m}`,
        category,
        vendor: 'v',
      });
    // 100 visits a month: 40,000 of toxin by card, 10,000 of retail in cash with 8 % tax.
    put('PointOfSaleCompleted', {
      retail: '0.00',
      sale: `a-${site}-${m}`,
      salesTax: '0.00',
      service: '40000.00',
      serviceLine: 'neurotoxin',
      tender: 'card',
      tips: '0.00',
      visits: 80,
    });
    put('PointOfSaleCompleted', {
      retail: '10000.00',
      sale: `b-${site}-${m}`,
      salesTax: '800.00',
      service: '0.00',
      serviceLine: 'retail',
      tender: 'cash',
      tips: '0.00',
      visits: 10,
    });
    put('PackageSold', {
      package: `p-${site}-${m}`,
      price: '5000.00',
      serviceLine: 'laser',
      sessions: 10,
      tender: 'card',
    });
    put(
      'PackageSessionRedeemed',
      {
        amount: '5000.00',
        breakage: '0.00',
        package: `p-${site}-${m}`,
        serviceLine: 'laser',
        sessions: 10,
        visits: 10,
      },
      9,
    );
    put('CardBatchSettled', { batch: `c-${site}-${m}`, fee: '900.00', gross: '45000.00' }, 9);
    put('InventoryConsumed', { injectables: '16000.00', retail: '5000.00' });
    put('PayrollAccrued', { employerTaxes: '900.00', role: 'provider', wages: '9000.00' });
    put('PayrollAccrued', { employerTaxes: '500.00', role: 'front-desk', wages: '5000.00' });
    put('PayrollAccrued', { employerTaxes: '600.00', role: 'practice-manager', wages: '6000.00' });
    bill('rent', '7000.00');
    bill('it', hasMso ? '300.00' : '1200.00');
    if (!hasMso) bill('billing', '700.00');
    claims(put, site, m);
  }
  for (const entity of ['tx', 'az']) {
    const own = (type: string, data: Json, on: number): void => {
      list.push({ type, data, entity, counterparty: 'mso', on: addDays(day, on) });
    };
    // No site is said: it belongs to all of them.
    list.push({
      type: 'VendorBillRecorded',
      entity,
      on: addDays(day, 3),
      data: { amount: '1000.00', bill: `u-${entity}-${m}`, category: 'utilities', vendor: 'v' },
    });
    if (hasMso && m === joinsAfter) {
      const terms = TERMS(entity, formatDay(day));
      own('AgreementSigned', { agreement: `msa-${entity}`, fromOn: formatDay(day), terms }, 0);
    }
    if (hasMso) {
      const forMonth = formatMonth(at);
      own('ManagementFeeAccrued', { agreement: `msa-${entity}`, amount: '4000.00', forMonth }, 20);
    }
    if (isClosed !== false) {
      const lastOn = formatDay(lastDay(at));
      const data = { lastOn, period: formatMonth(at), preparer: 'clerk' };
      list.push({ type: 'PeriodClosed', entity, on: lastDay(at), data });
    }
  }
  return list;
}

/** Ten claims of 500 a month: nine paid after 20 days, one denied and then given up. */
function claims(
  put: (type: string, data: Json, on?: number) => void,
  site: string,
  m: number,
): void {
  for (let n = 0; n < 10; n++) {
    const claim = `${site}-${m}-${n}`;
    const serviceOn = formatDay(addDays(firstDay((FROM + m) as Month), 1));
    put(
      'ChargePosted',
      {
        claim,
        expectedContractual: '200.00',
        gross: '500.00',
        payer: 'bluefin',
        payerClass: 'commercial',
        serviceLine: 'medical',
      },
      1,
    );
    put(
      'ClaimSubmitted',
      {
        charge: '500.00',
        claim,
        frequency: 'original',
        lines: 1,
        payer: 'bluefin',
        payerClass: 'commercial',
        rank: 'primary',
        serviceOn,
      },
      4,
    );
    const isDenied = n === 9;
    put(
      'ClaimAdjudicated',
      {
        adjustments: [],
        charge: '500.00',
        claim,
        contractual: isDenied ? '0.00' : '200.00',
        coordination: '0.00',
        denied: isDenied ? '500.00' : '0.00',
        deniedLineCharges: isDenied ? '500.00' : '0.00',
        deniedOpen: isDenied ? '500.00' : '0.00',
        outcome: isDenied ? 'denied' : 'paid',
        paid: isDenied ? '0.00' : '240.00',
        patientShare: isDenied ? '0.00' : '60.00',
        payer: 'bluefin',
        payerClass: 'commercial',
        rank: 'primary',
        released: isDenied ? '0.00' : '200.00',
        remittance: `r-${site}-${m}`,
        serviceOn,
        status: isDenied ? '4' : '1',
      },
      24,
    );
    if (!isDenied) {
      put('PatientPaymentReceived', { amount: '45.00', claim, tender: 'check' }, 26);
    } else if (m % 2 === 0) {
      const data = { claim, net: '300.00', payer: 'bluefin', reason: 'denial', released: '200.00' };
      put('DenialWrittenOff', data, 27);
    }
  }
}

/** The book as columns. */
export function levelBook(options: BookOptions): ColumnBook {
  const list = drafts(options);
  const order = options.orderOf?.(list) ?? list;
  const book = new ColumnBook(undefined, 4096);
  order.forEach(({ type, data, entity, site, counterparty, on }, i) => {
    book.add({
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      type,
      data,
      stream: 'test',
      sequence: i,
      revision: BigInt(i),
      meta: {
        schema: '1',
        occurredOn: formatDay(on),
        effectiveOn: formatDay(on),
        recordedAt: '2027-01-02T00:00:00.000Z',
        entity,
        ...(site === undefined ? {} : { site }),
        ...(counterparty === undefined ? {} : { counterparty }),
        actor: 'test',
        actorKind: 'rule',
        policy: '1',
      },
    });
  });
  return book;
}

export const AT_END: Cut = { asOf: parseDay('2026-12-31'), knownAt: 1e9 };
