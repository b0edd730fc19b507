/** What a field of a record may hold; how a cell is read follows from it. */
export type TargetFieldKind =
  | 'money'
  | 'signed-money'
  | 'rate'
  | 'count'
  | 'quantity'
  | 'date'
  | 'month'
  | 'text'
  | 'token'
  | 'code';

/** Which keyed token a cell becomes, when that hangs on another field of the same record. */
export interface TokenKindBy {
  readonly field: string;
  /** Kind of token per code; a code that is not listed names no person and stays as text. */
  readonly kinds: Readonly<Record<string, string>>;
}

/**
 * One field of a record. As read, money is "1234.56", a rate "0.0279", a quantity "22.500"
 * (three decimals), a count a number, a date "2026-01-31", a month "2026-01".
 */
export interface TargetField {
  readonly name: string;
  readonly kind: TargetFieldKind;
  /** The permitted values of a code. */
  readonly codes?: readonly string[];
  /** A row without it is refused; a mapping that does not fill it cannot be read with. */
  readonly required: boolean;
  readonly doc: string;
  readonly example: string;
  /** Column names that real exports use for it, for the proposal only. */
  readonly synonyms?: readonly string[];
  /** Family of tokens the cell belongs to; the same id in two files must give the same token. */
  readonly tokenKind?: string;
  readonly tokenKindBy?: TokenKindBy;
  /** Term, due and expiry dates may lie in any year (settled.md §1.10). */
  readonly isTerm?: boolean;
  /** A quantity or count below zero is refused unless this code says it is a return. */
  readonly negativeWith?: { readonly field: string; readonly codes: readonly string[] };
}

/** What one kind of file becomes: typed records, which somebody else turns into events. */
export interface Target {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly TargetField[];
  /** Of each group at least one field is filled in every row. */
  readonly oneOf?: readonly (readonly string[])[];
  /** Of each pair only one is other than zero in a row. */
  readonly notBoth?: readonly (readonly [string, string])[];
}

/** One row of a file, read by its mapping. Values stand in the target's order of fields. */
export interface CsvRecord {
  /** Line of the file on which the row begins, counted from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string | number>>;
  /** Set when a code is not known to the mapping: the row's money belongs in suspense. */
  readonly suspense?: {
    readonly reason: 'unknown-code';
    readonly field: string;
    readonly column: string;
  };
}

/** Replaces an identifier by its keyed token; the raw cell goes nowhere else. */
export type Tokenise = (kind: string, raw: string) => string;
