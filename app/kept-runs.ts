import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../src/audit/sha256.node.ts';
import { toHex } from '../src/audit/merkle.ts';
import { partsToWrite, readSealed, writeSealed } from '../src/sealed-file.node.ts';
import type { Cut } from '../src/event.ts';
import type { Answer } from '../scenarios/answer.ts';
import type { Comparison } from '../scenarios/compare.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { programVersion } from './cli/version.ts';
import { keptRunsPath } from './kept-runs-path.ts';

/** Runs kept beside a book; the oldest makes room. */
const MOST_RUNS = 8;

/** What a run is bound to besides itself: the events it knew, and how they were read. */
export interface RunBasis {
  readonly root: string;
  readonly cut: Cut;
  readonly policy: string;
  /** Path of the book; none for a book in memory or on a server, beside which nothing is kept. */
  readonly file: string | undefined;
}

/**
 * Digest of all that a run comes from: levels and terms read from the book, parameters, seed and
 * paths as they are run, besides scenario, root, cut, policy and versions. Anything else, another
 * digest.
 */
export function runKey(comparison: Comparison, { root, cut, policy }: RunBasis): string {
  const versions = { program: programVersion(), model: MODEL_VERSION };
  const text = JSON.stringify({ comparison, root, cut, policy, versions });
  return toHex(sha256(new TextEncoder().encode(text)));
}

/** The result of a run that was kept; undefined when there is none, or none as it was written. */
export function keptRun(comparison: Comparison, basis: RunBasis): Answer | undefined {
  const key = runKey(comparison, basis);
  return read(basis.file).find((run) => run.key === key)?.answer;
}

/** Keeps the result of a run; where it cannot be written, only time is lost. */
export function keepRun(answer: Answer, comparison: Comparison, basis: RunBasis): void {
  const { file } = basis;
  if (file === undefined) return;
  const key = runKey(comparison, basis);
  const run = { key, answer };
  // An interval without end, of a single path, is no JSON.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(run)), run)) return;
  const others = read(file).filter((known) => known.key !== key);
  const parts = [run, ...others]
    .slice(0, MOST_RUNS)
    .map((kept) => new TextEncoder().encode(JSON.stringify(kept)));
  writeSealed(keptRunsPath(file), sha256, { schema: SCHEMA }, partsToWrite(parts));
}

const SCHEMA = 'feeworth-runs/1';

interface KeptRun {
  readonly key: string;
  readonly answer: Answer;
}

function read(file: string | undefined): KeptRun[] {
  const sealed = file === undefined ? undefined : readSealed(keptRunsPath(file), sha256);
  const { schema } = (sealed?.index ?? {}) as { schema?: unknown };
  if (sealed === undefined || schema !== SCHEMA) return [];
  return sealed.parts.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as KeptRun);
}
