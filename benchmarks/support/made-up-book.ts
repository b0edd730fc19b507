import {
  firstDay,
  formatDay,
  formatMonth,
  lastDay,
  monthOf,
  parseMonth,
} from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { formatCents } from '../../src/money.ts';
import { MadeUpLog } from './made-up-log.ts';
import { seeded } from './random.ts';

/** A group to be made up; events come to about 175 a site-month times `volume`. */
export interface Size {
  readonly months: number;
  readonly sitesPerPractice: number;
  readonly volume: number;
  readonly seed: number;
}

export const FIRST_MONTH = parseMonth('2021-01');
export const PRACTICES = ['tx-practice', 'az-practice'] as const;
export const MSO = 'mso';
const PAYERS = [
  ['bluefin', 'commercial'],
  ['northgate', 'commercial'],
  ['medicare', 'medicare'],
  ['statecare', 'medicaid'],
  ['harbor', 'commercial'],
] as const;
const LINES = ['neurotoxin', 'filler', 'laser', 'facial', 'wellness'] as const;
const COSTS = ['rent', 'software', 'utilities', 'advertising', 'insurance'] as const;

/**
 * Events of a made-up group, month by month, as its systems' files bring them: claims and their
 * remittances a month later, desks, prepaid plans, bills, payroll, the bank. One import is never
 * completed, one is reverted, and one entry in two hundred is reversed.
 */
export function* madeUpBook(size: Size): Generator<RecordedEvent, undefined> {
  const writer = new Writer(new MadeUpLog(seeded(size.seed), firstDay(FIRST_MONTH)));
  yield* writer.opening(size);
  for (let m = 0; m < size.months; m++) {
    const month = (FIRST_MONTH + m) as Month;
    for (const entity of PRACTICES) yield* writer.month(entity, month, size);
  }
}

export function sitesOf(entity: string, size: Size): string[] {
  return Array.from({ length: size.sitesPerPractice }, (_, i) => `${entity.slice(0, 2)}-${i + 1}`);
}

interface OpenClaim {
  readonly claim: string;
  readonly site: string;
  readonly payer: (typeof PAYERS)[number];
  readonly line: (typeof LINES)[number];
  readonly serviceOn: Day;
  readonly gross: number;
}

class Writer {
  readonly #log: MadeUpLog;
  readonly #open = new Map<string, OpenClaim[]>();
  readonly #packages: { readonly id: string; readonly each: number; left: number }[] = [];

  constructor(log: MadeUpLog) {
    this.#log = log;
  }

  *opening(size: Size): Generator<RecordedEvent, undefined> {
    const on = firstDay(FIRST_MONTH);
    const rates = { breakageRate: '0.08', giftCardBreakageRate: '0.05' };
    const book = { cashPolicy: 'bank', currency: 'USD', fiscalYearStart: 1 } as const;
    const named = { keyId: 'made-up', name: 'A made-up group' };
    this.#log.write('BookOpened', { ...rates, ...book, ...named }, { entity: PRACTICES[0], on });
    for (const entity of PRACTICES) {
      const state = entity.slice(0, 2).toUpperCase();
      this.#log.write('EntityFormed', { kind: 'practice', name: entity, state }, { entity, on });
      for (const site of sitesOf(entity, size)) {
        const opened = { name: site, openedOn: formatDay(on), state };
        this.#log.write('SiteOpened', opened, { entity, site, on });
      }
    }
    this.#log.write('EntityFormed', { kind: 'mso', name: MSO, state: 'TX' }, { entity: MSO, on });
    for (const [payer, payerClass] of PAYERS) {
      const listed = { contractualRate: '0.4', ids: [{ id: payer }], name: payer, payer };
      this.#log.write('PayerListed', { ...listed, payerClass }, { entity: PRACTICES[0], on });
    }
    yield* this.#log.flush();
  }

