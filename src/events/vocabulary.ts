import type { DataOf, Declaration } from './declare.ts';
import * as access from './access.ts';
import * as adjustments from './adjustments.ts';
import * as agreement from './agreement.ts';
import * as banking from './banking.ts';
import * as book from './book.ts';
import * as capital from './capital.ts';
import * as claims from './claims.ts';
import * as costs from './costs.ts';
import * as decisions from './decisions.ts';
import * as imports from './imports.ts';
import * as journal from './journal.ts';
import * as people from './people.ts';
import * as prepaid from './prepaid.ts';
import * as receipts from './receipts.ts';
import * as remittances from './remittances.ts';
import * as scheduling from './scheduling.ts';
import * as supply from './supply.ts';

const families = {
  ...book,
  ...imports,
  ...claims,
  ...remittances,
  ...receipts,
  ...prepaid,
  ...supply,
  ...people,
  ...costs,
  ...agreement,
  ...capital,
  ...banking,
  ...journal,
  ...adjustments,
  ...decisions,
  ...scheduling,
  ...access,
};

type Families = typeof families;
/** Names of all events. */
export type EventType = {
  [K in keyof Families]: Families[K] extends Declaration ? K : never;
}[keyof Families];

/** The data of an event by its name. */
export type EventData<T extends EventType> =
  Families[T] extends Declaration<infer F, string> ? DataOf<F> : never;

const isDeclaration = (value: unknown): value is Declaration =>
  typeof value === 'object' && value !== null && 'fields' in value && 'rows' in value;

// A namespace lists its exports by name under Node and in source order under a bundler or Vitest;
// row kinds are numbered by this order, so it is fixed here.
const byType = (a: Declaration, b: Declaration): number => (a.type < b.type ? -1 : 1);

/** Every event of the vocabulary, by name, in a fixed order: by family, then by name. */
export const VOCABULARY: ReadonlyMap<string, Declaration> = new Map(
  inFamilies(Object.values(families as Record<string, unknown>).filter(isDeclaration)).map((d) => [
    d.type,
    d,
  ]),
);

function inFamilies(declarations: readonly Declaration[]): Declaration[] {
  const order = [...new Set(declarations.map((d) => d.family))];
  return order.flatMap((f) => declarations.filter((d) => d.family === f).sort(byType));
}

/** The declaration of a type; undefined for a type this version does not know. */
export function declarationOf(type: string): Declaration | undefined {
  return VOCABULARY.get(type);
}
