import type { Fields } from '../../events/declare.ts';
import { VOCABULARY } from '../../events/vocabulary.ts';
import { FACT_TYPES } from '../book-context.ts';
import { HEAD, SUSPENSE, SYNTHETIC } from '../columns.ts';
import { SUSPENDED_TYPES } from '../encode.ts';
import { fieldOf, rowsOf } from '../layout.ts';
import type { AmountKind, RowKind } from '../layout.ts';
import { asciiText, NameTable } from '../name-table.ts';

/** What a value is read as. What a line says in words (true, false) is part of its shape. */
export const TEXT = 0;
export const NUMBER = 1;

/** Number of a value that a shape has not. */
export const ABSENT = -1;

/** An amount of a row: a value to be read, or what every line of the shape has there. */
export interface AmountAt {
  readonly kind: AmountKind;
  readonly value: number;
  readonly constant: number;
}

/** Part of the code column: a code's index, shifted to its place, or an account's number. */
export interface CodeAt {
  readonly value: number;
  readonly codes: NameTable | undefined;
  readonly shift: number;
}

/** A row of an event, its parts by the number of the value they are read from. */
export interface RowAt {
  readonly kind: number;
  readonly flags: number;
  readonly subject: number;
  readonly site: number;
  readonly party: number;
  readonly isCounterparty: boolean;
  readonly codes: readonly CodeAt[];
  readonly amounts: readonly AmountAt[];
}

/**
 * What lines of one type with the same keys have in common: the bytes between their values, and
 * which value goes where. Learnt from a line; another line of the shape is read by comparing.
 */
