import { parseDay, parseMonth } from '../calendar.ts';
import { FeeworthError, invariant } from '../error.ts';
import type { EventMeta, Json } from '../event.ts';
import type { Field } from '../events/declare.ts';
import { parseCents } from '../money.ts';
import { HEAD, LATE, REVERSAL, SUSPENSE, SYNTHETIC } from './columns.ts';
import type { EventBatch } from './columns.ts';
import type { Dictionary } from './dictionary.ts';
import { fieldOf, rowsOf } from './layout.ts';
import type { RowKind } from './layout.ts';

type Data = Readonly<Record<string, Json>>;
type Read = (data: Data, item: Data | undefined) => number;

interface RowEncoder {
  readonly kind: RowKind;
  readonly each: string | undefined;
  readonly subject: ((data: Data, item: Data | undefined) => string | undefined) | undefined;
  readonly party: ((data: Data, item: Data | undefined) => string | undefined) | undefined;
  readonly site: ((data: Data, item: Data | undefined) => string | undefined) | undefined;
  readonly isCounterparty: boolean;
  readonly code: Read;
  readonly amounts: readonly Read[];
  /** Dates, months and account numbers keep their sign in a reversal. */
  readonly negates: readonly boolean[];
}

/** What encoding needs of an event; the store's envelope has more. */
export interface Encodable {
  readonly type: string;
  readonly data: Json;
  readonly meta: Pick<
    EventMeta,
    'entity' | 'site' | 'counterparty' | 'occurredOn' | 'effectiveOn' | 'actorKind'
  >;
}

const ENCODERS = new Map<string, readonly RowEncoder[]>();
/** Events that say of a record that it could not be matched. */
export const SUSPENDED_TYPES: ReadonlySet<string> = new Set([
  'RecordSuspended',
  'RemittanceSuspended',
]);

/** Rows an event takes, so that it never straddles two batches. */
export function rowCount(event: Encodable): number {
  const { type, data } = unwrap(event);
  let rows = 0;
  for (const row of encodersOf(type))
    rows += row.each === undefined ? 1 : itemsOf(data, row).length;
  return rows;
}

/**
 * Writes an event's rows at the end of a batch; pure apart from the dictionary. A reversal is
 * written from the copy it carries: the original's rows with negated amounts and a flag.
 */
export function encodeEvent(
  event: Encodable,
  batch: EventBatch,
  names: Dictionary,
  place: { readonly sequenceDelta: number; readonly recorded: number },
): void {
  const { type, data, isReversal, occurredOn } = unwrap(event);
  const { meta } = event;
  const sign = isReversal ? -1 : 1;
  const flags =
    (isReversal ? REVERSAL : 0) |
    (meta.actorKind === 'model' ? SYNTHETIC : 0) |
    (SUSPENDED_TYPES.has(type) ? SUSPENSE : 0) |
    (meta.effectiveOn > occurredOn && !isReversal ? LATE : 0);
  const effective = parseDay(meta.effectiveOn);
  const occurred = parseDay(occurredOn);
  const entity = names.intern('entity', meta.entity);
  const site = names.intern('site', meta.site);
  for (const row of encodersOf(type)) {
    const items = row.each === undefined ? [undefined] : itemsOf(data, row);
    for (const item of items) {
      const at = batch.length;
      invariant(at < batch.capacity, 'an event never straddles batches');
      batch.kind[at] = row.kind.number;
      batch.flags[at] = flags | (row.kind.isHead ? HEAD : 0);
      batch.entity[at] = entity;
      const own = row.site?.(data, item);
      batch.site[at] = own === undefined ? site : names.intern('site', own);
      batch.recorded[at] = place.recorded;
      batch.effective[at] = effective;
      batch.occurred[at] = occurred;
      batch.subject[at] = names.intern('subject', row.subject?.(data, item));
      batch.party[at] = row.isCounterparty
        ? names.intern('entity', meta.counterparty)
        : names.intern('party', row.party?.(data, item));
      batch.code[at] = row.code(data, item);
      batch.sequence[at] = place.sequenceDelta;
      batch.amount0[at] = amountOf(row, 0, sign, data, item);
      batch.amount1[at] = amountOf(row, 1, sign, data, item);
      batch.amount2[at] = amountOf(row, 2, sign, data, item);
      batch.amount3[at] = amountOf(row, 3, sign, data, item);
      batch.length = at + 1;
    }
  }
}

function amountOf(
  row: RowEncoder,
  slot: number,
  sign: number,
  data: Data,
  item: Data | undefined,
): number {
  const read = row.amounts[slot];
  if (read === undefined) return 0;
  const value = read(data, item);
  return sign < 0 && row.negates[slot] === true && value !== 0 ? -value : value;
}

