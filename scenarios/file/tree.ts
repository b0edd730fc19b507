import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node } from 'yaml';
import type { FilePlace, ScenarioProblem } from './problems.ts';

/** A value of a scenario file with its place; maps of several files can be joined into one. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: 'map';
  readonly place: FilePlace;
  readonly entries: ReadonlyMap<string, Entry>;
}
export interface Entry {
  readonly key: FilePlace;
  readonly value: Tree;
}
export interface ListTree {
  readonly kind: 'list';
  readonly place: FilePlace;
  readonly items: readonly Tree[];
}
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly place: FilePlace;
  /** As it was written, without quotes: `8%`. Empty for null. */
  readonly text: string;
  /** A number without quotes or unit. */
  readonly isBareNumber: boolean;
}

/** A line of a file that was made of what somebody typed: what that was. */
export type Typed = (file: string, line: number) => string | undefined;

/** Collects what is wrong and knows the lines of every file that was read. */
export interface Reading {
  readonly problems: ScenarioProblem[];
  readonly texts: Map<string, readonly string[]>;
  readonly typed: Typed;
}

export function newReading(typed: Typed = () => undefined): Reading {
  return { problems: [], texts: new Map(), typed };
}

/** Adds a problem with the line it is about, or with what was typed where no line was written. */
export function report(
  reading: Reading,
  place: FilePlace,
  problem: Omit<ScenarioProblem, 'file' | 'line' | 'column' | 'snippet'>,
): void {
  const { file, line, column } = place;
  const typed = reading.typed(file, line);
  if (typed !== undefined) {
    reading.problems.push({ ...problem, file: typed, line: 0, column: 0 });
    return;
  }
  const snippet = reading.texts
    .get(file)
    ?.[line - 1]?.trimEnd()
    .replaceAll(new RegExp(UNSHOWABLE, 'gu'), '\ufffd');
  reading.problems.push({
    ...problem,
    file,
    line,
    column,
    ...(snippet === undefined ? {} : { snippet }),
  });
}

/** Parses one file as YAML 1.2; null when it is none, and the problems say where. */
export function parseTree(reading: Reading, file: string, text: string): Tree | null {
  reading.texts.set(file, text.split(/\r\n|\r|\n/));
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): FilePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const faults = [...document.errors, ...document.warnings];
  for (const fault of faults) {
    report(reading, placeOf(fault.pos[0]), {
      code: 'E-YAML',
      at: '',
      message: fault.code.toLowerCase().replaceAll('_', ' '),
      hint: 'keys are indented by spaces and stand once',
    });
  }
  if (faults.length > 0) return null;
  return treeOf(reading, document.contents as Node | null, placeOf, 0);
}

function treeOf(
  reading: Reading,
  node: Node | null,
  placeOf: (offset: number) => FilePlace,
  otherwise: number,
): Tree {
  const offset = node?.range?.[0] ?? otherwise;
  const place = placeOf(offset);
  if (isMap(node)) {
    const entries = new Map<string, Entry>();
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      const keyOffset = key?.range?.[0] ?? offset;
      const name = isScalar(key) ? `${String(key.source ?? key.value)}` : '';
      refuseUnshowable(reading, placeOf(keyOffset), name);
      if (pair.value === null && joinsLast(reading, entries, placeOf(keyOffset), name)) continue;
      const value = treeOf(reading, pair.value as Node | null, placeOf, keyOffset);
      entries.set(name, { key: placeOf(keyOffset), value });
    }
    return { kind: 'map', place, entries };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => treeOf(reading, item as Node | null, placeOf, offset));
    return { kind: 'list', place, items };
  }
  if (isAlias(node)) {
    report(reading, place, {
      code: 'E-YAML',
      at: '',
      message: 'an alias, which is not read',
      hint: 'write the value, or extend another file and set it',
    });
  }
  const value: unknown = isScalar(node) ? node.value : null;
  const isBareNumber = typeof value === 'number' || typeof value === 'bigint';
  const source = isScalar(node) ? node.source : undefined;
  const text = isBareNumber ? (source ?? String(value)) : scalarText(value);
  refuseUnshowable(reading, place, text.trim());
  return { kind: 'scalar', place, text: text.trim(), isBareNumber };
}

const THOUSANDS = /^\d{3}(?:\D.*)?$/;

/**
 * Whether a key without a value is the rest of the one before it: between braces the comma of
 * 180,000 USD has ended that. Then it is joined again, and told.
 */
function joinsLast(
  reading: Reading,
  entries: Map<string, Entry>,
  place: FilePlace,
  rest: string,
): boolean {
  const [key, last] = [...entries].at(-1) ?? [];
  if (!THOUSANDS.test(rest) || key === undefined || last?.value.kind !== 'scalar') return false;
  const text = `${last.value.text},${rest}`;
  entries.set(key, { ...last, value: { ...last.value, text, isBareNumber: false } });
  report(reading, place, {
    code: 'E-YAML',
    at: key,
    message: `the comma in ${text.slice(0, 40)} ends the value`,
    hint: 'between { and } leave the comma out, or put the amount in quotes',
  });
  return true;
}

/** Control characters, and those that turn the direction of text: they would steer a terminal. */
const UNSHOWABLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function refuseUnshowable(reading: Reading, place: FilePlace, text: string): void {
  if (!UNSHOWABLE.test(text)) return;
  report(reading, place, {
    code: 'E-TYPE',
    at: '',
    message: 'a text with characters that cannot be shown',
    hint: 'write it in plain letters, on one line',
  });
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : '';
}
