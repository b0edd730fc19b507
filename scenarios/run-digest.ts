import { canonicalJson } from '../src/audit/canonical.ts';
import { toHex } from '../src/audit/merkle.ts';
import { invariant } from '../src/error.ts';
import type { Json } from '../src/event.ts';
import type { Sha256 } from '../src/numeric/stream.ts';
import type { Answer } from './answer.ts';
import { METRIC_COUNT, METRIC_INDEX } from './metrics.ts';
import type { Paths } from './statistics.ts';

/** SHA-256 over what is whole in the document and over every path's metrics (settled.md §5.2). */
export function digestOf(document: Omit<Answer, 'digest'>, run: Paths, sha256: Sha256): string {
  const integers: Json = {
    bars: [...document.bridge.level1, ...document.bridge.level2].map((b) => [b.id, b.cents]),
    fan: document.fan.map((f) => [f.p10, f.p50, f.p90]),
    managerCases: document.managerCases.map((c) => [c.deltaCashCents, c.npvCents]),
    metrics: pathsDigest(run, sha256),
    model: document.modelVersion,
    paths: document.paths,
    pathBars: document.bridge.ofPaths.map((b) => [
      b.path,
      ...[...b.level1, ...b.level2].map((bar) => bar.cents),
    ]),
    scenario: document.scenarioDigest,
    seed: document.seed,
    spread: document.spreadParts && [
      document.spreadParts.parameters.deviationCents,
      document.spreadParts.luck.deviationCents,
    ],
    tails: document.tails.map((t) => t.cents),
  };
  return toHex(sha256(new TextEncoder().encode(canonicalJson(integers))));
}

/** SHA-256 over every metric of every path but the count of rows, as text with commas. */
export function pathsDigest(run: Paths, sha256: Sha256): string {
  return toHex(hashParts(partsOf(run), sha256));
}

/** Paths whose text is in memory at once. */
const PATHS_A_PART = 256;
/** Letters of a whole number at most, its sign and a comma included. */
const LETTERS = 18;
const [COMMA, MINUS, ZERO] = [44, 45, 48] as const;

/** The whole figures of all paths in path order, with commas between them, piece by piece. */
function* partsOf({ paths, metrics, stride, place }: Paths): Generator<Uint8Array> {
  // Millions of numbers: as letters of one buffer they leave nothing behind, as strings they would.
  const bytes = new Uint8Array(PATHS_A_PART * METRIC_COUNT * LETTERS);
  for (let path = 0; path < paths; path += PATHS_A_PART) {
    const end = Math.min(paths, path + PATHS_A_PART);
    let at = 0;
    for (let p = path; p < end; p++) {
      for (let m = 0; m < METRIC_COUNT; m++) {
        if (m === METRIC_INDEX.rows) continue;
        if (p + m > 0) bytes[at++] = COMMA;
        at = writeWhole(bytes, at, metrics[m * stride + place + p] as number);
      }
    }
    yield bytes.subarray(0, at);
  }
}

/** Writes a whole number as `String` does; returns where it ends. */
function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  invariant(Number.isSafeInteger(value), 'figures of a path are whole');
  let end = at;
  let rest = Math.abs(value);
  if (value < 0) bytes[end++] = MINUS;
  let letters = 1;
  for (let power = 10; power <= rest; power *= 10) letters += 1;
  end += letters;
  for (let i = end - 1; i >= end - letters; i--) {
    const tenth = Math.floor(rest / 10);
    bytes[i] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}

function hashParts(parts: Iterable<Uint8Array>, sha256: Sha256): Uint8Array {
  if (sha256.ofParts !== undefined) return sha256.ofParts(parts);
  // Pieces share their bytes: each is gone with the next.
  const all = Array.from(parts, (part) => part.slice());
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
}
