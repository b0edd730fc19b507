import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar.ts';
import { isFeeworthError } from '../../src/error.ts';
import type { EventMeta, Json, NewEvent } from '../../src/event.ts';
import { draft, stamp } from '../../src/events/draft.ts';
import { checkData } from '../../src/events/validate.ts';
import { assertEvent, checkEvent } from '../../src/events/validate-event.ts';
import { declarationOf } from '../../src/events/vocabulary.ts';
import { eventOf } from '../support/arbitrary-events.ts';

const TODAY = parseDay('2026-03-15');

const codes = (type: string, data: unknown): readonly string[] => {
  const declaration = declarationOf(type);
  if (!declaration) throw new Error(type);
  return checkData(declaration, data).map((p) => `${p.field} ${p.code}`);
};

const SALE = {
  retail: '0.00',
  sale: 's-1',
  salesTax: '0.00',
  service: '450.00',
  serviceLine: 'filler',
  tender: 'card',
  tips: '20.00',
};

describe('data by its declaration', () => {
  test('good data has no problems', () => {
    expect(codes('PointOfSaleCompleted', SALE)).toEqual([]);
  });

  test('every problem is listed, none quotes a value', () => {
    const bad = { ...SALE, service: '450', tender: 'sea shells', tips: 20, name: 'Ann Example' };
    expect(codes('PointOfSaleCompleted', bad)).toEqual([
      'service not-money',
      'tender not-a-code',
      'tips not-money',
      'data unknown-field',
    ]);
    const declaration = declarationOf('PointOfSaleCompleted');
    const words = declaration && checkData(declaration, bad).map((p) => p.words + p.field);
    expect(words?.join(' ')).not.toMatch(/sea shells|Ann|name/);
  });

  test('amounts below zero need a signed field, counts below zero a return', () => {
    expect(codes('CapitalContributed', { amount: '-1.00' })).toEqual(['amount not-money']);
    expect(codes('PointOfSaleCompleted', { ...SALE, service: '-450.00', visits: -1 })).toEqual([]);
    expect(codes('PointOfSaleCompleted', { ...SALE, service: '-0.00' })).toEqual([
      'service not-money',
    ]);
    const counted = { booked: -1, completed: 0, lateCancelled: 0, newPatients: 0, noShow: 0 };
    expect(codes('AppointmentsCounted', counted)).toEqual(['booked not-a-count']);
  });

  test.each([
    ['not an object', [], 'data not-an-object'],
    ['nothing', null, 'data not-an-object'],
    ['a missing field', {}, 'amount missing'],
    [
      'an absent field written out',
      { amount: '1.00', reference: undefined },
      'reference undefined',
    ],
    ['money beyond 2^51 cents', { amount: '22517998136852.49' }, 'amount not-money'],
    ['minus zero', { amount: '-0.00' }, 'amount not-money'],
    ['a token with a line end', { amount: '1.00', reference: 'a\nb' }, 'reference not-a-token'],
    ['an empty token', { amount: '1.00', reference: '' }, 'reference not-a-token'],
  ])('refuses %s', (_, data, problem) => {
    expect(codes('CapitalContributed', data)).toEqual([problem]);
  });

  test('lines of an entry add up to zero', () => {
    const lines = [
      { account: 6510, amount: '10.00' },
      { account: 2020, amount: '-9.99' },
    ];
    const entry = { memo: 'late bill', preparer: 'pat', lines };
    expect(codes('JournalEntryRecorded', entry)).toEqual(['lines not-balanced']);
  });

  test('one or more means one or more; an opening balance may have no open items', () => {
    const opening = { items: [], lines: [] };
    expect(codes('OpeningBalanceRecorded', opening)).toEqual([]);
    expect(codes('JournalEntryRecorded', { memo: '', preparer: 'pat', lines: [] })).toEqual([
      'lines not-a-list',
    ]);
  });
});

describe('the copy in a reversal', () => {
  const copy = {
    type: 'CapitalContributed',
    schema: '1',
    occurredOn: '2026-01-05',
    effectiveOn: '2026-01-05',
    data: '{"amount":"5.00"}',
  };
  const reversal = (change: Partial<typeof copy>, more: readonly object[] = []) => ({
    reverses: '00000000-0000-4000-8000-000000000001',
    reason: 'entered twice',
    original: [{ ...copy, ...change }, ...more],
  });

  test.each([
    ['a good copy', reversal({}), []],
    ['two of them', reversal({}, [copy]), ['original not-one-original']],
    ['an unknown type', reversal({ type: 'Nope' }), ['original.0.type not-reversible']],
    ['a reversal', reversal({ type: 'EntryReversed' }), ['original.0.type not-reversible']],
    ['a fact', reversal({ type: 'BookOpened' }), ['original.0.type not-reversible']],
    ['a newer schema', reversal({ schema: '2' }), ['original.0.schema not-a-schema']],
    ['no JSON', reversal({ data: '{' }), ['original.0.data not-canonical']],
    ['spaces', reversal({ data: '{"amount": "5.00"}' }), ['original.0.data not-canonical']],
    ['bad data', reversal({ data: '{"amount":"5"}' }), ['original.0.data.amount not-money']],
  ])('%s', (_, data, problems) => {
    expect(codes('EntryReversed', data)).toEqual(problems);
  });
});

