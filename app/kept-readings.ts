import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../src/audit/sha256.node.ts';
import type { ColumnBook } from '../src/batch/column-book.ts';
import { partsToWrite, readSealed, writeSealed } from '../src/sealed-file.node.ts';
import { codeDigest } from '../src/code-digest.node.ts';
import type { Cut } from '../src/event.ts';
import type { LogSaid } from '../scenarios/calibration/log-levels.ts';
import type { Calibration } from '../scenarios/calibration/parameter.ts';
import type { StartingPoint } from '../scenarios/starting-point.ts';
import { programVersion } from './cli/version.ts';

/** Readings kept beside a book; the oldest makes room. */
const MOST = 8;
const SCHEMA = 'feeworth-levels/1';

/** Name of the file that keeps what scenarios read off a book. */
export const keptReadingsPath = (book: string): string => `${book}.levels`;

/** What a reading is bound to: the very events, how much of them is known, and the code that reads. */
interface Key {
  readonly what: string;
  readonly root: string;
  readonly cut: Cut;
  readonly code: string;
}

interface Kept {
  readonly key: Key;
  readonly reading: unknown;
}

/** A book as it is read: at a cut, with the root of what is known there. */
export interface ReadingBasis {
  readonly columns: ColumnBook;
  readonly root: string;
  readonly cut: Cut;
  /** Path of the book; beside one in memory or on a server nothing is kept. */
  readonly file: string | undefined;
}

/** What a scenario starts from. */
export const levelsOf = (basis: ReadingBasis): Promise<StartingPoint> =>
  keptReading(basis, 'levels', ['levels'], async () => {
    const { startFromBook } = await import('../scenarios/levels.ts');
    return startFromBook(basis.columns, basis.cut);
  });

/** What the log leaves open of what a scenario starts from. */
export interface LogReading {
  readonly calibration: Calibration;
  readonly says: readonly LogSaid[];
}

/** What the log of a whole book says of the parameters it can speak to. */
export const logOf = (basis: ReadingBasis, { sites }: StartingPoint): Promise<LogReading> =>
  keptReading(basis, 'log', ['calibration/calibrate', 'calibration/log-levels'], async () => {
    const { calibrate } = await import('../scenarios/calibration/calibrate.ts');
    const { logSays } = await import('../scenarios/calibration/log-levels.ts');
    const calibration = calibrate(basis.columns, basis.cut, { site: null, sha256 });
    return { calibration, says: logSays(calibration, sites) };
  });

/**
 * A reading out of the file beside the book when it was read off these very events by this very
 * code, else read off them and kept. The code is loaded only when it reads. Where nothing can be
 * kept, only time is lost.
 */
async function keptReading<T>(
  { root, cut, file }: ReadingBasis,
  what: string,
  modules: readonly string[],
  read: () => Promise<T>,
): Promise<T> {
  if (file === undefined) return read();
  const path = keptReadingsPath(file);
  const key: Key = { what, root, cut, code: codeOf(modules) };
  const kept = keptIn(path);
  const known = kept.find((one) => isDeepStrictEqual(one.key, key));
  if (known !== undefined) return known.reading as T;
  const reading = await read();
  const own: Kept = { key, reading };
  // What JSON does not bring back as it was is not kept.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(own)), own)) return reading;
  const parts = [own, ...kept]
    .slice(0, MOST)
    .map((one) => new TextEncoder().encode(JSON.stringify(one)));
  writeSealed(path, sha256, { schema: SCHEMA }, partsToWrite(parts));
  return reading;
}

/** The code that reads: another line of it is another digest. */
function codeOf(modules: readonly string[]): string {
  const end = import.meta.url.slice(-3);
  const entries = modules.map((name) => new URL(`../scenarios/${name}${end}`, import.meta.url));
  return `${programVersion()} ${codeDigest(entries, sha256)}`;
}

function keptIn(path: string): Kept[] {
  const sealed = readSealed(path, sha256);
  const { schema } = (sealed?.index ?? {}) as { schema?: unknown };
  if (sealed === undefined || schema !== SCHEMA) return [];
  return sealed.parts.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Kept);
}
