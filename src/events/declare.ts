import { invariant } from '../error.ts';
import type { AccountType } from '../chart.ts';
import type { Json } from '../event.ts';

/** What a field of an event may hold. Everything else about the field follows from this. */
export type FieldKind =
  | 'money'
  | 'rate'
  | 'quantity'
  | 'count'
  | 'date'
  | 'month'
  | 'token'
  | 'text'
  | 'code'
  | 'account'
  | 'event'
  | 'flag'
  | 'list'
  | 'json';

/** One field of an event; `T` is its TypeScript type, carried for inference only. */
export interface Field<T = Json, Optional extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly doc: string;
  readonly optional: Optional;
  /** Money and quantities below zero are refused unless the declaration allows them. */
  readonly isSigned?: boolean;
  /** The permitted values of a code, in a fixed order: append only, folds use the index. */
  readonly codes?: readonly string[];
  /** The fields of each item of a list. */
  readonly item?: Fields;
  /** A list that may hold nothing; any other has one item or more. */
  readonly mayBeEmpty?: boolean;
  /** Most characters of a text; 500 unless said. */
  readonly maxLength?: number;
  /** The types of account it may name; any of the chart unless said. */
  readonly accountTypes?: readonly AccountType[];
  /** What an absent count stands for in the columns; zero unless said. */
  readonly whenAbsent?: number;
  readonly __type?: T;
}

export type Fields = Readonly<Record<string, Field>>;

type RequiredNames<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, true> ? never : K;
}[keyof F];
type OptionalNames<F extends Fields> = Exclude<keyof F, RequiredNames<F>>;
type TypeOf<X> = X extends Field<infer T, boolean> ? T : never;

/** The data of an event as TypeScript sees it, derived from its fields. */
export type DataOf<F extends Fields> = {
  readonly [K in RequiredNames<F>]: TypeOf<F[K]>;
} & { readonly [K in OptionalNames<F>]?: TypeOf<F[K]> };

export interface Field0<T> extends Field<T, false> {
  readonly kind: FieldKind;
}

const field = <T>(kind: FieldKind, doc: string, more: Partial<Field> = {}): Field0<T> =>
  ({ kind, doc, optional: false, ...more }) as Field0<T>;

/** Posted dollars to the cent, zero or more: "1234.56". */
export const money = (doc: string): Field0<string> => field('money', doc);
/** Posted dollars that may be negative, where the declaration means it. */
export const signedMoney = (doc: string): Field0<string> => field('money', doc, { isSigned: true });
/** An exact decimal share or rate: "0.0279". */
export const rate = (doc: string): Field0<string> => field('rate', doc);
/** An exact decimal amount of something, up to three decimals: "22.500". */
export const quantity = (doc: string): Field0<string> => field('quantity', doc);
/** A whole number, zero or more. */
export const count = (doc: string): Field0<number> => field('count', doc);
/** A calendar date, YYYY-MM-DD. */
export const date = (doc: string): Field0<string> => field('date', doc);
/** A calendar month, YYYY-MM. */
export const month = (doc: string): Field0<string> => field('month', doc);
/** A name for a thing that says nothing of it: keyed tokens and our own ids. */
export const token = (doc: string): Field0<string> => field('token', doc);
/** Free text by people about business, never about patients; 500 characters at most. */
export const text = (doc: string): Field0<string> => field('text', doc);
/** Text that machines write, e.g. a copy of data as JSON; as long as an event may be. */
export const longText = (doc: string): Field0<string> =>
  field('text', doc, { maxLength: 1_000_000 });
/** One of a fixed list of words. */
export const code = <const C extends readonly string[]>(doc: string, codes: C): Field0<C[number]> =>
  field('code', doc, { codes });
/** How many things a cohort row of the model stands for; a recorded fact is one. */
export const cohort = (doc: string): Field<number, true> =>
  optional(field<number>('count', doc, { whenAbsent: 1 }));
/** A number of the chart of accounts. */
export const account = (doc: string): Field0<number> => field('account', doc);
/** An account that closing a year touches: income, expenses and equity, never cash. */
export const closingAccount = (doc: string): Field0<number> =>
  field('account', doc, { accountTypes: ['Income', 'Expenses', 'Equity'] });
/** The id of another event. */
export const event = (doc: string): Field0<string> => field('event', doc);
export const flag = (doc: string): Field0<boolean> => field('flag', doc);
/** One or more like items. */
export const list = <F extends Fields>(doc: string, item: F): Field0<readonly DataOf<F>[]> =>
  field('list', doc, { item: sorted(item) });
/** Any number of like items, none included. */
export const listOrNone = <F extends Fields>(doc: string, item: F): Field0<readonly DataOf<F>[]> =>
  field('list', doc, { item: sorted(item), mayBeEmpty: true });
/** Structured data with a schema of its own, e.g. the terms of an agreement. */
export const json = <T = Json>(doc: string): Field0<T> => field('json', doc);

/** Makes a field optional. */
export const optional = <T>(f: Field<T>): Field<T, true> => ({ ...f, optional: true });

/** Where a leg of an entry goes: an account, the book's cash, or an account chosen by a code. */
export type AccountRef =
  | number
  | 'cash'
  | { readonly field: string; readonly accounts: Readonly<Record<string, number | 'cash'>> }
  | { readonly accountField: string };

/** One leg of an entry: debits positive. `amount` names an amount of the row. */
export interface Leg {
  readonly book: 'own' | 'other';
  readonly account: AccountRef;
  readonly amount: string;
  readonly sign: 1 | -1;
}

