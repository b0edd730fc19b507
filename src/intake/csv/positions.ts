import { isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import type { z } from 'zod';
import { FeeworthError } from '../../error.ts';
import type { Place } from '../../error.ts';
import { didYouMean } from './nearest.ts';
import type { Problems } from './problems.ts';

export type Path = readonly PropertyKey[];

/** A YAML text that knows where each of its values stands. */
export interface Positions {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at a path stands; of the nearest parent when it is not written. */
  at(path: Path): Place;
  /** Where a key stands, for keys that should not be there. */
  atKey(path: Path, key: string): Place;
}

/** Reads YAML; syntax errors and duplicate keys go to `problems` with their place. */
export function readYaml(file: string, text: string, problems: Problems): Positions {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  for (const error of document.errors) {
    const { line, col } = counter.linePos(error.pos[0]);
    problems.add(
      new FeeworthError('mapping/not-yaml', 'input', error.message, {
        place: { file, line, column: col },
        hint: 'check the indentation, and put quotes around text with : or # in it',
      }),
    );
  }
  keepKeysAsWritten(document);
  const placeOf = (node: unknown): Place | undefined => {
    const range = (node as Node | null | undefined)?.range;
    if (!range) return undefined;
    const { line, col } = counter.linePos(range[0]);
    return { file, line, column: col };
  };
  const at = (path: Path): Place => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const found = placeOf(node);
      if (found) return found;
    }
    return { file, line: 1, column: 1 };
  };
  return {
    file,
    value: problems.count > 0 ? undefined : valueOf(document, at([]), problems),
    at,
    atKey(path, key) {
      const parent = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(parent)
        ? parent.items.find((i) => isPair(i) && isScalar(i.key) && i.key.value === key)
        : undefined;
      return placeOf(pair?.key) ?? at(path);
    },
  };
}

// Values are made last: an alias may name nothing, or grow into more than memory holds.
function valueOf(document: Document, place: Place, problems: Problems): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    problems.add(
      new FeeworthError('mapping/not-yaml', 'input', 'an alias (*) cannot be followed', {
        place,
        hint: 'write out what it stands for',
        cause,
      }),
    );
    return undefined;
  }
}

// `0012: service` and `constant: 0012` mean the text 0012, not the number 12.
function keepKeysAsWritten(document: Document): void {
  visit(document, {
    Pair(_, pair) {
      const { key, value } = pair;
      if (isScalar(key) && typeof key.value !== 'string') key.value = key.source ?? '';
      const isText = isScalar(key) && TEXT_KEYS.has(String(key.value));
      if (isText && isScalar(value) && typeof value.value !== 'string') {
        value.value = value.source ?? '';
      }
    },
  });
}

const TEXT_KEYS = new Set(['constant', 'pattern', 'system']);

/** Turns what zod says into errors with a place and, for misspelt words, a suggestion. */
export function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  positions: Positions,
  problems: Problems,
  keysAt: (path: Path) => readonly string[],
): void {
  for (const issue of issues) report(issue, [], positions, problems, keysAt);
}

function report(
  issue: z.core.$ZodIssue,
  parent: Path,
  positions: Positions,
  problems: Problems,
  keysAt: (path: Path) => readonly string[],
): void {
  const path = [...parent, ...issue.path];
  const name = path.length === 0 ? 'the mapping' : `"${path.map(String).join('.')}"`;
  const add = (code: string, message: string, place: Place, hint?: string): void =>
    problems.add(
      new FeeworthError(code, 'input', message, { place, ...(hint === undefined ? {} : { hint }) }),
    );
  switch (issue.code) {
    case 'invalid_union': {
      for (const inner of closestBranch(issue.errors)) {
        report(inner, path, positions, problems, keysAt);
      }
      return;
    }
    case 'unrecognized_keys': {
      for (const key of issue.keys) {
        const known = keysAt(path);
        add(
          'mapping/unknown-key',
          `"${key}" is not a key of ${name}.${didYouMean(key, known)}`,
          positions.atKey(path, key),
          `known keys: ${known.join(', ')}`,
        );
      }
      return;
    }
    case 'invalid_value': {
      const written = valueAt(positions.value, path);
      const values = issue.values.map(String);
      const guess = typeof written === 'string' ? didYouMean(written, values) : '';
      const code = written === undefined ? 'mapping/missing-key' : 'mapping/bad-value';
      const message =
        written === undefined ? `${name} is missing` : `${name} has a value that is not known.`;
      add(code, `${message}${guess}`, positions.at(path), `write one of: ${values.join(', ')}`);
      return;
    }
    default: {
      const isMissing = valueAt(positions.value, path) === undefined;
      const code = isMissing ? 'mapping/missing-key' : 'mapping/bad-value';
      const message = isMissing ? `${name} is missing` : `${name}: ${issue.message}`;
      add(code, message, positions.at(path));
    }
  }
}

// A value may be a word or a block; what matters is the branch that got furthest into it.
function closestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] {
  const isWrongType = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.length === 1 && issues[0]?.path.length === 0 && issues[0].code === 'invalid_type';
  const meant = branches.filter((b) => !isWrongType(b));
  return meant.toSorted((a, b) => a.length - b.length)[0] ?? branches[0] ?? [];
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}
