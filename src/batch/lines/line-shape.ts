import type { Fields } from '../../events/declare.ts';
import { VOCABULARY } from '../../events/vocabulary.ts';
import { FACT_TYPES } from '../book-context.ts';
import { HEAD, SUSPENSE, SYNTHETIC } from '../columns.ts';
import type { Dictionary, Namespace } from '../dictionary.ts';
import { SUSPENDED_TYPES } from '../encode.ts';
import { fieldOf, rowsOf } from '../layout.ts';
import type { AmountKind, RowKind } from '../layout.ts';
import { asciiText, NameTable } from '../name-table.ts';

/** What a value is read as. What a line says in words (true, false) is part of its shape. */
export const TEXT = 0;
export const NUMBER = 1;

/** What a value becomes: a number of a name, of a code among those of its field, or an amount. */
export type ReadAs = 'name' | 'code' | Exclude<AmountKind, 'flag'>;

/** A slot with nothing in it. */
const ZERO = 0;

/** A value that is read from each line into a slot. */
export interface Reading {
  readonly value: number;
  readonly slot: number;
  readonly as: ReadAs;
  /** Of a name or a code: where its number comes from. */
  readonly names: NameTable | undefined;
  /** Of a code: its place in the column. */
  readonly shift: number;
}

/** A row of an event, its parts by the slots they are in. */
export interface RowAt {
  readonly kind: number;
  readonly flags: number;
  readonly subject: number;
  readonly site: number;
  readonly party: number;
  readonly codes: readonly number[];
  readonly amounts: readonly [number, number, number, number];
}

/**
 * What lines of one type with the same keys have in common: the bytes between their values, and
 * what becomes of each value. Learnt from a line; another line of the shape is read by comparing.
 */
export interface LineShape {
  /** Bytes between the values: those before value v end at `ends[v]`, the last behind them all. */
  readonly literals: Uint8Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** Values of the envelope that are no slots. */
  readonly effective: number;
  readonly occurred: number;
  readonly policy: number;
  readonly recorded: number;
  readonly stream: number;
  /** In the order in which names get their numbers. */
  readonly readings: readonly Reading[];
  /** What stands in each slot before anything is read: constants stay. */
  readonly slots: readonly number[];
  readonly entity: number;
  readonly site: number;
  readonly rows: readonly RowAt[];
}

/** A value of a line: its bytes, and what it is. Words stand as text in `word`. */
interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly kind: typeof TEXT | typeof NUMBER | undefined;
  readonly word: string;
}

const WORD = /true|false|null|-?\d+/y;

// Of these every line of a shape has the same.
const FIXED: ReadonlySet<string> = new Set(['actorKind', 'schema', 'type']);

/**
 * The shape of a canonical line, for a book that numbers names by `names`; null when its type is
 * read whole, or it has escapes.
 */
export function shapeOf(line: Uint8Array, names: Dictionary): LineShape | null {
  const leaves = leavesOf(asciiText(line, 0, line.length));
  const word = (key: string): string => leaves?.get(key)?.word ?? '';
  const type = word('type');
  const declaration = VOCABULARY.get(type);
  if (leaves === null || declaration === undefined || isReadWhole(type, declaration.fields))
    return null;
  if (word('schema') !== String(declaration.schema)) return null;
  const values = [...leaves].filter(([key, leaf]) => leaf.kind !== undefined && !FIXED.has(key));
  const numbers = new Map(values.map(([key], number) => [key, number]));
  const valueAt = (key: string): number => numbers.get(key) ?? -1;
  const flags =
    (word('actorKind') === 'model' ? SYNTHETIC : 0) | (SUSPENDED_TYPES.has(type) ? SUSPENSE : 0);
  const slots = new Slots(names, leaves, numbers);
  const entity = slots.name('entity', 'entity');
  const site = slots.name('site', 'site');
  const rows = rowsOf(type).flatMap((kind) => rowsAt(kind, flags, slots, site));
  if (!slots.isPlain) return null;
  return {
    ...between(
      line,
      values.map(([, leaf]) => leaf),
    ),
    kinds: Uint8Array.from(values, ([, leaf]) => leaf.kind ?? TEXT),
    effective: valueAt('effectiveOn'),
    occurred: valueAt('occurredOn'),
    policy: valueAt('policy'),
    recorded: valueAt('recordedAt'),
    stream: valueAt('stream'),
    readings: slots.readings,
    slots: slots.first,
    entity,
    site,
    rows,
  };
}

