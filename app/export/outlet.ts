import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../src/make-folder.node.ts';

/** A file that was written: its name inside the export, its size and its digest. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

/** A file being written, a buffer at a time. */
export interface OpenFile {
  write(text: string): void;
  /** Many of them at once. */
  writeBytes(bytes: Uint8Array): void;
  close(): WrittenFile;
}

const CHUNK = 65_536;

/** Writes the files of an export into a folder, and remembers what it wrote. */
export class Outlet {
  readonly folder: string;
  readonly files: WrittenFile[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  open(name: string): OpenFile {
    const path = join(this.folder, name);
    makeFolder(dirname(path));
    const file = openSync(path, 'wx');
    const hash = createHash('sha256');
    let waiting: string[] = [];
    let length = 0;
    let bytes = 0;
    const writeBytes = (chunk: Uint8Array): void => {
      for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
      hash.update(chunk);
      bytes += chunk.length;
    };
    const flush = (): void => {
      writeBytes(Buffer.from(waiting.join(''), 'utf8'));
      waiting = [];
      length = 0;
    };
    return {
      write(text) {
        waiting.push(text);
        length += text.length;
        if (length >= CHUNK) flush();
      },
      writeBytes(chunk) {
        flush();
        writeBytes(chunk);
      },
      close: () => {
        flush();
        closeSync(file);
        const written = { name, bytes, digest: hash.digest('hex') };
        this.files.push(written);
        return written;
      },
    };
  }

  write(name: string, text: Iterable<string>): WrittenFile {
    const file = this.open(name);
    for (const part of text) file.write(part);
    return file.close();
  }

  /** A file that something else has put into the folder. */
  adopt(name: string): WrittenFile {
    const hash = createHash('sha256');
    let bytes = 0;
    for (const chunk of chunksOf(join(this.folder, name))) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    const written = { name, bytes, digest: hash.digest('hex') };
    this.files.push(written);
    return written;
  }
}

/** A file in pieces; each is good until the next one. */
export function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      const read = readSync(file, buffer);
      if (read === 0) return;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

/** SHA-256 over the names and digests of files, in order of name: the digest of an export. */
export function digestOf(files: readonly WrittenFile[]): string {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return createHash('sha256').update(sumsText(sorted)).digest('hex');
}

/** As `sha256sum -c` reads it. */
export function sumsText(files: readonly WrittenFile[]): string {
  return files.map(({ name, digest }) => `${digest}  ${name}\n`).join('');
}
