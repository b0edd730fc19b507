import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/audit/canonical.ts';
import type { Json } from '../../src/event.ts';
import type { Declaration } from '../../src/events/declare.ts';
import { jsonSchemaOf, schemaOf } from '../../src/events/schema.ts';
import { checkData } from '../../src/events/validate.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { arbitraryData } from '../support/arbitrary-events.ts';

const declarations = [...VOCABULARY.values()];

// What hands and files put where something else belongs.
const ODDITIES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  -0,
  Number.NaN,
  '',
  ' ',
  '0',
  '-0.00',
  '00.10',
  '1.5',
  '1,234.56',
  '12.345',
  '-1.00',
  '22517998136852.49',
  '99999999999999.99',
  '2025-02-29',
  '2025-13',
  '2025-13-01',
  '2025-1-1',
  'card',
  'a\u0000b',
  'a\u2028b',
  'line\nline',
  '\ud800',
  'x'.repeat(201),
  'x'.repeat(501),
  '😀'.repeat(101),
  '00000000-0000-4000-8000-00000000000G',
  4020,
  9999,
  [],
  [{}],
  {},
  { amount: '1.00' },
  { deep: [{ a: [undefined] }] },
  { fraction: [0.5] },
];

type Mutation = (data: Record<string, unknown>, name: string, oddity: unknown) => void;
const MUTATIONS: readonly Mutation[] = [
  (data, name, oddity) => (data[name] = oddity),
  (data, name) => delete data[name],
  (data, name) => (data[name] = undefined),
  (data, _, oddity) => (data['surprise'] = oddity),
  (data, name, oddity) => {
    const list = data[name];
    if (Array.isArray(list) && typeof list[0] === 'object' && list[0] !== null)
      Object.assign(list[0] as object, { amount: oddity });
    else data[name] = [oddity];
  },
];

const mutated = (declaration: Declaration) =>
  fc
    .tuple(
      arbitraryData(declaration),
      fc.constantFrom(...MUTATIONS),
      fc.constantFrom(...Object.keys(declaration.fields), 'nothing'),
      fc.constantFrom(...ODDITIES),
    )
    .map(([data, mutate, name, oddity]) => {
      const copy = structuredClone(data) as Record<string, unknown>;
      mutate(copy, name, oddity);
      return copy;
    });

const both = (declaration: Declaration, data: unknown): readonly boolean[] => [
  checkData(declaration, data).length === 0,
  schemaOf(declaration).safeParse(data).success,
];

describe.each(declarations.map((d) => [d.type, d] as const))('%s', (_, declaration) => {
  test('accepts good data, by the validator and by zod, written canonically', () => {
    fc.assert(
      fc.property(arbitraryData(declaration), (data) => {
        expect(checkData(declaration, data)).toEqual([]);
        expect(both(declaration, data)).toEqual([true, true]);
        expect(JSON.stringify(data)).toBe(canonicalJson(data as Json));
      }),
      { numRuns: 15 },
    );
  });

  test('is judged the same by the validator and by zod when something is off', () => {
    fc.assert(
      fc.property(mutated(declaration), (data) => {
        const [ours, zods] = both(declaration, data);
        expect(ours).toBe(zods);
      }),
      { numRuns: 60 },
    );
  });

  test('has a JSON Schema that names every field and no other', () => {
    const schema = jsonSchemaOf(declaration);
    expect(Object.keys(schema['properties'] ?? {})).toEqual(Object.keys(declaration.fields));
    expect(schema['additionalProperties']).toBe(false);
  });
});
