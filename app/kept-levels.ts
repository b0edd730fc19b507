import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../src/audit/sha256.node.ts';
import type { ColumnBook } from '../src/batch/column-book.ts';
import { readSealed, writeSealed } from '../src/batch/sealed-file.node.ts';
import { codeDigest } from '../src/code-digest.node.ts';
import type { Cut } from '../src/event.ts';
import { startFromBook } from '../scenarios/levels.ts';
import type { StartingPoint } from '../scenarios/starting-point.ts';
import { programVersion } from './cli/version.ts';

/** Cuts whose levels are kept beside a book; the oldest makes room. */
const MOST_CUTS = 4;
const SCHEMA = 'feeworth-levels/1';

/** Name of the file that keeps what scenarios start from. */
export const keptLevelsPath = (book: string): string => `${book}.levels`;

/** What levels are bound to: the very events, how much of them is known, and the code that reads. */
interface Key {
  readonly root: string;
  readonly cut: Cut;
  readonly code: string;
}

interface Kept {
  readonly key: Key;
  readonly start: StartingPoint;
}

/** A book as its levels are read: at a cut, with the root of what is known there. */
export interface LevelBasis {
  readonly columns: ColumnBook;
  readonly root: string;
  readonly cut: Cut;
  /** Path of the book; beside one in memory or on a server nothing is kept. */
  readonly file: string | undefined;
}

/**
 * What a scenario starts from, out of the file beside the book when that was read off these very
 * events by this very code, else read off them and kept. Where it cannot be kept, only time is lost.
 */
export function levelsOf({ columns, root, cut, file }: LevelBasis): StartingPoint {
  if (file === undefined) return startFromBook(columns, cut);
  const path = keptLevelsPath(file);
  const key: Key = { root, cut, code: ownCode() };
  const kept = read(path);
  const known = kept.find((one) => isDeepStrictEqual(one.key, key));
  if (known !== undefined) return known.start;
  const start = startFromBook(columns, cut);
  const own: Kept = { key, start };
  // What JSON does not bring back as it was is not kept.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(own)), own)) return start;
  const parts = [own, ...kept]
    .slice(0, MOST_CUTS)
    .map((one) => new TextEncoder().encode(JSON.stringify(one)));
  const all = parts.map((bytes) => ({ bytes }));
  writeSealed(path, sha256, { schema: SCHEMA }, all, () => parts);
  return start;
}

/** The code that reads levels: another line of it is another digest. */
function ownCode(): string {
  const source = new URL(`../scenarios/levels.${import.meta.url.slice(-2)}`, import.meta.url);
  return `${programVersion()} ${codeDigest(source, sha256)}`;
}

function read(path: string): Kept[] {
  const sealed = readSealed(path, sha256);
  const { schema } = (sealed?.index ?? {}) as { schema?: unknown };
  if (sealed === undefined || schema !== SCHEMA) return [];
  return sealed.parts.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Kept);
}