interface Unwrapped {
  readonly type: string;
  readonly data: Data;
  readonly isReversal: boolean;
  readonly occurredOn: string;
}

function unwrap(event: Encodable): Unwrapped {
  const data = event.data as Data;
  if (event.type !== 'EntryReversed') {
    return { type: event.type, data, isReversal: false, occurredOn: event.meta.occurredOn };
  }
  const copy = (data['original'] as readonly Readonly<Record<string, string>>[])[0];
  invariant(copy, 'a reversal carries a copy of its original');
  return {
    type: copy['type'] ?? '',
    data: JSON.parse(copy['data'] ?? '') as Data,
    isReversal: true,
    occurredOn: copy['occurredOn'] ?? '',
  };
}

function itemsOf(data: Data, row: RowEncoder): readonly Data[] {
  return ((row.each === undefined ? undefined : data[row.each]) ?? []) as readonly Data[];
}

function encodersOf(type: string): readonly RowEncoder[] {
  const known = ENCODERS.get(type);
  if (known) return known;
  const kinds = rowsOf(type);
  if (kinds.length === 0) {
    throw new FeeworthError('event/unknown-type', 'integrity', `Unknown event type ${type}`, {
      hint: 'the book was written by a newer version of Feeworth: update it',
    });
  }
  const encoders = kinds.map(compileRow);
  ENCODERS.set(type, encoders);
  return encoders;
}

function compileRow(kind: RowKind): RowEncoder {
  const { declaration, spec } = kind;
  const item = spec.each === undefined ? undefined : declaration.fields[spec.each]?.item;
  const value = (name: string) => {
    const isItem = item !== undefined && name in item;
    return (data: Data, of: Data | undefined): Json | undefined =>
      isItem ? of?.[name] : data[name];
  };
  const string = (name: string | undefined) => {
    if (name === undefined) return undefined;
    const read = value(name);
    return (data: Data, of: Data | undefined) => read(data, of) as string | undefined;
  };
  const isCounterparty = spec.party === 'counterparty';
  return {
    kind,
    each: spec.each,
    subject: string(spec.subject),
    site: string(spec.site),
    party: isCounterparty ? undefined : string(spec.party),
    isCounterparty,
    code: compileCode(kind, value),
    amounts: spec.amounts.map((name) =>
      compileAmount(fieldOf(declaration, spec, name), value(name)),
    ),
    negates: kind.amountKinds.map((k) => k === 'money' || k === 'count' || k === 'quantity'),
  };
}

type ValueOf = (name: string) => (data: Data, of: Data | undefined) => Json | undefined;

function compileCode(kind: RowKind, value: ValueOf): Read {
  const { declaration, spec } = kind;
  const parts = (spec.code ?? []).map((name, place) => {
    const field = fieldOf(declaration, spec, name);
    const read = value(name);
    if (field.kind === 'account') {
      return (data: Data, of: Data | undefined) => Number(read(data, of) ?? 0);
    }
    const index = new Map((field.codes ?? []).map((c, i) => [c, (i + 1) << (8 * place)]));
    return (data: Data, of: Data | undefined) => index.get(read(data, of) as string) ?? 0;
  });
  const [first, second, third] = parts;
  if (first === undefined) return () => 0;
  if (second === undefined) return first;
  if (third === undefined) return (data, of) => first(data, of) | second(data, of);
  return (data, of) => first(data, of) | second(data, of) | third(data, of);
}

function compileAmount(
  field: Field,
  value: (data: Data, of: Data | undefined) => Json | undefined,
): Read {
  const absent = field.whenAbsent ?? 0;
  const convert = CONVERTERS[field.kind];
  invariant(convert, `${field.kind} can be an amount`);
  return (data, of) => {
    const raw = value(data, of);
    return raw === undefined ? absent : convert(raw);
  };
}

const CONVERTERS: Readonly<Record<string, (raw: Json) => number>> = {
  money: (raw) => parseCents(raw as string),
  count: (raw) => raw as number,
  account: (raw) => raw as number,
  date: (raw) => parseDay(raw as string),
  month: (raw) => parseMonth(raw as string),
  flag: (raw) => (raw === true ? 1 : 0),
  quantity: (raw) => thousandths(raw as string),
};

/** "22.5" → 22500; at most three decimals, by digits and never through a fraction. */
function thousandths(text: string): number {
  const [whole = '0', rest = ''] = text.replace('-', '').split('.');
  const value = Number(whole) * 1000 + Number(rest.padEnd(3, '0'));
  return text.startsWith('-') ? -value : value;
}
