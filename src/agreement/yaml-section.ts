import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { LineCounter, Node, YAMLMap } from 'yaml';
import { didYouMean, nearestWord } from './problems.ts';
import type { AgreementProblem } from './problems.ts';

/** A YAML file being read: where its values stand, and all that is wrong with it. */
export interface YamlSource {
  readonly lines: LineCounter;
  readonly problems: AgreementProblem[];
  /** Offset of the value at each path of the terms. */
  readonly offsets: Map<string, number>;
  /** The book's currency; amounts in another are refused. */
  readonly currency: string;
}

/** A map of the file with its path in the terms; keys that nobody asked for are misspelt. */
export interface Section {
  readonly source: YamlSource;
  readonly path: string;
  readonly offset: number;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly asked: Set<string>;
}
interface Entry {
  readonly keyOffset: number;
  readonly node: Node | null;
}

/** Text of a plain or quoted value; a number keeps the digits it was written with. */
export interface Written {
  readonly text: string;
  readonly isBareNumber: boolean;
  readonly path: string;
}

/** Adds a problem at an offset of the file. */
export function report(
  source: YamlSource,
  offset: number,
  problem: { code: string; at: string; message: string; hint?: string },
): void {
  const { line, col } = source.lines.linePos(offset);
  source.problems.push({ ...problem, line, column: col });
}

const offsetOf = (node: Node | null | undefined, otherwise: number): number =>
  node?.range?.[0] ?? otherwise;

/** Reads a node as a map; reports and returns null when it is something else. */
export function sectionOf(
  source: YamlSource,
  node: Node | null,
  path: string,
  otherwise = 0,
): Section | null {
  const offset = offsetOf(node, otherwise);
  source.offsets.set(path, offset);
  if (!isMap(node)) {
    const at = path === '' ? 'agreement' : path;
    const hint = 'indent its keys below it, each as key: value';
    const message = isAlias(node) ? `${at} is an alias, which is not read` : `${at} is no section`;
    report(source, offset, { code: 'agreement/not-a-section', at, message, hint });
    return null;
  }
  return { source, path, offset, entries: entriesOf(node), asked: new Set() };
}

function entriesOf(map: YAMLMap): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const keyOffset = offsetOf(pair.key as Node | null, map.range?.[0] ?? 0);
    entries.set(key, { keyOffset, node: pair.value as Node | null });
  }
  return entries;
}

/** Path of a key below a section. */
export const below = (section: Section, key: string): string =>
  section.path === '' ? key : `${section.path}.${key}`;

/** Whether the key is written at all; asking makes it a known key. */
export function has(section: Section, key: string): boolean {
  section.asked.add(key);
  return section.entries.has(key);
}

/** The section below a key; null when it is missing (a problem unless optional) or no map. */
export function child(section: Section, key: string, isOptional = false): Section | null {
  if (!has(section, key)) {
    if (!isOptional) missing(section, key);
    return null;
  }
  const entry = section.entries.get(key);
  return sectionOf(section.source, entry?.node ?? null, below(section, key), entry?.keyOffset);
}

/** Every child section by key, for keyed maps such as tiers. */
export function children(section: Section): { key: string; section: Section }[] {
  const all: { key: string; section: Section }[] = [];
  for (const key of section.entries.keys()) {
    const found = child(section, key);
    if (found) all.push({ key, section: found });
  }
  return all;
}

/** Reports a required key that is missing, at its section. */
export function missing(section: Section, key: string): void {
  const at = below(section, key);
  const near = nearestWord(
    key,
    [...section.entries.keys()].filter((k) => !section.asked.has(k)),
  );
  report(section.source, section.offset, {
    code: 'agreement/missing-key',
    at,
    message: `${at} is missing`,
    ...(near === undefined ? {} : { hint: `is "${near}" meant to be it?` }),
  });
}

/** The text of a value; missing is a problem unless optional. */
export function written(section: Section, key: string, isOptional = false): Written | undefined {
  if (!has(section, key)) {
    if (!isOptional) missing(section, key);
    return undefined;
  }
  const entry = section.entries.get(key);
  return scalarText(section.source, entry?.node ?? null, below(section, key), entry?.keyOffset);
}

function scalarText(
  source: YamlSource,
  node: Node | null,
  path: string,
  otherwise = 0,
): Written | undefined {
  const offset = offsetOf(node, otherwise);
  source.offsets.set(path, offset);
  const value: unknown = isScalar(node) ? node.value : null;
  const isBare = typeof value === 'number' || typeof value === 'bigint';
  if (!isScalar(node) || !(isBare || typeof value === 'string' || typeof value === 'boolean')) {
    const hint = 'write one value after the colon';
    report(source, offset, {
      code: 'agreement/not-a-value',
      at: path,
      message: `${path} has no value`,
      hint,
    });
    return undefined;
  }
  const text = isBare ? (node.source ?? `${value}`) : `${value}`;
  return { text: text.trim(), isBareNumber: isBare, path };
}

/** A list of texts: `[billing, marketing]`. */
export function writtenList(section: Section, key: string, isOptional = false): Written[] {
  if (!has(section, key)) {
    if (!isOptional) missing(section, key);
    return [];
  }
  const { source } = section;
  const path = below(section, key);
  const entry = section.entries.get(key);
  const node = entry?.node ?? null;
  const offset = offsetOf(node, entry?.keyOffset ?? 0);
  source.offsets.set(path, offset);
  if (!isSeq(node)) {
    const hint = 'write a list: [first, second]';
    const message = `${path} is no list`;
    report(source, offset, { code: 'agreement/not-a-list', at: path, message, hint });
    return [];
  }
  return node.items.flatMap((item, i) => {
    const text = scalarText(source, item as Node | null, `${path}.${i}`, offset);
    return text === undefined ? [] : [text];
  });
}

/** Reports every key that was never asked for, with the nearest one that is known. */
export function close(section: Section): void {
  for (const [key, { keyOffset }] of section.entries) {
    if (section.asked.has(key)) continue;
    report(section.source, keyOffset, {
      code: 'agreement/unknown-key',
      at: below(section, key),
      message: `"${key}" is no key of ${section.path === '' ? 'an agreement' : section.path}`,
      hint: didYouMean(key, [...section.asked]),
    });
  }
}
