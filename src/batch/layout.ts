import { invariant } from '../error.ts';
import type { Declaration, Field, RowSpec } from '../events/declare.ts';
import { VOCABULARY } from '../events/vocabulary.ts';

/** What an amount of a row means, so that readers and reversals know how to treat it. */
/** A flag is 1 or 0, and keeps its value in a reversal. */
export type AmountKind = 'money' | 'count' | 'quantity' | 'date' | 'month' | 'account' | 'flag';

/** One kind of row: an event's head row, a further row of it, or a row per item of a list. */
export interface RowKind {
  /** The number in the `kind` column; 0 is no row. */
  readonly number: number;
  /** `${type}` for the head, `${type}.${name}` for the others. */
  readonly name: string;
  readonly declaration: Declaration;
  readonly spec: RowSpec;
  readonly isHead: boolean;
  readonly amountKinds: readonly AmountKind[];
}

const AMOUNT_KINDS: Readonly<Record<string, AmountKind>> = {
  money: 'money',
  count: 'count',
  quantity: 'quantity',
  date: 'date',
  month: 'month',
  account: 'account',
  flag: 'flag',
};

/** Fields that a row's names refer to: the item's own when it is a row per item. */
export function fieldOf(declaration: Declaration, spec: RowSpec, name: string): Field {
  const item = spec.each === undefined ? undefined : declaration.fields[spec.each]?.item;
  const found = item?.[name] ?? declaration.fields[name];
  invariant(found, `${declaration.type}: row names a field it has not: ${name}`);
  return found;
}

function build(): RowKind[] {
  const kinds: RowKind[] = [];
  for (const declaration of VOCABULARY.values()) {
    declaration.rows.forEach((spec, index) => {
      const number = kinds.length + 1;
      invariant(number < 256, 'row kinds fit one byte');
      const amountKinds = spec.amounts.map((name) => {
        const kind = AMOUNT_KINDS[fieldOf(declaration, spec, name).kind];
        invariant(kind, `${declaration.type}.${name} can be an amount`);
        return kind;
      });
      for (const name of spec.code ?? []) {
        const { kind } = fieldOf(declaration, spec, name);
        invariant(kind === 'code' || kind === 'account', `${declaration.type}.${name} is a code`);
      }
      kinds.push({
        number,
        name: spec.name === undefined ? declaration.type : `${declaration.type}.${spec.name}`,
        declaration,
        spec,
        isHead: index === 0,
        amountKinds,
      });
    });
  }
  return kinds;
}

/** Every kind of row; `ROW_KINDS[k - 1]` has number k. */
export const ROW_KINDS: readonly RowKind[] = build();

const BY_NAME = new Map(ROW_KINDS.map((k) => [k.name, k]));
const BY_TYPE = new Map<string, RowKind[]>();
for (const kind of ROW_KINDS) {
  const type = kind.declaration.type;
  BY_TYPE.set(type, [...(BY_TYPE.get(type) ?? []), kind]);
}

/** Number of a row kind by name, for folds: `kindOf('ClaimAdjudicated.Detail')`. */
export function kindOf(name: string): number {
  const kind = BY_NAME.get(name);
  invariant(kind, `no row kind is called ${name}`);
  return kind.number;
}

/** The row kind of a number; undefined for 0 and beyond. */
export function rowKind(number: number): RowKind | undefined {
  return ROW_KINDS[number - 1];
}

/** The kinds of rows an event becomes, in order. */
export function rowsOf(type: string): readonly RowKind[] {
  return BY_TYPE.get(type) ?? [];
}

/** Position of a value in the code column: which 8 bits a code field takes. */
export function codeShift(kindName: string, field: string): number {
  const place = BY_NAME.get(kindName)?.spec.code?.indexOf(field) ?? -1;
  invariant(place >= 0, `${kindName} has ${field} in its code column`);
  return place * 8;
}

/** Index of a code's value, as the code column holds it; 0 is "absent", values count from 1. */
export function codeIndex(kindName: string, field: string, value: string): number {
  const kind = BY_NAME.get(kindName);
  invariant(kind, `no row kind is called ${kindName}`);
  const index = fieldOf(kind.declaration, kind.spec, field).codes?.indexOf(value) ?? -1;
  invariant(index >= 0, `${kindName}.${field} may be ${value}`);
  return index + 1;
}

/** What the columns mean: bound into the cache, so that another layout is never misread. */
export function layoutText(): string {
  return ROW_KINDS.map((k) => {
    const codes = (k.spec.code ?? []).map((c) => {
      const f = fieldOf(k.declaration, k.spec, c);
      return `${c}=${f.codes?.join('|') ?? f.kind}`;
    });
    return [
      k.number,
      k.name,
      k.spec.subject ?? '',
      k.spec.party ?? '',
      codes.join(','),
      k.spec.amounts.join(','),
      k.amountKinds.join(','),
    ].join(';');
  }).join('\n');
}
