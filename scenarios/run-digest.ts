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

function pathsDigest(run: Paths, sha256: Sha256): string {
  const cells = run.paths * METRIC_COUNT;
  const text: string[] = [];
  for (let i = 0; i < cells; i++) {
    if (i % METRIC_COUNT !== METRIC_INDEX.rows) text.push(String(run.metrics[i]));
  }
  return toHex(sha256(new TextEncoder().encode(text.join(','))));
}
