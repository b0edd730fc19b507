import { FeeworthError } from '../src/error.ts';
import { PARAMETER_IDS } from '../scenarios/effects.ts';
import type { Load } from '../scenarios/file/extend.ts';
import { readScenario } from '../scenarios/file/read-scenario.ts';
import { SCENARIO_SCHEMA } from '../scenarios/file/scenario.ts';
import { sha256 } from '../src/audit/sha256.node.ts';

/** Stands for the file in which what was set on the command line would be written. */
const FILE = '--set';

/** What a scenario says in one word at its top; any other word is a parameter's. */
const ONE_WORD: ReadonlySet<string> = new Set(['currency', 'id', 'levels', 'seed', 'title']);

/**
 * A scenario with some of it set from the command line, as a file that extends it and says so in
 * its title: "volume=3%" fixes a parameter, "timeline.months=60" is a path of the file. The same
 * settings are the same scenario, in whatever order they were typed. Throws `usage/bad-value` where
 * there is no "=", and what reading the scenario throws.
 */
export function whatIf(
  path: string,
  sets: readonly string[],
  load: Load,
): { readonly path: string; readonly load: Load } {
  if (sets.length === 0) return { path, load };
  const lines = sets.map(lineOf).toSorted();
  const { title } = readScenario(path, load, sha256).scenario;
  const words = sets.map((set) => set.trim()).toSorted();
  const text = [
    `schema: ${SCENARIO_SCHEMA}`,
    `extends: ${JSON.stringify(path)}`,
    `title: ${JSON.stringify(`${title}, with ${words.join(', ')}`)}`,
    'set:',
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n');
  return { path: FILE, load: (name) => (name === FILE ? text : load(name)) };
}

function lineOf(set: string): string {
  const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(\P{Cc}+)$/u.exec(set) ?? [];
  if (value === '') {
    throw new FeeworthError(
      'usage/bad-value',
      'usage',
      `--set wants a path and what it is set to`,
      {
        hint: 'write --set volume=3% or --set timeline.months=60',
      },
    );
  }
  const isWord = !name.includes('.') && !ONE_WORD.has(name);
  const id = name.replace(/^parameters\./, '');
  const isParameter = isWord || (PARAMETER_IDS as readonly string[]).includes(id);
  if (!isParameter) return `${JSON.stringify(name)}: ${value}`;
  const draw = value.startsWith('{')
    ? value
    : `{ value: ${value}, grade: entered, source: "--set" }`;
  return `${JSON.stringify(`parameters.${id}`)}: ${draw}`;
}
