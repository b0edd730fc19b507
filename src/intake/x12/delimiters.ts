import { refuse } from './refuse.ts';

/** The separators of one interchange, as byte values. */
export interface Delimiters {
  readonly element: number;
  readonly component: number;
  readonly terminator: number;
  /** ISA11 from version 00402 on; in 00401 it is `U` and separates nothing. */
  readonly repetition: number | null;
}

/** What the first segment of an interchange says about the rest. */
export interface Header {
  readonly delimiters: Delimiters;
  /** Characters of the ISA with its terminator; null when there is no ISA. */
  readonly isaLength: number | null;
  /** False when ISA16 is missing or there is no ISA: the component separator is a guess. */
  readonly hasComponent: boolean;
}

const TILDE = 0x7e;
const COLON = 0x3a;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const ISA_ELEMENTS = 16;
/** A sender may pad its id; beyond this it is no ISA. */
const HEADER_MAX = 600;
/** Bytes behind ISA16 that decide between a terminator and blanks before it. */
const LOOK_AHEAD = 8;

export const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a);

const isSeparator = (byte: number | undefined): boolean =>
  byte !== undefined && byte !== SPACE && byte !== CR && byte !== LF && !isAlphanumeric(byte);

/** True where the letters `ISA` and a separator stand; the name ISAAC is none. */
export function isIsaAt(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x49 &&
    bytes[at + 1] === 0x53 &&
    bytes[at + 2] === 0x41 &&
    isSeparator(bytes[at + 3])
  );
}

const startsWith = (bytes: Uint8Array, at: number, first: number, second: number): boolean =>
  bytes[at] === first && bytes[at + 1] === second && isSeparator(bytes[at + 2]);

/** What a stretch of bytes holds. */
export interface Span {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
  /** Nothing follows these bytes. */
  readonly isLast: boolean;
  /** Place of `at` in the file, for errors. */
  readonly offset: number;
  readonly segment: number;
  readonly file: string | undefined;
}

function notX12(span: Span): Error {
  const { bytes, at } = span;
  const isUtf16 = (bytes[at] === 0xff && bytes[at + 1] === 0xfe) || bytes[at] === 0xfe;
  return refuse(
    'not-x12',
    isUtf16 ? 'This file is UTF-16, not plain text' : 'This file is not X12: no ISA, GS or ST',
    isUtf16
      ? 'save it as UTF-8 or ASCII text and import it again'
      : 'give the file as the clearinghouse delivered it; spreadsheets go through a mapping file',
    span,
  );
}

function isaHeader(span: Span): Header | null {
  const { bytes, at, end, isLast } = span;
  const element = bytes[at + 3] as number;
  const starts: number[] = [];
  let p = at + 3;
  for (; p < end && starts.length < ISA_ELEMENTS; p++) {
    if (bytes[p] === element) starts.push(p + 1);
    if (p - at > HEADER_MAX) throw notX12(span);
  }
  if (starts.length < ISA_ELEMENTS) {
    if (isLast) throw notX12(span);
    return null;
  }
  if (end - p < LOOK_AHEAD && !isLast) return null;
  const version = String.fromCharCode(...bytes.subarray(starts[11] ?? 0, (starts[12] ?? 1) - 1));
  const sign = bytes[starts[10] ?? 0] ?? 0;
  const repetition = version.trim() >= '00402' && !isAlphanumeric(sign) ? sign : null;
  const mark = bytes[p] ?? 0;
  let q = p + 1;
  while (q < end && bytes[q] === SPACE) q += 1;
  const next = bytes[q] ?? TILDE;
  const isLineEnd = next === LF || next === CR;
  // ISA16 left out: what stands there is the terminator, and GS or a line end follows it.
  if (isAlphanumeric(next) || (mark === TILDE && isLineEnd)) {
    const delimiters = { element, component: COLON, terminator: mark, repetition };
    return { delimiters, isaLength: p + 1 - at, hasComponent: false };
  }
  const delimiters = { element, component: mark, terminator: next, repetition };
  return { delimiters, isaLength: q + 1 - at, hasComponent: true };
}

/** Without an ISA, `ST*835*0001` and `GS*HP*…*005010X221A1` show their separators themselves. */
function bareHeader(span: Span, separatorsBefore: number): Header | null {
  const { bytes, at, end, isLast } = span;
  const element = bytes[at + 2] as number;
  let seen = 0;
  let p = at + 2;
  for (; p < end && p - at < HEADER_MAX; p++) {
    const byte = bytes[p] as number;
    if (byte === element) seen += 1;
    else if (seen >= separatorsBefore && !isAlphanumeric(byte) && byte !== SPACE) {
      const delimiters = { element, component: COLON, terminator: byte, repetition: null };
      return { delimiters, isaLength: null, hasComponent: false };
    }
  }
  if (isLast || p - at >= HEADER_MAX) throw notX12(span);
  return null;
}

/**
 * The separators of the interchange that starts at `at`. ISA is counted in elements, not in
 * characters: senders trim it to 72 and pad it to 122. Null when more bytes are needed; refuses
 * what is no X12 (code x12/not-x12).
 */
export function readHeader(span: Span): Header | null {
  const { bytes, at, end, isLast } = span;
  if (end - at < 4) {
    if (isLast) throw notX12(span);
    return null;
  }
  if (isIsaAt(bytes, at)) return isaHeader(span);
  if (startsWith(bytes, at, 0x53, 0x54)) return bareHeader(span, 2);
  if (startsWith(bytes, at, 0x47, 0x53)) return bareHeader(span, 8);
  throw notX12(span);
}
