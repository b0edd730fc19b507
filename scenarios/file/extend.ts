import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import { PARAMETER_IDS } from '../effects.ts';
import { keyHint, nearestWord } from './problems.ts';
import { parseTree, report } from './tree.ts';
import type { Entry, MapTree, Reading, Tree } from './tree.ts';

/** Longest chain of files that extend each other, the first one included. */
export const CHAIN_MAX = 5;

/** Gives the text of a file; throws when there is none. Paths are as joinPath makes them. */
export type Load = (path: string) => string;

const PARAMETERS: ReadonlySet<string> = new Set(PARAMETER_IDS);
/** What a fixed value takes the place of. */
const DISTRIBUTION = ['low', 'central', 'high', 'min', 'mode', 'max', 'dist'];
/** Paths a file may set: each of them makes the document anew. */
const MOST_SET = 1_000;
const CHILD_KEYS = ['schema', 'id', 'title', 'extends', 'set', 'unset'];

/**
 * Reads a file and what it extends into one tree: the parent, then the child's id and title, its
 * `set`, its `unset`. A set path must exist (nothing is created by a slip of the pen), but for what
 * a file may leave out: parameters of the model, levers, hazards, openings and the like. A map that
 * is set joins the one that is there, a list or a distribution replaces it, a fixed value takes a
 * distribution's place.
 */
export function readChain(reading: Reading, path: string, load: Load): MapTree | null {
  return readFile(reading, path, load, []);
}

function readFile(
  reading: Reading,
  path: string,
  load: Load,
  above: readonly string[],
): MapTree | null {
  const tree = parseTree(reading, path, textOf(path, load));
  if (tree === null) return null;
  if (tree.kind !== 'map') {
    report(reading, tree.place, {
      code: 'E-TYPE',
      at: '',
      message: 'the file is no map of keys',
      hint: 'begin with schema: feeworth-scenario/1',
    });
    return null;
  }
  const from = tree.entries.get('extends');
  if (from === undefined) return tree;
  const parent = readParent(reading, path, load, above, from);
  return parent && applyChild(reading, parent, tree);
}

function textOf(path: string, load: Load): string {
  try {
    return load(path);
  } catch (cause) {
    if (isFeeworthError(cause)) throw cause;
    throw new FeeworthError('scenario/not-readable', 'io', `The scenario ${path} was not read.`, {
      place: { file: path },
      hint: 'check the name; shipped scenarios are named without a path',
      cause,
    });
  }
}

function readParent(
  reading: Reading,
  path: string,
  load: Load,
  above: readonly string[],
  from: Entry,
): MapTree | null {
  const chain = [...above, path];
  const { value } = from;
  if (value.kind !== 'scalar' || value.text === '') {
    report(reading, value.place, {
      code: 'E-TYPE',
      at: 'extends',
      message: 'extends names no file',
      hint: 'write extends: ./base.yaml',
    });
    return null;
  }
  const parent = joinPath(path, value.text);
  const isCycle = chain.includes(parent);
  if (isCycle || chain.length >= CHAIN_MAX) {
    report(reading, value.place, {
      code: 'E-CYCLE',
      at: 'extends',
      message: isCycle
        ? `extends goes round: ${[...chain, parent].join(' -> ')}`
        : `more than ${CHAIN_MAX} files extend each other`,
      hint: 'extend a file that does not extend this one',
    });
    return null;
  }
  try {
    load(parent);
  } catch {
    report(reading, value.place, {
      code: 'E-FILE',
      at: 'extends',
      message: `${parent} was not read`,
      hint: 'the path counts from the file that says it',
    });
    return null;
  }
  return readFile(reading, parent, load, chain);
}

