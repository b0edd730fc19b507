import type { Rerun } from '../rerun.ts';
import type { RunDecision } from '../commands/decide-run.ts';
import type { KnownRun, Runs } from '../indexes/runs.ts';
import { monthsLookedBack, promiseIn } from '../promise-in-run.ts';
import type { Headline } from '../run-parts.ts';
import { EXIT_CODES } from '../../src/error.ts';
import { count, money, text } from './columns.ts';
import type { Cell, Report, Table, Unit } from './document.ts';
import { percent, roundDollars } from './numbers.ts';
import type { Json } from '../../src/event.ts';
import { capital, counted } from './words.ts';

/** Whole cents, or fractions as texts; what the first versions did not keep is not there. */
const headlineOf = ({ data }: KnownRun): Headline => data.headline as Headline;

const centsOf = (run: KnownRun, name: string): number | null => {
  const value = headlineOf(run)[name];
  return typeof value === 'number' ? value : null;
};

const shareOf = (run: KnownRun, name: string): number | null => {
  const value = headlineOf(run)[name];
  return typeof value === 'string' ? Number(value) : null;
};

function purposeOf(run: KnownRun): string {
  const { data } = run;
  if (data.purpose !== 'promise') return 'analysis';
  const months = promiseIn(data)?.months ?? [];
  const past = monthsLookedBack(run, months);
  const looksBack = `, looking back over ${past} of ${months.length} months`;
  return `promise to ${data.to ?? 'nobody named'}${past === 0 ? '' : looksBack}`;
}

/** What stands about a run: that it counts, that somebody approved it, what it replaces. */
function standingOf(run: KnownRun): string {
  const { approvals, lock } = run;
  const approved = approvals.map(({ approver }) => approver).join(', ');
  return [
    ...(lock === null ? [] : ['locked: the run of record']),
    approved === '' ? 'approved by nobody' : `approved by ${approved}`,
  ].join('; ');
}

/** The runs of a book in the order in which they were recorded. */
export function runListReport({ all, locked }: Pick<Runs, 'all' | 'locked'>): Report {
  const promises = all.filter(({ data }) => data.purpose === 'promise').length;
  return {
    schema: 'feeworth.run-list/1',
    title: [
      all.length === 0
        ? 'No run has been recorded'
        : `${capital(counted(all.length, 'run'))} recorded`,
      ...(promises === 0 ? [] : [`${counted(promises, 'promise')} among them`]),
      ...(locked.size === 0 ? [] : [`${counted(locked.size, 'scenario')} with a run of record`]),
    ].join(', '),
    tables: [
      {
        name: 'runs',
        title: 'Recorded runs, oldest first',
        columns: [
          text('run', 'Run'),
          text('recorded', 'Recorded'),
          text('by', 'By'),
          text('scenario', 'Scenario'),
          text('purpose', 'For'),
          text('standing', 'Standing'),
          count('paths', 'Paths'),
          text('model', 'Model'),
          count('knew', 'Events known'),
          money('deltaCash', 'Cash difference'),
          money('npv', 'Net present value'),
        ],
        rows: all.map((run) => ({
          cells: [
            run.stream,
            run.recordedAt.slice(0, 10),
            run.actor,
            run.data.scenario,
            purposeOf(run),
            standingOf(run),
            Number(run.data.paths),
            run.data.modelVersion,
            Number(run.data.basedOn),
            centsOf(run, 'deltaCashCents'),
            centsOf(run, 'npvCents'),
          ],
        })),
      },
    ],
    notes: all.length === 0 ? ['To record one: feeworth compare --record'] : [],
  };
}

const HEADLINE: readonly (readonly [name: string, label: string, unit: Unit])[] = [
  ['deltaCashCents', 'Cash difference, mean', 'cents'],
  ['deltaCashP10Cents', 'Cash difference, P10', 'cents'],
  ['deltaCashP90Cents', 'Cash difference, P90', 'cents'],
  ['npvCents', 'Net present value, mean', 'cents'],
  ['feePaidCents', 'Fee paid, mean', 'cents'],
  ['breakEvenRate', 'Fee that breaks even, of collections', 'share'],
  ['pBetter', 'Chance better with the MSO', 'share'],
];

/** What is recorded of a run. */
export function runReport(run: KnownRun): Report {
  const { data, stream, recordedAt, actor } = run;
  return {
    schema: 'feeworth.run/1',
    title: `${stream}: ${data.scenario}, ${purposeOf(run)}, recorded by ${actor} on ${recordedAt.slice(0, 10)}; ${standingOf(run)}`,
    tables: [headlineTable(run), aboutTable(run)],
    notes: [
      ...(data.supersedes === undefined
        ? []
        : [`It replaces the run of event ${data.supersedes}.`]),
      ...(run.lock === null ? [] : [`Locked by ${run.lock.by}: ${run.lock.reason}`]),
      ...(data.document === undefined
        ? ['It was recorded without its scenario and cannot be run again.']
        : [`To run it again: feeworth rerun ${stream}`]),
      ...(data.purpose === 'promise' ? [`To check it: feeworth run check ${stream}`] : []),
    ],
    data: { run: { ...run, revision: String(run.revision) } },
  };
}

