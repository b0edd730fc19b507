import { keyHint, nearestWord } from './problems.ts';
import type { FilePlace, ScenarioCode } from './problems.ts';
import { report } from './tree.ts';
import type { Entry, MapTree, Reading, ScalarTree, Tree } from './tree.ts';

/** A map being read; keys nobody asked for are misspelt and are listed by `close`. */
export interface Section {
  readonly reading: Reading;
  readonly path: string;
  readonly map: MapTree;
  readonly asked: Set<string>;
}

/** A single value with its path. */
export interface Value {
  readonly reading: Reading;
  readonly path: string;
  readonly place: FilePlace;
  readonly text: string;
  readonly isBareNumber: boolean;
}

export function sectionOf(reading: Reading, map: MapTree, path: string): Section {
  return { reading, path, map, asked: new Set() };
}

export const below = ({ path }: Section, key: string): string =>
  path === '' ? key : `${path}.${key}`;

/** Whether a key is written; asking makes it a known one. */
export function has(section: Section, key: string): boolean {
  section.asked.add(key);
  return section.map.entries.has(key);
}

function entryOf(section: Section, key: string, isOptional: boolean): Entry | undefined {
  section.asked.add(key);
  const entry = section.map.entries.get(key);
  if (entry === undefined && !isOptional) missing(section, key);
  return entry;
}

function missing(section: Section, key: string): void {
  const others = [...section.map.entries.keys()].filter((k) => !section.asked.has(k));
  const near = nearestWord(key, others);
  report(section.reading, section.map.place, {
    code: 'E-MISSING',
    at: below(section, key),
    message: `${below(section, key)} is missing`,
    ...(near === undefined ? {} : { hint: `is "${near}" meant to be it?` }),
  });
}

/** The section below a key. */
export function child(section: Section, key: string, isOptional = false): Section | null {
  const entry = entryOf(section, key, isOptional);
  return entry === undefined ? null : asSection(section, key, entry.value);
}

function asSection({ reading, ...section }: Section, key: string, value: Tree): Section | null {
  const path = below({ reading, ...section }, key);
  if (value.kind === 'map') return sectionOf(reading, value, path);
  report(reading, value.place, {
    code: 'E-TYPE',
    at: path,
    message: `${path} is no section`,
    hint: 'indent its keys below it, each as key: value',
  });
  return null;
}

/** Every section below a keyed map: sites, payers, lines. */
export function children(section: Section): { key: string; section: Section }[] {
  return [...section.map.entries.keys()].flatMap((key) => {
    const own = child(section, key);
    return own === null ? [] : [{ key, section: own }];
  });
}

/** Single value below a key. */
export function value(section: Section, key: string, isOptional = false): Value | undefined {
  const entry = entryOf(section, key, isOptional);
  return entry === undefined
    ? undefined
    : asValue(section.reading, entry.value, below(section, key));
}

function asValue(reading: Reading, tree: Tree, path: string): Value | undefined {
  if (tree.kind === 'scalar' && tree.text !== '') return { reading, path, ...scalar(tree) };
  report(reading, tree.place, {
    code: 'E-TYPE',
    at: path,
    message: tree.kind === 'scalar' ? `${path} is empty` : `${path} is no single value`,
    hint: 'write one value after the colon',
  });
  return undefined;
}

const scalar = ({ place, text, isBareNumber }: ScalarTree) => ({ place, text, isBareNumber });

/** Values of a list below a key. */
export function values(section: Section, key: string, isOptional = false): Value[] | undefined {
  const entry = entryOf(section, key, isOptional);
  if (entry === undefined) return undefined;
  const path = below(section, key);
  if (entry.value.kind === 'list') {
    return entry.value.items.flatMap((item, i) => {
      const own = asValue(section.reading, item, `${path}.${i}`);
      return own === undefined ? [] : [own];
    });
  }
  report(section.reading, entry.value.place, {
    code: 'E-TYPE',
    at: path,
    message: `${path} is no list`,
    hint: 'write a list: [first, second]',
  });
  return undefined;
}

/** A list of lists below a key: the values of each, and where each begins. */
export function rows(
  section: Section,
  key: string,
): { readonly values: readonly Value[]; readonly place: Value }[] {
  const entry = entryOf(section, key, true);
  if (entry === undefined) return [];
  const path = below(section, key);
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  return items.flatMap((item, i) => {
    const at = `${path}.${i}`;
    if (item.kind === 'list') {
      const values = item.items.flatMap(
        (own, j) => asValue(section.reading, own, `${at}.${j}`) ?? [],
      );
      const place = { reading: section.reading, path: at, place: item.place };
      return [{ values, place: { ...place, text: '', isBareNumber: false } }];
    }
    report(section.reading, item.place, {
      code: 'E-TYPE',
      at,
      message: `${at} is no list`,
      hint: 'write a list in the list: - [first, second, 0.35]',
    });
    return [];
  });
}

/** The tree below a key, for what is written in more than one way. */
export function treeAt(section: Section, key: string, isOptional = false): Tree | undefined {
  return entryOf(section, key, isOptional)?.value;
}

/** Reports a value that does not say what its key needs. */
export function refuse(at: Value, code: ScenarioCode, message: string, hint?: string): undefined {
  report(at.reading, at.place, {
    code,
    at: at.path,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
  return undefined;
}

/** Reports a section that does not hold together. */
export function refuseSection(
  section: Section,
  code: ScenarioCode,
  message: string,
  hint?: string,
): void {
  report(section.reading, section.map.place, {
    code,
    at: section.path,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Reports what several values say together at the one of them that a path names, which may stand in
 * another file than the section: at as much of the path as was written.
 */
export function refuseAt(
  section: Section,
  path: string,
  { code, message, hint }: { code: ScenarioCode; message: string; hint: string },
): void {
  let tree: Tree = section.map;
  for (const key of path.split('.')) {
    const entry: Entry | undefined = tree.kind === 'map' ? tree.entries.get(key) : undefined;
    if (entry === undefined) break;
    tree = entry.value;
  }
  report(section.reading, tree.place, { code, at: below(section, path), message, hint });
}

/** Lists every key that was never asked for, with the nearest known one. */
export function close(section: Section): void {
  for (const [key, entry] of section.map.entries) {
    if (!section.asked.has(key)) unknownKey(section, key, entry, [...section.asked]);
  }
}

/** Whether nothing is wrong at a path or below it: what follows from a fault is no fault of its own. */
export function isSound({ reading }: Section, path: string): boolean {
  return !reading.problems.some(({ at }) => at === path || at.startsWith(`${path}.`));
}

/** Reports an unknown key; where the key that was meant stands beside it, says where. */
export function unknownKey(
  section: Section,
  key: string,
  entry: Entry,
  known: readonly string[],
): void {
  const near = nearestWord(key, known);
  const declared = near === undefined ? undefined : section.map.entries.get(near)?.key;
  const where = section.path === '' ? 'the scenario' : section.path;
  report(section.reading, entry.key, {
    code: 'E-PATH',
    at: below(section, key),
    message: `unknown "${key}" in ${where}`,
    hint: keyHint(near, known),
    ...(declared === undefined ? {} : { declaredAt: declared }),
  });
}
