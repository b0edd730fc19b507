import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { FeeworthError } from '../../src/error.ts';
import { mustBeRegularFile } from '../../src/regular-file.node.ts';
import { parseMapping } from '../../src/intake/csv/mapping.ts';
import type { Mapping } from '../../src/intake/csv/mapping.ts';
import { beginsAsX12, sniffX12 } from '../../src/intake/x12/sniff.ts';
import { mustSayItIs } from '../own-file.ts';

export type FileFormat = 'x12-835' | 'x12-837p' | 'csv';

/** A file as it is about to be imported. */
export interface InputFile {
  /** As the user wrote it, for messages. */
  readonly path: string;
  /** From a folder of the user's; else without its folder, which may tell of the machine. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** SHA-256, hex. */
  readonly digest: string;
  readonly format: FileFormat;
}

/** Longest name that an event holds. */
const NAME_MAX = 500;

/**
 * A file's name as it is recorded: its path from the first of the folders it lies in, so that files
 * of one name in several folders can be told apart; without its folder when it lies in none.
 */
export function recordedName(path: string, folders: readonly string[]): string {
  for (const folder of folders) {
    const from = resolve(folder);
    // From the top of a disk a path is as good as absolute.
    if (dirname(from) === from) continue;
    const name = relative(from, resolve(path));
    if (name === '' || isAbsolute(name) || name.split(sep)[0] === '..') continue;
    if (name.length <= NAME_MAX) return name.replaceAll(sep, '/');
  }
  return basename(path);
}

/**
 * Reads a file whole and tells what it is by its content. `folders` are those its name may begin
 * from. Throws `import/cannot-open`.
 */
export function readInput(
  path: string,
  given?: Uint8Array,
  folders: readonly string[] = [],
): InputFile {
  const bytes = given ?? readOrExplain(path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const name = recordedName(path, folders);
  return { path, name, bytes, digest, format: formatOf(path, bytes) };
}

function readOrExplain(path: string): Uint8Array {
  mustBeRegularFile(path, 'import/cannot-open');
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new FeeworthError('import/cannot-open', 'io', `${path} cannot be opened`, {
      place: { file: path },
      hint: 'check the path and that you may read the file',
      cause,
    });
  }
}

function formatOf(path: string, bytes: Uint8Array): FileFormat {
  const kind = sniffX12(bytes.subarray(0, 4096));
  if (kind === '835') return 'x12-835';
  if (kind === '837') return 'x12-837p';
  if (kind === null && beginsAsX12(bytes)) {
    throw new FeeworthError('x12/truncated', 'input', `${path} begins as X12 and then breaks off`, {
      place: { file: path },
      hint: 'the file was cut off on its way: fetch it again; nothing of it was recorded',
    });
  }
  if (kind === null) return 'csv';
  throw new FeeworthError('import/other-transaction', 'input', `${path} holds X12 ${kind}`, {
    place: { file: path },
    hint: 'remittances (835) and professional claims (837P) are read',
  });
}

/** The stream of a file: one per content (settled.md §1.3). */
export function streamOf({ digest }: Pick<InputFile, 'digest'>): string {
  return `import-${digest.slice(0, 16)}`;
}

export interface ReadMapping {
  readonly mapping: Mapping;
  readonly digest: string;
}

/** Mappings read by this process: a folder of files shares few of them. */
const READ = new Map<string, ReadMapping>();

/** Reads a mapping file. Throws `import/cannot-open` and what `parseMapping` throws. */
export function readMapping(path: string): ReadMapping {
  const bytes = readOrExplain(path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const key = `${digest} ${path}`;
  const known = READ.get(key);
  if (known !== undefined) return known;
  const text = new TextDecoder().decode(bytes);
  mustSayItIs('mapping', text, path);
  const read = { mapping: parseMapping(text, { file: path }), digest };
  READ.set(key, read);
  return read;
}
