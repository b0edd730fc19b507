import { invariant } from '../error.ts';
import type { NameCounts, Segment } from './column-book.ts';
import { BATCH_ROWS, makeBatch, ROW_BYTES } from './columns.ts';
import type { EventBatch } from './columns.ts';
import { NAMESPACES } from './dictionary.ts';
import type { Dictionary, Namespace } from './dictionary.ts';

/*
 * A segment as bytes, little-endian, so that reading is laying views over them:
 *
 *    0  "FWSEG001"                       40  texts: bytes of instants, of each namespace's names
 *    8  f64 sequence of the first event  60  names known before, by namespace, u32 each
 *   16  f64 first, f64 last effective    80  f64 last day of a fact
 *   32  u32 rows, u32 runs               88  zeros, as between the others
 *
 *   96  columns: 64 bytes a row, in the order of makeBatch
 *
 * then i32 row and i32 attempt of each run, then the texts as JSON: [policy, instants], and the
 * names first seen in the segment, by namespace. No digest: who keeps the bytes adds it.
 */
const MAGIC = 'FWSEG001';
const HEADER_BYTES = 96;

const COLUMNS = [
  'amount0',
  'amount1',
  'amount2',
  'amount3',
  'effective',
  'occurred',
  'subject',
  'party',
  'code',
  'sequence',
  'entity',
  'site',
  'recorded',
  'kind',
  'flags',
] as const satisfies readonly (keyof EventBatch)[];

/** Typed arrays have the order of the machine; where it is not ours, nothing is kept as bytes. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The bytes of a segment: its used rows, and the names up to `namesAfter` first seen in it. */
export function segmentToBytes(
  segment: Segment,
  names: Dictionary,
  namesAfter: NameCounts,
): Uint8Array<ArrayBuffer> {
  const { batch, runRows, runAttempts, namesBefore } = segment;
  const rows = batch.length;
  const runs = runRows.length;
  const texts = [
    JSON.stringify([batch.policy, batch.recordedAt]),
    ...NAMESPACES.map((s) => JSON.stringify(names.names(s).slice(namesBefore[s], namesAfter[s]))),
  ].map((text) => encoder.encode(text));
  const runsAt = HEADER_BYTES + rows * ROW_BYTES;
  const textsAt = runsAt + runs * 8;
  const bytes = new Uint8Array(textsAt + texts.reduce((sum, t) => sum + t.length, 0));
  const header = new DataView(bytes.buffer, 0, HEADER_BYTES);
  bytes.set(encoder.encode(MAGIC));
  header.setFloat64(8, batch.firstSequence, true);
  header.setFloat64(16, segment.minEffective, true);
  header.setFloat64(24, segment.maxEffective, true);
  header.setFloat64(80, segment.lastFact, true);
  header.setUint32(32, rows, true);
  header.setUint32(36, runs, true);
  texts.forEach((text, i) => header.setUint32(40 + 4 * i, text.length, true));
  NAMESPACES.forEach((s, i) => header.setUint32(60 + 4 * i, namesBefore[s], true));
  copyColumns(batch, makeBatch(rows, bytes.buffer, HEADER_BYTES), rows);
  new Int32Array(bytes.buffer, runsAt, runs).set(runRows);
  new Int32Array(bytes.buffer, runsAt + runs * 4, runs).set(runAttempts);
  let at = textsAt;
  for (const text of texts) {
    bytes.set(text, at);
    at += text.length;
  }
  return bytes;
}

/** A segment that lies over bytes, and the names first seen in it, still to be read. */
export interface StoredSegment {
  readonly segment: Segment;
  /** Names of a namespace first seen in this segment, in order. */
  newNames(space: Namespace): readonly string[];
}

/** Lays a segment over its bytes. They are trusted: their digest was checked before. */
export function segmentFromBytes(stored: Uint8Array): StoredSegment {
  // Columns of doubles want an offset that is a multiple of eight.
  const bytes = stored.byteOffset % 8 === 0 ? stored : stored.slice();
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  invariant(textOf(bytes, 0, MAGIC.length) === MAGIC, 'the bytes are those of a segment');
  const rows = header.getUint32(32, true);
  const runs = header.getUint32(36, true);
  const runsAt = HEADER_BYTES + rows * ROW_BYTES;
  const lengths = [0, 1, 2, 3, 4].map((i) => header.getUint32(40 + 4 * i, true));
  const starts = lengths.map((_, i) =>
    lengths.slice(0, i).reduce((sum, n) => sum + n, runsAt + runs * 8),
  );
  const json = (i: number): unknown =>
    JSON.parse(textOf(bytes, starts[i] ?? 0, lengths[i] ?? 0)) as unknown;
  const batch = makeBatch(rows, bytes.buffer, bytes.byteOffset + HEADER_BYTES);
  const [policy, recordedAt] = json(0) as [string, string[]];
  batch.length = rows;
  batch.firstSequence = header.getFloat64(8, true);
  batch.policy = policy;
  batch.recordedAt = recordedAt;
  const count = (i: number): number => header.getUint32(60 + 4 * i, true);
  return {
    segment: {
      batch,
      minEffective: header.getFloat64(16, true),
      maxEffective: header.getFloat64(24, true),
      lastFact: header.getFloat64(80, true),
      runRows: [...new Int32Array(bytes.buffer, bytes.byteOffset + runsAt, runs)],
      runAttempts: [...new Int32Array(bytes.buffer, bytes.byteOffset + runsAt + runs * 4, runs)],
      namesBefore: { entity: count(0), site: count(1), subject: count(2), party: count(3) },
    },
    newNames: (space) => json(NAMESPACES.indexOf(space) + 1) as string[],
  };
}

/** A copy of a segment that has room for more rows: what the last one must have to grow. */
export function growable(segment: Segment, capacity: number = BATCH_ROWS): Segment {
  const { batch } = segment;
  if (batch.capacity >= capacity) return segment;
  const roomy = makeBatch(capacity);
  copyColumns(batch, roomy, batch.length);
  roomy.length = batch.length;
  roomy.firstSequence = batch.firstSequence;
  roomy.policy = batch.policy;
  roomy.recordedAt = [...batch.recordedAt];
  return { ...segment, batch: roomy };
}

function copyColumns(from: EventBatch, to: EventBatch, rows: number): void {
  for (const name of COLUMNS) to[name].set(from[name].subarray(0, rows));
}

function textOf(bytes: Uint8Array, at: number, length: number): string {
  return decoder.decode(bytes.subarray(at, at + length));
}
