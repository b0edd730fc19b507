import { parseCents } from '../money.ts';
import { listWords, valueCheck } from './check-field.ts';
import type { Problem, ValueCheck } from './check-field.ts';
import type { Declaration, Field, Fields } from './declare.ts';
import { reversalProblems } from './validate-reversal.ts';

export type { Problem } from './check-field.ts';

interface FieldCheck {
  readonly name: string;
  readonly field: Field;
  readonly value: ValueCheck;
  readonly items: FieldsCheck | undefined;
}

interface FieldsCheck {
  readonly names: ReadonlySet<string>;
  readonly fields: readonly FieldCheck[];
}

// Compiled once per declaration: zod costs start-up and import speed, this costs neither.
const COMPILED = new WeakMap<Declaration, FieldsCheck>();

/**
 * What is wrong with the data of an event, by its declaration; nothing is wrong with good data.
 * `src/events/schema.ts` has the same rules for zod; a property test holds them together.
 */
export function checkData(declaration: Declaration, data: unknown): readonly Problem[] {
  let compiled = COMPILED.get(declaration);
  if (!compiled) {
    compiled = compile(declaration.fields, declaration.isReturn === true);
    COMPILED.set(declaration, compiled);
  }
  const problems: Problem[] = [];
  checkFields(compiled, data, '', problems);
  if (problems.length > 0) return problems;
  return wholeProblems(declaration, data as Readonly<Record<string, unknown>>);
}

/** Rules between the fields of data whose fields are good one by one. */
export function wholeProblems(
  declaration: Declaration,
  data: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  if (declaration.type === 'EntryReversed') return reversalProblems(data, checkData);
  const list = declaration.balances;
  if (list === undefined) return [];
  const lines = (data[list] ?? []) as readonly { readonly amount: string }[];
  const sum = lines.reduce((total, line) => total + parseCents(line.amount), 0);
  return sum === 0
    ? []
    : [{ field: list, code: 'not-balanced', words: 'lines that add up to zero' }];
}

function compile(fields: Fields, isReturn: boolean): FieldsCheck {
  return {
    names: new Set(Object.keys(fields)),
    fields: Object.entries(fields).map(([name, field]) => ({
      name,
      field,
      value: valueCheck(field, isReturn),
      items: field.item && compile(field.item, isReturn),
    })),
  };
}

function checkFields(of: FieldsCheck, data: unknown, at: string, problems: Problem[]): void {
  if (!isPlainObject(data)) {
    const field = at === '' ? 'data' : at.slice(0, -1);
    problems.push({ field, code: 'not-an-object', words: 'an object of named fields' });
    return;
  }
  for (const { name, field, value: test, items } of of.fields) {
    const value = data[name];
    if (value === undefined) {
      if (!field.optional)
        problems.push({ field: at + name, code: 'missing', words: `must be there: ${test.words}` });
      else if (name in data)
        problems.push({ field: at + name, code: 'undefined', words: 'left out when absent' });
    } else if (!test.isGood(value)) {
      problems.push({ field: at + name, code: test.code, words: test.words });
    } else if (items) {
      checkItems(items, field, value as readonly unknown[], at + name, problems);
    }
  }
  for (const name in data) {
    // A misspelt name might be anything, so it is counted and not repeated.
    if (!of.names.has(name))
      problems.push({
        field: at === '' ? 'data' : at.slice(0, -1),
        code: 'unknown-field',
        words: `no fields but ${[...of.names].join(', ')}`,
      });
  }
}

function checkItems(
  items: FieldsCheck,
  field: Field,
  list: readonly unknown[],
  at: string,
  problems: Problem[],
): void {
  if (list.length === 0 && !field.mayBeEmpty)
    problems.push({ field: at, code: 'not-a-list', words: listWords(field) });
  for (let i = 0; i < list.length; i++) checkFields(items, list[i], `${at}.${i}.`, problems);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
