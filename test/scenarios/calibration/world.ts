// Made-up practices whose truth is known: a generator of its own, independent of the model.
import { ColumnBook } from '../../../src/batch/column-book.ts';
import { addDays, firstDay, formatDay, lastDay, parseMonth } from '../../../src/calendar.ts';
import type { Day, Month } from '../../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../../src/event.ts';
import { formatCents } from '../../../src/money.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';

/** Uniforms strictly between 0 and 1 (Mulberry32, T. Ettinger), and what is made of them. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  }

  normal(mean = 0, sd = 1): number {
    return mean + sd * normalQuantile(this.uniform());
  }

  is(p: number): boolean {
    return this.uniform() < p;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.uniform() * from.length)] as T;
  }
}

export interface Draft {
  readonly type: string;
  readonly data: Json;
  readonly site?: string;
  /** Day number on which it happened. */
  readonly on: number;
  /** Days after it happened until it is recorded. */
  readonly after?: number;
}

export const START = parseMonth('2023-01');
export const monthAt = (m: number): Month => (START + m) as Month;
export const dollars = (cents: number): string => formatCents(Math.round(cents));

/** A practice of one site, before anything happened. */
export function structure(): Draft[] {
  const on = firstDay(START);
  return [
    {
      type: 'BookOpened',
      on,
      data: {
        breakageRate: '0.08',
        cashPolicy: 'document',
        currency: 'USD',
        fiscalYearStart: 1,
        giftCardBreakageRate: '0.05',
        keyId: 'k',
        name: 'World',
      },
    },
    { type: 'EntityFormed', on, data: { kind: 'practice', name: 'tx', state: 'TX' } },
    {
      type: 'SiteOpened',
      site: 'austin',
      on,
      data: { name: 'austin', openedOn: '2022-01-01', state: 'TX' },
    },
  ];
}

/** Drafts as events, in the order in which they were recorded. */
export function recordedOf(drafts: readonly Draft[]): RecordedEvent[] {
  const recordedOn = ({ on, after = 0 }: Draft): number => on + after;
  return drafts
    .toSorted((a, b) => recordedOn(a) - recordedOn(b))
    .map((draft, i) => {
      const { type, data, site, on } = draft;
      return {
        id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
        type,
        data,
        stream: 'test',
        sequence: i,
        revision: BigInt(i),
        meta: {
          schema: '1',
          occurredOn: formatDay(on as Day),
          effectiveOn: formatDay(on as Day),
          recordedAt: `${formatDay(recordedOn(draft) as Day)}T12:00:00.000Z`,
          entity: 'tx',
          ...(site === undefined ? {} : { site }),
          actor: 'test',
          actorKind: 'rule',
          policy: '1',
        },
      };
    });
}

/** The same as a book. */
export function bookOf(drafts: readonly Draft[]): ColumnBook {
  const book = new ColumnBook(undefined, 8192);
  for (const event of recordedOf(drafts)) book.add(event);
  return book;
}

/** A sale with so many visits and so much revenue in a month. */
export function sale(m: number, visits: number, cents: number, line = 'neurotoxin'): Draft {
  const isRetail = line === 'retail';
  return {
    type: 'PointOfSaleCompleted',
    site: 'austin',
    on: addDays(firstDay(monthAt(m)), 10),
    data: {
      retail: isRetail ? dollars(cents) : '0.00',
      sale: `${line}-${m}`,
      salesTax: '0.00',
      service: isRetail ? '0.00' : dollars(cents),
      serviceLine: line,
      tender: 'card',
      tips: '0.00',
      visits,
    },
  };
}

/** A claim of 500 dollars from its charge to its end; what happens after `until` does not. */
export function claim(
  id: string,
  at: {
    readonly payer: string;
    readonly servedOn: number;
    readonly lagDays: number;
    readonly isDenied: boolean;
    readonly isOverturned: boolean;
    readonly reworkDays: number;
  },
  until: number,
): Draft[] {
  const { payer, servedOn, lagDays, isDenied, isOverturned, reworkDays } = at;
  const sent = servedOn + 3;
  const decided = sent + lagDays;
  const common = { payer, payerClass: 'commercial' };
  const adjudicated = (on: number, outcome: 'paid' | 'denied'): Draft => ({
    type: 'ClaimAdjudicated',
    site: 'austin',
    on,
    data: {
      ...common,
      adjustments: [],
      charge: '500.00',
      claim: id,
      contractual: outcome === 'paid' ? '200.00' : '0.00',
      coordination: '0.00',
      denied: outcome === 'paid' ? '0.00' : '500.00',
      deniedLineCharges: outcome === 'paid' ? '0.00' : '500.00',
      deniedOpen: outcome === 'paid' ? '0.00' : '500.00',
      outcome,
      paid: outcome === 'paid' ? '240.00' : '0.00',
      patientShare: outcome === 'paid' ? '60.00' : '0.00',
      rank: 'primary',
      released: outcome === 'paid' ? '200.00' : '0.00',
      remittance: `r-${id}-${outcome}`,
      serviceOn: formatDay(servedOn as Day),
      status: outcome === 'paid' ? '1' : '4',
    },
  });
  const end: Draft =
    !isDenied || isOverturned
      ? adjudicated(isDenied ? decided + reworkDays : decided, 'paid')
      : {
          type: 'DenialWrittenOff',
          site: 'austin',
          on: decided + 100,
          data: { claim: id, net: '300.00', payer, reason: 'denial', released: '200.00' },
        };
  return [
    {
      type: 'ChargePosted',
      site: 'austin',
      on: servedOn,
      data: {
        ...common,
        claim: id,
        expectedContractual: '200.00',
        gross: '500.00',
        serviceLine: 'medical',
      },
    },
    {
      type: 'ClaimSubmitted',
      site: 'austin',
      on: sent,
      data: {
        ...common,
        charge: '500.00',
        claim: id,
        frequency: 'original',
        lines: 1,
        rank: 'primary',
        serviceOn: formatDay(servedOn as Day),
      },
    },
    ...(isDenied ? [adjudicated(decided, 'denied')] : []),
    end,
  ].filter(({ on }) => on <= until) as Draft[];
}

export const endOf = (months: number): Day => lastDay(monthAt(months - 1));
