import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Checkpoint } from '../../src/audit/checkpoint.ts';
import { readCheckpoint } from '../../src/audit/trust.ts';
import { FeeworthError, isFeeworthError } from '../../src/error.ts';
import { mustBeRegularFile } from '../../src/regular-file.node.ts';
import { besidePath } from '../book-place.ts';
import { HASHES } from './stored-checkpoints.ts';

/** A checkpoint that somebody kept as a file. */
export interface KeptCheckpoint {
  readonly file: string;
  readonly note: string;
  /** What it says; nothing of it is to be believed before its signature was checked. */
  readonly checkpoint: Checkpoint;
}

/** What a checkpoint's file is called when nobody says. */
function checkpointName(url: string, { size, period }: Checkpoint): string {
  const book = basename(besidePath(url) ?? 'book').replace(/\.db$/, '');
  return `${book}-${period ?? size}.checkpoint`;
}

/** Writes a checkpoint where somebody named a file, else under its own name; returns which. */
export function writeCheckpoint(
  named: string | undefined,
  url: string,
  { checkpoint, note }: Pick<KeptCheckpoint, 'checkpoint' | 'note'>,
): string {
  const file = named ?? checkpointName(url, checkpoint);
  writeKept(file, note);
  return file;
}

/** Writes a checkpoint or a proof; a file with anything else in it is left alone. */
export function writeKept(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    throw new FeeworthError('checkpoint/not-written', 'io', `${file} could not be written`, {
      place: { file },
      hint: 'name another file with --out; what is in the book stays, run the command again',
      cause,
    });
  }
}

/** Reads a checkpoint's file; its form is checked, its signature is not. */
export function readKept(file: string): KeptCheckpoint {
  let note: string;
  mustBeRegularFile(file, 'checkpoint/cannot-open');
  try {
    note = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FeeworthError('checkpoint/cannot-open', 'io', `${file} cannot be opened`, {
      place: { file },
      hint: 'name the file that "feeworth checkpoint" wrote',
      cause,
    });
  }
  try {
    return { file, note, checkpoint: readCheckpoint(HASHES, note) };
  } catch (error) {
    throw namingFile(error, file);
  }
}

/** The same error with the file it is about. */
export function namingFile(error: unknown, file: string): unknown {
  if (!isFeeworthError(error)) return error;
  const { code, category, message, hint, details, place } = error;
  return new FeeworthError(code, category, message, {
    place: { ...place, file },
    ...(hint === undefined ? {} : { hint }),
    details,
    cause: error,
  });
}
