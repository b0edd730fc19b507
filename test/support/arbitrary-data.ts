import fc from 'fast-check';
import { canonicalJson } from '../../src/audit/canonical.ts';
import { dayOf, formatDay, formatMonth, monthFrom, parseDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { accountsOf } from '../../src/chart.ts';
import type { Json } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import type { Declaration, Field, Fields } from '../../src/events/declare.ts';
import { IRREVERSIBLE } from '../../src/events/reversal.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { CENTS_MAX, formatCents, parseCents } from '../../src/money.ts';

/** Posted money, edges included. */
export function arbitraryMoney(isSigned: boolean): fc.Arbitrary<string> {
  const low = isSigned ? -1 : 0;
  const edges = [0, 1, 99, 100, CENTS_MAX].flatMap((c) => (isSigned && c > 0 ? [c, -c] : [c]));
  return fc
    .oneof(
      { weight: 1, arbitrary: fc.constantFrom(...edges) },
      { weight: 6, arbitrary: fc.integer({ min: low * 5_000_000, max: 5_000_000 }) },
    )
    .map(formatCents);
}

// Day 0 and month 0 mean "absent" in the columns: 1970-01-01 is left to a test of its own.
const arbitraryDate = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('1999-12-31', '2000-02-29', '2024-02-29', '9999-12-31') },
  {
    weight: 6,
    arbitrary: fc
      .integer({ min: dayOf({ year: 2000, month: 1, day: 1 }), max: parseDay('2060-12-31') })
      .map((d) => formatDay(d as Day)),
  },
);
const arbitraryMonth = fc
  .integer({ min: monthFrom(2000, 1), max: monthFrom(2060, 12) })
  .map((m) => formatMonth(m as Month));

const WORDS = [
  'a',
  'claim-1',
  'Müller & Söhne',
  '診療所',
  'x'.repeat(200),
  '😀',
  'O"\\Neil',
  '-',
  '0',
];
const arbitraryToken = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 4, arbitrary: fc.stringMatching(/^[A-Za-z0-9:._-]{1,24}$/) },
);
const arbitraryText = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...WORDS, '', 'two\nlines\tand a tab', 'y'.repeat(500)) },
  { weight: 4, arbitrary: fc.stringMatching(/^[ -~]{0,40}$/) },
);

/** Structured data as events may carry it: keys sorted, whole numbers only. */
export const arbitraryJson: fc.Arbitrary<Json> = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger(), arbitraryText),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { maxKeys: 3 }),
    ),
  }))
  // Zero has one face in JSON, and a dictionary of fast-check may have no prototype.
  .value.map((v) => canonicalOrder(JSON.parse(JSON.stringify(v)) as Json));

function arbitraryField(field: Field, declaration: Declaration): fc.Arbitrary<Json> {
  switch (field.kind) {
    case 'money':
      return arbitraryMoney(field.isSigned === true);
    case 'rate':
      return fc.oneof(
        fc.constantFrom('0', '1', '0.0279', '1.5', '0.333333333333'),
        fc.nat(9_999).map((n) => `0.${String(n).padStart(4, '0')}`),
      );
    case 'quantity':
      return fc
        .nat(1_000_000)
        .map((n) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, '0')}`);
    case 'count':
      return fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER) },
        { weight: 6, arbitrary: fc.integer({ min: declaration.isReturn ? -50 : 0, max: 200 }) },
      );
    case 'date':
      return arbitraryDate;
    case 'month':
      return arbitraryMonth;
    case 'token':
      return arbitraryToken;
    case 'text':
      return arbitraryText;
    case 'code':
      return fc.constantFrom(...(field.codes ?? []));
    case 'account':
      return fc.constantFrom(...accountsOf(field.accountTypes).map((a) => a.number));
    case 'event':
      return fc.uuid();
    case 'flag':
      return fc.boolean();
    case 'list':
      return fc.array(arbitraryFields(field.item ?? {}, declaration), {
        minLength: field.mayBeEmpty ? 0 : 1,
        maxLength: 4,
      });
    case 'json':
      return arbitraryJson;
  }
}

function arbitraryFields(fields: Fields, declaration: Declaration): fc.Arbitrary<Json> {
  const required: string[] = [];
  const model: Record<string, fc.Arbitrary<Json>> = {};
  for (const [name, field] of Object.entries(fields)) {
    model[name] = arbitraryField(field, declaration);
    if (!field.optional) required.push(name);
  }
  return fc
    .record(model, { requiredKeys: required })
    .map((data) => canonicalOrder({ ...data } as Json));
}

/** The same lines with the last one set so that all add up to zero. */
export function balanced(data: Json, list: string | undefined): Json {
  if (list === undefined) return data;
  const whole = data as Readonly<Record<string, Json>>;
  const lines = whole[list] as readonly { account: number; amount: string }[];
  if (lines.length === 0) return data;
  const small = lines.map((l) => ({ ...l, cents: parseCents(l.amount) % 1_000_000_000 }));
  const rest = small.slice(0, -1).reduce((sum, l) => sum + l.cents, 0);
  const even = small.map((l, i) => ({
    account: l.account,
    amount: formatCents((i === small.length - 1 ? -rest : l.cents) || 0),
  }));
  return { ...whole, [list]: even };
}

const MADE = new Map<string, fc.Arbitrary<Json>>();

/** Valid data of a declaration, in canonical order, edge cases included. Shrinks field by field. */
export function arbitraryData(declaration: Declaration): fc.Arbitrary<Json> {
  const made = MADE.get(declaration.type);
  if (made) return made;
  const plain = arbitraryFields(declaration.fields, declaration).map((data) =>
    balanced(data, declaration.balances),
  );
  const arbitrary = declaration.type === 'EntryReversed' ? arbitraryReversal(plain) : plain;
  // Declarations made up by a test may share a name with ours: they are not kept.
  if (VOCABULARY.get(declaration.type) === declaration) MADE.set(declaration.type, arbitrary);
  return arbitrary;
}

function arbitraryReversal(plain: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const copied = fc
    .constantFrom(...[...VOCABULARY.values()].filter((d) => !IRREVERSIBLE.has(d.type)))
    .chain((d) => fc.tuple(fc.constant(d), arbitraryData(d), arbitraryDate, arbitraryDate));
  return fc.tuple(plain, copied).map(([data, [d, of, occurredOn, effectiveOn]]) => ({
    ...(data as object),
    original: [
      { data: canonicalJson(of), effectiveOn, occurredOn, schema: String(d.schema), type: d.type },
    ],
  }));
}
