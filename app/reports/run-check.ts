import { wilsonInterval } from '../../src/numeric/statistics.ts';
import { binomialTails } from '../../src/numeric/counts.ts';
import type { CheckedFigure, CheckedMonth, RunCheck } from '../run-check.ts';
import { monthsLookedBack } from '../promise-in-run.ts';
import type { Cell, Provenance, Report, Row, Table } from './document.ts';
import { money, text } from './columns.ts';
import { percent, roundDollars } from './numbers.ts';
import { counted } from './words.ts';

const FIGURES = [
  ['net', 'Change of cash', 'cents'],
  ['cumulative', 'Change of cash since the start', 'cents'],
  ['fee', 'Management fee paid', 'cents'],
  ['daysInArGross', 'Days in A/R, gross', 'days'],
] as const;
type Figure = (typeof FIGURES)[number][0];

/** Of ten right intervals from P10 to P90, eight hold what comes. */
const INSIDE = 0.8;
/** So seldom by chance alone that it speaks against the promise. */
const SELDOM = 0.05;

/** What was promised by month against what the book recorded, and how little that can say. */
export function runCheckReport(check: RunCheck, provenance: Provenance): Report {
  const { run, months, promise } = check;
  const judged = months.filter(isJudged);
  const inside = judged.filter(({ net }) => net.verdict === 'inside').length;
  return {
    schema: 'feeworth.run-check/1',
    title:
      judged.length === 0
        ? `${run.stream} cannot be checked yet: no promised month is complete in the book`
        : `Cash of ${inside} of ${counted(judged.length, 'complete month')} lies inside what was promised to ${run.data.to ?? 'nobody named'}${sinceStart(judged)}; ${conclusion(inside, judged.length)}${others(judged)}${lookedBack(check, judged)}`,
    tables: [
      wholeTable(months),
      stateTable(months),
      ...FIGURES.map((figure) => figureTable(figure, months)),
    ],
    notes: [
      ...lookBackNotes(check, judged),
      ...oddsNotes(judged),
      `Of ${promise.practices.join(', ')} together, with the MSO. Cash is before distributions, capital and income tax${check.ownersCents === 0 ? '' : `, which came to ${roundDollars(check.ownersCents)} in these months and are left out`}.`,
      'Only months that are over, under the agreement and with every file that ever came are judged; what never came is not missed.',
      'Intervals run from P10 to P90 of the paths of the run: they hold its luck and its estimates, not what it left out.',
    ],
    provenance,
    data: { run: run.stream, to: run.data.to ?? null, months },
  };
}

const isJudged = ({ net }: CheckedMonth): boolean => net.verdict !== null;

/** Where cash since the start of the promise lies by now: small misses on one side add up. */
function sinceStart(judged: readonly CheckedMonth[]): string {
  const verdict = judged.at(-1)?.cumulative.verdict ?? null;
  return verdict === null || judged.length < 2 ? '' : `, and cash since the start ${verdict} it`;
}

/** In a few words, whether so many inside speak against the promise. */
function conclusion(inside: number, months: number): string {
  const most = mostAgainst(months);
  if (most === null || months < 6) return 'that few months can say next to nothing';
  return inside <= most
    ? 'that few inside speak against the promise'
    : 'that does not speak against the promise';
}

/** The other figures of which so few months lie inside that it speaks against the promise. */
function others(judged: readonly CheckedMonth[]): string {
  const most = mostAgainst(judged.length);
  if (most === null || judged.length < 6) return '';
  const against = FIGURES.filter(([name]) => name === 'fee' || name === 'daysInArGross').filter(
    ([name]) => judged.filter((month) => month[name].verdict === 'inside').length <= most,
  );
  if (against.length === 0) return '';
  const names = against.map(([, label]) => label.toLowerCase().replace('a/r', 'A/R'));
  return `, but ${names.join(' and ')} ${against.length === 1 ? 'does' : 'do'}`;
}

/** The most months inside that would still speak against the promise; null where none would. */
export function mostAgainst(months: number): number | null {
  let most: number | null = null;
  for (let k = 0; k < months; k++) {
    if (binomialTails(months, INSIDE, k).lower < SELDOM) most = k;
  }
  return most;
}

/** Months that were over when the run was recorded were known: that was no promise. */
function lookBackNotes({ run }: RunCheck, judged: readonly CheckedMonth[]): string[] {
  const known = monthsLookedBack(run, judged);
  return known === 0
    ? []
    : [
        `It was recorded on ${run.recordedAt.slice(0, 10)}, when ${counted(known, 'of these months was', 'of these months were')} over: for them it is a look back, from what the book knew before, and no promise.`,
      ];
}