function headlineTable(run: KnownRun): Table {
  const figure = ([name, label, unit]: (typeof HEADLINE)[number]): readonly Cell[] => {
    const value = unit === 'cents' ? centsOf(run, name) : shareOf(run, name);
    return [label, { value, unit, words: 'not kept' }];
  };
  return {
    name: 'headline',
    title: 'What it came to',
    columns: [text('figure', 'Figure'), { key: 'value', label: 'Value', unit: 'cents' }],
    rows: HEADLINE.map((one) => ({ cells: figure(one) })),
  };
}

function aboutTable({ data, sequence, approvals }: KnownRun): Table {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['event', `#${sequence}`],
    ['scenario digest', data.scenarioDigest],
    ['result digest', data.resultDigest],
    ['events known', data.basedOn],
    ['root over them', data.root],
    ['as of', data.asOf],
    ['seed', data.seed],
    ['paths', data.paths],
    ['sampler', samplerWords(data.sampler)],
    ['model', data.modelVersion],
    ['program', data.programVersion],
    ...approvals.map(
      ({ approver, recordedAt, reason }) =>
        [
          'approved',
          `${approver}, ${recordedAt.slice(0, 10)}${reason === null ? '' : `: ${reason}`}`,
        ] as const,
    ),
  ];
  return {
    name: 'about',
    title: 'What it was run from',
    columns: [text('what', 'What'), text('value', 'Value')],
    rows: rows.map(([what, value]) => ({ cells: [what, value ?? 'not kept'] })),
  };
}

/** How many paths stood beside the headline, and whether there was luck, as `record` kept it. */
function samplerWords(sampler: Json | undefined): string | undefined {
  if (sampler === undefined) return undefined;
  const { bridgePaths, sidePaths, isNoisy } = sampler as Readonly<Record<string, Json>>;
  if (typeof bridgePaths !== 'number' || typeof sidePaths !== 'number') {
    return JSON.stringify(sampler);
  }
  const luck = isNoisy === true ? 'with luck' : 'without luck';
  return (
    `${luck}; ${counted(bridgePaths, 'path')} for the drivers, ` +
    `${counted(sidePaths, 'path')} for each side run`
  );
}

const DECIDED = {
  approved: 'is approved',
  'already-approved': 'was approved by the same person before: nothing was recorded',
  locked: 'is the run of record',
  'already-locked': 'was the run of record before: nothing was recorded; it is that',
} as const;

/** What approving or locking a run came to. */
export function runDecisionReport({ status, run, replaced }: RunDecision): Report {
  const { stream, data } = run;
  const of = status === 'locked' || status === 'already-locked' ? ` of ${data.scenario}` : '';
  const instead = replaced === null ? '' : `, instead of ${replaced}`;
  return {
    schema: 'feeworth.run-decision/1',
    title: `${stream} ${DECIDED[status]}${of}${instead}`,
    tables: [],
    notes:
      status === 'locked' && run.approvals.length === 0
        ? ['Nobody has approved it yet: feeworth run approve, by somebody who did not record it.']
        : [],
    data: { status, run: stream, replaced },
  };
}

/** Whether a run that was run again is the same; the answer beside it, byte for byte as it was. */
export function rerunReport({ run, made, differences, view }: Rerun): Report {
  const { stream, data } = run;
  const { answer } = made;
  const [first] = differences;
  const knew = `from the ${data.basedOn} events it knew`;
  return {
    schema: 'feeworth.rerun/1',
    title:
      first === undefined
        ? `Same: ${stream} comes to the same result ${knew}, ${roundDollars(answer.deltaCash.mean.cents)} on average, better in ${percent(answer.pBetter.estimate, 0)} of futures`
        : `Not the same: ${stream} differs ${knew}, first in ${first.part}`,
    tables: first === undefined ? [] : [differenceTable(differences)],
    notes: [
      `Result ${answer.digest}, scenario ${answer.scenarioDigest}, model ${answer.modelVersion}.`,
    ],
    provenance: {
      ...view.provenance,
      modelVersion: answer.modelVersion,
      scenarioDigest: answer.scenarioDigest,
      seed: answer.seed,
      runDigest: answer.digest,
    },
    data: { isSame: first === undefined, run: stream, differences, answer },
    ...(first === undefined ? {} : { exitCode: EXIT_CODES.integrity }),
  };
}

function differenceTable(differences: Rerun['differences']): Table {
  return {
    name: 'differences',
    title: 'In what it differs: figures in cents, parts of the result by their digests',
    columns: [text('part', 'Part'), text('recorded', 'Recorded'), text('now', 'Now')],
    rows: differences.map(({ part, recorded, now }) => ({
      cells: [part, recorded ?? 'not there', now ?? 'not there'],
    })),
  };
}