// Facts are kept whole anyway, imports open and end attempts, a reversal holds another event.
function isReadWhole(type: string, fields: Fields): boolean {
  if (FACT_TYPES.has(type) || type === 'EntryReversed' || type.startsWith('Import')) return true;
  return Object.values(fields).some(({ kind }) => kind === 'json');
}

function between(line: Uint8Array, values: readonly Leaf[]): Pick<LineShape, 'literals' | 'ends'> {
  const ends = new Int32Array(values.length + 1);
  const literals = new Uint8Array(line.length);
  let size = 0;
  let at = 0;
  [...values, { from: line.length, to: line.length }].forEach(({ from, to }, i) => {
    literals.set(line.subarray(at, from), size);
    size += from - at;
    ends[i] = size;
    at = to;
  });
  return { literals: literals.slice(0, size), ends };
}

function rowsAt(kind: RowKind, flags: number, slots: Slots, site: number): RowAt[] {
  const { each } = kind.spec;
  if (each === undefined) return [rowAt(kind, flags, slots, site, '')];
  const rows: RowAt[] = [];
  for (;;) {
    const item = `data.${each}.${rows.length}.`;
    if (!slots.has(item)) return rows;
    rows.push(rowAt(kind, flags, slots, site, item));
  }
}

function rowAt(kind: RowKind, flags: number, slots: Slots, site: number, itemKey: string): RowAt {
  const { declaration, spec, amountKinds } = kind;
  const item = spec.each === undefined ? undefined : declaration.fields[spec.each]?.item;
  const key = (name: string): string =>
    `${item !== undefined && name in item ? itemKey : 'data.'}${name}`;
  const named = (space: Namespace, name: string | undefined): number =>
    name === undefined ? ZERO : slots.name(space, key(name));
  const amount = (place: number): number => {
    const name = spec.amounts[place];
    if (name === undefined) return ZERO;
    const absent = fieldOf(declaration, spec, name).whenAbsent ?? 0;
    return slots.amount(amountKinds[place] ?? 'money', key(name), absent);
  };
  const hasSite = spec.site !== undefined && slots.has(key(spec.site));
  return {
    kind: kind.number,
    flags: flags | (kind.isHead ? HEAD : 0),
    site: hasSite ? named('site', spec.site) : site,
    subject: named('subject', spec.subject),
    party:
      spec.party === 'counterparty'
        ? slots.name('entity', 'counterparty')
        : named('party', spec.party),
    codes: (spec.code ?? []).map((name, place) => {
      const field = fieldOf(declaration, spec, name);
      if (field.kind === 'account') return slots.amount('account', key(name), 0);
      return slots.code(field.codes ?? [], 8 * place, key(name));
    }),
    amounts: [amount(0), amount(1), amount(2), amount(3)],
  };
}

const CODE_NAMES = new Map<readonly string[], NameTable>();

/** Codes of a field, numbered from 1 in the order in which it declares them. */
function codeNames(codes: readonly string[]): NameTable {
  const known = CODE_NAMES.get(codes);
  if (known !== undefined) return known;
  const names = new NameTable(256);
  for (const code of codes) names.intern(code);
  CODE_NAMES.set(codes, names);
  return names;
}

/** Gives a slot to each value that rows ask for, and to what stands for one that lines lack. */
class Slots {
  /** What stands in each from the start. */
  readonly first: number[] = [0];
  readonly readings: Reading[] = [];
  /** Whether all that was asked for is what its field says. */
  isPlain = true;
  readonly #names: Dictionary;
  readonly #leaves: ReadonlyMap<string, Leaf>;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #known = new Map<string, number>();

