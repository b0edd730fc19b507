import { readFileSync } from 'node:fs';
import { parseDay } from '../../../src/calendar.ts';
import { FeeworthError, isFeeworthError } from '../../../src/error.ts';
import { parseMapping } from '../../../src/intake/csv/mapping.ts';
import type { Mapping } from '../../../src/intake/csv/mapping.ts';
import { problemsOf } from '../../../src/intake/csv/problems.ts';
import { readCsv } from '../../../src/intake/csv/read.ts';
import { bytesSource } from '../../../src/intake/csv/source.ts';
import type { CsvSource } from '../../../src/intake/csv/source.ts';
import type { CsvRecord, Tokenise } from '../../../src/intake/csv/target.ts';

export const TODAY = parseDay('2026-06-30');

/** A stand-in that shows which family was asked for, and nothing of the raw cell. */
export const tokenise: Tokenise = (kind, raw) => `${kind}:${raw.length}`;

export const fixture = (name: string): URL =>
  new URL(`../../fixtures/csv/${name}`, import.meta.url);

export const fixtureSource = (name: string): CsvSource =>
  bytesSource(name, readFileSync(fixture(name)));

export const textSource = (text: string, chunkBytes?: number): CsvSource =>
  bytesSource('file.csv', new TextEncoder().encode(text), chunkBytes);

export const fixtureMapping = (name: string): Mapping =>
  parseMapping(readFileSync(fixture(name), 'utf8'), { file: name });

export const mappingOf = (body: string): Mapping =>
  parseMapping(`schema: feeworth-mapping/1\nsystem: test\n${body}`, { file: 'map.yaml' });

export const readAll = (source: CsvSource, mapping: Mapping): CsvRecord[] => [
  ...readCsv(source, mapping, { today: TODAY, tokenise }),
];

/** The problems a call throws. */
export function problemsFrom(call: () => unknown): readonly FeeworthError[] {
  try {
    call();
  } catch (error) {
    if (isFeeworthError(error)) return problemsOf(error);
    throw error;
  }
  throw new Error('nothing was refused');
}

/** `code@line:column` of each problem: what a corpus test compares. */
export const brief = (problems: readonly FeeworthError[]): string[] =>
  problems.map(
    ({ code, place }) =>
      `${code}@${place.line ?? '?'}${place.column === undefined ? '' : `:${place.column}`}`,
  );
