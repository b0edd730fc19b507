import { canonicalJson } from '../audit/canonical.ts';
import { isFeeworthError } from '../error.ts';
import type { Json } from '../event.ts';
import type { Problem } from './check-field.ts';
import { upcastData } from './decode.ts';
import type { Declaration } from './declare.ts';
import { IRREVERSIBLE } from './reversal.ts';
import { declarationOf } from './vocabulary.ts';

type CheckData = (declaration: Declaration, data: unknown) => readonly Problem[];

/**
 * What is wrong with the copy inside an EntryReversed whose fields are good one by one: it is
 * encoded into columns as it stands, so it must be one good event of a type that is reversed.
 */
export function reversalProblems(
  data: Readonly<Record<string, unknown>>,
  checkData: CheckData,
): readonly Problem[] {
  const copies = data['original'] as readonly Readonly<Record<string, string>>[];
  const [copy] = copies;
  if (copy === undefined || copies.length !== 1)
    return [{ field: 'original', code: 'not-one-original', words: 'exactly one original' }];
  const declaration = declarationOf(copy['type'] ?? '');
  if (declaration === undefined || IRREVERSIBLE.has(declaration.type))
    return [problem('type', 'not-reversible', 'a type of event that can be reversed')];
  const text = copy['data'] ?? '';
  const original = canonicalValue(text);
  if (original === undefined) return [problem('data', 'not-canonical', 'canonical JSON')];
  const latest = upcast(declaration, original, copy['schema'] ?? '');
  if (latest === undefined)
    return [problem('schema', 'not-a-schema', 'a schema that this version knows')];
  return checkData(declaration, latest).map((p) => problem(`data.${p.field}`, p.code, p.words));
}

function problem(field: string, code: string, words: string): Problem {
  return { field: `original.0.${field}`, code, words };
}

function canonicalValue(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function upcast(declaration: Declaration, data: Json, schema: string): Json | undefined {
  try {
    return upcastData(declaration, data, schema, -1);
  } catch (error) {
    if (isFeeworthError(error)) return undefined;
    throw error;
  }
}
