// Arbitrary events of any declared type, made from the declarations alone: what a fold may meet.
import fc from 'fast-check';
import { accountsOf } from '../../src/chart.ts';
import { formatDay, formatMonth } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import type { Declaration, Field, Fields } from '../../src/events/declare.ts';
import { declarationOf, VOCABULARY } from '../../src/events/vocabulary.ts';
import { formatCents } from '../../src/money.ts';

export const FIRST_DAY = 20_089 as Day; // 2025-01-01
export const DAYS = 150;
const SITES = ['north', 'south', undefined];

function valueOf(name: string, field: Field): fc.Arbitrary<Json | undefined> {
  const value = present(name, field);
  return field.optional ? fc.option(value, { nil: undefined, freq: 3 }) : value;
}

function present(name: string, field: Field): fc.Arbitrary<Json> {
  switch (field.kind) {
    case 'money':
      return fc
        .integer({ min: field.isSigned ? -200_00 : 0, max: 900_00 })
        .map((cents) => formatCents(cents));
    case 'rate':
      return fc.integer({ min: 0, max: 99 }).map((n) => `0.${String(n).padStart(2, '0')}`);
    case 'quantity':
      return fc.integer({ min: 0, max: 99_999 }).map((n) => `${n}.5`);
    case 'count':
      return fc.integer({ min: 0, max: 8 });
    case 'date':
      return fc.integer({ min: -40, max: DAYS }).map((n) => formatDay((FIRST_DAY + n) as Day));
    case 'month':
      return fc.integer({ min: 24_300, max: 24_305 }).map((n) => formatMonth(n as Month));
    case 'token':
    case 'text':
    case 'event':
      return fc.integer({ min: 1, max: 4 }).map((n) => `${name}-${n}`);
    case 'code':
      return fc.constantFrom(...(field.codes ?? []));
    case 'account':
      return fc.constantFrom(...accountsOf(field.accountTypes).map((a) => a.number));
    case 'flag':
      return fc.boolean();
    case 'list':
      return fc.array(dataOf(field.item ?? {}), { minLength: 1, maxLength: 4 });
    case 'json':
      return fc.constant({});
  }
}

function dataOf(fields: Fields): fc.Arbitrary<Json> {
  const shape = Object.fromEntries(Object.entries(fields).map(([n, f]) => [n, valueOf(n, f)]));
  return fc.record(shape).map((data) => {
    const entries = Object.entries(data).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries) as Json;
  });
}

const LISTS: Readonly<Record<string, string>> = {
  JournalEntryRecorded: 'lines',
  OpeningBalanceRecorded: 'lines',
  FiscalYearClosed: 'lines',
  AdjustmentProposed: 'lines',
  ErrorRestated: 'effectByAccount',
};

/** Gives a list entry the last line that balances it. */
function balanced(type: string, data: Json): Json {
  const list = LISTS[type];
  if (list === undefined) return data;
  const record = data as Record<string, Json>;
  const lines = record[list] as readonly { account: number; amount: string }[];
  const sum = lines.reduce((total, l) => total + Math.round(Number(l.amount) * 100), 0);
  return { ...record, [list]: [...lines, { account: 6510, amount: formatCents(0 - sum) }] };
}

/** An event before it has its place in a book. */
export type LooseEvent = Omit<RecordedEvent, 'sequence' | 'revision'>;

export const TYPES = [...VOCABULARY.keys()].filter(
  (t) => t !== 'EntryReversed' && t !== 'BookOpened' && !t.startsWith('Import'),
);

/** An event of one of these types, dated within DAYS of FIRST_DAY. */
export function anyEvent(types: readonly string[] = TYPES): fc.Arbitrary<LooseEvent> {
  return fc.constantFrom(...types).chain((type) => {
    const declaration = declarationOf(type) as Declaration;
    const isBoth = declaration.rows.some((r) => r.party === 'counterparty');
    return fc
      .record({
        data: dataOf(declaration.fields),
        day: fc.integer({ min: 0, max: DAYS }),
        late: fc.integer({ min: 0, max: 3 }),
        site: fc.constantFrom(...SITES),
        entity: isBoth ? fc.constant('pc') : fc.constantFrom('pc', 'pc', 'mso'),
        id: fc.uuid(),
      })
      .map(({ data, day, late, site, entity, id }) => ({
        id,
        type,
        data: balanced(type, data),
        stream: 'test',
        meta: {
          schema: '1',
          occurredOn: formatDay((FIRST_DAY + day) as Day),
          effectiveOn: formatDay((FIRST_DAY + day + (late === 3 ? 20 : 0)) as Day),
          recordedAt: '2025-07-01T00:00:00.000Z',
          entity,
          ...(entity === 'pc' ? { counterparty: 'mso' } : {}),
          ...(site === undefined ? {} : { site }),
          actor: 'test',
          actorKind: 'rule' as const,
          policy: '1',
        },
      }));
  });
}

/** The exact negation of an event, as the `reverse` command records it. */
export function reversalOf(event: LooseEvent, effectiveOn: string): LooseEvent {
  const { type, data, meta } = event;
  return {
    ...event,
    id: `${event.id}-reversed`,
    type: 'EntryReversed',
    data: {
      reverses: event.id,
      reason: 'test',
      original: [
        {
          type,
          schema: meta.schema,
          occurredOn: meta.occurredOn,
          effectiveOn: meta.effectiveOn,
          data: JSON.stringify(data),
        },
      ],
    },
    meta: { ...meta, occurredOn: effectiveOn, effectiveOn },
  };
}

/** The first event of a test book. */
export function bookOpened(cashPolicy: 'bank' | 'document'): LooseEvent {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    type: 'BookOpened',
    data: {
      breakageRate: '0.08',
      cashPolicy,
      currency: 'USD',
      fiscalYearStart: 1,
      giftCardBreakageRate: '0.05',
      keyId: 'k',
      name: 'Test',
    },
    stream: 'book',
    meta: {
      schema: '1',
      occurredOn: formatDay(FIRST_DAY),
      effectiveOn: formatDay(FIRST_DAY),
      recordedAt: '2025-07-01T00:00:00.000Z',
      entity: 'pc',
      actor: 'test',
      actorKind: 'rule',
      policy: '1',
    },
  };
}
