import { isCollection, parseDocument } from 'yaml';
import { FeeworthError } from '../src/error.ts';
import { PARAMETER_IDS } from '../scenarios/effects.ts';
import type { Load } from '../scenarios/file/extend.ts';
import { SCENARIO_SCHEMA } from '../scenarios/file/scenario.ts';
import { readSource } from './read-source.ts';
import type { ScenarioSource } from './run-document.ts';

/** Stands for the file in which what was set on the command line would be written. */
const FILE = '--set';

/** What a scenario says in one word at its top; any other word is a parameter's. */
const ONE_WORD: ReadonlySet<string> = new Set([
  'asserts',
  'correlations',
  'credit',
  'currency',
  'equipment',
  'giftCards',
  'hazards',
  'id',
  'incomeTax',
  'levels',
  'levers',
  'memberships',
  'noise',
  'openings',
  'packages',
  'run',
  'seed',
  'timeline',
  'title',
]);

/**
 * A scenario with some of it set from the command line, as a file that extends it and says so in
 * its title: "volume=3%" fixes a parameter, "timeline.months=60" is a path of the file. The same
 * settings are the same scenario, in whatever order they were typed. Throws `usage/bad-value` where
 * there is no "=", and what reading the scenario throws.
 */
export function whatIf(path: string, sets: readonly string[], load: Load): ScenarioSource {
  if (sets.length === 0) return { path, load };
  const settings = settingsOf(sets)
    .map((setting) => ({ typed: setting.typed, line: lineOf(setting) }))
    .toSorted((a, b) => (a.line < b.line ? -1 : 1));
  const { title } = readSource({ path, load }).scenario;
  const words = settings.map(({ typed }) => typed).toSorted();
  const head = [
    `schema: ${SCENARIO_SCHEMA}`,
    `extends: ${JSON.stringify(path)}`,
    `title: ${JSON.stringify(`${title}, with ${words.join(', ')}`)}`,
    'set:',
  ];
  const text = [...head, ...settings.map(({ line }) => `  ${line}`), ''].join('\n');
  return {
    path: FILE,
    load: (name) => (name === FILE ? text : load(name)),
    typed: (file, line) => {
      const setting = file === FILE ? settings[line - 1 - head.length] : undefined;
      return setting && `${FILE} ${setting.typed}`;
    },
  };
}

function lineOf({ name, value }: Setting): string {
  const path = pathOf(name);
  if (value.startsWith('{') || value.startsWith('['))
    return `${JSON.stringify(path)}: ${flowOf(value)}`;
  // Quoted, a value is one value whatever stands in it.
  const text = JSON.stringify(value.replace(/^(["'])(.*)\1$/, '$2'));
  const isWhole = PARAMETER_IDS.some((id) => path === `${PARAMETERS}${id}`);
  const said = isWhole ? `{ value: ${text}, grade: entered, source: "--set" }` : text;
  return `${JSON.stringify(path)}: ${said}`;
}

const PARAMETERS = 'parameters.';

/** What a fee is called where one is meant that the agreement does not have. */
const FEE_WORDS: ReadonlySet<string> = new Set(['fee', 'fee-rate', 'fee-share', 'rate']);

/** The path of a name: an id stands for its parameter, and so does any other single word. */
function pathOf(name: string): string {
  const id = name.startsWith(PARAMETERS) ? name.slice(PARAMETERS.length) : name;
  const isParameter = PARAMETER_IDS.some((known) => id === known || id.startsWith(`${known}.`));
  const isWord = !name.includes('.') && !ONE_WORD.has(name);
  return isParameter || isWord ? `${PARAMETERS}${id}` : name;
}

/** A map or a list as a file has it, if it is one and nothing else. */
function flowOf(value: string): string {
  const document = parseDocument(value, { logLevel: 'silent' });
  // In quotes these are letters like any other.
  const bare = value.replaceAll(/"[^"]*"|'[^']*'/g, '');
  const isPlain = document.errors.length === 0 && !/[#&*!|>]/.test(bare);
  if (isPlain && isCollection(document.contents)) return value;
  throw notSet('write a distribution as {low: 0%, central: 1%, high: 2%, grade: entered}');
}

interface Setting {
  readonly typed: string;
  readonly name: string;
  readonly value: string;
}

/** What was typed, taken apart; each thing is set once. */
function settingsOf(sets: readonly string[]): readonly Setting[] {
  const found = new Map<string, Setting>();
  for (const set of sets) {
    const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(\P{Cc}+)$/u.exec(set) ?? [];
    if (value === '') throw notSet('write --set volume=3% or --set timeline.months=60');
    if (FEE_WORDS.has(name)) {
      const message = `${name} is no parameter; fee-level is the factor on the fee as it is agreed`;
      const hint =
        'scale it: fee-level=90% takes nine tenths of it, and "feeworth compare" says which share ' +
        'of collections that is; for a fee of another form write a file (docs/scenario-file.md)';
      throw new FeeworthError('usage/bad-value', 'usage', message, { hint });
    }
    const path = pathOf(name);
    if (found.has(path)) {
      const hint = 'say it once';
      throw new FeeworthError('usage/bad-value', 'usage', `${name} is set twice`, { hint });
    }
    found.set(path, { typed: set.trim(), name, value: value.trim() });
  }
  return [...found.values()];
}

const notSet = (hint: string): FeeworthError =>
  new FeeworthError('usage/bad-value', 'usage', '--set wants a path and what it is set to', {
    hint,
  });
