import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBatch } from '../../src/batch/columns.ts';
import { decodeRow } from '../../src/batch/decode-row.ts';
import type { DecodedRow } from '../../src/batch/decode-row.ts';
import { Dictionary } from '../../src/batch/dictionary.ts';
import { encodeEvent, rowCount } from '../../src/batch/encode.ts';
import { fieldOf } from '../../src/batch/layout.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { reversalOf } from '../../src/events/reversal.ts';
import { IRREVERSIBLE } from '../../src/events/reversal.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { formatCents, parseCents } from '../../src/money.ts';
import { arbitraryBook, arbitraryData, eventOf } from '../support/arbitrary-events.ts';
import { effectOf } from '../support/counted-events.ts';

type Data = Readonly<Record<string, Json>>;

function rowsOf(event: RecordedEvent): DecodedRow[] {
  const batch = makeBatch(Math.max(1, rowCount(event)));
  const names = new Dictionary();
  batch.firstSequence = event.sequence;
  batch.recordedAt = [event.meta.recordedAt];
  encodeEvent(event, batch, names, { sequenceDelta: 0, recorded: 0 });
  return Array.from({ length: batch.length }, (_, i) => decodeRow(batch, i, names));
}

/** Every value that the declaration puts in columns, as the data has it, row by row. */
function valuesOf(event: RecordedEvent): Data[] {
  const { type, data, sign } = effectOf(event);
  const declaration = VOCABULARY.get(type);
  if (!declaration) throw new Error(type);
  return declaration.rows.flatMap((spec) => {
    const items = spec.each === undefined ? [data] : ((data[spec.each] ?? []) as readonly Data[]);
    return items.map((item) => {
      const values: Record<string, Json> = {};
      const named = [spec.subject, spec.party, ...(spec.code ?? []), ...spec.amounts];
      for (const name of named) {
        if (name === undefined || name === 'counterparty') continue;
        const field = fieldOf(declaration, spec, name);
        const inItem = declaration.fields[spec.each ?? '']?.item?.[name] !== undefined;
        const value = inItem ? item[name] : data[name];
        const stands = value === undefined ? whatAbsentIs(field) : signed(field.kind, value, sign);
        if (stands !== undefined && stands !== '') values[name] = stands;
      }
      return values;
    });
  });
}

function whatAbsentIs(field: { kind: string; whenAbsent?: number }): Json | undefined {
  if (field.kind === 'money') return '0.00';
  return field.kind === 'count' ? (field.whenAbsent ?? 0) : undefined;
}

function signed(kind: string, value: Json, sign: number): Json {
  if (sign > 0) return value;
  if (kind === 'money') return formatCents(-Number(parseCents(value as string)) || 0);
  return kind === 'count' ? -(value as number) || 0 : value;
}

// An absent cohort count stands for one, and its reversal for minus one.
function negateAbsent(values: Data[], event: RecordedEvent): Data[] {
  const { type, sign } = effectOf(event);
  if (sign > 0) return values;
  const fields = VOCABULARY.get(type)?.fields ?? {};
  const { data } = effectOf(event);
  return values.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const ones = fields[name]?.whenAbsent;
        return [name, ones !== undefined && data[name] === undefined ? -ones : value];
      }),
    ),
  );
}

describe.each([...VOCABULARY.values()].map((d) => [d.type, d] as const))('%s', (type, declared) => {
  test('reads back from its rows every amount, code and name as the data has it', () => {
    fc.assert(
      fc.property(arbitraryData(declared), (data) => {
        const event = eventOf(type, data);
        const expected = negateAbsent(valuesOf(event), event);
        expect(rowsOf(event).map((r) => r.values)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test.skipIf(IRREVERSIBLE.has(type))('reversed, has the same rows with the other sign', () => {
    fc.assert(
      fc.property(arbitraryData(declared), (data) => {
        const original = eventOf(type, data);
        const by = { occurredOn: '2025-05-01', actor: 'pat', actorKind: 'person' } as const;
        const made = reversalOf(original, { ...by, reason: 'twice' });
        const reversal = { ...eventOf('EntryReversed', made.data as unknown as Json), sequence: 1 };
        const rows = rowsOf(reversal);
        expect(rows.map((r) => r.values)).toEqual(negateAbsent(valuesOf(reversal), reversal));
        expect(rows.every((r) => r.isReversal)).toBe(true);
        expect(rows.map((r) => r.kind.name)).toEqual(rowsOf(original).map((r) => r.kind.name));
        expect(rows.map((r) => r.occurredOn)).toEqual(rowsOf(original).map((r) => r.occurredOn));
      }),
      { numRuns: 10 },
    );
  });
});

test('the envelope reads back as it was', () => {
  fc.assert(
    fc.property(arbitraryBook({ steps: 20 }), (events) => {
      for (const event of events) {
        for (const row of rowsOf(event)) {
          expect(row.sequence).toBe(event.sequence);
          expect(row.entity).toBe(event.meta.entity);
          expect(row.site).toBe(event.meta.site ?? '');
          expect(row.effectiveOn).toBe(event.meta.effectiveOn);
          expect(row.occurredOn).toBe(effectOf(event).occurredOn);
          expect(row.recordedAt).toBe(event.meta.recordedAt);
          expect(row.isSynthetic).toBe(event.meta.actorKind === 'model');
          const isBetween = row.kind.spec.party === 'counterparty';
          expect(row.counterparty).toBe(isBetween ? event.meta.counterparty : '');
        }
      }
    }),
    { numRuns: 20 },
  );
});
