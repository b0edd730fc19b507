import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventLine, eventOfLine } from '../../src/audit/line.ts';
import { FACT_TYPES } from '../../src/batch/book-context.ts';
import { isFeeworthError } from '../../src/error.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { declare, money, optional, text, token } from '../../src/events/declare.ts';
import { decodeEvent, makeDecoder } from '../../src/events/decode.ts';
import { IRREVERSIBLE, reversalOf } from '../../src/events/reversal.ts';
import { declarationOf, VOCABULARY } from '../../src/events/vocabulary.ts';
import { arbitraryData, arbitraryEvent, eventOf } from '../support/arbitrary-events.ts';
import { effectOf } from '../support/counted-events.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isFeeworthError(error)) return `${error.code} ${error.place.at ?? ''}`.trim();
    throw error;
  }
  return 'nothing';
};

// A type that has been through three schemas: dollars as `total`, then `amount`, then a memo.
const Moved = declare({
  type: 'Moved',
  family: 'test',
  doc: 'For this test.',
  schema: 3,
  fields: { amount: money('Amount.'), memo: optional(text('Memo.')), to: token('To.') },
  upcasts: [
    (data) => {
      const { total, ...rest } = data as { readonly total: string };
      return { ...rest, amount: total };
    },
    (data) => ({ ...(data as object), memo: 'before memos' }),
  ],
});
const decodeMoved = makeDecoder((type) => (type === 'Moved' ? Moved : declarationOf(type)));
const stored = (schema: string, data: Json, type = 'Moved'): RecordedEvent => {
  const event = eventOf(type, data);
  return { ...event, meta: { ...event.meta, schema }, sequence: 7 };
};

describe('decoding a stored event', () => {
  test('brings any older schema to the latest, step by step, keys in order', () => {
    const latest = { amount: '5.00', memo: 'before memos', to: 'x' };
    for (const old of [
      stored('1', { to: 'x', total: '5.00' }),
      stored('2', { amount: '5.00', to: 'x' }),
      stored('3', latest),
    ]) {
      const decoded = decodeMoved(old);
      expect(JSON.stringify(decoded.data)).toBe(JSON.stringify(latest));
      expect(decoded.meta.schema).toBe('3');
    }
  });

  test('brings the copy inside a reversal to its latest schema too', () => {
    const original = {
      type: 'Moved',
      schema: '1',
      occurredOn: '2025-03-14',
      effectiveOn: '2025-03-14',
      data: '{"to":"x","total":"5.00"}',
    };
    const data = { original: [original], reason: 'twice', reverses: 'id' };
    const decoded = decodeMoved(stored('1', data, 'EntryReversed'));
    expect(effectOf(decoded).data).toEqual({ amount: '5.00', memo: 'before memos', to: 'x' });
  });

  test('refuses what it does not know, naming the sequence', () => {
    const at = 'sequence 7';
    expect(codeOf(() => decodeMoved(stored('4', {})))).toBe(`event/newer-schema ${at}`);
    expect(codeOf(() => decodeMoved(stored('0', {})))).toBe(`event/bad-schema ${at}`);
    expect(codeOf(() => decodeMoved(stored('x', {})))).toBe(`event/bad-schema ${at}`);
    expect(codeOf(() => decodeEvent(stored('1', {})))).toBe(`event/unknown-type ${at}`);
    const empty = { original: [], reason: '', reverses: 'id' };
    expect(codeOf(() => decodeMoved(stored('1', empty, 'EntryReversed')))).toBe(
      `event/bad-reversal ${at}`,
    );
    const broken = { original: [{ type: 'Moved', schema: '1', data: '{' }] };
    expect(codeOf(() => decodeMoved(stored('1', broken, 'EntryReversed')))).toBe(
      `event/bad-reversal ${at}`,
    );
  });

  test('a declaration says how each older schema becomes the next', () => {
    expect(() => declare({ type: 'Half', family: 'test', doc: '', schema: 2, fields: {} })).toThrow(
      /upcast/,
    );
  });

  test.each([...VOCABULARY.keys()])('%s comes back from its line as it was', (type) => {
    const declaration = declarationOf(type);
    if (!declaration) throw new Error(type);
    fc.assert(
      fc.property(arbitraryData(declaration), (data) => {
        const event = eventOf(type, data);
        const back = eventOfLine(eventLine(event, event), event.sequence);
        expect(decodeEvent(back)).toEqual(event);
      }),
      { numRuns: 15 },
    );
  });

  test('returns a current event itself', () => {
    fc.assert(fc.property(arbitraryEvent, (event) => decodeEvent(event) === event));
  });
});

describe('reversing an event', () => {
  const by = { occurredOn: '2026-01-02', actor: 'pat', actorKind: 'person', reason: 'x' } as const;

  test('copies the original, its place and its date', () => {
    const original = { ...eventOf('CapitalContributed', { amount: '5.00' }), sequence: 3 };
    const made = reversalOf(original, by);
    expect(made.meta).toMatchObject({
      entity: 'tx-practice',
      counterparty: 'mso',
      site: 'austin',
      occurredOn: '2026-01-02',
      effectiveOn: '2025-03-14',
      causedBy: original.id,
    });
    const moved = reversalOf(original, { ...by, effectiveOn: '2025-04-01' });
    expect(moved.meta.effectiveOn).toBe('2025-04-01');
    expect(made.data.original).toEqual([
      {
        type: 'CapitalContributed',
        schema: '1',
        occurredOn: '2025-03-14',
        effectiveOn: '2025-03-14',
        data: '{"amount":"5.00"}',
      },
    ]);
  });

  test('is refused for a reversal, for facts and for steps of an import', () => {
    for (const type of IRREVERSIBLE.keys()) {
      expect(codeOf(() => reversalOf(eventOf(type, {}), by))).toBe(
        'event/not-reversible sequence 0',
      );
      expect(VOCABULARY.has(type)).toBe(true);
    }
    for (const type of FACT_TYPES) expect(IRREVERSIBLE.has(type)).toBe(true);
  });
});
