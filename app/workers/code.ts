import { MODEL_VERSION } from '../../scenarios/model.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { codeDigest } from '../../src/code-digest.node.ts';
import { programVersion } from '../cli/version.ts';

const SHOWN = 12;

/**
 * The code that computes a range: versions of program and model, and the digest of every line that
 * a figure hangs on. Answers of other code are not mixed with ours.
 */
export function codeOfRanges(): string {
  const end = import.meta.url.slice(-3);
  const entries = ['worker.node', 'figures'].map(
    (name) => new URL(`../../scenarios/${name}${end}`, import.meta.url),
  );
  const digest = codeDigest(entries, sha256).slice(0, SHOWN);
  return `${programVersion()}, model ${MODEL_VERSION}, code ${digest}`;
}