export interface LineShape {
  /** Bytes between the values: those before value v end at `ends[v]`, the last behind them all. */
  readonly literals: Uint8Array;
  readonly ends: Int32Array;
  /** Of each stretch of those bytes as many as make words of four, little-endian. */
  readonly words: Int32Array;
  readonly kinds: Uint8Array;
  readonly entity: number;
  readonly site: number;
  readonly counterparty: number;
  readonly effective: number;
  readonly occurred: number;
  readonly policy: number;
  readonly recorded: number;
  readonly stream: number;
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

/** The shape of a canonical line; null when its type is read whole, or it has escapes. */
export function shapeOf(line: Uint8Array): LineShape | null {
  const leaves = leavesOf(asciiText(line, 0, line.length));
  const word = (key: string): string => leaves?.get(key)?.word ?? '';
  const type = word('type');
  const declaration = VOCABULARY.get(type);
  if (leaves === null || declaration === undefined || isReadWhole(type, declaration.fields))
    return null;
  if (word('schema') !== String(declaration.schema)) return null;
  const values = [...leaves].filter(([key, leaf]) => leaf.kind !== undefined && !FIXED.has(key));
  const numbers = new Map(values.map(([key], number) => [key, number]));
  const valueAt = (key: string): number => numbers.get(key) ?? ABSENT;
  const flags =
    (word('actorKind') === 'model' ? SYNTHETIC : 0) | (SUSPENDED_TYPES.has(type) ? SUSPENSE : 0);
  const rows = rowsOf(type).flatMap((kind) => rowsAt(kind, flags, leaves, valueAt));
  if (rows.includes(null)) return null;
  return {
    ...between(
      line,
      values.map(([, leaf]) => leaf),
    ),
    kinds: Uint8Array.from(values, ([, leaf]) => leaf.kind ?? TEXT),
    entity: valueAt('entity'),
    site: valueAt('site'),
    counterparty: valueAt('counterparty'),
    effective: valueAt('effectiveOn'),
    occurred: valueAt('occurredOn'),
    policy: valueAt('policy'),
    recorded: valueAt('recordedAt'),
    stream: valueAt('stream'),
    rows: rows.filter((row) => row !== null),
  };
}

// Facts are kept whole anyway, imports open and end attempts, a reversal holds another event.
function isReadWhole(type: string, fields: Fields): boolean {
  if (FACT_TYPES.has(type) || type === 'EntryReversed' || type.startsWith('Import')) return true;
  return Object.values(fields).some(({ kind }) => kind === 'json');
}

function between(
  line: Uint8Array,
  values: readonly Leaf[],
): Pick<LineShape, 'literals' | 'ends' | 'words'> {
  const view = new DataView(line.buffer, line.byteOffset, line.length);
  const ends = new Int32Array(values.length + 1);
  const literals = new Uint8Array(line.length);
  const words: number[] = [];
  let size = 0;
  let at = 0;
  [...values, { from: line.length, to: line.length }].forEach(({ from, to }, i) => {
    literals.set(line.subarray(at, from), size);
    size += from - at;
    ends[i] = size;
    for (; at + 4 <= from; at += 4) words.push(view.getInt32(at, true));
    at = to;
  });
  return { literals: literals.slice(0, size), ends, words: Int32Array.from(words) };
}

function rowsAt(
  kind: RowKind,
  flags: number,
  leaves: ReadonlyMap<string, Leaf>,
  valueAt: (key: string) => number,
): (RowAt | null)[] {
  const { each } = kind.spec;
  if (each === undefined) return [rowAt(kind, flags, leaves, valueAt, '')];
  const rows: (RowAt | null)[] = [];
  for (;;) {
    const item = `data.${each}.${rows.length}.`;
    if (!leaves.has(item)) return rows;
    rows.push(rowAt(kind, flags, leaves, valueAt, item));
  }
}

function rowAt(
  kind: RowKind,
  flags: number,
  leaves: ReadonlyMap<string, Leaf>,
  valueAt: (key: string) => number,
  itemKey: string,
): RowAt | null {
  const { declaration, spec, amountKinds } = kind;
  const item = spec.each === undefined ? undefined : declaration.fields[spec.each]?.item;
  const key = (name: string): string =>
    `${item !== undefined && name in item ? itemKey : 'data.'}${name}`;
  let isPlain = true;
  const at = (name: string, wanted: typeof TEXT | typeof NUMBER): number => {
    const leaf = leaves.get(key(name));
    if (leaf !== undefined && leaf.kind !== wanted) isPlain = false;
    return valueAt(key(name));
  };
  const named = (name: string | undefined): number =>
    name === undefined ? ABSENT : at(name, TEXT);
  const isCounterparty = spec.party === 'counterparty';
  const row: RowAt = {
    kind: kind.number,
    flags: flags | (kind.isHead ? HEAD : 0),
    subject: named(spec.subject),
    site: named(spec.site),
    party: isCounterparty ? valueAt('counterparty') : named(spec.party),
    isCounterparty,
    codes: (spec.code ?? []).map((name, place) => {
      const field = fieldOf(declaration, spec, name);
      if (field.kind === 'account') return { value: at(name, NUMBER), codes: undefined, shift: 0 };
      const codes = new NameTable(256);
      for (const code of field.codes ?? []) codes.intern(code);
      return { value: at(name, TEXT), codes, shift: 8 * place };
    }),
    amounts: spec.amounts.map((name, slot) => {
      const amountKind = amountKinds[slot] ?? 'money';
      const absent = fieldOf(declaration, spec, name).whenAbsent ?? 0;
      const leaf = leaves.get(key(name));
      if (leaf === undefined) return { kind: amountKind, value: ABSENT, constant: absent };
      if (amountKind === 'flag') {
        isPlain &&= leaf.word === 'true' || leaf.word === 'false';
        return { kind: amountKind, value: ABSENT, constant: leaf.word === 'true' ? 1 : 0 };
      }
      const isNumber = amountKind === 'count' || amountKind === 'account';
      return { kind: amountKind, value: at(name, isNumber ? NUMBER : TEXT), constant: 0 };
    }),
  };
  return isPlain ? row : null;
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