  *month(entity: string, month: Month, size: Size): Generator<RecordedEvent, undefined> {
    const end = lastDay(month);
    this.#log.endOfMonth(end);
    const name = `${entity} ${formatMonth(month)}`;
    const fate = month === FIRST_MONTH + 7 ? 'reverted' : 'completed';
    const sites = sitesOf(entity, size);
    this.#log.importFile(`claims ${name}`, 'completed', () =>
      this.#claims(entity, month, sites, size),
    );
    yield* this.#log.flush();
    this.#log.importFile(`remittances ${name}`, 'completed', () =>
      this.#remittances(entity, month),
    );
    yield* this.#log.flush();
    this.#log.importFile(`desk ${name}`, fate, () => this.#desks(entity, month, sites, size));
    yield* this.#log.flush();
    const isCutOff = month === FIRST_MONTH + 9 && entity === PRACTICES[1];
    this.#log.importFile(`office ${name}`, isCutOff ? 'open' : 'completed', () => {
      for (const site of sites) this.#office(entity, month, site);
    });
    yield* this.#log.flush();
    this.#log.importFile(`bank ${name}`, 'completed', () => this.#bank(entity, month, sites, size));
    this.#fee(entity, month);
    yield* this.#log.flush();
  }

  #claims(entity: string, month: Month, sites: readonly string[], { volume }: Size): void {
    const random = this.#log.random;
    const open = this.#open.get(entity) ?? [];
    this.#open.set(entity, open);
    for (const site of sites) {
      for (let n = 0; n < 24 * volume; n++) {
        const payer = random.pick(PAYERS);
        const claim = this.#log.name('claim');
        const line = random.pick(LINES);
        const serviceOn = this.#log.day(month);
        const gross = random.int(12_000, 90_000);
        const by = { claim, payer: payer[0], payerClass: payer[1] };
        const at = { entity, site, on: serviceOn };
        const expectedContractual = formatCents(Math.round(gross * 0.4));
        const charge = { gross: formatCents(gross), expectedContractual, serviceLine: line };
        this.#log.write(
          'ChargePosted',
          { ...by, ...charge, provider: this.#log.provider(site) },
          at,
        );
        const sent = {
          charge: formatCents(gross),
          frequency: 'original',
          rank: 'primary',
        } as const;
        const first = { serviceOn: formatDay(serviceOn), lines: 1 };
        const on = Math.min(serviceOn + 3, lastDay(month)) as Day;
        this.#log.write('ClaimSubmitted', { ...by, ...sent, ...first }, { ...at, on });
        open.push({ claim, site, payer, line, serviceOn, gross });
      }
    }
  }

  #remittances(entity: string, month: Month): void {
    const open = this.#open.get(entity) ?? [];
    const due = open.filter((c) => monthOf(c.serviceOn) < month || this.#log.random.is(0.2));
    this.#open.set(entity, open.filter((c) => !due.includes(c)).slice(-400));
    for (const payer of PAYERS) {
      const claims = due.filter((c) => c.payer === payer);
      for (let from = 0; from < claims.length; from += 30)
        this.#remittance(entity, month, claims.slice(from, from + 30));
    }
  }

  #remittance(entity: string, month: Month, claims: readonly OpenClaim[]): void {
    const remittance = this.#log.name('remittance');
    const on = this.#log.day(month);
    let paid = 0;
    for (const claim of claims) paid += this.#adjudicate(entity, remittance, claim, on);
    const payer = claims[0]?.payer[0] ?? '';
    let taken = 0;
    if (this.#log.random.is(0.2)) {
      taken = this.#log.random.int(500, 5_000);
      const plb = { code: 'WO', rawCode: 'WO', amount: formatCents(taken) } as const;
      this.#log.write('ProviderLevelAdjusted', { remittance, payer, ...plb }, { entity, on });
    }
    const sum = { amount: formatCents(Math.max(0, paid - taken)), difference: '0.00' };
    const received = { remittance, payer, method: 'ACH', isBalanced: true } as const;
    this.#log.write('RemittanceReceived', { ...received, ...sum }, { entity, on });
  }

  #adjudicate(entity: string, remittance: string, of: OpenClaim, on: Day): number {
    const { gross, claim, site, serviceOn } = of;
    const isDenied = this.#log.random.is(0.09);
    const contractual = isDenied ? 0 : Math.round(gross * 0.38);
    const patient = isDenied ? 0 : Math.round(gross * 0.12);
    const paid = isDenied ? 0 : gross - contractual - patient;
    const denied = isDenied ? gross : 0;
    const at = { entity, site, on };
    const payer = { payer: of.payer[0], payerClass: of.payer[1] };
    const part = (amount: number, carc: string, kind: 'contractual' | 'patient' | 'denial') => {
      const group = kind === 'patient' ? ('PR' as const) : ('CO' as const);
      return { amount: formatCents(amount), carc, class: kind, group, line: 1 };
    };
    const adjustments = isDenied
      ? [part(denied, '50', 'denial')]
      : [part(contractual, '45', 'contractual'), part(patient, '2', 'patient')];
    this.#log.write(
      'ClaimAdjudicated',
      {
        adjustments,
        charge: formatCents(gross),
        claim,
        contractual: formatCents(contractual),
        coordination: '0.00',
        denied: formatCents(denied),
        deniedLineCharges: formatCents(denied),
        deniedOpen: formatCents(denied),
        outcome: isDenied ? 'denied' : 'paid',
        paid: formatCents(paid),
        patientShare: formatCents(patient),
        ...payer,
        rank: 'primary',
        released: formatCents(isDenied ? 0 : Math.round(gross * 0.4)),
        remittance,
        serviceOn: formatDay(serviceOn),
        status: isDenied ? '4' : '1',
      },
      at,
    );
    if (isDenied && this.#log.random.is(0.5)) {
      const released = Math.round(gross * 0.4);
      const amounts = { net: formatCents(gross - released), released: formatCents(released) };
      this.#log.write(
        'DenialWrittenOff',
        { claim, ...payerOnly(payer), ...amounts, reason: 'denial' },
        at,
      );
    }
    if (!isDenied && this.#log.random.is(0.6)) {
      const amount = formatCents(patient);
      this.#log.write('PatientPaymentReceived', { claim, tender: 'card', amount }, at);
    }
    return paid;
  }

  #desks(entity: string, month: Month, sites: readonly string[], size: Size): void {
    for (const site of sites) {
      for (let n = 0; n < 45 * size.volume; n++) this.#sale(entity, site, this.#log.day(month));
      for (let n = 0; n < 22 * size.volume; n++) this.#prepaid(entity, site, this.#log.day(month));
    }
  }

  #sale(entity: string, site: string, on: Day): void {
    const random = this.#log.random;
    const sale = this.#log.name('sale');
    const tender = random.pick(['card', 'card', 'card', 'cash', 'financing'] as const);
    const service = random.int(9_000, 90_000);
    const retail = random.is(0.2) ? random.int(2_000, 15_000) : 0;
    const money = {
      service: formatCents(service),
      retail: formatCents(retail),
      salesTax: formatCents(Math.round(retail * 0.0825)),
      tips: formatCents(random.is(0.4) ? Math.round(service * 0.15) : 0),
    };
    const what = {
      sale,
      serviceLine: random.pick(LINES),
      tender,
      provider: this.#log.provider(site),
    };
    const at = { entity, site, on };
    this.#log.write('PointOfSaleCompleted', { ...what, ...money, visits: 1 }, at);
    if (random.is(0.02)) {
      const back = { sale, tender, amount: money.service, salesTax: '0.00' };
      this.#log.write('SaleRefunded', { ...back, soldOn: formatDay(on) }, at);
    }
  }

  #prepaid(entity: string, site: string, on: Day): void {
    const random = this.#log.random;
    const at = { entity, site, on };
    const serviceLine = random.pick(LINES);
    const kind = random.int(0, 9);
    if (kind < 2) {
      const each = random.int(10_000, 40_000);
      const sold = {
        package: this.#log.name('package'),
        price: formatCents(each * 6),
        sessions: 6,
      };
      const expiresOn = formatDay((on + 365) as Day);
      this.#packages.push({ id: sold.package, each, left: 6 });
      this.#log.write('PackageSold', { ...sold, expiresOn, serviceLine, tender: 'card' }, at);
    } else if (kind < 7 && this.#packages.length > 0) {
      const index = random.int(0, this.#packages.length - 1);
      const used = this.#packages[index];
      if (used === undefined) return;
      used.left -= 1;
      if (used.left <= 0) this.#packages.splice(index, 1);
      const amount = { amount: formatCents(used.each), breakage: '0.00', sessions: 1, visits: 1 };
      const by = { provider: this.#log.provider(site), serviceLine };
      this.#log.write('PackageSessionRedeemed', { package: used.id, ...amount, ...by }, at);
    } else if (kind < 9) {
      const membership = `membership-${random.int(1, 900)}`;
      this.#log.write('MembershipBilled', { membership, amount: '149.00', tender: 'card' }, at);
      this.#log.write(
        'MembershipEarned',
        { membership, amount: '149.00' },
        { ...at, on: lastOf(on) },
      );
    } else {
      const giftCard = this.#log.name('gift-card');
      const expiresOn = formatDay((on + 1_825) as Day);
      this.#log.write(
        'GiftCardSold',
        { giftCard, amount: '150.00', expiresOn, tender: 'card' },
        at,
      );
      if (!random.is(0.7)) return;
      const used = {
        amount: '120.00',
        breakage: '0.00',
        salesTax: '0.00',
        tips: '15.00',
        visits: 1,
      };
      this.#log.write(
        'GiftCardRedeemed',
        { giftCard, ...used, serviceLine },
        { ...at, on: lastOf(on) },
      );
    }
  }

  #office(entity: string, month: Month, site: string): void {
    const random = this.#log.random;
    const at = { entity, site, on: this.#log.day(month) };
    for (const category of COSTS) {
      const bill = this.#log.name('bill');
      const amount = formatCents(random.int(20_000, 700_000));
      const vendor = `vendor-${random.int(1, 60)}`;
      const dueOn = formatDay((at.on + 30) as Day);
      this.#log.write('VendorBillRecorded', { amount, bill, category, dueOn, vendor }, at);
      this.#log.write('VendorPaid', { amount, bill, purpose: 'other', vendor }, at);
    }
    for (const role of ['provider', 'front-desk', 'billing'] as const) {
      const wages = random.int(300_000, 1_500_000);
      const taxes = formatCents(Math.round(wages * 0.0765));
      this.#log.write(
        'PayrollAccrued',
        { role, wages: formatCents(wages), employerTaxes: taxes },
        at,
      );
      const withheld = formatCents(Math.round(wages * 0.2));
      this.#log.write('PayrollPaid', { gross: formatCents(wages), withheld }, at);
    }
    const stock = { vendor: 'vendor-61', bill: this.#log.name('bill'), amount: '12500.00' };
    this.#log.write('InventoryReceived', { ...stock, dueOn: formatDay((at.on + 30) as Day) }, at);
    this.#log.write('InventoryConsumed', { injectables: '9800.00', retail: '700.00' }, at);
    const days = { booked: 260, completed: 228, lateCancelled: 12, newPatients: 40, noShow: 20 };
    this.#log.write('AppointmentsCounted', days, at);
  }

  #bank(entity: string, month: Month, sites: readonly string[], { volume }: Size): void {
    for (const site of sites) {
      for (let n = 0; n < 12 * volume; n++) {
        const on = this.#log.day(month);
        const gross = this.#log.random.int(50_000, 400_000);
        const fee = Math.round(gross * 0.027);
        const batch = this.#log.name('batch');
        const settled = { batch, gross: formatCents(gross), fee: formatCents(fee) };
        const document = this.#log.write('CardBatchSettled', settled, { entity, site, on });
        const amount = formatCents(gross - fee);
        const line = this.#log.write(
          'BankLineRecorded',
          { amount, bankAccount: 'operating', trace: batch },
          { entity, on },
        );
        const applies = [{ amount, event: document.id }];
        const found = { line: line.id, bankAccount: 'operating', how: 'trace' } as const;
        this.#log.write('BankLineMatched', { ...found, amount, applies }, { entity, on });
      }
    }
  }

  #fee(entity: string, month: Month): void {
    const at = { entity, counterparty: MSO, on: lastDay(month) };
    const base = this.#log.random.int(5_000_000, 30_000_000);
    const amount = formatCents(Math.round(base * 0.08));
    const forMonth = formatMonth(month);
    const by = { agreement: `msa-${entity}`, forMonth };
    const accrued = { ...by, amount, base: formatCents(base) };
    this.#log.write('ManagementFeeAccrued', accrued, at);
    this.#log.write('ManagementFeeSettled', { ...by, amount }, at);
  }
}

const lastOf = (day: Day): Day => lastDay(monthOf(day));
const payerOnly = ({ payer }: { readonly payer: string }) => ({ payer });