describe('an event before it is appended', () => {
  const good = (change: Partial<EventMeta> = {}, type = 'CapitalContributed'): NewEvent => {
    const event = eventOf(type, { amount: '5.00' });
    return { ...event, meta: { ...event.meta, ...change } };
  };
  const problems = (event: NewEvent): readonly string[] =>
    checkEvent(event, TODAY).map((p) => `${p.field} ${p.code}`);

  test('is good', () => {
    expect(problems(good())).toEqual([]);
  });

  test.each([
    [{ occurredOn: '1999-12-31' }, 'meta.occurredOn date-out-of-range'],
    [{ occurredOn: '2000-01-01' }, undefined],
    [{ occurredOn: '2026-04-15' }, undefined],
    [{ occurredOn: '2026-04-16' }, 'meta.occurredOn date-out-of-range'],
    [{ effectiveOn: '2062-01-01' }, 'meta.effectiveOn date-out-of-range'],
    [{ occurredOn: '2026-02-30' }, 'meta.occurredOn not-a-date'],
    [{ recordedAt: '2026-02-30T00:00:00.000Z' }, 'meta.recordedAt not-an-instant'],
    [{ recordedAt: '2026-02-20T00:00:00Z' }, 'meta.recordedAt not-an-instant'],
    [{ actor: '' }, 'meta.actor missing'],
    [{ actorKind: 'ghost' as 'person' }, 'meta.actorKind not-a-code'],
    [{ schema: '7' }, 'meta.schema old-schema'],
    [{ sourceFile: 'a\nb' }, 'meta.sourceFile not-a-token'],
  ])('%j', (change, problem) => {
    expect(problems(good(change))).toEqual(problem === undefined ? [] : [problem]);
  });

  test('between two books names the other one', () => {
    const loan = eventOf('AffiliateLoanRepaid', { agreement: 'msa-1', amount: '5.00' });
    expect(problems(loan)).toEqual([]);
    const { counterparty: _, ...alone } = loan.meta;
    expect(problems({ ...loan, meta: alone })).toEqual(['meta.counterparty missing']);
    const same = { ...loan.meta, counterparty: loan.meta.entity };
    expect(problems({ ...loan, meta: same })).toEqual(['meta.counterparty same-entity']);
  });

  test('is refused with all its problems and the place of the first', () => {
    const bad = { ...good({ actor: '' }), data: { amount: 'Ann Example' } as Json };
    let thrown: unknown;
    try {
      assertEvent(bad, TODAY);
    } catch (error) {
      thrown = error;
    }
    expect(isFeeworthError(thrown) && thrown.code).toBe('event/invalid');
    expect(isFeeworthError(thrown) && thrown.place.at).toBe('meta.actor');
    expect(JSON.stringify(thrown)).not.toContain('Ann');
    expect(problems({ ...good(), type: 'Nope' })).toEqual(['type unknown-type']);
  });

  test('made by draft and stamp is good, its keys in canonical order', () => {
    const made = draft(
      'VendorPaid',
      {
        vendor: 'v-1',
        purpose: 'rent',
        amount: '5.00',
        applies: [{ event: '00000000-0000-4000-8000-000000000001', amount: '5.00' }],
      },
      { occurredOn: '2026-03-01', entity: 'tx-practice', actor: 'pat', actorKind: 'person' },
    );
    const event = stamp(made, {
      id: '00000000-0000-4000-8000-000000000002',
      recordedAt: '2026-03-02T10:00:00.000Z',
      policy: '1',
    });
    expect(checkEvent(event, TODAY)).toEqual([]);
    expect(JSON.stringify(event.data)).toBe(
      '{"amount":"5.00","applies":[{"amount":"5.00",' +
        '"event":"00000000-0000-4000-8000-000000000001"}],"purpose":"rent","vendor":"v-1"}',
    );
    expect(event.meta.effectiveOn).toBe('2026-03-01');
  });
});
