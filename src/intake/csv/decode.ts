import { FeeworthError } from '../../error.ts';
import type { CsvSource } from './source.ts';

/** How bytes become text; `auto` is what detectEncoding finds. */
export const ENCODINGS = ['auto', 'utf-8', 'utf-16le', 'utf-16be', 'cp1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface FoundEncoding {
  readonly encoding: Exclude<Encoding, 'auto'>;
  readonly hasBom: boolean;
  /** What a person should know before trusting the text. */
  readonly note?: string;
}

const SNIFF_BYTES = 65_536;

/**
 * Finds the encoding: byte order mark, then the zero bytes of UTF-16, then UTF-8 if the whole file
 * is valid UTF-8, else cp1252 with a note that names the line. Reads the file once.
 */
export function detectEncoding(source: CsvSource): FoundEncoding {
  const head = firstBytes(source, SNIFF_BYTES);
  refuseOtherFormats(source, head);
  const bom = bomOf(head);
  if (bom) return { encoding: bom, hasBom: true };
  const wide = sniffUtf16(head);
  if (wide) {
    return { encoding: wide, hasBom: false, note: 'UTF-16 without a byte order mark' };
  }
  const bad = firstInvalidUtf8Line(source);
  if (bad === undefined) return { encoding: 'utf-8', hasBom: false };
  return {
    encoding: 'cp1252',
    hasBom: false,
    note: `not UTF-8 (line ${bad}), so read as Windows-1252: look at the accents`,
  };
}

/** Settles the encoding of a mapping: `auto` is detected, a contradicting mark is refused. */
export function settleEncoding(source: CsvSource, wanted: Encoding): FoundEncoding {
  if (wanted === 'auto') return detectEncoding(source);
  const head = firstBytes(source, SNIFF_BYTES);
  refuseOtherFormats(source, head);
  const bom = bomOf(head);
  if (bom && bom !== wanted) {
    throw new FeeworthError(
      'import/wrong-encoding',
      'input',
      `the file is marked as ${bom} but the mapping says ${wanted}`,
      { place: { file: source.name, line: 1 }, hint: `write \`encoding: ${bom}\` or leave it out` },
    );
  }
  return { encoding: wanted, hasBom: bom !== undefined };
}

/** The text of a file in chunks; invalid bytes and zero characters are refused with their line. */
export function* decode(source: CsvSource, found: FoundEncoding): Generator<string> {
  const label = found.encoding === 'cp1252' ? 'windows-1252' : found.encoding;
  const decoder = new TextDecoder(label, { fatal: true });
  let line = 1;
  let endedInCr = false;
  const advance = (text: string): void => {
    line += countLineEnds(text, endedInCr);
    endedInCr = text.endsWith('\r');
  };
  // Fatal decoding says that a chunk is bad, not where; small pieces make the line exact.
  const next = (bytes: Uint8Array | undefined): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (cause) {
      const at = line + (bytes ? linesBeforeFault(bytes, label, endedInCr) : 0);
      throw new FeeworthError('import/wrong-encoding', 'input', `not ${found.encoding} text`, {
        place: { file: source.name, line: at },
        hint: 'if Excel or an older system wrote it, put `encoding: cp1252` in the mapping',
        cause,
      });
    }
  };
  for (const bytes of source.open()) {
    const text = next(bytes);
    if (text === '') continue;
    const zero = text.indexOf('\0');
    if (zero >= 0) {
      throw new FeeworthError('import/not-text', 'input', 'the file holds zero characters', {
        place: { file: source.name, line: line + countLineEnds(text.slice(0, zero), endedInCr) },
        hint: 'it may be UTF-16: leave `encoding` out of the mapping, or export the file again',
      });
    }
    advance(text);
    yield text;
  }
  const rest = next(undefined);
  if (rest !== '') yield rest;
}

/** The first `limit` bytes of a source. */
function firstBytes(source: CsvSource, limit: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const chunk of source.open()) {
    const part = chunk.subarray(0, limit - length);
    parts.push(part);
    length += part.length;
    if (length >= limit) break;
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  return head;
}

function bomOf(head: Uint8Array): FoundEncoding['encoding'] | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

// Delimiters, digits and line ends are ASCII: in UTF-16 every second byte of most of them is zero.
function sniffUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i += 1) {
    if (head[i] === 0) {
      if (i % 2 === 0) even += 1;
      else odd += 1;
    }
  }
  const pairs = Math.floor(head.length / 2);
  if (pairs < 2) return undefined;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}

const SIGNATURES: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['an Excel workbook or another zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['compressed (gzip)', [0x1f, 0x8b]],
];

function refuseOtherFormats(source: CsvSource, head: Uint8Array): void {
  if (head.length === 0) {
    throw new FeeworthError('import/empty-file', 'input', `${source.name} is empty`, {
      place: { file: source.name },
      hint: 'export the file again',
    });
  }
  for (const [name, bytes] of SIGNATURES) {
    if (bytes.every((b, i) => head[i] === b)) {
      throw new FeeworthError('import/not-a-csv', 'input', `${source.name} is ${name}`, {
        place: { file: source.name },
        hint: 'save or export it as CSV (UTF-8) first',
      });
    }
  }
}

function firstInvalidUtf8Line(source: CsvSource): number | undefined {
  try {
    for (const text of decode(source, { encoding: 'utf-8', hasBom: false })) void text;
  } catch (error) {
    if (error instanceof FeeworthError && error.code === 'import/wrong-encoding') {
      return error.place.line ?? 1;
    }
    throw error;
  }
  return undefined;
}

/** Line ends in a text; CRLF counts once, also when a chunk border splits it. */
export function countLineEnds(text: string, endedInCr: boolean): number {
  let count = 0;
  let previous = endedInCr ? 13 : 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 13 || (c === 10 && previous !== 13)) count += 1;
    previous = c;
  }
  return count;
}

// Halves the chunk until the fault is found: everything before it decodes.
function linesBeforeFault(bytes: Uint8Array, label: string, endedInCr: boolean): number {
  // A chunk may begin inside a character that the chunk before began.
  let good = 0;
  while (label === 'utf-8' && good < 3 && ((bytes[good] ?? 0) & 0xc0) === 0x80) good += 1;
  const start = good;
  let bad = bytes.length;
  const decodes = (length: number): boolean => {
    try {
      new TextDecoder(label, { fatal: true }).decode(bytes.subarray(start, length), {
        stream: true,
      });
      return true;
    } catch {
      return false;
    }
  };
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (decodes(middle)) good = middle;
    else bad = middle;
  }
  const text = new TextDecoder(label).decode(bytes.subarray(start, good), { stream: true });
  return countLineEnds(text, endedInCr);
}