  constructor(
    names: Dictionary,
    leaves: ReadonlyMap<string, Leaf>,
    numbers: ReadonlyMap<string, number>,
  ) {
    this.#names = names;
    this.#leaves = leaves;
    this.#numbers = numbers;
  }

  has(key: string): boolean {
    return this.#leaves.has(key);
  }

  name(space: Namespace, key: string): number {
    const read = { as: 'name', names: this.#names.table(space), shift: 0 } as const;
    return this.#slotOf(`${space} ${key}`, key, TEXT, read);
  }

  code(codes: readonly string[], shift: number, key: string): number {
    const names = codeNames(codes);
    return this.#slotOf(`${shift} ${key}`, key, TEXT, { as: 'code', names, shift });
  }

  amount(kind: AmountKind, key: string, absent: number): number {
    const leaf = this.#leaves.get(key);
    if (leaf === undefined) return this.#constant(absent);
    if (kind === 'flag') {
      this.isPlain &&= leaf.word === 'true' || leaf.word === 'false';
      return this.#constant(leaf.word === 'true' ? 1 : 0);
    }
    const wanted = kind === 'count' || kind === 'account' ? NUMBER : TEXT;
    return this.#slotOf(`${kind} ${key}`, key, wanted, { as: kind, names: undefined, shift: 0 });
  }

  #constant(value: number): number {
    return value === 0 ? ZERO : this.first.push(value) - 1;
  }

  #slotOf(
    what: string,
    key: string,
    wanted: typeof TEXT | typeof NUMBER,
    read: Pick<Reading, 'as' | 'names' | 'shift'>,
  ): number {
    const value = this.#numbers.get(key);
    if (value === undefined) {
      // Something that is no value stands there, unless nothing does.
      if (this.has(key)) this.isPlain = false;
      return ZERO;
    }
    if (this.#leaves.get(key)?.kind !== wanted) this.isPlain = false;
    const known = this.#known.get(what);
    if (known !== undefined) return known;
    const slot = this.first.push(0) - 1;
    this.#known.set(what, slot);
    this.readings.push({ ...read, value, slot });
    return slot;
  }
}

/**
 * The values of a canonical line by their keys ("data.lines.0.amount"), in their order; an object
 * or a list stands there as a word, so that it can be told from nothing. `text` has a character for
 * each byte. Null when it has escapes.
 */
function leavesOf(text: string): Map<string, Leaf> | null {
  if (text.includes('\\')) return null;
  const leaves = new Map<string, Leaf>();
  let p = 0;
  const whole = (key: string, open: string, close: string): boolean => {
    leaves.set(key, { from: p, to: p, kind: undefined, word: open });
    const inside = key === '' ? '' : open === '{' && !key.endsWith('.') ? `${key}.` : key;
    p += 1;
    for (let count = 0; text[p] !== close; count++) {
      if (count > 0) {
        if (text[p] !== ',') return false;
        p += 1;
      }
      let name = `${inside}.${count}.`;
      if (open === '{') {
        const end = text[p] === '"' ? text.indexOf('"', p + 1) : -1;
        if (end < 0 || text[end + 1] !== ':') return false;
        name = inside + text.slice(p + 1, end);
        p = end + 2;
      }
      if (!value(name)) return false;
    }
    p += 1;
    return true;
  };
  const value = (key: string): boolean => {
    const first = text[p];
    if (first === '{') return whole(key, '{', '}');
    if (first === '[') return whole(key, '[', ']');
    if (first === '"') {
      const end = text.indexOf('"', p + 1);
      if (end < 0) return false;
      leaves.set(key, { from: p + 1, to: end, kind: TEXT, word: text.slice(p + 1, end) });
      p = end + 1;
      return true;
    }
    WORD.lastIndex = p;
    const word = WORD.exec(text)?.[0] ?? '';
    const kind = /\d$/.test(word) ? NUMBER : undefined;
    leaves.set(key, { from: p, to: p + word.length, kind, word });
    p += word.length;
    return word !== '';
  };
  return value('') && p === text.length ? leaves : null;
}
