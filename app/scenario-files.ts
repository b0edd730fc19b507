import { formatDay, formatMonth } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { comparisonOf, ownStartingPoint } from '../scenarios/comparison-of.ts';
import type { ReadScenario } from '../scenarios/file/read-scenario.ts';
import { SCENARIO_SCHEMA } from '../scenarios/file/scenario.ts';
import type { Parameter } from '../scenarios/parameters.ts';
import { readScenarioText, scenarioPath } from './compare.ts';
import { drawText } from './draw-text.ts';
import { readSource } from './read-source.ts';
import { whatIf } from './what-if.ts';

/** Reads a scenario by path or shipped name, with what is set in it. Throws `scenario/…`. */
export function readNamed(name: string, set: readonly string[] = []): ReadScenario {
  return readSource(whatIf(scenarioPath(name), set, readScenarioText));
}

/**
 * Reads a scenario and lays its months out, as far as it needs no book for that: what does not fit
 * its timeline or its sites is found without a run. Throws `scenario/…`.
 */
export function checkNamed(name: string, set: readonly string[] = []): ReadScenario {
  const read = readNamed(name, set);
  const from = ownStartingPoint(read.scenario);
  if (from !== null) comparisonOf(read, from);
  return read;
}

/** One thing that two scenarios say differently; null where one of them does not say it. */
export interface Difference {
  readonly path: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** Everything in which two scenarios differ, by path, as their resolved documents say it. */
export function differences(a: ReadScenario, b: ReadScenario): readonly Difference[] {
  const [ofA, ofB] = [leavesOf(a.document), leavesOf(b.document)];
  const paths = [...new Set([...ofA.keys(), ...ofB.keys()])].sort();
  return paths.flatMap((path) => {
    const [own, other] = [ofA.get(path) ?? null, ofB.get(path) ?? null];
    return own === other ? [] : [{ path, a: own, b: other }];
  });
}

/** What names an item of a list that has no id, so that one more item moves no other. */
const NAMES = ['service', 'payer', 'site', 'entity'] as const;

/** Where a resolved document holds a month or a day as a number. */
const MONTHS =
  /^(?:timeline\.start|change\.(?:effective|leaves\.from)|openings\..+\.from|services\..+\.from|levers\..+\.(?:from|until)|equipment\..+\.bought)$/;
const DAYS = /^valuation\.asOf$/;

function leavesOf(document: string): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      namesOf(value).forEach((name, i) => walk(value[i], `${path}.${name}`));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, own] of Object.entries(value))
        walk(own, path === '' ? key : `${path}.${key}`);
    } else leaves.set(path, leafText(path, value));
  };
  walk(JSON.parse(document), '');
  return leaves;
}

function leafText(path: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (MONTHS.test(path)) return formatMonth(value as Month);
  return DAYS.test(path) ? formatDay(value as Day) : String(value);
}

/** The names of a list's items; where two have the same one, their places tell them apart. */
function namesOf(items: readonly unknown[]): readonly string[] {
  const names = items.map(nameOf);
  const isOnce = (name: string): boolean => names.indexOf(name) === names.lastIndexOf(name);
  return names.map((name, i) => (isOnce(name) ? name : `${name}.${i + 1}`));
}

function nameOf(item: unknown, i: number): string {
  const fields = item as Readonly<Record<string, unknown>> | null;
  const plan = fields?.['plan'] as Readonly<Record<string, unknown>> | null | undefined;
  const name = [fields?.['id'], plan?.['id'], ...NAMES.map((key) => fields?.[key])].find(
    (value) => typeof value === 'string',
  );
  return typeof name === 'string' ? name : String(i + 1);
}

/** A file that extends a scenario, with every parameter it has ready to be taken in. */
export function newScenario(base: string): string {
  const { scenario } = readNamed(base);
  return [
    `# What differs from "${scenario.title}". Take the # off a line to set it, change its figures,`,
    '# and say where they are from: grade is entered, recorded, A, B, C, E or R.',
    `schema: ${SCENARIO_SCHEMA}`,
    'id: ours',
    `extends: ${base}`,
    `title: ${JSON.stringify(`${scenario.title}, our view`)}`,
    'set:',
    `  timeline.months: ${scenario.timeline.months}`,
    ...scenario.parameters.map((parameter) => `  # ${lineOf(parameter)}`),
    ...(scenario.fromLog?.asked ?? []).map((id) => `  # parameters.${id}: { from: log }`),
    '',
  ].join('\n');
}

function lineOf({ id, draw, unit, grade, source }: Parameter): string {
  return `parameters.${id}: { ${drawText(draw, unit)}, grade: ${grade}, source: ${JSON.stringify(source)} }`;
}