/** Dr. */
export const dr = (account: AccountRef, amount: string): Leg => ({
  book: 'own',
  account,
  amount,
  sign: 1,
});
/** Cr. */
export const cr = (account: AccountRef, amount: string): Leg => ({
  book: 'own',
  account,
  amount,
  sign: -1,
});
/** Dr in the counterparty's book (intercompany events only). */
export const drOther = (account: AccountRef, amount: string): Leg => ({
  ...dr(account, amount),
  book: 'other',
});
/** Cr in the counterparty's book (intercompany events only). */
export const crOther = (account: AccountRef, amount: string): Leg => ({
  ...cr(account, amount),
  book: 'other',
});

/** How (part of) an event lies in the columns; settled.md §4.1. */
export interface RowSpec {
  /** Empty for the head row; otherwise the row's kind is `${type}.${name}`. */
  readonly name?: string;
  /** A list field: one row per item. Without it the row appears once per event. */
  readonly each?: string;
  readonly subject?: string;
  /** A token field of the item: the row's site, where it is not the event's. */
  readonly site?: string;
  /** A token or text field, or 'counterparty': the other book of an intercompany event. */
  readonly party?: string;
  /** Code fields, packed 8 bits each, first lowest; or one account field. */
  readonly code?: readonly string[];
  /** Up to four: money in cents, counts, quantities in thousandths, day numbers, flags. */
  readonly amounts: readonly string[];
  readonly posts?: readonly Leg[];
}

/** Lines of the direct cash-flow statement, in the order they are printed. */
export const CASH_LINES = [
  'payer-receipts',
  'patient-receipts',
  'card-settlements',
  'financing-and-rewards',
  'refunds-and-chargebacks',
  'supplies-and-inventory',
  'payroll',
  'payroll-taxes',
  'rent-and-leases',
  'vendors',
  'management-fee',
  'affiliate-services',
  'sales-tax',
  'interest',
  'income-tax',
  'other-operating',
  'equipment',
  'affiliate-loans-made',
  'loans',
  'affiliate-loans-taken',
  'capital',
  'distributions',
  'opening',
  'suspense',
] as const;
export type CashLine = (typeof CASH_LINES)[number];

/** Cash-flow class of each line: operating, investing, financing; 'N' is no flow (opening). */
export const CASH_CLASS: Readonly<Record<CashLine, 'O' | 'I' | 'F' | 'N'>> = {
  'payer-receipts': 'O',
  'patient-receipts': 'O',
  'card-settlements': 'O',
  'financing-and-rewards': 'O',
  'refunds-and-chargebacks': 'O',
  'supplies-and-inventory': 'O',
  payroll: 'O',
  'payroll-taxes': 'O',
  'rent-and-leases': 'O',
  vendors: 'O',
  'management-fee': 'O',
  'affiliate-services': 'O',
  'sales-tax': 'O',
  interest: 'O',
  'income-tax': 'O',
  'other-operating': 'O',
  equipment: 'I',
  'affiliate-loans-made': 'I',
  loans: 'F',
  'affiliate-loans-taken': 'F',
  capital: 'F',
  distributions: 'F',
  opening: 'N',
  suspense: 'O',
};

/** Which line of the cash-flow statement the cash legs of a row belong to. */
export type CashRef =
  CashLine | { readonly field: string; readonly lines: Readonly<Record<string, CashLine>> };

export interface Declaration<F extends Fields = Fields, T extends string = string> {
  readonly type: T;
  readonly family: string;
  /** Latest schema version. */
  readonly schema: number;
  readonly doc: string;
  readonly fields: F;
  readonly rows: readonly RowSpec[];
  /** Line of the cash legs in the entity's own book, and in the other's. */
  readonly cash?: CashRef;
  readonly cashOther?: CashRef;
  /** Negative amounts mean a return here; everywhere else they are refused. */
  readonly isReturn?: boolean;
  /** A list of lines whose `amount`s add up to zero: an entry that balances, or none at all. */
  readonly balances?: string;
  /** Its entries count only under this cash policy (settled.md §3.4). */
  readonly onlyUnder?: 'bank';
  /** Turns data of schema version n into version n + 1; index 0 holds version 1's. */
  readonly upcasts?: readonly ((data: Json) => Json)[];
}

/** Declares an event once; everything else (types, schema, columns, docs) comes from here. */
export function declare<const T extends string, F extends Fields>(declaration: {
  readonly type: T;
  readonly family: string;
  readonly schema?: number;
  readonly doc: string;
  readonly fields: F;
  readonly rows?: readonly RowSpec[];
  readonly cash?: CashRef;
  readonly cashOther?: CashRef;
  readonly isReturn?: boolean;
  readonly balances?: string;
  readonly onlyUnder?: 'bank';
  readonly upcasts?: readonly ((data: Json) => Json)[];
}): Declaration<F, T> {
  const rows = declaration.rows ?? [{ amounts: [] }];
  invariant(rows[0]?.name === undefined, `${declaration.type}: the first row is the head`);
  for (const row of rows) {
    invariant(row.amounts.length <= 4, `${declaration.type}: four amounts a row`);
    for (const leg of row.posts ?? []) {
      invariant(row.amounts.includes(leg.amount), `${declaration.type}: ${leg.amount} in its row`);
    }
  }
  const schema = declaration.schema ?? 1;
  invariant(
    (declaration.upcasts?.length ?? 0) === schema - 1,
    `${declaration.type}: an upcast from each schema before the latest`,
  );
  return { schema, ...declaration, rows, fields: sorted(declaration.fields) as F };
}

/** Fields in canonical key order, so that JSON.stringify of the data is canonical already. */
function sorted<F extends Fields>(fields: F): F {
  const names = Object.keys(fields).sort();
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as F;
}
