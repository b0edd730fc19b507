import { isEstimate } from '../../scenarios/parameters.ts';
import type { LeverEntry } from '../../scenarios/file/read-levers.ts';
import type { ReadScenario } from '../../scenarios/file/read-scenario.ts';
import type { Scenario } from '../../scenarios/file/scenario.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { drawSaid } from '../draw-text.ts';
import { idsFromLog } from '../../scenarios/file/read-history.ts';
import type { Difference } from '../scenario-files.ts';
import { text } from './columns.ts';
import type { Report, Table } from './document.ts';
import { earlyNotes, idleNotes } from './scenario-notes.ts';
import { percent, roundDollars } from './numbers.ts';
import { additionRows } from './scenario-additions.ts';
import { counted } from './words.ts';

/** A scenario that was read whole, with what it assumes. */
export function scenarioReport(name: string, { scenario, digest, document }: ReadScenario): Report {
  const { parameters, timeline, run } = scenario;
  const estimates = parameters.filter(isEstimate).length;
  const asked = askedOfLog(scenario);
  return {
    schema: 'feeworth.scenario/1',
    title: `${name} is a scenario: ${scenario.title}, ${counted(timeline.months, 'month')}`,
    tables: [
      {
        name: 'parameters',
        title: `${counted(parameters.length + asked.length, 'assumption')}, ${estimates} of them estimates`,
        columns: [
          text('parameter', 'Parameter'),
          text('value', 'Value or distribution'),
          text('grade', 'Grade'),
          text('source', 'Source'),
        ],
        rows: [
          ...parameters.map(({ id, draw, unit, grade, source }) => ({
            cells: [id, drawSaid(draw, unit), grade, source],
          })),
          ...asked.map((id) => ({
            cells: [id, 'from: log', 'recorded', 'the book it is compared on'],
          })),
        ],
      },
      ...changesTable(scenario),
      ...correlationTable(scenario),
      ...assertTable(scenario),
    ],
    notes: [
      `Digest ${digest.slice(0, 16)}, seed ${scenario.seed}, ${run.paths} paths. Comments and layout do not count.`,
      ...idleNotes(parameters, scenario.correlations),
      ...(timeline.start === 'after-book'
        ? []
        : earlyNotes({ start: timeline.start, levers: scenario.levers.flatMap(begun) })),
    ],
    data: { id: scenario.id, digest, document: JSON.parse(document) },
  };
}

/** A lever whose first month is written. */
const begun = ({ id, from, lagMonths }: LeverEntry) =>
  from === 'start' ? [] : [{ id, from: (from + lagMonths) as Month }];

const askedOfLog = ({ fromLog, parameters }: Scenario): readonly string[] =>
  fromLog === undefined ? [] : idsFromLog(fromLog, parameters);

/** What the file says besides its assumptions: levers, rare losses, sites that open, and more. */
function changesTable(scenario: Scenario): Table[] {
  const { levers, hazards, openings } = scenario;
  const rows = [
    ...levers.map((lever) => ['lever', lever.id, leverWords(lever)]),
    ...hazards.map(({ id, annual, loss, sites }) => [
      'rare loss',
      id,
      `${percent(annual, 1)} a year${at(sites)}, ${roundDollars(loss.min)} / ${roundDollars(loss.mode)} / ${roundDollars(loss.max)}`,
    ]),
    ...openings.map(({ id, like, size, from, costCents }) => [
      'opening',
      id,
      `like ${like} at ${percent(size, 0)}, in ${formatMonth(from)}, for ${roundDollars(costCents)}`,
    ]),
    ...additionRows(scenario),
  ];
  if (rows.length === 0) return [];
  return [
    {
      name: 'changes',
      title: 'What it changes over time',
      columns: [text('kind', 'Kind'), text('id', 'Name'), text('what', 'What')],
      rows: rows.map((cells) => ({ cells })),
    },
  ];
}

function leverWords({ target, line, by, ...lever }: LeverEntry): string {
  const { from, lagMonths, rampMonths, until, arm, sites } = lever;
  const change = target === 'retention' ? `log odds ${signed(by)}` : `${signed(by * 100)} %`;
  const begin = from === 'start' ? 'the first month' : formatMonth(from);
  return [
    `${line ?? target} ${change}${at(sites)} from ${begin}`,
    ...(lagMonths > 0 ? [`${counted(lagMonths, 'month')} later`] : []),
    ...(rampMonths > 0 ? [`over ${counted(rampMonths, 'month')}`] : []),
    ...(until === null ? [] : [`until ${formatMonth(until)}`]),
    arm === 'both' ? 'in both arms' : `in the ${arm === 'withMso' ? 'with-MSO' : arm} arm alone`,
  ].join(', ');
}

const signed = (n: number): string => `${n < 0 ? '−' : '+'}${Math.abs(Math.round(n * 1e6) / 1e6)}`;
const at = (sites: readonly string[] | null): string =>
  sites === null ? '' : ` at ${sites.join(', ')}`;

function correlationTable({ correlations }: Scenario): Table[] {
  if (correlations.length === 0) return [];
  return [
    {
      name: 'correlations',
      title: 'Which assumptions move together (rank correlation)',
      columns: [text('one', 'Parameter'), text('other', 'With'), text('rho', 'Spearman’s rho')],
      rows: correlations.map(({ between, rho }) => ({ cells: [...between, String(rho)] })),
    },
  ];
}

function assertTable({ asserts }: Scenario): Table[] {
  if (asserts.length === 0) return [];
  return [
    {
      name: 'asserts',
      title: 'What its answer must hold to',
      columns: [text('assert', 'Assert')],
      rows: asserts.map((assert) => ({ cells: [assert.text] })),
    },
  ];
}

/** The scenarios that ship with Feeworth. */
export function scenarioListReport(
  all: readonly { readonly name: string; readonly scenario: Scenario }[],
): Report {
  return {
    schema: 'feeworth.scenario-list/1',
    title: `${counted(all.length, 'scenario')} ship with Feeworth`,
    tables: [
      {
        name: 'scenarios',
        title: 'By the name that compare takes',
        columns: [
          text('name', 'Name'),
          text('title', 'What it asks'),
          text('levels', 'Starts from'),
          text('page', 'Read about it in'),
        ],
        rows: all.map(({ name, scenario: { title, levels } }) => ({
          cells: [
            name,
            title,
            levels.kind === 'defaults' ? `documented defaults: ${levels.of}` : 'the book',
            `docs/scenarios/${name}.md`,
          ],
        })),
      },
    ],
    notes: ['Compare one by its name, or extend it: feeworth scenario new NAME > ours.yaml'],
    data: {},
  };
}

/** In what two scenarios differ. */
export function differenceReport(
  [a, b]: readonly [string, string],
  found: readonly Difference[],
): Report {
  return {
    schema: 'feeworth.scenario-diff/1',
    title:
      found.length === 0
        ? `${a} and ${b} say the same`
        : `${a} and ${b} differ in ${counted(found.length, 'place')}`,
    tables: [
      {
        name: 'differences',
        title: 'As they are resolved: shares as fractions; cents where the name says so',
        columns: [text('path', 'Path'), text('a', a), text('b', b)],
        rows: found.map((one) => ({ cells: [one.path, one.a ?? 'not said', one.b ?? 'not said'] })),
      },
    ],
    notes: [],
    data: { differences: found },
  };
}
