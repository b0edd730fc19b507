import { sha256 } from '../src/audit/sha256.node.ts';
import { invariant } from '../src/error.ts';
import { readChain } from '../scenarios/file/extend.ts';
import type { Load } from '../scenarios/file/extend.ts';
import { readScenario } from '../scenarios/file/read-scenario.ts';
import { newReading } from '../scenarios/file/tree.ts';
import type { Tree, Typed } from '../scenarios/file/tree.ts';

/** What a recorded scenario is called where a file would be. */
const FILE = 'the recorded scenario';

/**
 * A scenario, whatever it extends and whatever was set in it, as one file that says the same: YAML
 * in flow style, values as they were written, in their order, comments left out. Read again it has the
 * same digest, or it is our fault. Throws what reading the scenario throws.
 */
export function resolvedScenario({ path, load }: ScenarioSource, digest: string): string {
  const tree = readChain(newReading(), path, load);
  invariant(tree !== null, 'a scenario that was read before is read again');
  const text = `${textOf(tree)}\n`;
  const again = readScenario(FILE, () => text, sha256);
  invariant(again.digest === digest, 'a resolved scenario says what its files say');
  return text;
}

/** Where a scenario is read from. */
export interface ScenarioSource {
  readonly path: string;
  readonly load: Load;
  /** What lines of it were typed on the command line, if any were. */
  readonly typed?: Typed;
}

/** A scenario that was recorded, to be read as a file is. */
export const recordedSource = (text: string): ScenarioSource => ({ path: FILE, load: () => text });

/**
 * A scenario's tree as YAML in flow style. Numbers without a unit stay without quotes: with them they
 * would be another thing.
 */
export function textOf(tree: Tree): string {
  if (tree.kind === 'scalar') return tree.isBareNumber ? tree.text : JSON.stringify(tree.text);
  if (tree.kind === 'list') return `[${tree.items.map(textOf).join(', ')}]`;
  const entries = [...tree.entries].map(([key, { value }]) => {
    return `${JSON.stringify(key)}: ${textOf(value)}`;
  });
  return `{${entries.join(', ')}}`;
}
