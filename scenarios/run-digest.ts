import { canonicalJson } from '../src/audit/canonical.ts';
import { toHex } from '../src/audit/merkle.ts';
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
const PATHS_A_PART = 1024;

/** The whole figures of all paths in path order, with commas between them, piece by piece. */
function* partsOf({ paths, metrics }: Paths): Generator<Uint8Array> {
  for (let path = 0; path < paths; path += PATHS_A_PART) {
    const end = Math.min(paths, path + PATHS_A_PART) * METRIC_COUNT;
    const text: string[] = [];
    for (let i = path * METRIC_COUNT; i < end; i++) {
      if (i % METRIC_COUNT !== METRIC_INDEX.rows) text.push(String(metrics[i]));
    }
    yield new TextEncoder().encode(`${path === 0 ? '' : ','}${text.join(',')}`);
  }
}

function hashParts(parts: Iterable<Uint8Array>, sha256: Sha256): Uint8Array {
  if (sha256.ofParts !== undefined) return sha256.ofParts(parts);
  const all = [...parts];
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
}
