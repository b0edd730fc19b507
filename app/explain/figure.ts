import type { Cell, Unit } from '../reports/document.ts';
import type { View } from '../cli/view.ts';
import type { Explanation } from './explanation.ts';
import type { OneEvent } from './one-event.ts';

/** How a figure comes about; decides how it is explained (settled.md §6.8). */
export type FigureNature = 'sum' | 'ratio' | 'quantile' | 'scenario';

/** What is said of every figure of a kind: tables, notes and `explain` all read it from here. */
export interface FigureKind {
  /** First parts of the name: "cash-flow/payer-receipts". */
  readonly name: string;
  /** Sentence case, as tables print it. */
  readonly label: string;
  readonly unit: Unit;
  readonly nature: FigureNature;
  /** What it is, with its source where the field has one. */
  readonly definition: string;
  /** What follows the name: ["month", "entity"]; a `?` at the end may be left out. */
  readonly keys: readonly FigureKey[];
}

export type FigureKey =
  | 'month'
  | 'window'
  | 'entity'
  | 'entity?'
  | 'site?'
  | 'agreement'
  | 'group?'
  | 'extra'
  | 'agreement?'
  | 'account'
  | 'bucket'
  | 'part?'
  | 'other';

/** The parts of a figure's name after its kind, by key. */
export interface FigureArgs {
  readonly month?: string;
  /** A month, or a range of months: "2025-11..2026-10". */
  readonly window?: string;
  readonly entity?: string;
  readonly site?: string;
  readonly agreement?: string;
  /** Of insured claims: an entity, or a payer class. */
  readonly group?: string;
  /** Something that no fee base holds: "sales-tax". */
  readonly extra?: string;
  readonly account?: string;
  readonly bucket?: string;
  /** Of a consolidated balance: an entity, or the eliminations. */
  readonly part?: string;
  /** The other book of a difference between two. */
  readonly other?: string;
}

/** Kinds of figures folded by one projection, and how to get and explain each. */
export interface FigureFamily {
  readonly kinds: readonly FigureKind[];
  /** Null where there is no such number (a ratio without a denominator). */
  value(view: View, kind: FigureKind, args: FigureArgs): number | null;
  explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation>;
  /** Whether an event can be behind a figure of the kind: it moves a fold that the kind reads. */
  isNear(one: OneEvent, kind: FigureKind): boolean;
  /** Values of a key that this family knows better (accounts, agreements); undefined for others. */
  readonly keysOf?: (
    view: View,
    key: string,
    args: FigureArgs,
    kind: FigureKind,
  ) => readonly string[] | undefined;
}

/** "cash-flow/payer-receipts/2026-03/tx-practice" from a kind and its keys, in their order. */
export function figureName(kind: FigureKind, args: FigureArgs): string {
  const parts: string[] = [kind.name];
  for (const key of kind.keys) {
    const value = args[bare(key)];
    if (value === undefined) break;
    parts.push(value);
  }
  return parts.join('/');
}

export function bare(key: FigureKey): keyof FigureArgs {
  return key.replace('?', '') as keyof FigureArgs;
}

/** A table cell that can be explained by name. */
export function figureCell(kind: FigureKind, args: FigureArgs, value: number | null): Cell {
  return { value, figure: figureName(kind, args) };
}