/** The same for the headline. */
function lookedBack({ run }: RunCheck, judged: readonly CheckedMonth[]): string {
  const known = monthsLookedBack(run, judged);
  if (known === 0) return '';
  const some = counted(known, 'of these months was', 'of these months were');
  const which = known === judged.length ? 'all of it was' : some;
  return `; ${which} over when it was recorded, so it looks back`;
}

/** How sure one may be, figure by figure. */
function oddsNotes(judged: readonly CheckedMonth[]): string[] {
  const n = judged.length;
  if (n === 0) return [];
  const share = ([name, label]: (typeof FIGURES)[number]): string[] => {
    const known = judged.map((month) => month[name].verdict).filter((v) => v !== null);
    if (known.length === 0) return [];
    const inside = known.filter((verdict) => verdict === 'inside').length;
    const { lower, upper } = wilsonInterval(inside, known.length);
    const odds = binomialTails(known.length, INSIDE, inside).lower;
    return [
      `${label}: ${inside} of ${known.length} inside, so between ${percent(lower, 0)} and ${percent(upper, 0)} of months lie inside (95 %); were the promise right, so few or fewer would come in ${odds < 0.01 ? 'fewer than 1 %' : percent(odds, 0)} of cases.`,
    ];
  };
  const most = mostAgainst(n);
  return [
    // Running sums hang together from month to month: no count of them says anything.
    ...FIGURES.filter(([name]) => name !== 'cumulative').flatMap(share),
    most === null
      ? `With ${counted(n, 'month')} nothing could speak against the promise: even none inside comes by chance.`
      : `With ${counted(n, 'month')} only ${most} or fewer inside would speak against the promise; months are taken as independent, and they hang together, so even that says less.`,
  ];
}

/** All of it in one table, for who works on with it: the others each tell a part. */
function wholeTable(months: readonly CheckedMonth[]): Table {
  return {
    name: 'whole',
    title: 'What was promised and what was recorded, by month',
    isForMachines: true,
    columns: [
      text('month', 'Month'),
      text('state', 'State'),
      text('missing', 'Not come yet'),
      ...FIGURES.flatMap(([name, label, unit]) => [
        ...(['P10', 'P50', 'P90'] as const).map((q) =>
          column(`${name}${q}`, `${label}: promised ${q}`, unit),
        ),
        column(`${name}Recorded`, `${label}: recorded`, unit),
        text(`${name}Lies`, `${label}: lies`),
      ]),
    ],
    rows: months.map((month) => ({
      cells: [
        month.month,
        month.state,
        month.missing.join(', '),
        ...FIGURES.flatMap(([name, , unit]) => cellsOf(month[name], unit)),
      ],
    })),
  };
}

const column = (key: string, label: string, unit: 'cents' | 'days') =>
  unit === 'cents' ? money(key, label) : { key, label, unit };
/** P10, P50 and P90, what was recorded, and how they lie; days are kept in hundredths. */
function cellsOf(
  { promised, recorded, verdict }: CheckedFigure,
  unit: 'cents' | 'days',
): readonly Cell[] {
  const said = (value: number | null): number | null =>
    value === null || unit === 'cents' ? value : value / 100;
  return [...[...promised, recorded].map(said), verdict ?? 'not judged'];
}

function stateTable(months: readonly CheckedMonth[]): Table {
  const count = (state: CheckedMonth['state']): number =>
    months.filter((month) => month.state === state).length;
  const rows: Row[] = months
    .filter(({ state }) => state !== 'not over')
    .map(({ month, state, missing }) => ({ cells: [month, state, missing.join(', ')] }));
  return {
    name: 'months',
    title: `${count('closed') + count('complete')} of ${counted(months.length, 'promised month')} can be judged, ${count('not over')} are not over`,
    columns: [text('month', 'Month'), text('state', 'State'), text('missing', 'Not come yet')],
    rows,
  };
}

function figureTable(
  [name, label, unit]: readonly [Figure, string, 'cents' | 'days'],
  months: readonly CheckedMonth[],
): Table {
  const shown = months.filter((month) => month[name].verdict !== null);
  return {
    name: `by-month-${name}`,
    title: `${label} by month: promised and recorded`,
    columns: [
      text('month', 'Month'),
      column('p10', 'Promised P10', unit),
      column('p50', 'P50', unit),
      column('p90', 'P90', unit),
      column('recorded', 'Recorded', unit),
      text('verdict', 'Lies'),
    ],
    rows: shown.map((month) => ({ cells: [month.month, ...cellsOf(month[name], unit)] })),
  };
}