/** A path as seen from a file: `./x` and `../x` are taken from its folder; others stand alone. */
export function joinPath(from: string, to: string): string {
  if (!to.startsWith('./') && !to.startsWith('../')) return to;
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    const isUp = part === '..' && parts.length > 0 && parts.at(-1) !== '..';
    if (isUp && parts.at(-1) !== '') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function applyChild(reading: Reading, parent: MapTree, child: MapTree): MapTree {
  let result = parent;
  for (const [key, entry] of child.entries) {
    if (CHILD_KEYS.includes(key)) continue;
    const isOfScenario = knownAtTop(parent).includes(key);
    const near = nearestWord(key, CHILD_KEYS);
    report(reading, entry.key, {
      code: 'E-PATH',
      at: key,
      message: isOfScenario
        ? `"${key}" cannot stand in a file that extends another`
        : `unknown "${key}" in a file that extends another`,
      hint: isOfScenario ? `write it below set:, as ${key}: …` : keyHint(near, CHILD_KEYS),
    });
  }
  for (const key of ['schema', 'id', 'title']) {
    const entry = child.entries.get(key);
    if (entry !== undefined) result = withEntry(result, key, entry);
  }
  const set = child.entries.get('set')?.value;
  if (set?.kind === 'map' && set.entries.size > MOST_SET) {
    report(reading, set.place, {
      code: 'E-RANGE',
      at: 'set',
      message: `set has ${set.entries.size} paths`,
      hint: `allowed: up to ${MOST_SET}; set a whole section at once`,
    });
  } else if (set?.kind === 'map') {
    for (const [path, entry] of set.entries) {
      result = addNew(result, path, entry) ?? setAt(reading, result, path, '', entry, []) ?? result;
    }
  } else if (set !== undefined) wrongKind(reading, set, 'set', 'a map of paths to values');
  const unset = child.entries.get('unset')?.value;
  if (unset?.kind === 'list') {
    for (const item of unset.items) {
      if (item.kind !== 'scalar') wrongKind(reading, item, 'unset', 'a path');
      else result = unsetAt(reading, result, item.text, '', item) ?? result;
    }
  } else if (unset !== undefined) wrongKind(reading, unset, 'unset', 'a list of paths');
  return result;
}

// What a file need not say and a child may add; a slip inside it is found when it is read.
const ADDABLE_SECTIONS = [
  'levers',
  'hazards',
  'openings',
  'memberships',
  'giftCards',
  'packages',
  'equipment',
  'incomeTax',
];
const ADDABLE_WHOLE = ['asserts', 'correlations', 'credit', 'noise'];
const ADDABLE = new RegExp(
  `^(?:(?:${ADDABLE_SECTIONS.join('|')})(?:\\.[\\w-]+)?|${ADDABLE_WHOLE.join('|')}|run\\.\\w+|valuation\\.asOf|regimes\\.\\w+\\.(?:ramp|dip|joining|exit|leaves|fade|costToServe))$`,
);

/** Keys that a scenario may have: those of the file that is extended, and those a child may add. */
const knownAtTop = ({ entries }: MapTree): readonly string[] => [
  ...new Set([...entries.keys(), ...ADDABLE_SECTIONS, ...ADDABLE_WHOLE]),
];

/** Adds what the files below leave out and may leave out; null when the path is anything else. */
function addNew(map: MapTree, path: string, entry: Entry): MapTree | null {
  const id = path.startsWith('parameters.') ? path.slice('parameters.'.length) : '';
  if (PARAMETERS.has(id)) return addAt(map, ['parameters', id], entry);
  return ADDABLE.test(path) ? addAt(map, path.split('.'), entry) : null;
}

function addAt(map: MapTree, [key = '', ...rest]: readonly string[], entry: Entry): MapTree | null {
  const own = map.entries.get(key);
  if (rest.length === 0) return own === undefined ? withEntry(map, key, entry) : null;
  const below = own?.value ?? { kind: 'map', place: entry.key, entries: new Map() };
  if (below.kind !== 'map') return null;
  const value = addAt(below, rest, entry);
  return value && withEntry(map, key, { key: own?.key ?? entry.key, value });
}

function wrongKind(reading: Reading, { place }: Tree, at: string, needed: string): void {
  report(reading, place, { code: 'E-TYPE', at, message: `${at} must be ${needed}` });
}

function withEntry(map: MapTree, key: string, entry: Entry): MapTree {
  return { ...map, entries: new Map(map.entries).set(key, entry) };
}

/** The key of a map that a dotted path begins with: ids may hold dots, the longest one wins. */
function firstKey(map: MapTree, path: string): string | undefined {
  let best: string | undefined;
  for (const key of map.entries.keys()) {
    if (path !== key && !path.startsWith(`${key}.`)) continue;
    if (best === undefined || key.length > best.length) best = key;
  }
  return best;
}

function setAt(
  reading: Reading,
  map: MapTree,
  path: string,
  above: string,
  entry: Entry,
  trail: readonly string[],
): MapTree | null {
  const key = firstKey(map, path);
  if (key === undefined) return unknownPath(reading, map, path, above, entry);
  const own = map.entries.get(key) as Entry;
  const rest = path.slice(key.length + 1);
  if (rest === '') return withEntry(map, key, { ...own, value: joined(own.value, entry.value) });
  const below = above === '' ? key : `${above}.${key}`;
  if (own.value.kind !== 'map') {
    report(reading, entry.key, {
      code: 'E-PATH',
      at: `${below}.${rest}`,
      message: `${below} holds a single value, not "${rest}"`,
      declaredAt: own.key,
    });
    return null;
  }
  const value = setAt(reading, own.value, rest, below, entry, [...trail, key]);
  return value && withEntry(map, key, { ...own, value });
}

/**
 * A map joins the map below it; a distribution, a fee of another kind, a list and a value replace
 * what was there.
 */
function joined(below: Tree, above: Tree): Tree {
  if (below.kind !== 'map' || above.kind !== 'map' || above.entries.has('dist')) return above;
  // What is asked of the log stands for itself, above what a file gives and below it.
  if (isFromLog(above) || isFromLog(below)) return above;
  if (above.entries.has('kind') && kindOf(above) !== kindOf(below)) return above;
  const entries = new Map(below.entries);
  if (above.entries.has('value')) for (const key of DISTRIBUTION) entries.delete(key);
  else if (DISTRIBUTION.some((key) => above.entries.has(key))) entries.delete('value');
  // A figure with a grade of its own is no longer of the source below it.
  if (above.entries.has('grade')) entries.delete('source');
  for (const [key, entry] of above.entries) {
    const own = entries.get(key);
    entries.set(key, own ? { ...entry, value: joined(own.value, entry.value) } : entry);
  }
  return { ...below, place: above.place, entries };
}

/** `{ from: log }`, of a parameter or of all levels. */
function isFromLog({ entries }: MapTree): boolean {
  const from = entries.get('from')?.value;
  return from?.kind === 'scalar' && from.text === 'log';
}

function kindOf({ entries }: MapTree): string {
  const kind = entries.get('kind')?.value;
  return kind?.kind === 'scalar' ? kind.text : '';
}

function unsetAt(
  reading: Reading,
  map: MapTree,
  path: string,
  above: string,
  item: Tree,
): MapTree | null {
  const key = firstKey(map, path);
  if (key === undefined) {
    return unknownPath(reading, map, path, above, { key: item.place, value: item });
  }
  const own = map.entries.get(key) as Entry;
  const rest = path.slice(key.length + 1);
  if (rest === '') {
    const entries = new Map(map.entries);
    entries.delete(key);
    return { ...map, entries };
  }
  const below = above === '' ? key : `${above}.${key}`;
  if (own.value.kind !== 'map') {
    return unknownPath(reading, { ...map, entries: new Map() }, rest, below, {
      key: item.place,
      value: item,
    });
  }
  const value = unsetAt(reading, own.value, rest, below, item);
  return value && withEntry(map, key, { ...own, value });
}

function unknownPath(
  reading: Reading,
  map: MapTree,
  path: string,
  above: string,
  entry: Entry,
): null {
  const word = path.split('.')[0] ?? path;
  // Ids may hold dots: compare the whole rest first, then its first word.
  const known =
    above === 'parameters'
      ? PARAMETER_IDS
      : above === ''
        ? knownAtTop(map)
        : [...map.entries.keys()];
  const near = nearestWord(path, known) ?? nearestWord(word, known);
  const declared = near === undefined ? undefined : map.entries.get(near)?.key;
  const unknown = near?.includes('.') === true ? path : word;
  report(reading, entry.key, {
    code: 'E-PATH',
    at: above === '' ? path : `${above}.${path}`,
    message: `unknown "${unknown}" in ${above === '' ? 'the scenario' : above}`,
    hint: keyHint(near, known),
    ...(declared === undefined ? {} : { declaredAt: declared }),
  });
  return null;
}
